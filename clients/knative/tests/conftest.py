from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness.events import RULES
from harness.processes import Database, Process, Service, Store, program


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if Database.binaries() is None:
        pytest.skip("no PostgreSQL server on this machine")
    running = Database(tmp_path_factory.mktemp("database"))
    yield running
    running.kill()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    running = Store(tmp_path)
    yield running
    running.signal(18)  # SIGCONT: a test may have stopped it
    running.kill()


@pytest.fixture
def start(tmp_path: Path, store: Store, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Service]]:
    """Starts services with the store of the test, and ends them."""
    running: list[Process] = []

    def one(part: str, wrapper: tuple[str, ...] = ()) -> Service:
        assert program(part).exists(), f"{part} is not built, ./mvnw package does it: {program(part)}"
        secrets = {"STORE_URL": store.url}
        if part == "rule-refresh":
            secrets |= request.getfixturevalue("database").variables
        service = Service(tmp_path, part, secrets, wrapper)
        running.append(service)
        return service

    def with_rules(part: str, wrapper: tuple[str, ...] = ()) -> Service:
        service = one(part, wrapper)
        if part == "rule-refresh":
            service.await_ready()
            request.getfixturevalue("database").execute(RULES)
        return service

    yield with_rules
    for process in running:
        process.kill()
