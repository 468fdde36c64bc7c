"""Two services on one store, which both follow the pointer."""
import time

import pytest
import requests

from harness.asking import Asker
from harness.control import goes_on
from harness.versions import PIPELINE, PLAIN, Versions

MODELS = [PLAIN, PIPELINE]
FOLLOWS_SECONDS = 5


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Gives each replica its own folder with the same versions."""
    folders = [Versions(tmp_path_factory.mktemp(name)) for name in ("one", "other")]
    for versions in folders:
        for model in MODELS:
            for version in ("1", "2"):
                versions.publish(model, version)
    return folders


@pytest.fixture(scope="module")
def urls(folders, start):
    return [start(versions.folder) for versions in folders]


@pytest.fixture(scope="module")
def askers(folders, urls):
    return [Asker(url, versions) for url, versions in zip(urls, folders)]


@pytest.mark.parametrize("model", MODELS)
def test_each_replica_follows_the_pointer_that_the_other_one_moved(model, urls, askers):
    for moved, version in ((0, "1"), (1, "2"), (0, "1")):
        put(urls[moved], model, {"policy": "pinned", "version": version})
        assert answered(askers[moved], model) == {version}, "the replica that was asked has moved before it answers"
        soon(lambda: answered(askers[1 - moved], model) == {version}, f"the other replica serves {version}")


@pytest.mark.parametrize("model", MODELS)
def test_each_replica_shows_both(model, urls):
    put(urls[0], model, {"policy": "pinned", "version": "2"})

    def both_serve():
        for url in urls:
            document = shown(url, model)
            serving = {row["replica"]: (row["serving"], row["revision"], row["state"]) for row in document["replicas"]}
            if len(serving) != 2 or set(serving.values()) != {("2", document["revision"], "READY")}:
                return False
        return True

    soon(both_serve, "both replicas are shown with what they serve", lambda: [shown(url, model) for url in urls])


@pytest.mark.parametrize("model, version", [(PLAIN, "7"), (PIPELINE, "8")])
def test_a_version_that_is_only_in_the_store_is_fetched_by_both(model, version, store, folders, urls, askers):
    upload(store, folders, model, version)
    put(urls[0], model, {"policy": "pinned", "version": version})
    for asker in askers:
        soon(lambda: answered(asker, model) == {version}, f"a replica serves {version} from the store")


@pytest.mark.parametrize("model, version", [(PLAIN, "9"), (PIPELINE, "10")])
def test_a_flawed_version_in_the_store_never_serves_and_both_replicas_keep_serving(model, version, store, folders, urls, askers):
    put(urls[0], model, {"policy": "pinned", "version": "1"})
    for asker in askers:
        soon(lambda: answered(asker, model) == {"1"}, "both serve 1")
    upload(store, folders, model, version, "wrong sha256")
    reply = requests.put(f"{urls[1]}/v1/models/{model}/policy", json={"policy": "pinned", "version": version}, timeout=20)
    assert reply.status_code == 200 or 400 <= reply.status_code < 500, reply.text
    goes_on(shown(urls[1], model), version, {"1"})
    end = time.monotonic() + 2
    while time.monotonic() < end:
        assert [answered(asker, model) for asker in askers] == [{"1"}, {"1"}]


def upload(store, folders, model, version, flaw=None):
    """Writes the files of a version only to the store."""
    made = folders[0].make(model, version, flaw)
    if not flaw:
        folders[1].scores[version] = folders[0].scores[version]
    store.client.hset(f"{{models:{model}}}:v:{version}", mapping={file.name: file.read_bytes() for file in made.iterdir()})


def put(url, model, policy):
    reply = requests.put(f"{url}/v1/models/{model}/policy", json=policy, timeout=20)
    assert reply.status_code == 200, reply.text


def shown(url, model):
    return requests.get(f"{url}/v1/models/{model}", timeout=20).json()


def answered(asker, model):
    ask = asker.plain if model == PLAIN else asker.calls
    return {row.version for row in asker.check(ask([0, 1, 2, 3]), model)}


def soon(condition, what, state=lambda: ""):
    end = time.monotonic() + FOLLOWS_SECONDS
    while not condition():
        assert time.monotonic() < end, f"not within {FOLLOWS_SECONDS} s: {what} {state()}"
        time.sleep(0.05)
