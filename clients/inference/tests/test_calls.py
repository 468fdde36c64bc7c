"""Calls scored through the protocol equal those of POST /v1/score, row by row; an invalid row does not affect others."""
import json
import math

import numpy as np
import pytest
import requests

from suite.answer import Refused
from suite.calls import calls, rows_to_push, tensors
from suite.tensors import datatype, texts

MODELS = ["call-fraud-gbm", "call-fraud-mlp"]
# A call's score may differ by this when compiled trees take over from ONNX Runtime between two requests.
TOLERANCE = 1e-6
PATIENCE = {"timeout": 5_000_000, "parameters": {"strict": True}}
TYPES = {"score": "FP32", "decision": "BYTES", "reasons": "BYTES", "degraded": "BOOL", "model_version": "BYTES", "error": "BYTES", "decided_by": "BYTES"}


@pytest.fixture(scope="module")
def scored(address):
    """Expected results by /v1/score, one call at a time, after rows of some callers were written to the store."""
    with requests.Session() as session:
        pushed = session.post(f"http://{address}/push", json=rows_to_push(), timeout=10)
        assert pushed.status_code == 200, pushed.text

        known = {}

        def score(call, model):
            asked = model, json.dumps(call)
            if asked not in known:
                known[asked] = ask(call, model)
            return known[asked]

        def ask(call, model):
            reply = session.post(f"http://{address}/v1/score", json={**call, "model": model, "deadline_ms": 5000, "strict": True}, timeout=10)
            assert reply.status_code == 200, reply.text
            return reply.json()

        yield score


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("rows", [1, 2, 8, 64])
@pytest.mark.parametrize("holes", [0.0, 0.4], ids=["all given", "some given"])
def test_scores_and_decisions_are_those_of_the_scoring_api(client, scored, name, rows, holes):
    asked = calls(rows, seed=rows, holes=holes)
    inputs = tensors(asked)
    if not client.carries(inputs):
        pytest.skip("the client has no spelling for NaN")
    outputs = client.infer(name, inputs, **PATIENCE).outputs
    assert {output: datatype(array) for output, array in outputs.items()} == TYPES
    assert {array.shape for array in outputs.values()} == {(rows,)}
    for at, call in enumerate(asked):
        expected = scored(call, name)
        assert outputs["score"][at] == pytest.approx(expected["score"], abs=TOLERANCE)
        assert outputs["decision"][at].decode() == expected["decision"]
        assert outputs["decided_by"][at].decode() == expected["decided_by"]
        assert outputs["model_version"][at].decode() == expected["model"]["version"]
        assert (outputs["error"][at], bool(outputs["degraded"][at])) == (b"", False)
        for reason in json.loads(outputs["reasons"][at]):
            assert {"feature", "value", "contribution"} <= set(reason)


def test_the_store_is_read_for_the_keys(client, scored):
    """Checks that a caller with rows and one without differ only because of the rows."""
    known, unknown = ({"caller": texts([caller]), "callee": texts(["+442071838750"])} for caller in ("+14155560002", "+14155560003"))
    scores = [client.infer("call-fraud-gbm", inputs, **PATIENCE).outputs["score"][0] for inputs in (known, unknown)]
    assert scores[0] != scores[1]


def test_columns_may_have_a_width_of_one(client):
    asked = calls(8)
    flat, wide = (client.infer(MODELS[0], tensors(asked, shape), **PATIENCE).outputs for shape in ((-1,), (-1, 1)))
    np.testing.assert_allclose(wide["score"].reshape(-1), flat["score"], rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("dtype", ["f8", "i4", "i8", "?"])
def test_features_may_be_of_other_types(client, dtype):
    asked = calls(8)
    inputs = tensors(asked)
    expected = client.infer(MODELS[0], inputs, **PATIENCE).outputs["score"]
    for name in ["international"] if dtype == "?" else ["hour", "weekday", "caller_velocity:calls_1h"]:
        inputs[name] = inputs[name].astype(dtype)
    np.testing.assert_allclose(client.infer(MODELS[0], inputs, **PATIENCE).outputs["score"], expected, rtol=0, atol=TOLERANCE)


def test_calls_to_emergency_numbers_are_allowed_by_the_policy(client):
    asked = calls(4, seed=7)
    inputs = tensors(asked)
    inputs["callee"] = texts(["112", "911", "+44112", "999"])
    outputs = client.infer(MODELS[0], inputs, **PATIENCE).outputs
    assert (list(outputs["decision"]), list(outputs["decided_by"])) == ([b"allow"] * 4, [b"policy"] * 4)


BAD = {
    "a caller that is no number": ("caller", b"nobody"),
    "no callee": ("callee", b""),
    "a trunk with a space": ("trunk", b"trunk 7"),
    "a time without an offset": ("started_at", b"2026-03-02T08:15:30"),
    "a fraction of an hour": ("hour", 25.5),
    "a fraction of calls": ("caller_velocity:calls_1h", 2.5),
}


@pytest.mark.parametrize("field, value", BAD.values(), ids=BAD)
def test_an_invalid_row_does_not_affect_others(client, field, value):
    asked = calls(5, seed=11)
    inputs = tensors(asked)
    sound = client.infer(MODELS[0], inputs, **PATIENCE).outputs
    inputs[field] = inputs[field].copy()
    inputs[field][2] = value
    outputs = client.infer(MODELS[0], inputs, **PATIENCE).outputs
    assert math.isnan(outputs["score"][2]) and outputs["decision"][2] == b""
    assert field in outputs["error"][2].decode()
    for at in (0, 1, 3, 4):
        assert outputs["score"][at] == pytest.approx(sound["score"][at], abs=TOLERANCE) and outputs["error"][at] == b""
        assert outputs["decision"][at] == sound["decision"][at] != b""


WRONG = {
    "no caller": (lambda inputs: inputs.pop("caller"), "caller"),
    "a column too long": (lambda inputs: inputs.update(trunk=texts(["trunk-1"] * 9)), "trunk"),
    "a feature that there is not": (lambda inputs: inputs.update(moon=np.zeros(8, "f4")), "moon"),
    "a feature as text": (lambda inputs: inputs.update(hour=texts(["3"] * 8)), "hour"),
    "a key as a number": (lambda inputs: inputs.update(caller=np.zeros(8, "i8")), "caller"),
    "two columns in one": (lambda inputs: inputs.update(hour=np.zeros((8, 2), "f4")), "hour"),
}


@pytest.mark.parametrize("change, word", WRONG.values(), ids=WRONG)
def test_an_invalid_request_is_refused_by_name(client, change, word):
    inputs = tensors(calls(8))
    change(inputs)
    with pytest.raises(Refused) as refused:
        client.infer(MODELS[0], inputs, **PATIENCE)
    assert refused.value.code in (400, "INVALID_ARGUMENT")
    assert word in refused.value.message


def test_a_missing_score_is_null_in_json(post):
    body = {"inputs": [{"name": "caller", "shape": [1], "datatype": "BYTES", "data": ["nobody"]},
                       {"name": "callee", "shape": [1], "datatype": "BYTES", "data": ["+442071838750"]}]}
    reply = post("/v2/models/call-fraud-gbm/infer", json=body)
    (score,) = [output for output in reply.json()["outputs"] if output["name"] == "score"]
    assert score["data"] == [None]
