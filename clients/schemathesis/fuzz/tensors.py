"""Requests that a model can answer, as JSON or with raw tensors. All random choices use the given `random.Random`."""
import json
import struct

from .models import PLAIN, WIDTH

HEADER = "Inference-Header-Content-Length"
FEATURES = ["hour", "night", "caller_velocity:calls_1m", "caller_geography:premium_ratio_24h", "trunk_load:calls_5m"]
CALLERS = ["+14155550100", "+442071838750", "4711", "+8821600", ""]  # not a number: that row has an error, the others are answered


def request(draw, model):
    """Returns the body as an object."""
    rows = draw.randrange(1, 4)
    inputs = [_features(draw, rows)] if model == PLAIN else _calls(draw, rows)
    body = {"inputs": inputs}
    if draw.random() < 0.5:
        body["id"] = f"r-{draw.randrange(1000)}"
    if draw.random() < 0.4:
        body["parameters"] = draw.choice([{"timeout": 5_000_000}, {"timeout": 1}, {"routing_key": "a"}, {"strict": True, "timeout": 5_000_000}, {}])
    if draw.random() < 0.3:
        body["outputs"] = [{"name": "probability" if model == PLAIN else name} for name in draw.sample(["score", "decision", "reasons", "error", "decided_by"], 1)]
    return body


def raw(draw, model):
    """Returns the body as bytes, with raw tensors after the JSON, and the length of the JSON."""
    body = request(draw, model)
    tensors = b""
    for tensor in body["inputs"]:
        if draw.random() < 0.7:
            data = _bytes(tensor)
            del tensor["data"]
            tensor["parameters"] = {"binary_data_size": len(data)}
            tensors += data
    if draw.random() < 0.7:
        body.setdefault("parameters", {})["binary_data_output"] = True
    head = json.dumps(body).encode()
    return head + tensors, len(head)


def _features(draw, rows):
    values = [[draw.choice([0.0, 1.0, 0.25, 12.0]) for _ in range(WIDTH)] for _ in range(rows)]
    if draw.random() < 0.1:
        values[0][3] = None
    data = values if draw.random() < 0.5 else [value for row in values for value in row]
    return {"name": "features", "shape": [rows, WIDTH], "datatype": "FP32", "data": data}


def _calls(draw, rows):
    def column(name, datatype, values):
        return {"name": name, "shape": [rows], "datatype": datatype, "data": [draw.choice(values) for _ in range(rows)]}
    inputs = [column("caller", "BYTES", CALLERS), column("callee", "BYTES", CALLERS[:-1])]
    if draw.random() < 0.5:
        inputs.append(column("trunk", "BYTES", ["trunk-07", ""]))
    if draw.random() < 0.5:
        inputs.append(column("started_at", "BYTES", ["2026-03-02T08:15:30Z", ""]))
    return inputs + [column(name, "FP32", [1.0, 0.0, None]) for name in draw.sample(FEATURES, draw.randrange(len(FEATURES)))]


def _bytes(tensor):
    flat = [value for row in tensor["data"] for value in (row if isinstance(row, list) else [row])]
    if tensor["datatype"] == "BYTES":
        return b"".join(struct.pack("<I", len(value.encode())) + value.encode() for value in flat)
    return struct.pack(f"<{len(flat)}f", *(float("nan") if value is None else value for value in flat))
