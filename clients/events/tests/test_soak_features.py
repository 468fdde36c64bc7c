"""The soak test of feature-update: its events, and the comparison of its rows, which must be able to fail."""
import json
import struct

from soak.features import rows
from soak.features.calls import CallEvents

EVENTS = CallEvents(10_000, 500, seed=3, start_ms=1_796_025_600_000, spacing_ms=5)


def row(*values, nulls=b""):
    header = b"\x0d" + struct.pack("<I", 257) + b"\x11" + struct.pack("<q", 1)
    return header + (b"\x1a" + bytes([len(nulls)]) + nulls if nulls else b"") + b"\x22" + bytes([4 * len(values)]) + struct.pack(f"<{len(values)}f", *values)


def test_equal_rows_are_right():
    found = {b"fv:{+1}:caller_velocity": row(1, 2, 3)}
    assert rows.compare(found, dict(found)) == []
    assert rows.calls({**found, b"fv:{+2}:caller_velocity": row(1, 2, 4, nulls=b"\x01"), b"fv:{+1}:trunk_load": row(9, 9, 9)}) == 7


def test_missing_and_further_and_different_rows_are_found():
    expected = {b"a": row(1), b"b": row(2), b"c": row(3)}
    wrong = rows.compare(expected, {b"b": row(2), b"c": row(4), b"d": row(5)})
    assert [text.split(":")[0] for text in wrong] == ["1 rows missing, as a", "1 rows not expected, as d", "1 rows different, as c"]


def test_every_event_is_sent_and_some_are_sent_twice():
    sent = EVENTS.sent()
    assert set(sent) == set(range(EVENTS.count))
    assert 20 < len(sent) - EVENTS.count < 300


def test_events_of_a_call_agree():
    calls = {}
    for number in range(EVENTS.count):
        event = json.loads(EVENTS.json(number))
        call = calls.setdefault(event["data"]["call_id"], {})
        assert event["type"].split(".")[3] not in call
        call[event["type"].split(".")[3]] = event["data"]
    assert EVENTS.calls() == len(calls) == 4_000
    assert EVENTS.counted() == sum(len(call.keys() - {"answered"}) for call in calls.values())
    for call in calls.values():
        started = call["started"]
        assert all(data[field] == started[field] for data in call.values() for field in ("caller", "callee", "trunk", "started_at"))
        assert call["ended"]["ended_at"] > started["started_at"]
        assert ("answered" in call) == (call["ended"]["duration_s"] > 0)
