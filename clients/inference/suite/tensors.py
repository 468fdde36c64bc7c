"""Tensors between numpy and the protocol: datatypes, JSON in both spellings, raw bytes."""
import struct

import numpy as np

DTYPES = {
    "BOOL": np.dtype(bool), "INT8": np.dtype("<i1"), "INT16": np.dtype("<i2"), "INT32": np.dtype("<i4"), "INT64": np.dtype("<i8"),
    "UINT8": np.dtype("<u1"), "UINT16": np.dtype("<u2"), "UINT32": np.dtype("<u4"), "UINT64": np.dtype("<u8"),
    "FP16": np.dtype("<f2"), "FP32": np.dtype("<f4"), "FP64": np.dtype("<f8"), "BYTES": np.dtype(object),
}
FLOATS = ("FP16", "FP32", "FP64")


def datatype(array):
    """Returns the protocol's name for an array's type; strings are arrays of objects."""
    return next(name for name, dtype in DTYPES.items() if dtype == array.dtype)


def to_json(name, array, nested=False):
    """Returns a tensor with its data in JSON: strings as text, NaN as null."""
    values = _plain(array) if nested else _plain(array.reshape(-1))
    return {"name": name, "shape": list(array.shape), "datatype": datatype(array), "data": values if array.ndim or nested is False else [values]}


def from_json(tensor):
    """Returns the array of a JSON tensor: null is NaN, strings become UTF-8 bytes."""
    dtype = DTYPES[tensor["datatype"]]
    flat = list(_flatten(tensor["data"]))
    if tensor["datatype"] == "BYTES":
        array = np.empty(len(flat), dtype=object)
        array[:] = [value.encode() for value in flat]
    else:
        array = np.array([np.nan if value is None else value for value in flat], dtype=dtype)
    return array.reshape(tensor["shape"])


def to_raw(array):
    if datatype(array) != "BYTES":
        return np.ascontiguousarray(array).tobytes()
    return b"".join(struct.pack("<I", len(value)) + value for value in array.reshape(-1))


def from_raw(name, raw, shape):
    """Decodes raw bytes. name: the datatype. Raises if their number does not fit the tensor."""
    if name != "BYTES":
        return np.frombuffer(raw, dtype=DTYPES[name]).reshape(shape)
    values, at = [], 0
    while at < len(raw):
        (length,) = struct.unpack_from("<I", raw, at)
        values.append(raw[at + 4:at + 4 + length])
        at += 4 + length
    assert at == len(raw), f"BYTES end in the middle of an element: {len(raw)} bytes"
    return texts(values).reshape(shape)


def texts(values):
    """Returns a vector of BYTES from texts or bytes."""
    array = np.empty(len(values), dtype=object)
    array[:] = [value.encode() if isinstance(value, str) else bytes(value) for value in values]
    return array


def normal(array):
    """Converts the tensors of a client to the form of this module: strings as bytes."""
    array = np.asarray(array)
    return texts(list(array.reshape(-1))).reshape(array.shape) if array.dtype.kind in "OSU" else array


def assert_same(name, got, expected):
    """Asserts equal tensors: floats to 1e-5, everything else exactly; shape and type always."""
    assert (datatype(got), got.shape) == (datatype(expected), expected.shape), name
    if datatype(expected) in FLOATS:
        np.testing.assert_allclose(got.astype("f8"), expected.astype("f8"), rtol=1e-5, atol=1e-5, err_msg=name)
    else:
        np.testing.assert_array_equal(got, expected, err_msg=name)


def has_nan(arrays):
    return any(array.dtype.kind == "f" and np.isnan(array).any() for array in arrays)


def _plain(values):
    if isinstance(values, np.ndarray) and values.ndim:
        return [_plain(value) for value in values]
    value = values.item() if isinstance(values, (np.ndarray, np.generic)) else values
    if isinstance(value, bytes):
        return value.decode()
    return None if isinstance(value, float) and value != value else value


def _flatten(data):
    if not isinstance(data, list):
        yield data
        return
    for item in data:
        yield from _flatten(item)
