"""Versions of two models that score differently, derived from call-fraud-mlp: one plain and one scoring model. Valid versions, and ones that must never serve."""
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import yaml
from onnx import numpy_helper

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "models/call-fraud-mlp/2"
PLAIN, PIPELINE = "reload-tensors", "reload-calls"
ROWS = 32
FLAWS = ("wrong sha256", "lying manifest", "broken model", "other golden scores")
_LOGIT_SCALE, _STEP = 0.1, 0.05


class Versions:
    """Folder of models. `scores` has the scores of `rows` by version, and has a version before its folder appears."""

    def __init__(self, folder):
        self.folder = Path(folder) / "models"
        self.folder.mkdir(parents=True)
        for shared in ("feature-views", "number-ranges.csv"):
            source = ROOT / "models" / shared
            (shutil.copytree if source.is_dir() else shutil.copy)(source, self.folder / shared)
        shutil.copytree(ROOT / "models/call-fraud-gbm", self.folder / "call-fraud-gbm")
        self._shipped = yaml.safe_load((SHIPPED / "manifest.yaml").read_text())
        self.features = [column["feature"] for column in self._shipped["inputs"]]
        self.rows = _golden(self._shipped)[:ROWS]
        self.scores = {}

    def publish(self, model, version, flaw=None):
        """Creates a version and moves its folder into place atomically."""
        made = self.make(model, version, flaw)
        (self.folder / model).mkdir(exist_ok=True)
        made.rename(self.folder / model / version)

    def publish_slowly(self, model, version):
        """Yields after each file of a version, the manifest first: before the last file it is incomplete."""
        made = self.make(model, version)
        target = self.folder / model / version
        target.mkdir(parents=True)
        for name in ("manifest.yaml", "golden.jsonl", "model.onnx"):
            (made / name).rename(target / name)
            yield name
        made.rmdir()

    def make(self, model, version, flaw=None):
        """Creates a version outside the folder of models, on the same disk."""
        made = self.folder.parent / f"{model}-{version}"
        made.mkdir()
        network = _shifted(int(version))
        scores = _run(network, self.rows)
        if flaw == "broken model":
            network = network[:len(network) // 2]
        elif flaw is None:
            self.scores[version] = scores
        (made / "model.onnx").write_bytes(network)
        digest = hashlib.sha256(network + (b"?" if flaw == "wrong sha256" else b"")).hexdigest()
        manifest, golden = (self._plain if model == PLAIN else self._pipeline)(scores + (0.01 if flaw == "other golden scores" else 0), flaw)
        (made / "manifest.yaml").write_text(yaml.safe_dump({"model": model, "version": version, "sha256": digest, **manifest}, sort_keys=False))
        (made / "golden.jsonl").write_text("".join(json.dumps(line) + "\n" for line in golden))
        return made

    def _plain(self, scores, flaw):
        width = len(self.features) - (flaw == "lying manifest")
        inputs, outputs = {"name": "features", "datatype": "FP32", "shape": [-1, width]}, {"name": "probability", "datatype": "FP32", "shape": [-1, 1]}
        golden = [{"inputs": [{**inputs, "shape": [1, len(row)], "data": row.tolist()}], "outputs": [{**outputs, "shape": [1, 1], "data": [float(score)]}]}
                  for row, score in zip(self.rows, scores)]
        return {"kind": "tensors", "file": "model.onnx", "inputs": [inputs], "outputs": [outputs], "golden": {"file": "golden.jsonl", "tolerance": 1e-5}}, golden

    def _pipeline(self, scores, flaw):
        manifest = {name: value for name, value in self._shipped.items() if name not in ("model", "version", "sha256")}
        if flaw == "lying manifest":
            manifest = manifest | {"inputs": manifest["inputs"][:-1]}
        return manifest, [{"inputs": row.tolist(), "score": float(score)} for row, score in zip(self.rows, scores)]


def _golden(manifest):
    """Returns the shipped golden inputs, with defaults for missing values."""
    defaults = [column["default"] for column in manifest["inputs"]]
    lines = (json.loads(line)["inputs"] for line in (SHIPPED / "golden.jsonl").read_text().splitlines())
    return np.array([[default if value is None else value for value, default in zip(line, defaults)] for line in lines], np.float32)


def _shifted(step):
    """Returns the shipped network with flatter log-odds, shifted by a step per version, so that no two versions score a row equally."""
    model = onnx.load(SHIPPED / "model.onnx")
    last = next(node for node in model.graph.node if node.output[0] == "layer2")
    for tensor in model.graph.initializer:
        if tensor.name in last.input[1:]:
            shift = _STEP * step if tensor.name == last.input[2] else 0
            tensor.CopyFrom(numpy_helper.from_array(np.float32(numpy_helper.to_array(tensor) * _LOGIT_SCALE + shift), tensor.name))
    return model.SerializeToString()


def _run(network, rows):
    session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
    return session.run(None, {"features": rows})[0][:, 0]
