"""Invalid requests, each with words that the answer must contain. They derive from a valid one: torch-two-towers, two rows."""
import json

from . import models
from .tensors import to_json

TOWERS, ECHO = models.named("torch-two-towers"), models.named("echo-types")
PATH = "/v2/models/torch-two-towers/infer"


def sound(model=TOWERS):
    return {"inputs": [to_json(name, array) for name, array in model.case(2).inputs.items()]}


def tensor(at=0, model=TOWERS, **changes):
    """Returns the valid request with fields of one tensor changed; None removes a field."""
    document = sound(model)
    changed = document["inputs"][at] | changes
    document["inputs"][at] = {key: value for key, value in changed.items() if value is not None}
    return document


def kind(name, value):
    """Returns a request to echo-types with an element outside its datatype."""
    at = list(ECHO.case(2).inputs).index(f"in_{name}")
    return ("/v2/models/echo-types/infer", tensor(at, ECHO, data=[value] * 6), f"in_{name}")


def _inputs(change):
    document = sound()
    return document | {"inputs": change(document["inputs"])}


# by name: path, JSON document or text, word in the answer
DOCUMENTS = {
    "an input by another name": (PATH, tensor(name="usr"), "usr"),
    "an input too few": (PATH, _inputs(lambda inputs: inputs[:1] + inputs[2:]), "item_id"),
    "an input too many": (PATH, _inputs(lambda inputs: inputs + [inputs[0] | {"name": "extra"}]), "extra"),
    "an input twice": (PATH, _inputs(lambda inputs: inputs + inputs[:1]), "user"),
    "another rank": (PATH, tensor(shape=[12]), "user"),
    "another width": (PATH, tensor(shape=[3, 4]), "user"),
    "a negative size": (PATH, tensor(shape=[-2, -6]), "user"),
    "a variable size": (PATH, tensor(shape=[-1, 6]), "user"),
    "a huge size": (PATH, tensor(shape=[2**62, 6]), "user"),
    "sizes whose product overflows": (PATH, tensor(2, shape=[2**32, 2, 2**31]), "context"),
    "a product that overflows to the right count": (PATH, tensor(1, shape=[2**64 + 2]), "item_id"),
    "a size that is a fraction": (PATH, tensor(shape=[2.5, 6]), "user"),
    "a shape that is no list": (PATH, tensor(shape="2,6"), "user"),
    "no shape": (PATH, tensor(shape=None), "user"),
    "a shape of a hundred ranks": (PATH, tensor(shape=[1] * 98 + [2, 6]), "user"),
    "another datatype": (PATH, tensor(datatype="FP64"), "user"),
    "a datatype that there is not": (PATH, tensor(datatype="FLOAT"), "user"),
    "a datatype in small letters": (PATH, tensor(datatype="fp32"), "user"),
    "no datatype": (PATH, tensor(datatype=None), "user"),
    "a value too few": (PATH, tensor(data=[0.5] * 11), "user"),
    "a value too many": (PATH, tensor(data=[0.5] * 13), "user"),
    "rows of other lengths": (PATH, tensor(data=[[0.5] * 6, [0.5] * 5]), "user"),
    "no data": (PATH, tensor(data=None), "user"),
    "data that is no list": (PATH, tensor(data=0.5), "user"),
    "a text among floats": (PATH, tensor(data=["abc"] + [0.5] * 11), "user"),
    "a number as a text": (PATH, tensor(data=["0.5"] * 12), "user"),
    "an object among floats": (PATH, tensor(data=[{}] + [0.5] * 11), "user"),
    "a flag among floats": (PATH, tensor(data=[True] + [0.5] * 11), "user"),
    "a fraction among integers": (PATH, tensor(1, data=[1, 1.5]), "item_id"),
    "a null among integers": (PATH, tensor(1, data=[1, None]), "item_id"),
    "an integer beyond 64 bits": (PATH, tensor(1, data=[1, 2**63]), "item_id"),
    "an integer beyond 8 bits": kind("int8", 128),
    "a negative where there is no sign": kind("uint8", -1),
    "an integer beyond 64 bits without a sign": kind("uint64", 2**64),
    "a text for a flag": kind("bool", "true"),
    "a null for a text": kind("bytes", None),
    "rows of other counts": (PATH, tensor(1, shape=[3], data=[1, 2, 3]), ""),
    "an embedding that is not there": (PATH, tensor(1, data=[1, 99]), ""),
    "seven rows where eight are fixed": ("/v2/models/torch-fixed-batch/infer", {"inputs": [
        {"name": "onnx::Gemm_0", "shape": [7, 5], "datatype": "FP32", "data": [0.5] * 35}]}, "onnx::Gemm_0"),
    "halves in JSON": ("/v2/models/echo-half/infer", {"inputs": [
        {"name": "in_fp16", "shape": [1, 3], "datatype": "FP16", "data": [0.5] * 3}]}, "in_fp16"),
    "an output that is not there": (PATH, sound() | {"outputs": [{"name": "nope"}]}, "nope"),
    "an output without a name": (PATH, sound() | {"outputs": [{}]}, "name"),
    "outputs that are no list": (PATH, sound() | {"outputs": "click"}, "outputs"),
    "no inputs": (PATH, {"inputs": []}, "input"),
    "inputs left out": (PATH, {}, "inputs"),
    "inputs that are no list": (PATH, {"inputs": {"user": [0.5]}}, "inputs"),
    "an input that is null": (PATH, {"inputs": [None]}, "inputs"),
    "an input without a name": (PATH, tensor(name=None), "name"),
    "parameters that are no object": (PATH, sound() | {"parameters": []}, "parameters"),
    "a time that is no number": (PATH, sound() | {"parameters": {"timeout": "soon"}}, "timeout"),
    "a time that is negative": (PATH, sound() | {"parameters": {"timeout": -1}}, "timeout"),
    "a document that is a list": (PATH, [], ""),
    "a document that ends early": (PATH, json.dumps(sound())[:-20], ""),
    "no document": (PATH, "", ""),
    "text after the document": (PATH, json.dumps(sound()) + "x", ""),
    "bytes that are no UTF-8": (PATH, json.dumps(sound()).encode()[:-1] + b',"id":"\xff"}', ""),
    "NaN as a bare word": (PATH, json.dumps(tensor(data=[float("nan")] + [0.5] * 11)), "user"),
    "Infinity as a bare word": (PATH, json.dumps(tensor(data=[float("inf")] + [0.5] * 11)), "user"),
    "minus Infinity as a bare word": (PATH, json.dumps(tensor(2, data=[float("-inf")] + [0.5] * 11)), "context"),
    "lists a hundred thousand deep": (PATH, '{"inputs":[{"name":"user","shape":[2,6],"datatype":"FP32","data":' + "[" * 100_000, ""),
}
MISSING = {
    "a model that is not there": ("/v2/models/nope/infer", "nope"),
    "a version that is not there": ("/v2/models/torch-two-towers/versions/77/infer", "77"),
    "a way out of the folder": ("/v2/models/..%2f..%2fetc/infer", ""),
    "a version that is a way out": ("/v2/models/torch-two-towers/versions/..%2f..%2f1/infer", ""),
}
