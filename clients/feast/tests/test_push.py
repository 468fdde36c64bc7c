"""Rows pushed to our server are read by Feast's SDK and vice versa, with equal bytes and equal ordering of event times."""
import base64
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from feast.protos.feast.types.Value_pb2 import Value

from harness.asking import ask

VIEWS = ("scalars", "lists", "sets", "documents", "acct_stats", "acct_limits", "device_risk", "slot_load", "caller_account", "line_velocity", "renamed",
         "every_push")
BOTH = ("truthful", "compatible")
ROWS = 12
NO_TIME = -(1 << 63)
NOW = datetime.now(timezone.utc).replace(microsecond=123456)


@pytest.fixture(params=BOTH)
def server(request):
    return request.param, request.getfixturevalue(request.param)


@pytest.mark.parametrize("name", VIEWS)
def test_every_type_is_stored_as_the_sdk_stores_it(world, server, name):
    mode, url = server
    view = world.project.views[name]
    columns = [column.name for column in view.entity_columns]
    theirs, ours = ([tuple(key(column, number + at) for column in columns) for at in range(ROWS)] for number in numbers(mode))
    frame = world.frame(name, theirs, skip=("zoned", "by_number"))
    world.project.write(name, frame)
    frame |= {column: [key[at] for key in ours] for at, column in enumerate(columns)}
    status, reply = ask(url, {"feature_view_name": name, "df": as_json(view, frame)}, "write-to-online-store")
    assert (status, reply) == (200, results(name, *["written"] * ROWS) if mode == "truthful" else None), reply

    for at in range(ROWS):
        expected, got = (world.store.row(name, dict(zip(columns, keys[at]))) for keys in (theirs, ours))
        assert (got.time, got.cells.keys()) == (expected.time, expected.cells.keys())
        for feature, cell in expected.cells.items():
            assert plain(got.cells[feature]) == plain(cell), (feature, frame[feature][at])
    features = [f"{name}:{feature.name}" for feature in view.features]
    by_sdk = [world.project.read(features, [dict(zip(columns, key)) for key in keys]) for keys in (theirs, ours)]
    assert without(columns, by_sdk[0]) == without(columns, by_sdk[1])


def test_a_push_is_read_by_feast_and_reports_the_outcome_of_each_row(world, truthful):
    rows = {"caller_id": ["push-1", "push-2"], "calls_1m": [1, 2], "ratio": [0.5, None], "event_timestamp": [text(0), text(-60)]}
    assert push(truthful, rows) == (200, results("line_velocity", "written", "written"))
    status, reply = ask(world.feast, {"features": ["line_velocity:calls_1m", "line_velocity:ratio"], "entities": {"caller_id": rows["caller_id"]}})
    assert (status, reply["calls_1m"]["values"], reply["ratio"]["values"]) == (200, [1, 2], [0.5, None])
    assert reply["ratio"]["event_timestamps"] == [zulu(0), zulu(-60)]


def test_a_compatible_push_answers_as_feast_does(world, compatible):
    for number, url in enumerate((world.feast, compatible)):
        rows = {"caller_id": [f"like-{number}"], "calls_1m": [1], "ratio": [0.5], "event_timestamp": [text(0)]}
        assert push(url, rows) == (200, "")
        assert ask(url, {"feature_view_name": "line_velocity", "df": {**rows, "event_timestamp": [text(1)]}}, "write-to-online-store") == (200, None)


def test_an_older_push_does_not_overwrite(world, truthful):
    def one(calls, seconds):
        return {"caller_id": ["order"], "calls_1m": [calls], "ratio": [0.5], "event_timestamp": [text(seconds)]}

    assert push(truthful, one(1, 0))[1] == results("line_velocity", "written")
    assert push(truthful, one(2, -1))[1] == results("line_velocity", "older")
    assert push(truthful, one(3, 0))[1] == results("line_velocity", "duplicate")
    assert calls(world, "order") == 1
    assert push(world.feast, one(4, -1)) == (200, "")
    assert calls(world, "order") == 1
    assert push(world.feast, one(5, 1)) == (200, "")
    assert push(truthful, one(6, 0))[1] == results("line_velocity", "older")
    assert calls(world, "order") == 5
    assert push(truthful, one(7, 2))[1] == results("line_velocity", "written")
    assert calls(world, "order") == 7


@pytest.mark.parametrize("times", [(0, -1), (-1, 0), (0, 0)], ids=["later first", "earlier first", "the same time"])
def test_of_two_rows_of_one_entity_the_one_that_feast_keeps_is_stored(world, server, times):
    mode, url = server
    frame = {"calls_1m": [1, 2], "ratio": [0.5, 0.5], "event_timestamp": [text(time) for time in times]}
    for caller, where in ((f"twice-{mode}-{times}", url), (f"theirs-{mode}-{times}", world.feast)):
        assert push(where, {"caller_id": [caller] * 2, **frame})[0] == 200
    assert calls(world, f"twice-{mode}-{times}") == calls(world, f"theirs-{mode}-{times}")


def test_rows_pushed_by_the_sdk_are_read_here(world, server):
    mode, url = server
    world.project.push("velocity_push", {"caller_id": [f"by-sdk-{mode}"], "calls_1m": [9], "ratio": [0.25], "event_timestamp": [NOW]})
    status, reply = ask(url, {"features": ["line_velocity:calls_1m", "line_velocity:ratio"], "entities": {"caller_id": [f"by-sdk-{mode}"]}})
    assert (status, reply["calls_1m"]["values"], reply["ratio"]["values"]) == (200, [9], [0.25])
    assert reply["ratio"]["event_timestamps"] == [zulu(0)]


def test_rows_of_views_without_join_keys_are_written_where_feast_reads_them(world, truthful):
    df = {"mean_spend": [77.5], "threshold": [1.0], "event_timestamp": [text(5)]}
    assert ask(truthful, {"feature_view_name": "everyone", "df": df}, "write-to-online-store")[0] == 200
    assert ask(world.feast, {"features": ["everyone:mean_spend"], "entities": {"any": [1]}})[1]["mean_spend"]["values"] == [77.5]


GOOD = {"caller_id": ["good", "bad"], "calls_1m": [1, 2], "ratio": [0.5, 1.5], "event_timestamp": ["2026-01-01T00:00:00Z"] * 2}
MISTAKES = {
    "a source that is not there": ({"push_source_name": "nope"}, {}, "push_source_name"),
    "nowhere to push": ({"to": "nowhere"}, {}, "to"),
    "a feature that is missing": ({}, {"ratio": None}, "df.ratio"),
    "a key that is missing": ({}, {"caller_id": None}, "df.caller_id"),
    "no event time": ({}, {"event_timestamp": None}, "df.event_timestamp"),
    "columns of other lengths": ({}, {"ratio": [1.5]}, "df.ratio"),
    "a text for a number": ({}, {"calls_1m": [1, "two"]}, "df.calls_1m[1]"),
    "a number beyond 64 bits": ({}, {"calls_1m": [1, 1 << 63]}, "df.calls_1m[1]"),
    "a key that is null": ({}, {"caller_id": ["good", None]}, "df.caller_id[1]"),
    "a malformed event time": ({}, {"event_timestamp": ["2026-01-01T00:00:00Z", "soon"]}, "df.event_timestamp[1]"),
}


@pytest.mark.parametrize("body, columns, field", MISTAKES.values(), ids=MISTAKES)
def test_a_push_with_a_mistake_names_it_and_writes_nothing(world, server, body, columns, field):
    _, url = server
    df = {name: values for name, values in (GOOD | columns).items() if values is not None}
    asked = {"push_source_name": "velocity_push", "df": df, **body}
    assert ask(world.feast, asked, "push")[0] >= 400
    status, reply = ask(url, asked, "push")
    assert (400 <= status < 500, reply["error"]["field"]) == (True, field), reply
    assert calls(world, "good") is None


def plain(cell):
    """Returns a value in comparable form: a data frame changes the order of sets and the scale of decimals, and makes null times a number."""
    value = Value.FromString(cell)
    kind = value.WhichOneof("val")
    if kind is None or value == Value(unix_timestamp_val=NO_TIME):
        return None
    held = getattr(value, kind)
    items = list(held.val) if kind.endswith(("_list_val", "_set_val")) else [held]
    if kind.startswith("decimal"):
        items = [Decimal(item) for item in items]
    return kind, sorted(items) if kind.endswith("_set_val") else items


def push(url, df):
    return ask(url, {"push_source_name": "velocity_push", "df": df}, "push")


def calls(world, caller):
    return world.project.read(["line_velocity:calls_1m"], [{"caller_id": caller}])["calls_1m"][0]


def results(view, *statuses):
    return {"results": [{"row": row, "view": view, "status": status} for row, status in enumerate(statuses)]}


def without(columns, values):
    return {name: column for name, column in values.items() if name not in columns}


def text(seconds):
    return (NOW + timedelta(seconds=seconds)).isoformat()


def zulu(seconds):
    return text(seconds).replace("+00:00", "Z")


def numbers(mode):
    """Returns the first numbers of the SDK's keys and of ours."""
    return (10_000_000, 20_000_000) if mode == "truthful" else (30_000_000, 40_000_000)


def key(column, number):
    return f"key {number}" if column == "caller_id" else number


def as_json(view, frame):
    """Returns a data frame in the form of a request: bytes in base64, times in seconds, documents as objects."""
    documents = [feature.name for feature in view.features if feature.dtype.to_value_type().name in ("MAP", "MAP_LIST")]
    columns = {name: [_json(value if value is None or name not in documents else json.loads(value)) for value in values]
               for name, values in frame.items()}
    return columns | {"event_timestamp": [time.isoformat() for time in frame["event_timestamp"]]}


def _json(value):
    if isinstance(value, list):
        return [_json(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return int((value - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds())
    if value is None or isinstance(value, (bool, int, float, str, dict)):
        return value
    return value.item() if hasattr(value, "item") else str(value)
