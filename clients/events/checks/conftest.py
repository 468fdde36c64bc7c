import pytest
from servers import Store


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path).start()
    yield store
    store.kill()


@pytest.fixture
def started():
    """Processes to kill when the test ends."""
    processes = []
    yield processes
    for process in processes:
        process.kill()
