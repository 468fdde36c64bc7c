"""First scored call of our service after the start of its process, with the models of the project."""
import dataclasses
import http.client
import json

from .models import ROOT
from .servers import START_S

MODEL = "call-fraud-gbm"
CALL = {"call_id": "c", "caller": "+14155550123", "callee": "+442071838750", "started_at": "2026-03-02T08:15:30Z", "deadline_ms": 1000}
POLL_S = 0.001


def first_call(server, bench):
    """Returns the milliseconds until a call is scored, and the resident memory then."""
    process = server.launch(dataclasses.replace(bench, models_dir=ROOT / "models", models={MODEL: None}))
    process.wait_until(lambda: _scored(process.port), START_S, POLL_S)
    figures = {"first call ms": process.ready_s * 1000, "RSS MB": process.resident_mb()}
    process.stop()
    return figures


def _scored(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", "/v1/score", json.dumps(CALL), {"Content-Type": "application/json"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

