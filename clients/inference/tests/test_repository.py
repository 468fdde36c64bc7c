"""Repository calls through the clients that have them: index, load, unload; models added while the server runs."""
import shutil

import pytest
import yaml

from suite import models
from suite.answer import Refused
from suite.tensors import assert_same

SPARE = models.named("spare")
AWAY = (503, "UNAVAILABLE")


def test_the_index_has_every_version_ready(operator):
    found = {(entry["name"], entry["version"]): entry for entry in operator.index()}
    for model in models.read():
        assert found[model.name, model.version]["state"] == "READY", found[model.name, model.version]
    assert ("call-fraud-gbm", "3") in found


def test_the_index_of_ready_models_has_only_those(post):
    entries = post("/v2/repository/index", json={"ready": True}).json()
    assert entries and {entry["state"] for entry in entries} == {"READY"}


def test_an_unloaded_model_is_not_served_until_it_is_loaded(operator):
    case = SPARE.case(2)
    operator.unload(SPARE.name)
    try:
        with pytest.raises(Refused) as refused:
            operator.infer(SPARE.name, case.inputs)
        assert refused.value.code in AWAY
        assert SPARE.name in refused.value.message
        try:
            assert operator.model_ready(SPARE.name) is False
        except Refused as not_ready:
            assert not_ready.code in AWAY
        (entry,) = [entry for entry in operator.index() if entry["name"] == SPARE.name]
        assert (entry["state"], entry["reason"]) == ("UNAVAILABLE", "unloaded")
        assert operator.ready() is True
    finally:
        operator.load(SPARE.name)
    assert_same("y", operator.infer(SPARE.name, case.inputs).outputs["y"], case.outputs["y"])
    assert operator.model_ready(SPARE.name) is True


def test_an_unknown_model_is_neither_loaded_nor_unloaded(operator):
    for ask in (operator.load, operator.unload):
        with pytest.raises(Refused) as refused:
            ask("no-such-model")
        assert refused.value.code in (404, "NOT_FOUND")


@pytest.fixture
def added():
    """Copies a model of the zoo under another name with a changed manifest; removes the copy after the test."""
    folders = []

    def add(name, **changes):
        folder = models.folder() / "models" / name
        folders.append(folder)
        shutil.copytree(models.folder() / "models" / SPARE.name / "1", folder / "1", ignore=shutil.ignore_patterns("manifest.yaml"))
        (folder / "1" / "manifest.yaml").write_text(yaml.safe_dump(SPARE.manifest | {"model": name} | changes))

    yield add
    for folder in folders:
        shutil.rmtree(folder)


def test_a_newly_added_model_is_loaded_on_request(operator, added):
    name = f"newcomer-{operator.name}"
    added(name)
    operator.load(name)
    assert_same("y", operator.infer(name, SPARE.case(8).inputs).outputs["y"], SPARE.case(8).outputs["y"])


@pytest.mark.parametrize("mistake, changes", {
    "another checksum": {"sha256": "0" * 64},
    "an input that the model has not": {"inputs": [{"name": "z", "datatype": "INT32", "shape": [-1]}]},
    "another datatype": {"inputs": [{"name": "x", "datatype": "INT64", "shape": [-1]}]},
    "a file that is not there": {"file": "other.onnx"},
}.items())
def test_a_model_with_a_mistake_is_refused_with_its_reason(operator, added, mistake, changes):
    name = f"broken-{operator.name}-{mistake.replace(' ', '-')}"
    added(name, **changes)
    with pytest.raises(Refused) as refused:
        operator.load(name)
    assert refused.value.code in (400, "INVALID_ARGUMENT")
    entries = [entry for entry in operator.index() if entry["name"] == name]
    assert [entry["state"] for entry in entries] == ["UNAVAILABLE"] and entries[0]["reason"]
