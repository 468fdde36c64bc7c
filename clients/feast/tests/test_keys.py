"""Keys beyond those of the other tests: entity_key_serialization_version 2, and bytes, which cannot be requested from Feast's server."""
import base64
from types import SimpleNamespace

import pytest
from conftest import REQUESTS, SEED

from harness.asking import Asker, ask
from harness.project import Project
from harness.same import Report
from harness.store import Store
from harness.truth import Truth
from harness.world import World


@pytest.fixture(scope="module")
def old(children, port, tmp_path_factory):
    project = Project("repo", tmp_path_factory.mktemp("version-2"), port, database=1, key_serialization=2)
    project.apply()
    store = Store(project)
    world = World(project, store, SEED + 2)
    world.fill()
    return SimpleNamespace(project=project, store=store, population=world.population, feast=children.feast(project.repo))


def test_keys_of_serialisation_2_are_read_as_feast_does(start, old):
    server, report = start(old.project, compatible=True), Report()
    asker = Asker(old.project, old.population, SEED, hidden=("token_uses",))
    for _ in range(REQUESTS // 5):
        request = asker.request()
        report.compare(request, ask(old.feast, request.body), ask(server, request.body))
    report.end()


def test_keys_of_serialisation_2_are_distinguished_from_absent_ones(start, old):
    server, report, truth = start(old.project, compatible=False), Report(), Truth(old.project, old.store)
    asker = Asker(old.project, old.population, SEED + 1, hidden=("token_uses",))
    for _ in range(REQUESTS // 5):
        request = asker.request()
        report.compare(request, (200, truth.of(request, ask(old.feast, request.body)[1])), ask(server, request.body))
    report.end()
    assert truth.applied["absent"]


def test_keys_of_bytes_are_base64(world, compatible, truthful):
    key = b"\x00\xff"
    assert world.project.read(["token_uses:uses"], [{"token_id": key}])["uses"] == [4]
    body = {"features": ["token_uses:uses"], "entities": {"token_id": [base64.b64encode(key).decode(), ""]}}
    assert ask(world.feast, body)[0] == 500
    assert ask(compatible, body)[1]["uses"]["values"] == [4, None]
    status, reply = ask(truthful, body)
    assert (status, reply["uses"]["values"], reply["uses"]["statuses"]) == (200, [4, None], ["PRESENT", "NOT_FOUND"])
    assert reply["token_id"]["values"] == body["entities"]["token_id"]
