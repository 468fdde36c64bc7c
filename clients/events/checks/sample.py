"""Events as feature serving sends them."""
import json
from datetime import datetime, timedelta, timezone

START = datetime(2026, 3, 2, 8, 15, 30, 123000, timezone.utc)


def event(id="1", caller="+14155550123", after=timedelta(), severity="critical", **data):
    time = (START + after).isoformat().replace("+00:00", "Z")
    decision = {"critical": "block", "warning": "review", "info": "allow"}[severity]
    return {"specversion": "1.0", "type": "io.voxguard.detection.v1", "source": "/voxguard/feature-serving", "id": id, "time": time, "subject": caller,
            "partitionkey": caller, "decision": decision, "severity": severity, "datacontenttype": "application/json",
            "dataschema": "https://voxguard.io/schemas/detection.v1.json",
            "data": {"call_id": f"c-{id}", "caller": caller, "callee": "+442071838750", "trunk": "t-7", "started_at": "2026-03-02T08:15:30Z", "scored_at": time,
                     "decision": decision, "severity": severity, "decided_by": "rules", "score": 0.97,
                     "reasons": [{"feature": "caller_velocity:calls_1h", "value": 120.0, "contribution": 0.4}],
                     "rules": {"set": "default", "revision": 7, "fired": ["r1"], "failed": 0, "model_decision": "review"},
                     "model": {"name": "call-fraud-gbm", "version": "2"}, "degraded": {"caller_velocity": "timed_out"}, "numbers": "plain", **data}}


def record(*arguments, **fields):
    return json.dumps(event(*arguments, **fields)).encode()
