import pytest

from publication import Publisher, Signer
from redis_server import RedisServer


@pytest.fixture
def server(tmp_path):
    server = RedisServer(tmp_path)
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture
def signer():
    return Signer()


@pytest.fixture
def publisher(server, signer):
    return Publisher(server.client, signer)
