"""Writes models as a repository of `kind: tensors`, and the cases that Python's onnxruntime answers."""
import hashlib
import json
from dataclasses import dataclass, field
from typing import Callable

import numpy as np
import onnx
import onnxruntime
import yaml

from suite.tensors import DTYPES, to_json

BATCHES = (1, 2, 8, 64)
IR_VERSION = 9
TENSORS = {
    "tensor(bool)": "BOOL", "tensor(int8)": "INT8", "tensor(int16)": "INT16", "tensor(int32)": "INT32", "tensor(int64)": "INT64",
    "tensor(uint8)": "UINT8", "tensor(uint16)": "UINT16", "tensor(uint32)": "UINT32", "tensor(uint64)": "UINT64",
    "tensor(float16)": "FP16", "tensor(float)": "FP32", "tensor(double)": "FP64", "tensor(string)": "BYTES",
}


@dataclass
class Model:
    """Model of the zoo. sample: function from rows to inputs by name. batches: accepted batch sizes. honest: its outputs have the declared shapes, so that the
    manifest may repeat them. holes: NaN means a missing value. classes: the labels, for an output that is a sequence of maps."""

    name: str
    graph: onnx.ModelProto
    sample: Callable
    version: str = "1"
    batches: tuple = BATCHES
    honest: bool = True
    holes: bool = False
    classes: list = field(default_factory=list)


class Repository:
    """Writer of models and cases. folder: for models/ and cases/. rng: draws the inputs of the cases."""

    def __init__(self, folder, rng):
        self._folder = folder
        self._rng = rng

    def add(self, model):
        model.graph.ir_version = IR_VERSION
        model.graph.graph.name = model.name  # the converters draw one at random
        onnx.checker.check_model(model.graph)
        folder = self._folder / "models" / model.name / model.version
        folder.mkdir(parents=True)
        data = model.graph.SerializeToString(deterministic=True)
        (folder / "model.onnx").write_bytes(data)
        session = opened(data)
        cases = [self._case(model, session, rows) for rows in model.batches]
        if model.holes:
            cases.append(self._case(model, session, 8, holes=0.3))
        half = any(tensor["datatype"] == "FP16" for tensor in cases[0]["inputs"])  # which JSON cannot express
        _lines(self._folder / "cases" / model.name / f"{model.version}.jsonl", cases)
        golden = [] if half else [{side: case[side] for side in ("inputs", "outputs")} for case in cases if case["rows"] <= 8]
        if golden:
            _lines(folder / "golden.jsonl", golden)
        (folder / "manifest.yaml").write_text(yaml.safe_dump(_manifest(model, session, data, golden), sort_keys=False, default_flow_style=None, width=140))

    def _case(self, model, session, rows, holes=0.0):
        inputs = model.sample(self._rng, rows)
        if holes:
            for array in inputs.values():
                array[self._rng.random(array.shape) < holes] = np.nan
        answers = answer(session, inputs)
        return {"rows": rows, "classes": {name: [str(label) for label in model.classes] for name in zip_maps(session)},
                "inputs": [to_json(name, array) for name, array in inputs.items()],
                "outputs": [to_json(name, array) for name, array in answers.items()]}


def opened(model):
    """Opens a session. model: a path or bytes. Without warnings, since LightGBM's graphs declare a wrong shape."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def answer(session, inputs):
    """Returns onnxruntime's results by output; a sequence of maps as its tensor. Strings are bytes in inputs and outputs."""
    feed = {name: np.vectorize(bytes.decode, otypes=[object])(array) if array.dtype == object else array for name, array in inputs.items()}
    return {output.name: _array(value) for output, value in zip(session.get_outputs(), session.run(None, feed))}


def zip_maps(session):
    return [output.name for output in session.get_outputs() if output.type.startswith("seq(map(")]


def _array(value):
    if isinstance(value, list):
        return np.array([list(row.values()) for row in value], dtype=np.float32)
    if value.dtype.kind in "OU":
        return np.vectorize(str.encode, otypes=[object])(value) if value.size else value.astype(object)
    return value


def _manifest(model, session, data, golden):
    zipped = zip_maps(session)
    outputs = [{"name": tensor.name, "datatype": "FP32", "shape": [-1, len(model.classes)]} if tensor.name in zipped else _described(tensor)
               for tensor in session.get_outputs()]
    return {
        "kind": "tensors", "model": model.name, "version": model.version, "file": "model.onnx", "sha256": hashlib.sha256(data).hexdigest(),
        "inputs": [_described(tensor) for tensor in session.get_inputs()],
    } | ({"outputs": outputs} if model.honest else {}) | ({"golden": {"file": "golden.jsonl", "tolerance": 1.0e-5}} if golden else {})


def _described(tensor):
    assert TENSORS[tensor.type] in DTYPES
    return {"name": tensor.name, "datatype": TENSORS[tensor.type], "shape": [size if isinstance(size, int) else -1 for size in tensor.shape]}


def _lines(file, objects):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(line, allow_nan=False) + "\n" for line in objects))
