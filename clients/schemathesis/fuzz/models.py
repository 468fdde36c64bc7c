"""Folder of models to be fuzzed: those of the repository, and a plain one."""
import hashlib
import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
PIPELINES = ["call-fraud-gbm", "call-fraud-mlp"]
PLAIN = "plain-mlp"
WIDTH = 40


def copy(folder):
    """Copies models/ and adds PLAIN, the network of call-fraud-mlp as `kind: tensors`."""
    models = Path(folder) / "models"
    shutil.copytree(ROOT / "models", models, ignore=shutil.ignore_patterns("training"))
    version = models / PLAIN / "2"
    version.mkdir(parents=True)
    shutil.copy(models / "call-fraud-mlp/2/model.onnx", version)
    (version / "manifest.yaml").write_text(yaml.safe_dump({
        "kind": "tensors", "model": PLAIN, "version": "2", "file": "model.onnx",
        "sha256": hashlib.sha256((version / "model.onnx").read_bytes()).hexdigest(),
        "inputs": [{"name": "features", "datatype": "FP32", "shape": [-1, WIDTH]}],
        "outputs": [{"name": "probability", "datatype": "FP32", "shape": [-1, 1]}]}, sort_keys=False))
    return models
