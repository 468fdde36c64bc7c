"""One service for all tests, and all request forms. VOXGUARD_URL: a running service with the zoo."""
import os

import pytest
import requests

from suite import adapters, models
from suite.servers import Servers


def pytest_addoption(parser):
    parser.addoption("--clients", default=",".join(adapters.HERE), help="the clients that ask, of " + ", ".join(adapters.WAYS))


def pytest_generate_tests(metafunc):
    """Parametrises client: all forms of the selected clients; operator: those with all of the protocol's calls; model: all models of the zoo."""
    ways = adapters.names(metafunc.config.getoption("clients").split(","))
    if "client" in metafunc.fixturenames:
        metafunc.parametrize("client", ways, indirect=True, scope="session")
    if "operator" in metafunc.fixturenames:
        metafunc.parametrize("operator", [way for way in ways if way in adapters.OPERATORS], indirect=True, scope="session")
    if "model" in metafunc.fixturenames:
        metafunc.parametrize("model", models.read(), ids=str)


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    if "VOXGUARD_URL" in os.environ:
        yield os.environ["VOXGUARD_URL"].removeprefix("http://").rstrip("/")
        return
    with Servers(tmp_path_factory.mktemp("servers")) as servers:
        yield servers.voxguard(models.folder() / "models")


@pytest.fixture(scope="session")
def client(request, address):
    yield from _opened(request.param, address)


@pytest.fixture(scope="session")
def operator(request, address):
    yield from _opened(request.param, address)


def _opened(name, address):
    client = adapters.open_client(name, address)
    yield client
    client.close()


@pytest.fixture(scope="session")
def post(address):
    """Posts to a path and returns the reply whatever its status."""
    with requests.Session() as session:
        yield lambda path, **options: session.post(f"http://{address}{path}", timeout=20, **options)


@pytest.fixture(scope="session")
def get(address):
    with requests.Session() as session:
        yield lambda path, **options: session.get(f"http://{address}{path}", timeout=20, **options)
