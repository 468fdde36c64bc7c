"""One store with services that end with the tests."""
import os
import random

import pytest
import requests
import servers

SEED = int(os.environ.get("VOXGUARD_SEED", random.randrange(1 << 32)))
OPERATIONS = int(os.environ.get("VOXGUARD_OPERATIONS", 200))
_SUMMARY = []


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"VOXGUARD_SEED={SEED} VOXGUARD_OPERATIONS={OPERATIONS}")
    for line in _SUMMARY:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def tell():
    """Returns a function that adds a line to the summary."""
    return _SUMMARY.append


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = servers.Store(tmp_path_factory.mktemp("store"))
    store.start()
    store.await_ready()
    yield store
    store.kill()


@pytest.fixture(scope="module")
def start(store, tmp_path_factory):
    """Starts a service on the store for a folder of models; returns its address."""
    started = []

    def begin(models):
        service = servers.Service(tmp_path_factory.mktemp("service"), store.url, models)
        started.append(service)
        service.start()
        service.await_ready()
        while requests.get(f"{service.url}/v2/health/ready", timeout=5).status_code == 503:
            pass
        return service.url

    yield begin
    for service in started:
        service.kill()
        print(service.tail())
