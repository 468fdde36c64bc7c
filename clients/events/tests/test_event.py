import json

import pytest
from sample import START, event, record

from voxguard_events import UnreadableEvent, read_event


def test_event_has_the_attributes_and_data():
    found = read_event(record("7", severity="warning"))
    assert found.key == ("/voxguard/feature-serving", "7")
    assert (found.time, found.caller, found.severity, found.decision) == (START, "+14155550123", "warning", "review")
    assert found.data["model"]["version"] == "2"


@pytest.mark.parametrize("field, value", [
    ("specversion", "0.3"), ("type", "io.voxguard.other"), ("source", ""), ("id", 7), ("id", "\ud800"), ("time", "today"), ("time", "2026-03-02T08:15:30"),
    ("time", "0001-01-01T00:00:00+14:00"), ("data", [1]), ("data", None)])
def test_invalid_attribute_is_named(field, value):
    with pytest.raises(UnreadableEvent, match=f"^{field}: expected"):
        read_event(json.dumps({**event(), field: value}).encode())


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a": NaN}', b"7"])
def test_what_is_no_json_object_is_unreadable(text):
    with pytest.raises(UnreadableEvent, match="^event: expected"):
        read_event(text)


def test_invalid_severity_is_named():
    with pytest.raises(UnreadableEvent, match="^data.severity: expected info, warning or critical, got 'fatal'"):
        read_event(json.dumps({**event(), "data": {**event()["data"], "severity": "fatal"}}).encode())
