"""Models that all servers run, generated from a fixed seed: LightGBM's trees and a small network, with manifest and golden vectors."""
import hashlib
import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy

from .data import SEED

ROOT = Path(__file__).resolve().parents[2]
TENSORS = "-tensors"  # our service serves a name as one kind only, hence a plain model beside the scoring model
OPSET, IR_VERSION, GOLDEN = 15, 9, 100
FRAUD = 0.02  # of the callers


@dataclass(frozen=True)
class Model:
    name: str
    file: Path
    output: str
    column: int
    input: str = "features"
    review: float = 0.5
    block: float = 0.8

    @cached_property
    def session(self):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(str(self.file), options, providers=["CPUExecutionProvider"])

    def outputs(self, rows):
        """Returns onnxruntime's results, [n, k]."""
        return self.session.run([self.output], {self.input: rows})[0]

    def scores(self, rows):
        return self.outputs(rows)[:, self.column]

    def spec(self):
        return {"onnx": str(self.file), "input": self.input, "output": self.output, "column": self.column, "review": self.review, "block": self.block}


def lay_out(folder, view, trees=100):
    """Writes the folder for our service (models/README.md). Returns the models by name."""
    (folder / "feature-views").mkdir(parents=True)
    (folder / f"feature-views/{view.name}.yaml").write_text(view.definition())
    for path in ("feature-views/request.yaml", "number-ranges.csv"):
        shutil.copy(ROOT / "models" / path, folder / path)
    gbm = _model(folder, "bench-gbm", _trees(view, trees), "probabilities", 1, view)
    mlp = _model(folder, "bench-mlp", _network(view), "probability", 0, view)
    return {model.name: model for model in (gbm, mlp)}


def _model(folder, name, graph, output, column, view):
    content = graph.SerializeToString(deterministic=True)
    digest = hashlib.sha256(content).hexdigest()
    for served in (name, name + TENSORS):
        version = folder / served / "1"
        version.mkdir(parents=True)
        (version / "model.onnx").write_bytes(content)
    model = Model(name, folder / name / "1/model.onnx", output, column)
    (folder / name / "1/manifest.yaml").write_text(_manifest(model, digest, view))
    golden = view.rows[:GOLDEN]
    (folder / name / "1/golden.jsonl").write_text("".join(
        json.dumps({"inputs": row, "score": float(score)}) + "\n" for row, score in zip(golden.tolist(), model.scores(golden))))
    (folder / (name + TENSORS) / "1/manifest.yaml").write_text(
        f'kind: tensors\nmodel: {name}{TENSORS}\nversion: "1"\nfile: model.onnx\nsha256: {digest}\n')
    return model


def _manifest(model, digest, view):
    lines = [f"model: {model.name}", 'version: "1"', "file: model.onnx", f"sha256: {digest}", f'trained_on: "made up, seed {SEED}"',
             f"input: {{name: {model.input}, type: float32}}", f"output: {{name: {model.output}, type: float32, column: {model.column}}}",
             f"thresholds: {{review: {model.review}, block: {model.block}}}", "golden: {file: golden.jsonl, tolerance: 1.0e-5}", "inputs:"]
    ordinary = numpy.percentile(view.rows, [1, 50, 99], axis=0).T.tolist()
    lines += [f'  - {{feature: "{view.name}:{name}", default: {default}, importance: {1 / view.features:.5f}, '
              f"ordinary: {{low: {low}, median: {median}, high: {high}}}}}"
              for name, default, (low, median, high) in zip(view.names, view.defaults, ordinary)]
    return "\n".join(lines) + "\n"


def _trees(view, count):
    """Trains trees of depth 6; fraud is a high sum of features, their products, and noise."""
    import lightgbm
    import onnx
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType
    random, scaled = numpy.random.default_rng(SEED), _scaled(view.rows)
    risk = scaled @ random.standard_normal(view.features) + (scaled[:, :-1] * scaled[:, 1:]) @ random.standard_normal(view.features - 1)
    risk += random.normal(0, risk.std(), len(risk))
    fraud = risk > numpy.quantile(risk, 1 - FRAUD)
    settings = {"objective": "binary", "num_leaves": 63, "max_depth": 6, "min_data_in_leaf": 20, "min_sum_hessian_in_leaf": 1e-6, "seed": SEED,
                "learning_rate": min(0.05, 5 / count), "deterministic": True, "num_threads": 1, "verbose": -1}
    booster = lightgbm.train(settings, lightgbm.Dataset(view.rows, fraud.astype(int)), count)
    graph = convert_lightgbm(booster, initial_types=[("features", FloatTensorType([None, view.features]))], target_opset=OPSET, zipmap=False)
    graph = onnx.utils.Extractor(graph).extract_model(["features"], ["probabilities"])
    graph.ir_version = IR_VERSION
    return graph


def _network(view, layers=(64, 32)):
    """Builds a network: sign(x) log(1 + |x|) through ReLU layers, with random weights and a bias such that a share FRAUD of the callers scores at least 0.5."""
    from onnx import TensorProto, helper, numpy_helper
    random, x, nodes, weights = numpy.random.default_rng(SEED), _scaled(view.rows), [], []

    def add(op, *inputs):
        nodes.append(helper.make_node(op, inputs, [f"x{len(nodes)}"]))
        return f"x{len(nodes) - 1}"

    def constant(values):
        weights.append(numpy_helper.from_array(numpy.asarray(values, numpy.float32), f"w{len(weights)}"))
        return f"w{len(weights) - 1}"

    last = add("Mul", add("Sign", "features"), add("Log", add("Add", add("Abs", "features"), constant(1.0))))
    for width in layers:
        matrix = random.standard_normal((x.shape[1], width)) / numpy.sqrt(x.shape[1] / 2)
        x = numpy.maximum(x @ matrix, 0)
        last = add("Relu", add("Gemm", last, constant(matrix), constant(numpy.zeros(width))))
    matrix = random.standard_normal((x.shape[1], 1))
    last = add("Gemm", last, constant(matrix), constant(-numpy.quantile(x @ matrix, [1 - FRAUD])))
    nodes.append(helper.make_node("Sigmoid", [last], ["probability"]))
    shapes = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width]) for name, width in (("features", view.features), ("probability", 1))]
    graph = helper.make_graph(nodes, "network", shapes[:1], shapes[1:], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)


def _scaled(rows):
    return numpy.sign(rows) * numpy.log1p(numpy.abs(rows))
