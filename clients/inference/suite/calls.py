"""Calls to be scored, in the form of /v1/score and as tensors, from one seed; some callers have rows in the store."""
from datetime import datetime, timedelta, timezone

import numpy as np

from .tensors import texts

VELOCITY = ["calls_1m", "calls_5m", "calls_1h", "distinct_callees_1h", "unanswered_ratio_1h", "mean_gap_s_1h"]
NOW = datetime.now(timezone.utc).replace(microsecond=0)
KEYS = ("caller", "callee", "trunk", "call_id", "started_at")
# request-time features, then features that replace stored ones
GIVEN = {"hour": (0, 24), "weekday": (1, 8), "international": (0, 2), "callee_category": (0, 6), "caller_velocity:calls_1h": (0, 80),
         "caller_geography:same_prefix_ratio_24h": None, "caller_rhythm:active_hours_7d": (1, 24), "caller_geography:sequential_ratio_1h": None}


def calls(rows, seed=7, holes=0.0):
    """holes: share of features, trunks and times that are missing."""
    rng = np.random.default_rng(seed)
    made = []
    for at in range(rows):
        call = {"caller": f"+1415556{rng.integers(40):04d}", "callee": f"+4420718387{rng.integers(100):02d}", "trunk": f"trunk-{rng.integers(9)}",
                "call_id": f"call-{at}", "started_at": (NOW - timedelta(seconds=int(rng.integers(60)))).isoformat()}
        context = {name: float(np.float32(rng.random())) if ends is None else int(rng.integers(*ends)) for name, ends in GIVEN.items()}
        for optional in ("trunk", "call_id"):
            if rng.random() < holes:
                del call[optional]
        made.append(call | {"context": {name: value for name, value in context.items() if rng.random() >= holes}})
    return made


def tensors(calls, shape=(-1,)):
    """Returns calls as tensors. A missing element is empty or NaN."""
    inputs = {key: texts([call.get(key, "") for call in calls]).reshape(shape) for key in KEYS}
    for name in GIVEN:
        values = np.array([call["context"].get(name, np.nan) for call in calls], "f4")
        inputs[name] = values.reshape(shape)
    return inputs


def rows_to_push():
    """Returns rows for half of the callers, in the form of POST /push."""
    rng = np.random.default_rng(8)
    numbers = [f"+1415556{at:04d}" for at in range(0, 40, 2)]
    columns = {name: [float(np.float32(rng.random() * 9)) if name.startswith(("unanswered", "mean")) else int(rng.integers(60)) for _ in numbers]
               for name in VELOCITY}
    return {"push_source_name": "caller_velocity_push", "to": "online", "df": {
        "caller": numbers, **columns, "event_timestamp": [(NOW - timedelta(seconds=90)).isoformat()] * len(numbers)}}
