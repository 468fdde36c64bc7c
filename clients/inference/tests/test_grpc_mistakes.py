"""Mistakes possible only over gRPC, and equality of its messages with those of HTTP."""
import grpc
import pytest
from tritonclient.grpc import service_pb2, service_pb2_grpc

from suite.answer import Refused
from suite.contents import fill
from suite.mistakes import TOWERS
from suite.tensors import datatype, to_raw

INPUTS = TOWERS.case(2).inputs


@pytest.fixture(scope="module")
def stub(address):
    with grpc.insecure_channel(address) as channel:
        yield service_pb2_grpc.GRPCInferenceServiceStub(channel)


def _request(raw=True, **fields):
    request = service_pb2.ModelInferRequest(model_name=TOWERS.name, **fields)
    for name, array in INPUTS.items():
        tensor = request.inputs.add(name=name, datatype=datatype(array), shape=array.shape)
        if raw:
            request.raw_input_contents.append(to_raw(array))
        else:
            fill(tensor, array)
    return request


def _raw_too_few():
    request = _request()
    del request.raw_input_contents[2:]
    return request, "context"


def _raw_too_many():
    request = _request()
    request.raw_input_contents.append(b"\0" * 4)
    return request, "raw_input_contents"


def _raw_too_short():
    request = _request()
    request.raw_input_contents[0] = request.raw_input_contents[0][:-1]
    return request, "user"


def _both_forms():
    request = _request()
    request.inputs[0].contents.fp32_contents.extend([0.5] * 12)
    return request, "user"


def _another_field():
    request = _request(raw=False)
    request.inputs[1].contents.Clear()
    request.inputs[1].contents.fp64_contents.extend([1.0, 2.0])
    return request, "item_id"


def _a_value_too_few():
    request = _request(raw=False)
    del request.inputs[0].contents.fp32_contents[-1]
    return request, "user"


def _no_contents():
    request = _request(raw=False)
    request.inputs[2].contents.Clear()
    return request, "context"


def _a_negative_size():
    request = _request()
    request.inputs[0].shape[:] = [-2, -6]
    return request, "user"


def _sizes_that_overflow():
    request = _request()
    request.inputs[0].shape[:] = [2**33, 2**33]
    return request, "user"


def _beyond_eight_bits():
    request = service_pb2.ModelInferRequest(model_name="echo-types")
    tensor = request.inputs.add(name="in_int8", datatype="INT8", shape=[1, 3])
    tensor.contents.int_contents.extend([1, 2, 300])
    return request, "in_"


@pytest.mark.parametrize("wrong", [
    _raw_too_few, _raw_too_many, _raw_too_short, _both_forms, _another_field, _a_value_too_few, _no_contents, _a_negative_size, _sizes_that_overflow,
    _beyond_eight_bits], ids=lambda it: it.__name__.strip("_").replace("_", " "))
def test_a_mistake_is_an_invalid_argument_by_name(stub, wrong):
    request, word = wrong()
    with pytest.raises(grpc.RpcError) as refused:
        stub.ModelInfer(request, timeout=10)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert word in refused.value.details()


def test_an_unknown_model_is_not_found(stub):
    for request in (service_pb2.ModelInferRequest(model_name="nope"), _request(model_version="77")):
        with pytest.raises(grpc.RpcError) as refused:
            stub.ModelInfer(request, timeout=10)
        assert refused.value.code() is grpc.StatusCode.NOT_FOUND


def test_messages_equal_those_of_http(operator, post, stub):
    if operator.name == "requests-flat":
        pytest.skip("the other side of the comparison")
    wrong = INPUTS | {"user": INPUTS["user"][:, :5].copy()}
    with pytest.raises(Refused) as refused:
        operator.infer(TOWERS.name, wrong)
    plain = post(f"/v2/models/{TOWERS.name}/infer", json={"inputs": [
        {"name": name, "shape": list(array.shape), "datatype": datatype(array), "data": array.reshape(-1).tolist()} for name, array in wrong.items()]})
    assert refused.value.message == plain.json()["error"]
