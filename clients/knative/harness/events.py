"""CloudEvents for each part, written by the SDK of CloudEvents for Python."""
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from cloudevents.core.bindings.http import HTTPMessage, to_binary_event, to_structured_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from .manifests import ROOT

# the set that rules_changed tells of, and a rule in it
RULE_SET = "check"
RULES = (f"INSERT INTO rule_sets (name) VALUES ('{RULE_SET}') ON CONFLICT DO NOTHING; INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) "
         f"VALUES ('{RULE_SET}', 'busy', 'Very many calls', 'simbox', 'caller_velocity.calls_1h > 500', 'block', 'check') ON CONFLICT DO NOTHING")
BATCH = "application/cloudevents-batch+json"


def event(of_type: str, data: dict[str, Any], **extensions: str) -> CloudEvent:
    attributes = {"type": of_type, "source": "/check", "id": str(uuid.uuid4()), "time": datetime.now(timezone.utc), "datacontenttype": "application/json", **extensions}
    return CloudEvent(attributes, data)


def batch(events: list[CloudEvent]) -> HTTPMessage:
    """The SDK has no batches; its format has the events that one is made of."""
    return HTTPMessage({"content-type": BATCH}, b"[" + b",".join(JSONFormat().write(one) for one in events) + b"]")


MODES: dict[str, Callable[[CloudEvent], HTTPMessage]] = {"binary": to_binary_event, "structured": to_structured_event, "batched": lambda one: batch([one])}


def call_started() -> CloudEvent:
    number = uuid.uuid4().int % 10_000_000
    return event("io.voxguard.call.started.v1", {"call_id": str(uuid.uuid4()), "caller": f"+1415{number:07d}", "callee": "+442079460018", "trunk": "trunk-1",
                                                 "started_at": datetime.now(timezone.utc).isoformat(timespec="milliseconds")})


def detection() -> CloudEvent:
    example: dict[str, Any] = json.loads(Path(ROOT / "docs/events/examples/detection-by-rules.json").read_text())
    return event(example["type"], example["data"], subject=example["subject"], decision=example["decision"], severity=example["severity"])


def rules_changed() -> CloudEvent:
    return event("io.voxguard.rules.changed.v1", {"set": RULE_SET})


@dataclass(frozen=True)
class Contract:
    """Event that a function takes, the status of its answer, the type of the event in it, if there is one, and where events are kept that were refused."""
    example: Callable[[], CloudEvent]
    dead_letters: str
    status: int = 202
    reply: str | None = None


FUNCTIONS = {
    "feature-update": Contract(call_started, "voxguard:feature-update:dead-letters"),
    "event-fanout": Contract(detection, "voxguard:event-fanout:dead-letters"),
    "rule-refresh": Contract(rules_changed, "voxguard:rules:dead-letters"),
    "score": Contract(call_started, "voxguard:score:dead-letters", 200, "io.voxguard.call.scored.v1"),
}
