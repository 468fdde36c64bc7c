"""Protocol forms that no client has: mixed forms, raw bodies, headers, compression."""
import gzip
import json
import math
import zlib

import numpy as np
import pytest

from suite import models
from suite.adapters.plain import LENGTH, read
from suite.tensors import assert_same, datatype, to_json, to_raw

ECHO, MLP, SCALE = models.named("echo-types"), models.named("torch-mlp"), models.named("scale")
LEAST_COMPRESSED = 4096


def _infer(model):
    return f"/v2/models/{model.name}/infer"


def _document(model, rows, **more):
    return {"inputs": [to_json(name, array) for name, array in model.case(rows).inputs.items()], **more}


def _assert_answered(answer, case, names=None):
    for name in names or case.outputs:
        assert_same(name, answer.outputs[name], case.outputs[name])


def test_health_has_both_keys(get):
    for path in ("/v2/health/live", "/v2/health/ready"):
        reply = get(path)
        assert (reply.status_code, reply.json()) == (200, {"live": True, "ready": True})


def test_binary_and_json_tensors_may_be_mixed_both_ways(post):
    case = ECHO.case(8)
    inputs, tail = [], b""
    for at, (name, array) in enumerate(case.inputs.items()):
        if at % 2:
            inputs.append(to_json(name, array))
            continue
        raw = to_raw(array)
        inputs.append({"name": name, "shape": list(array.shape), "datatype": datatype(array), "parameters": {"binary_data_size": len(raw)}})
        tail += raw
    outputs = [{"name": name, "parameters": {"binary_data": at % 3 == 0}} for at, name in enumerate(case.outputs)]
    head = json.dumps({"inputs": inputs, "outputs": outputs}).encode()
    reply = post(_infer(ECHO), data=head + tail, headers={LENGTH: str(len(head))})
    assert reply.status_code == 200, reply.text
    _assert_answered(read(reply), case)
    document = json.loads(reply.content[:int(reply.headers[LENGTH])])
    binary = ["binary_data_size" in output.get("parameters", {}) for output in document["outputs"]]
    assert binary == [at % 3 == 0 for at in range(len(outputs))]
    assert ["data" in output for output in document["outputs"]] == [not it for it in binary]


def test_an_output_may_be_json_where_all_others_are_binary(post):
    names = list(MLP.case(2).outputs)
    reply = post(_infer(MLP), json=_document(MLP, 2, parameters={"binary_data_output": True}, outputs=[
        {"name": name, "parameters": {"binary_data": False}} for name in names]))
    assert LENGTH not in reply.headers
    _assert_answered(read(reply), MLP.case(2))


@pytest.mark.parametrize("rows", [1, 2, 64])
def test_a_header_length_of_zero_is_a_raw_tensor(post, rows):
    case = MLP.case(rows)
    reply = post(_infer(MLP), data=to_raw(case.inputs["input"]), headers={LENGTH: "0"})
    assert reply.status_code == 200, reply.text
    _assert_answered(read(reply), case)


def test_no_content_type_and_any_other_are_read_alike(post):
    body = json.dumps(_document(MLP, 2)).encode()
    for headers in ({}, {"Content-Type": "application/octet-stream"}, {"Content-Type": "application/json; charset=utf-8"}, {"Content-Type": "text/plain"}):
        _assert_answered(read(post(_infer(MLP), data=body, headers=headers)), MLP.case(2))


def test_json_replies_have_a_content_type_without_parameters(post, get):
    for reply in (post(_infer(MLP), json=_document(MLP, 2)), get("/v2"), get(f"/v2/models/{MLP.name}"), get("/v2/models/none"),
                  get("/v2/health/ready"), post("/v2/repository/index")):
        assert reply.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("encoding, compress, expand", [("gzip", gzip.compress, gzip.decompress), ("deflate", zlib.compress, zlib.decompress)])
def test_only_large_replies_are_compressed_and_only_when_asked(post, encoding, compress, expand):
    def ask(rows, accepted):
        body = compress(json.dumps(_document(ECHO, rows)).encode())
        reply = post(_infer(ECHO), data=body, headers={"Content-Encoding": encoding, "Accept-Encoding": accepted}, stream=True)
        return reply, reply.raw.read(decode_content=False)

    large, body = ask(64, encoding)
    assert large.headers["Content-Encoding"] == encoding
    assert len(expand(body)) > LEAST_COMPRESSED and json.loads(expand(body))["model_name"] == ECHO.name
    small, body = ask(1, encoding)
    assert "Content-Encoding" not in small.headers and json.loads(body)
    plain, body = ask(64, "identity")
    assert "Content-Encoding" not in plain.headers and json.loads(body)


def test_null_is_nan_both_ways(post):
    inputs = ECHO.case(2).inputs | {"in_fp32": np.array([[1.5, np.nan, -0.0], [0, 1, 2]], "f4"), "in_fp64": np.array([[np.nan] * 3, [1e-300, 2, 3]])}
    reply = post(_infer(ECHO), json={"inputs": [to_json(name, array) for name, array in inputs.items()]})
    data = {output["name"]: output["data"] for output in json.loads(reply.text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))["outputs"]}
    assert np.ravel(np.array(data["out_fp64"], dtype=object)).tolist()[:4] == [None, None, None, 1e-300]
    answer = read(reply)
    assert_same("out_fp32", answer.outputs["out_fp32"], inputs["in_fp32"])


def test_raw_floats_pass_bit_by_bit(operator):
    floats = np.array([[np.inf, -np.inf, np.nan], [-0.0, 1e-45, 3.4028235e38]], "f4")
    inputs = ECHO.case(2).inputs | {"in_fp32": floats, "in_fp64": floats.astype("f8")}
    if operator.name == "requests-flat":
        pytest.skip("JSON has no infinities")
    answer = operator.infer(ECHO.name, inputs)
    for name in ("fp32", "fp64"):
        assert answer.outputs[f"out_{name}"].tobytes() == inputs[f"in_{name}"].tobytes()


def test_floats_pass_through_json_unchanged(post):
    """Checks that every FP32 is returned as a number that rounds to it, without truncation."""
    values = np.frombuffer(np.random.default_rng(1).bytes(4 * 600), "<f4").copy()
    values[~np.isfinite(values)] = 0.1
    inputs = ECHO.case(64).inputs | {"in_fp32": np.resize(values, (64, 3)), "in_fp64": np.resize(values.astype("f8") / 3, (64, 3))}
    answer = read(post(_infer(ECHO), json={"inputs": [to_json(name, array) for name, array in inputs.items()]}))
    for name in ("fp32", "fp64"):
        np.testing.assert_array_equal(answer.outputs[f"out_{name}"], inputs[f"in_{name}"])


def test_a_scalar_has_an_empty_shape_and_one_value(post):
    reply = post(_infer(SCALE), json=_document(SCALE, 2)).json()
    (total,) = [output for output in reply["outputs"] if output["name"] == "total"]
    assert total["shape"] == [] and len(np.ravel(total["data"])) == 1 and math.isfinite(np.ravel(total["data"])[0])
