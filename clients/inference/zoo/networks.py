"""Perceptrons in the layout of torch.onnx.export: Gemm with transB, Relu, Sigmoid, names like onnx::Gemm_0 and 7, dynamic axes or a fixed
batch. Written with onnx.helper, with random weights: PyTorch itself is half a gigabyte."""
import numpy as np
from onnx import TensorProto, helper, numpy_helper

from .repository import Model

OPSET = 17


def models(rng):
    yield Model("torch-mlp", _perceptron(rng, "input", "output", [10, 16, 8, 1], "batch_size"),
                lambda rng, rows: {"input": rng.standard_normal((rows, 10)).astype(np.float32)})
    yield Model("torch-fixed-batch", _perceptron(rng, "onnx::Gemm_0", "7", [5, 8, 3], 8),
                lambda rng, rows: {"onnx::Gemm_0": rng.standard_normal((rows, 5)).astype(np.float32)}, batches=(8,))
    yield Model("torch-two-towers", _towers(rng), lambda rng, rows: {
        "user": rng.standard_normal((rows, 6)).astype(np.float32), "item_id": rng.integers(0, 12, rows, dtype=np.int64),
        "context": rng.standard_normal((rows, 2, 3)).astype(np.float32)})


class Export:
    """Collects nodes and initializers under the exporter's names."""

    def __init__(self, rng):
        self._rng = rng
        self.nodes, self.weights = [], []

    def weight(self, name, *shape):
        self.weights.append(numpy_helper.from_array((self._rng.standard_normal(shape) * 0.5).astype(np.float32), name))
        return name

    def node(self, op, inputs, output, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [output], name=f"/{op}_{len(self.nodes)}", **attributes))
        return output

    def linear(self, x, module, wide, out, output):
        return self.node("Gemm", [x, self.weight(f"{module}.weight", out, wide), self.weight(f"{module}.bias", out)], output, alpha=1.0, beta=1.0, transB=1)

    def model(self, inputs, outputs):
        graph = helper.make_graph(self.nodes, "main_graph", [_info(*value) for value in inputs], [_info(*value) for value in outputs], self.weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="pytorch")


def _info(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def _perceptron(rng, source, target, sizes, batch):
    export, x = Export(rng), source
    for at, (wide, out) in enumerate(zip(sizes, sizes[1:])):
        last = at == len(sizes) - 2
        x = export.linear(x, f"net.{2 * at}", wide, out, f"/net/net.{2 * at}/Gemm_output_0")
        x = export.node("Sigmoid" if last else "Relu", [x], target if last else f"/net/net.{2 * at + 1}/Relu_output_0")
    return export.model([(source, [batch, sizes[0]])], [(target, [batch, sizes[-1]])])


def _towers(rng):
    """Returns a network with a user's features, an item's embedding and a matrix of context: three inputs of three ranks, two outputs."""
    export = Export(rng)
    item = export.node("Gather", [export.weight("embedding.weight", 12, 4), "item_id"], "/embedding/Gather_output_0")
    context = export.node("Flatten", ["context"], "/Flatten_output_0", axis=1)
    both = export.node("Concat", ["user", item, context], "/Concat_output_0", axis=1)
    hidden = export.node("Relu", [export.linear(both, "top.0", 16, 8, "/top/top.0/Gemm_output_0")], "/top/top.1/Relu_output_0")
    export.node("Sigmoid", [export.linear(hidden, "click", 8, 1, "/click/Gemm_output_0")], "click")
    export.linear(hidden, "value", 8, 2, "value_logits")
    return export.model([("user", ["batch", 6]), ("item_id", ["batch"], TensorProto.INT64), ("context", ["batch", 2, 3])],
                        [("click", ["batch", 1]), ("value_logits", ["batch", 2])])
