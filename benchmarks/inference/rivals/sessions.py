"""Models that every rival serves: folder/NAME/1/model.onnx, each run on the calling thread, as in our service."""
from pathlib import Path

import onnxruntime


def session(file):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def files(folder):
    """Returns model files by name of the model."""
    return {file.parts[-3]: file for file in sorted(Path(folder).glob("*/1/model.onnx"))}
