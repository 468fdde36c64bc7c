"""Writes a model's folder: model.onnx, manifest.yaml, golden.jsonl."""
import hashlib
import json

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType

from .calls import ORDINARY, TYPOLOGIES
from .thresholds import BLOCK_BOUND, REVIEW_BOUND

OPSET, IR_VERSION = 15, 9
GOLDEN = 300


def write(model, data, folder, seed):
    folder.mkdir(parents=True, exist_ok=True)
    width = data.held_out.vectors().shape[1]
    graph = _trees(model, width) if model.name.endswith("gbm") else _network(model, width)
    onnx.checker.check_model(graph)
    file = folder / "model.onnx"
    file.write_bytes(graph.SerializeToString(deterministic=True))
    served = scorer(file)
    off = float(np.abs(served(data.held_out.vectors()) - model.scores(data.held_out)).max())
    (folder / "manifest.yaml").write_text(_manifest(model, data, file))
    (folder / "golden.jsonl").write_text("\n".join(_golden(data, served, seed)) + "\n")
    return f"{model.name}: {file.stat().st_size} bytes, ONNX Runtime is off by {off:.1e} from {type(model.estimator).__name__} at most"


def scorer(file):
    """Returns scores of an exported model, by ONNX Runtime."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return lambda rows: session.run(None, {session.get_inputs()[0].name: rows.astype(np.float32)})[0][:, -1]


def _trees(model, width):
    graph = convert_lightgbm(model.estimator, initial_types=[("features", FloatTensorType([None, width]))],
                             target_opset=OPSET, zipmap=False, name=model.name)
    kept = [output for output in graph.graph.output if output.name == "probabilities"]
    del graph.graph.output[:]
    graph.graph.output.extend(kept)
    needed = {"probabilities"}
    for node in reversed(graph.graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
        else:
            graph.graph.node.remove(node)
    _calibrate(next(node for node in graph.graph.node if node.op_type == "TreeEnsembleClassifier"), model.slope, model.offset)
    graph.ir_version = IR_VERSION
    return graph


def _calibrate(ensemble, slope, offset):
    """Moves the calibration into the leaves: all are multiplied by the slope, and the offset is added to those of the first tree."""
    attributes = {attribute.name: attribute for attribute in ensemble.attribute}
    weights, trees = attributes["class_weights"].floats, attributes["class_treeids"].ints
    attributes["class_weights"].floats[:] = [weight * slope + (offset if tree == trees[0] else 0.0) for weight, tree in zip(weights, trees)]


def _network(model, width):
    """sign(x) log(1 + |x|), scaled, through the layers; built by hand, so that the graph has nothing else."""
    scaler, mlp = model.estimator[1], model.estimator[2]
    nodes, weights = [], []

    def constant(name, values):
        weights.append(numpy_helper.from_array(np.asarray(values, dtype=np.float32), name))
        return name

    def add(op, inputs, output, **attributes):
        nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    x = add("Log", [add("Add", [add("Abs", ["features"], "magnitude"), constant("one", 1.0)], "shifted")], "logarithm")
    x = add("Mul", [add("Sign", ["features"], "sign"), x], "squashed")
    x = add("Div", [add("Sub", [x, constant("mean", scaler.mean_)], "centred"), constant("deviation", scaler.scale_)], "scaled")
    for i, (matrix, bias) in enumerate(zip(mlp.coefs_, mlp.intercepts_)):
        last = i == len(mlp.coefs_) - 1
        slope, offset = (model.slope, model.offset) if last else (1.0, 0.0)
        x = add("Gemm", [x, constant(f"w{i}", matrix * slope), constant(f"b{i}", bias * slope + offset)], f"layer{i}")
        if not last:
            x = add("Relu", [x], f"hidden{i}")
    add("Sigmoid", [x], "probability")
    graph = helper.make_graph(
        nodes, model.name, [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, [None, 1])], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)


def _manifest(model, data, file):
    ordinary = data.held_out.where(~data.held_out.fraud())
    columns = [[name for name, _ in ordinary.catalogue.inputs()].index(name) for name, _ in ordinary.model_inputs()]
    output = "{name: probabilities, type: float32, column: 1}" if model.name.endswith("gbm") else "{name: probability, type: float32, column: 0}"
    lines = [
        "# Written by models/training; see models/README.md.",
        f"model: {model.name}",
        f'version: "{file.parent.name}"',
        f"file: {file.name}",
        f"sha256: {hashlib.sha256(file.read_bytes()).hexdigest()}",
        f'trained_on: "{data.described}"',
        f"input: {{name: features, type: float32}}",
        f"output: {output}",
        "# calibrated: a score is the share of fraud among such calls of the generator. Thresholds: set on weeks of their own, so that there",
        f"# at most {REVIEW_BOUND:.1%} and {BLOCK_BOUND:.2%} of the ordinary calls of every stratum score as high; models/training/REPORT.md has the held-out weeks",
        f"thresholds: {{review: {model.review:.3f}, block: {model.block:.3f}}}",
        "# what the score alone may lead to at the most, where the answer is degraded or nothing of the caller is known",
        "policy: {degraded: review, unknown_caller: {at_most: review, present: 1}}",
        "golden: {file: golden.jsonl, tolerance: 1.0e-5}",
        "inputs:",
    ]
    for i, (column, (feature, default)) in enumerate(zip(columns, ordinary.model_inputs())):
        low, median, high = (_plain(v) for v in np.nanpercentile(ordinary.inputs[:, column], [1, 50, 99]))
        lines.append(f'  - {{feature: "{feature}", default: {_plain(default)}, importance: {model.importance[i]:.5f}, '
                     f"ordinary: {{low: {low}, median: {median}, high: {high}}}}}")
    return "\n".join(lines) + "\n"


def _plain(value):
    return round(float(value), 4)


def _golden(data, served, seed):
    """Returns held-out rows of every label and range of scores, some with missing values, and rows that no call would produce."""
    rng = np.random.default_rng(seed + 1)
    held_out = data.held_out
    kept = [[name for name, _ in held_out.catalogue.inputs()].index(name) for name, _ in held_out.model_inputs()]
    defaults = np.array([default for _, default in held_out.model_inputs()], dtype=np.float32)
    rows = []
    for label in [ORDINARY] + TYPOLOGIES:
        pick = rng.choice(np.flatnonzero(held_out.labels == label), GOLDEN // 10)
        for row in held_out.inputs[pick][:, kept]:
            row = row.copy()
            if rng.random() < 0.3:
                row[rng.random(row.size) < rng.uniform(0.1, 0.9)] = np.nan
            rows.append(row)
    width = len(kept)
    for value in (np.nan, 0.0, -0.0, 1.0, -1.0, 1e9, -1e9, 3.4e38, -3.4e38, 1e-40, 16777216.0):
        rows.append(np.full(width, value, dtype=np.float32))
    for _ in range(30):
        rows.append((rng.standard_normal(width) * 10.0 ** rng.integers(-3, 7, width)).astype(np.float32))
    rows = np.array(rows, dtype=np.float32)
    for row, score in zip(rows, served(np.where(np.isnan(rows), defaults, rows))):
        yield json.dumps({"inputs": [None if np.isnan(v) else float(v) for v in row], "score": float(score)})
