"""The reasons of call-fraud-gbm are Shapley values of its log-odds, computed here from the ONNX file only. All inputs are in the request, so
that the model's vector is known."""
import json

import numpy as np
import pytest
import requests
import yaml

from suite import models
from suite.adapters.plain import read
from suite.calls import NOW
from suite.shapley import Margin, by_definition, by_trees
from suite.tensors import texts, to_json

NEAR = 1e-3


@pytest.fixture(scope="module")
def manifest():
    return yaml.safe_load((models.folder() / "models/call-fraud-gbm/3/manifest.yaml").read_text())


@pytest.fixture(scope="module")
def margin():
    return Margin(models.folder() / "models/call-fraud-gbm/3/model.onnx")


@pytest.fixture(scope="module")
def types():
    """Returns the type of every feature, by its name in the manifest."""
    views = [yaml.safe_load(file.read_text()) for file in (models.folder() / "models/feature-views").glob("*.yaml")]
    return {f"{view['view']}:{feature['name']}": feature["type"] for view in views for feature in view["features"]}


@pytest.fixture(scope="module")
def baseline(manifest):
    return np.array([column["ordinary"]["median"] for column in manifest["inputs"]], "f4")


@pytest.fixture(scope="module")
def rows(manifest, types, baseline):
    """Returns vectors of ordinary traffic, with some features moved to values from the lowest to twice the highest."""
    def make(count, moved, seed):
        rng = np.random.default_rng(seed)
        made = np.tile(baseline, (count, 1))
        for row in made:
            for at in rng.choice(len(baseline), moved, replace=False):
                column = manifest["inputs"][at]
                value = rng.uniform(column["ordinary"]["low"], column["ordinary"]["high"] * (1 if "ratio" in column["feature"] else 2) + 0.5)
                kind = types[column["feature"]]
                row[at] = value if kind == "float32" else rng.integers(2) if kind == "bool" else round(value) % 24 if column["feature"] == "request:hour" \
                    else 1 + round(value) % 7 if column["feature"] == "request:weekday" else round(value)
        return made

    return make


@pytest.fixture(scope="module")
def reasons(address, manifest):
    """Returns the reasons of each vector."""
    def ask(vectors):
        count = len(vectors)
        inputs = {"caller": texts(["+14155550199"] * count), "callee": texts(["+442071838750"] * count), "started_at": texts([NOW.isoformat()] * count)}
        for at, column in enumerate(manifest["inputs"]):
            inputs[column["feature"].removeprefix("request:")] = vectors[:, at].copy()
        answer = read(requests.post(f"http://{address}/v2/models/call-fraud-gbm/infer", timeout=20, json={
            "inputs": [to_json(name, array) for name, array in inputs.items()], "parameters": {"timeout": 5_000_000, "strict": True}}))
        assert set(answer.outputs["error"]) == {b""}
        return answer.outputs["score"], [json.loads(text) for text in answer.outputs["reasons"]]

    return ask


def test_values_by_trees_equal_those_by_the_definition(margin, rows, baseline):
    for row in rows(4, 9, seed=1):
        np.testing.assert_allclose(by_trees(margin, row, baseline), by_definition(margin, row, baseline), atol=1e-4)


def test_the_contributions_add_up_to_the_difference(margin, rows, baseline):
    for row in rows(8, 40, seed=2):
        assert by_trees(margin, row, baseline).sum() == pytest.approx(float(np.diff(margin.of([baseline, row]))[0]), abs=1e-4)


@pytest.mark.parametrize("moved, method", [(8, by_definition), (15, by_trees), (40, by_trees)])
def test_every_reason_has_its_shapley_value(margin, manifest, rows, baseline, reasons, moved, method):
    names = [column["feature"] for column in manifest["inputs"]]
    vectors = rows(12, moved, seed=moved)
    scores, answers = reasons(vectors)
    np.testing.assert_allclose(scores, 1 / (1 + np.exp(-margin.of(vectors))), atol=1e-5)
    for row, answer in zip(vectors, answers):
        expected = method(margin, row, baseline)
        given = {reason["feature"]: reason for reason in answer}
        for name, reason in given.items():
            assert reason["contribution"] == pytest.approx(expected[names.index(name)], abs=NEAR)
            assert reason["value"] == pytest.approx(float(row[names.index(name)]), rel=1e-6)
        assert len(answer) == min(3, np.count_nonzero(np.abs(expected) > NEAR)) or len(answer) == 3
        left = [abs(value) for name, value in zip(names, expected) if name not in given]
        assert min(abs(reason["contribution"]) for reason in answer) >= max(left) - NEAR
        sizes = [abs(reason["contribution"]) for reason in answer]
        assert sizes == sorted(sizes, reverse=True), answer


def test_an_ordinary_call_has_no_reasons(baseline, reasons):
    _, (answer,) = reasons(baseline[None, :])
    assert all(abs(reason["contribution"]) < NEAR for reason in answer)
