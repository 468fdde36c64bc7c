"""Cases with scores by Python's onnxruntime: features to write, calls to score, expected results.

Usage: cases.py FILE writes them as JSON, for the checks of every language. Each language adds its own digit to the numbers.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import yaml

from voxguard_client import read_views

ROOT = Path(__file__).resolve().parents[3]
MODELS = ROOT / "models"
STARTED_AT, EVENT_TIME_MS = "2026-03-02T08:15:30Z", 1772439300000
CASES, SEED = 60, 4


def cases():
    rng = np.random.default_rng(SEED)
    views = read_views(MODELS / "feature-views")
    models = [Model(_newest(folder)) for folder in sorted(MODELS.glob("call-fraud-*"))]
    return [_case(i, rng, views, models) for i in range(CASES)]


def _newest(folder):
    """Returns the manifest of the version that answers by default."""
    return max(folder.glob("*/manifest.yaml"), key=lambda manifest: int(manifest.parent.name))


class Model:
    def __init__(self, manifest):
        self.manifest = yaml.safe_load(manifest.read_text())
        self.name = self.manifest["model"]
        session = onnxruntime.InferenceSession(str(manifest.parent / self.manifest["file"]), providers=["CPUExecutionProvider"])
        output = self.manifest["output"]
        self.run = lambda rows: session.run([output["name"]], {self.manifest["input"]["name"]: rows})[0].reshape(len(rows), -1)[
            :, output.get("column", 0)]

    def score(self, features):
        """features: by reference; missing and non-finite ones have the default."""
        row = []
        for column in self.manifest["inputs"]:
            value = features.get(column["feature"])
            row.append(column["default"] if value is None or not np.isfinite(value) else value)
        return float(self.run(np.array([row], dtype=np.float32))[0])


def _case(i, rng, views, models):
    entities = {"caller": f"+1415{i:07d}", "callee": f"+4420{i:08d}", "trunk": f"check-{i:03d}"}
    written, known = [], {}
    for view in views.values():
        if rng.random() < 0.15:
            continue
        features = {name: _value(rng, name, kind) for name, kind in view.features}
        written.append({"view": view.name, "entity": view.entity, "features": features})
        known.update({f"{view.name}:{name}": value for name, value in features.items()})
    context = {"hour": int(rng.integers(24)), "weekday": int(rng.integers(1, 8)), "night": bool(rng.random() < 0.3),
               "international": bool(rng.random() < 0.5), "callee_category": int(rng.integers(6)), "caller_category": int(rng.integers(6)),
               "callee_length": int(rng.integers(3, 16)), "same_prefix_digits": int(rng.integers(10)), "caller_valid": bool(rng.random() < 0.9)}
    known.update({f"request:{name}": value for name, value in context.items()})
    inputs = [column["feature"] for column in models[0].manifest["inputs"]]
    missing = sum(known.get(name) is None or not np.isfinite(known[name]) for name in inputs)
    return {
        "entities": entities,
        "rows": [{**row, "features": {name: _json(value) for name, value in row["features"].items()}} for row in written],
        "event_time_ms": EVENT_TIME_MS,
        "call": {"started_at": STARTED_AT, "context": context, "deadline_ms": 5000, "strict": True},
        "expected": {"missing": missing, "present": len(inputs) - missing, "scores": {model.name: model.score(known) for model in models}},
    }


def _value(rng, name, kind):
    roll = rng.random()
    if roll < 0.08:
        return None
    if kind == "int32":
        return int(rng.integers(0, 200)) if roll < 0.9 else int(rng.integers(0, 16_777_216))
    if roll > 0.97:
        return float("nan") if roll > 0.985 else float("inf")
    return float(np.float32(rng.random() if "ratio" in name else rng.random() * 4000))


def _json(value):
    return value if value is None or np.isfinite(value) else "NaN" if np.isnan(value) else "Infinity"


def parse(value):
    """Returns a feature in the form of the case file."""
    return float(value) if isinstance(value, str) else value


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(cases()))
