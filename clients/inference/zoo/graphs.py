"""Graphs of a node or two: every datatype in both directions, a scalar, a rank of three, an output that is larger than the smallest compressed reply."""
import numpy as np
from onnx import TensorProto, helper

from suite.tensors import DTYPES

from .repository import Model

OPSET = 15
KINDS = {
    "BOOL": TensorProto.BOOL, "INT8": TensorProto.INT8, "INT16": TensorProto.INT16, "INT32": TensorProto.INT32, "INT64": TensorProto.INT64,
    "UINT8": TensorProto.UINT8, "UINT16": TensorProto.UINT16, "UINT32": TensorProto.UINT32, "UINT64": TensorProto.UINT64,
    "FP16": TensorProto.FLOAT16, "FP32": TensorProto.FLOAT, "FP64": TensorProto.DOUBLE, "BYTES": TensorProto.STRING,
}
WORDS = ["", "a", "allow", "é☎", "\U0001f4de", 'a "b" \\', "a\nb\t\u0000c", "0", "null"]


def models(rng):
    del rng
    yield _echo("echo-types", [name for name in DTYPES if name != "FP16"])
    yield _echo("echo-half", ["FP16"])
    yield _graph("scale", [helper.make_node("Mul", ["x", "factor"], ["y"]), helper.make_node("ReduceSum", ["y"], ["total"], keepdims=0)],
                 {"x": ("FP32", ["n", 2, 3]), "factor": ("FP32", [])}, {"y": ("FP32", ["n", 2, 3]), "total": ("FP32", [])})
    yield _graph("spare", [helper.make_node("Neg", ["x"], ["y"])], {"x": ("INT32", ["n"])}, {"y": ("INT32", ["n"])})


def _echo(name, datatypes):
    nodes = [helper.make_node("Identity", [f"in_{kind.lower()}"], [f"out_{kind.lower()}"]) for kind in datatypes]
    return _graph(name, nodes, {f"in_{kind.lower()}": (kind, ["n", 3]) for kind in datatypes}, {f"out_{kind.lower()}": (kind, ["n", 3]) for kind in datatypes})


def _graph(name, nodes, inputs, outputs):
    sides = [[helper.make_tensor_value_info(tensor, KINDS[kind], shape) for tensor, (kind, shape) in side.items()] for side in (inputs, outputs)]
    model = helper.make_model(helper.make_graph(nodes, name, *sides), opset_imports=[helper.make_opsetid("", OPSET)])
    return Model(name, model, lambda rng, rows: {
        tensor: _values(rng, kind, [rows if size == "n" else size for size in shape]) for tensor, (kind, shape) in inputs.items()})


def _values(rng, kind, shape):
    """Returns small numbers, and the limits of the type."""
    dtype = DTYPES[kind]
    if kind == "BYTES":
        array = np.empty(shape, dtype=object)
        array.reshape(-1)[:] = [WORDS[at].encode() for at in rng.integers(0, len(WORDS), array.size)]
        return array
    if kind == "BOOL":
        return rng.random(shape) < 0.5
    if dtype.kind == "f":
        return np.asarray(rng.standard_normal(shape) * 8).astype(dtype)
    ends = np.iinfo(dtype)
    array = rng.integers(max(ends.min, -100), 100, shape, dtype=dtype, endpoint=True)
    array.reshape(-1)[-1], array.reshape(-1)[0] = ends.min, ends.max
    return array
