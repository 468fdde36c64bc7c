"""Typed tensor contents of gRPC: the field of each datatype."""
import numpy as np

from .tensors import DTYPES, from_raw, texts

FIELDS = {
    "BOOL": "bool_contents", "INT8": "int_contents", "INT16": "int_contents", "INT32": "int_contents", "INT64": "int64_contents",
    "UINT8": "uint_contents", "UINT16": "uint_contents", "UINT32": "uint_contents", "UINT64": "uint64_contents",
    "FP32": "fp32_contents", "FP64": "fp64_contents", "BYTES": "bytes_contents",
}


def fill(tensor, array):
    """Fills the contents. tensor: a message with name, datatype and shape."""
    getattr(tensor.contents, FIELDS[tensor.datatype]).extend(array.reshape(-1).tolist())


def array_of(reply, at):
    """Decodes an output in either form; all outputs of a reply have the same form."""
    output = reply.outputs[at]
    if reply.raw_output_contents:
        return from_raw(output.datatype, reply.raw_output_contents[at], list(output.shape))
    values = list(getattr(output.contents, FIELDS[output.datatype]))
    flat = texts(values) if output.datatype == "BYTES" else np.array(values, dtype=DTYPES[output.datatype])
    return flat.reshape(list(output.shape))
