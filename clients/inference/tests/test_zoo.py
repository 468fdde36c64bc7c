"""The zoo without a server: the cases have onnxruntime's results, and all kinds of models are present."""
import hashlib
import json

import onnx
import pytest

from suite import models
from suite.tensors import DTYPES, assert_same, datatype, from_json
from zoo.repository import answer, opened, zip_maps


@pytest.fixture
def folder(model):
    return models.folder() / "models" / model.name / model.version


@pytest.fixture
def session(folder):
    return opened(str(folder / "model.onnx"))


def test_every_case_has_the_results_of_onnxruntime(model, session):
    for case in model.cases:
        for name, expected in answer(session, case.inputs).items():
            assert_same(name, case.outputs[name], expected)


def test_the_golden_lines_are_the_small_cases(model, folder):
    golden = [json.loads(line) for line in (folder / "golden.jsonl").read_text().splitlines()] if "golden" in model.manifest else []
    small = [case for case in model.cases if case.rows <= 8]
    assert len(golden) == (0 if model.name == "echo-half" else len(small))
    for line, case in zip(golden, small):
        for tensor in line["outputs"]:
            assert_same(tensor["name"], from_json(tensor), case.outputs[tensor["name"]])


def test_the_manifest_has_the_files_hash(model, folder):
    assert model.manifest["sha256"] == hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()


def test_classifiers_exported_with_defaults_have_maps(model, session, folder):
    kept = [node for node in onnx.load(folder / "model.onnx").graph.node if node.op_type == "ZipMap"]
    assert bool(kept) == bool(zip_maps(session)) == model.name.startswith(("iris", "lightgbm"))


def test_every_datatype_is_in_and_out():
    for side in ("inputs", "outputs"):
        seen = {datatype(array) for model in models.read() for array in getattr(model.cases[0], side).values()}
        assert seen == set(DTYPES)


def test_scalars_ranks_and_fixed_batches_are_there():
    shapes = {tuple(tensor["shape"]) for model in models.read() for tensor in model.manifest["inputs"]}
    assert {(), (-1, 2, 3), (8, 5), (-1,)} <= shapes
