import json
from datetime import datetime

import pyarrow as pa
from voxguard_events import UnreadableEvent

_TIME = pa.timestamp("us", tz="UTC")

SCHEMA = pa.schema([
    ("source", pa.string()), ("id", pa.string()), ("type", pa.string()), ("time", _TIME),
    ("call_id", pa.string()), ("caller", pa.string()), ("callee", pa.string()), ("trunk", pa.string()), ("started_at", _TIME),
    ("decision", pa.string()), ("severity", pa.string()), ("score", pa.float64()), ("decided_by", pa.string()), ("policy", pa.string()),
    ("reasons", pa.list_(pa.struct([("feature", pa.string()), ("value", pa.float64()), ("contribution", pa.float64())]))),
    ("rule_set", pa.string()), ("rule_revision", pa.int64()), ("rules_fired", pa.list_(pa.string())), ("rules_failed", pa.int64()),
    ("model_name", pa.string()), ("model_version", pa.string()), ("degraded", pa.map_(pa.string(), pa.string())), ("numbers", pa.string()),
    ("event", pa.string()),  # all of it, JSON
])


def row(event):
    """Returns the event as a row of SCHEMA; raises UnreadableEvent when a field is of another type."""
    data = event.data
    try:
        rules, model = data.get("rules") or {}, data.get("model") or {}
        fields = {
            **{name: data.get(name) for name in ("call_id", "trunk", "score", "decided_by", "policy", "numbers")},
            "source": event.source, "id": event.id, "type": event.type, "time": event.time, "caller": event.caller, "callee": event.callee,
            "started_at": datetime.fromisoformat(data["started_at"]) if "started_at" in data else None,
            "decision": event.decision, "severity": event.severity,
            "reasons": [{name: reason.get(name) for name in ("feature", "value", "contribution")} for reason in data.get("reasons") or [] if "feature" in reason],
            "rule_set": rules.get("set"), "rule_revision": rules.get("revision"), "rules_fired": rules.get("fired"), "rules_failed": rules.get("failed"),
            "model_name": model.get("name"), "model_version": model.get("version"),
            "degraded": list((data.get("degraded") or {}).items()), "event": event.text}
        pa.RecordBatch.from_pylist([fields], SCHEMA)  # one row that cannot be written must not stop the others
    except (ValueError, TypeError, AttributeError, OverflowError, pa.ArrowException) as error:
        raise UnreadableEvent(f"data: expected the fields of a call, got {json.dumps(data)[:200]}: {error}") from None
    return fields
