from __future__ import annotations

from pathlib import Path

import pytest

from harness import functions
from harness.environment import RIC, ROOT, Environment, Package, java
from harness.servers import Database, Store


def pytest_addoption(parser):
    parser.addoption("--package", action="append", default=[], metavar="NAME=ZIP",
                     help="function.zip of a function, instead of the one in its module's target folder; may be repeated")
    parser.addoption("--native", action="store_true", help="fail unless the packages are for provided.al2023")
    parser.addoption("--all-required", action="store_true", help="fail where a package, or something that a test needs, is missing, instead of skipping the test")


@pytest.fixture(scope="session")
def absent(pytestconfig):
    """Skips a test for want of something; fails it where all are required."""
    return pytest.fail if pytestconfig.getoption("--all-required") else pytest.skip


@pytest.fixture(scope="session")
def packages(pytestconfig, tmp_path_factory, absent):
    """Unpacks packages, each once."""
    named = dict(option.split("=", 1) for option in pytestconfig.getoption("--package"))
    unpacked = {}

    def package(function) -> Package:
        if function.name not in unpacked:
            archive = Path(named.get(function.name, ROOT / function.module / "target/function.zip"))
            if not archive.exists():
                absent(f"no {archive}: ./mvnw package -pl {function.module} -am builds it")
            unpacked[function.name] = Package.unpack(function.name, function.handler, archive, tmp_path_factory.mktemp(function.name))
            if pytestconfig.getoption("--native"):
                assert unpacked[function.name].native, f"{archive}: expected a bootstrap, since --native is given"
        return unpacked[function.name]

    assert any(RIC.glob("*.jar")), f"no jars in {RIC}: ./check fetches them"
    return package


@pytest.fixture(scope="session")
def database(absent):
    """Starts the rules database when a test asks for it."""
    started = []

    def start() -> Database:
        if not started:
            if missing := Database.missing():
                absent(missing)
            started.append(Database(java()))
        return started[0]

    yield start
    for one in started:
        one.stop()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    server = Store(tmp_path_factory.mktemp("store")).start()
    yield server
    server.kill()


@pytest.fixture
def running_store(store):
    """The store, running and empty."""
    store.restart()
    return store


@pytest.fixture(scope="module", params=functions.EVENT_FUNCTIONS, ids=lambda function: function.name)
def function(request, store, packages, database):
    packages(request.param)
    return request.param(store, database()) if request.param.needs_database else request.param(store)


@pytest.fixture
def environments(packages, tmp_path):
    """Starts environments that end with the test."""
    started = []

    def start(function, **options) -> Environment:
        settings = {**function.settings(), **options.pop("settings", {})}
        environment = Environment(packages(function), tmp_path / f"{function.name}-{len(started)}.log", settings, **options)
        started.append(environment)
        return environment.start()

    yield start
    for environment in started:
        environment.stop()


@pytest.fixture(scope="module")
def environment(function, packages, tmp_path_factory):
    """One environment for the tests of a module, as Lambda keeps one for many invocations."""
    with Environment(packages(function), tmp_path_factory.mktemp("environment") / "log", function.settings()) as running:
        yield running
