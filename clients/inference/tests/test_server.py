"""Metadata of the server and its models, through every client that supports it."""
import pytest

from suite import models
from suite.answer import Refused

EVERY_MODEL = ["call-fraud-gbm", "call-fraud-mlp", *(model.name for model in models.read())]


def test_the_server_is_live_and_ready(client):
    assert client.live() is True
    assert client.ready() is True


def test_every_model_is_ready(client):
    assert {name: client.model_ready(name) for name in EVERY_MODEL} == dict.fromkeys(EVERY_MODEL, True)


def test_an_unknown_model_is_not_ready(client):
    try:
        assert client.model_ready("no-such-model") is False
    except Refused as refused:
        assert refused.code == "NOT_FOUND"


def test_the_server_names_its_extensions(operator):
    server = operator.server()
    assert server["name"] and server["version"]
    assert {"binary_tensor_data", "model_repository"} <= set(server["extensions"])


def test_a_models_metadata_is_that_of_its_manifest(operator, model):
    found = operator.metadata(model.name, "" if model.alone else model.version)
    assert (found["name"], found["platform"]) == (model.name, "onnx_onnxv1")
    assert model.version in found.get("versions", [model.version])
    assert _tensors(found["inputs"]) == _tensors(model.manifest["inputs"])
    if "outputs" in model.manifest:
        assert _tensors(found["outputs"]) == _tensors(model.manifest["outputs"])
    assert {tensor["name"] for tensor in found["outputs"]} == set(model.cases[0].outputs)


@pytest.mark.parametrize("name", ["call-fraud-gbm", "call-fraud-mlp"])
def test_a_pipelines_metadata_is_calls_in_and_decisions_out(operator, name):
    found = operator.metadata(name)
    inputs, outputs = ({tensor["name"]: tensor["datatype"] for tensor in found[side]} for side in ("inputs", "outputs"))
    texts = dict.fromkeys(["caller", "callee", "trunk", "call_id", "started_at"], "BYTES")
    assert texts.items() <= inputs.items()
    assert {"callee_category": "FP32", "caller_velocity:calls_1h": "FP32"}.items() <= inputs.items()
    assert outputs == {"score": "FP32", "decision": "BYTES", "reasons": "BYTES", "degraded": "BOOL", "model_version": "BYTES", "error": "BYTES", "decided_by": "BYTES"}


def test_a_models_configuration_is_tritons(operator, model):
    config = operator.config(model.name, "" if model.alone else model.version)
    assert config["name"] == model.name
    assert [tensor["name"] for tensor in config["input"]] == [tensor["name"] for tensor in model.manifest["inputs"]]
    assert {tensor["data_type"] for tensor in config["input"]} == {
        "TYPE_" + {"BYTES": "STRING"}.get(tensor["datatype"], tensor["datatype"]) for tensor in model.manifest["inputs"]}
    assert {tensor["name"] for tensor in config["output"]} == set(model.cases[0].outputs)


@pytest.mark.parametrize("name, method", [("call-fraud-gbm", "baseline_shapley"), ("call-fraud-mlp", "occlusion")])
def test_a_pipelines_configuration_says_how_reasons_are_found(operator, name, method):
    parameter = operator.config(name)["parameters"]["reasons_method"]
    assert (parameter["string_value"] if isinstance(parameter, dict) else parameter) == method


def test_statistics_count_answered_requests(operator):
    model = models.named("scale")
    before = _counts(operator.stats(model.name))
    for rows in (1, 8):
        operator.infer(model.name, model.case(rows).inputs)
    requests, rows = (after - earlier for after, earlier in zip(_counts(operator.stats(model.name)), before))
    assert requests == 2
    assert rows in (2, 9)  # Triton counts rows, or requests if it does not know the batch axis


def test_an_unknown_model_has_no_metadata(operator):
    for ask in (operator.metadata, operator.config, operator.stats):
        with pytest.raises(Refused) as refused:
            ask("no-such-model")
        assert refused.value.code in (404, "NOT_FOUND")
        assert "no-such-model" in refused.value.message
        with pytest.raises(Refused) as refused:
            ask("iris-forest", "77")
        assert refused.value.code in (404, "NOT_FOUND")
        assert "77" in refused.value.message


def _tensors(found):
    return [(tensor["name"], tensor["datatype"], tensor["shape"]) for tensor in found]


def _counts(stats):
    """Returns successful requests and rows: JSON of gRPC has both as text, and omits zeros."""
    return (sum(int(entry["inference_stats"].get("success", {}).get("count", 0)) for entry in stats),
            sum(int(entry.get("inference_count", 0)) for entry in stats))
