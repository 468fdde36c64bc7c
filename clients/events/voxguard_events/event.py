import json
from dataclasses import dataclass
from datetime import datetime, timezone

DETECTION = "io.voxguard.detection.v1"
CALL_SCORED = "io.voxguard.call.scored.v1"
SEVERITIES = ("info", "warning", "critical")


class UnreadableEvent(Exception):
    """An event that no consumer can handle, now or later: `field: expected …, got …`."""


@dataclass(frozen=True)
class Event:
    """Event about a call. `source` and `id` together identify it."""
    source: str
    id: str
    type: str
    time: datetime  # UTC
    caller: str
    callee: str
    severity: str  # one of SEVERITIES
    decision: str
    data: dict  # all of the event's data
    text: str  # the whole event, JSON

    @property
    def key(self):
        return self.source, self.id


def read_event(record):
    """Returns the event of a structured CloudEvent in JSON, given as bytes; raises UnreadableEvent."""
    try:
        text = record.decode()
        fields = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableEvent(f"event: expected JSON in UTF-8, got {error}") from None
    fields = _check(fields, dict, "event")
    if fields.get("specversion") != "1.0":
        raise UnreadableEvent(f"specversion: expected 1.0, got {fields.get('specversion')!r}")
    if fields.get("type") not in (DETECTION, CALL_SCORED):
        raise UnreadableEvent(f"type: expected {DETECTION} or {CALL_SCORED}, got {fields.get('type')!r}")
    data = _check(fields.get("data"), dict, "data")
    severity = _text(data, "severity", "data.")
    if severity not in SEVERITIES:
        raise UnreadableEvent(f"data.severity: expected info, warning or critical, got {severity!r}")
    return Event(_text(fields, "source"), _text(fields, "id"), fields["type"], _time(_text(fields, "time")),
                 _text(data, "caller", "data."), _text(data, "callee", "data."), severity, _text(data, "decision", "data."), data, text)


def _refuse_constant(name):
    raise ValueError(name)


def _check(value, expected, name):
    if not isinstance(value, expected):
        raise UnreadableEvent(f"{name}: expected {expected.__name__}, got {type(value).__name__}")
    return value


def _text(fields, name, prefix=""):
    value = _check(fields.get(name), str, prefix + name)
    if not value or any("\ud800" <= character <= "\udfff" for character in value):
        raise UnreadableEvent(f"{prefix}{name}: expected Unicode text, got {value!r}")
    return value


def _time(text):
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise ValueError
        return time.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise UnreadableEvent(f"time: expected RFC 3339, got {text!r}") from None
