import json
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from sample import START, event, record

from analytics import roller as roller_module
from analytics.roller import Roller
from analytics.rows import SCHEMA
from analytics.sources import Record, _structured


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def roller(tmp_path, clock):
    return Roller(tmp_path, max_rows=3, max_bytes=1 << 20, max_age_s=60, clock=clock)


def rows(folder):
    return [row for path in sorted(folder.glob("day=*/*.parquet")) for row in parquet.ParquetFile(path).read().to_pylist()]


def test_row_has_the_fields_of_the_event(roller, tmp_path):
    roller.add([Record(1, record("1"))])
    roller.roll(lambda positions: None)

    [row] = rows(tmp_path)
    assert parquet.ParquetFile(next(tmp_path.glob("day=2026-03-02/*.parquet"))).schema_arrow.equals(SCHEMA)
    assert (row["id"], row["time"], row["call_id"], row["score"], row["rule_revision"], row["rules_fired"]) == ("1", START, "c-1", 0.97, 7, ["r1"])
    assert row["reasons"] == [{"feature": "caller_velocity:calls_1h", "value": 120.0, "contribution": 0.4}]
    assert (row["degraded"], row["policy"]) == ([("caller_velocity", "timed_out")], None)
    assert json.loads(row["event"]) == event("1")


def test_documented_examples_are_rows(roller, tmp_path):
    examples = sorted((Path(__file__).parents[3] / "docs/events/examples").glob("*.json"))
    roller.add([Record(number, example.read_bytes()) for number, example in enumerate(examples)])
    roller.roll(lambda positions: None)

    assert len(rows(tmp_path)) == len(examples) > 0
    assert all(reason["feature"] for row in rows(tmp_path) for reason in row["reasons"])


def test_events_go_to_the_files_of_their_days(roller, tmp_path):
    roller.add([Record(1, record("1")), Record(2, record("2", after=timedelta(days=1)))])
    roller.roll(lambda positions: None)

    assert sorted(path.parent.name for path in tmp_path.glob("*/*.parquet")) == ["day=2026-03-02", "day=2026-03-03"]


def test_duplicates_are_written_once_and_all_are_committed(roller, tmp_path):
    committed = set()
    roller.add([Record(1, record("1")), Record(2, record("1")), Record(1, record("1"))])
    roller.roll(committed.update)

    assert len(rows(tmp_path)) == 1
    assert committed == {1, 2}


def test_commits_only_after_all_files_are_in_place(roller, tmp_path):
    roller.add([Record(1, record("1")), Record(2, record("2", after=timedelta(days=1))), Record(3, b"{")])
    seen = []
    roller.roll(lambda positions: seen.extend(path.suffix for path in tmp_path.glob("*/*")))

    assert sorted(seen) == [".jsonl", ".parquet", ".parquet"]


def test_nothing_is_committed_when_a_file_cannot_be_placed(roller, monkeypatch, tmp_path):
    def full(*_):
        raise OSError("disk full")
    monkeypatch.setattr(roller_module.files.os, "rename", full)
    roller.add([Record(1, record("1"))])

    with pytest.raises(OSError):
        roller.roll(lambda positions: pytest.fail("committed"))
    assert rows(tmp_path) == []


@pytest.mark.parametrize("score", ["high", [1], {"a": 1}])
def test_record_with_a_field_of_another_type_is_kept_as_unreadable(roller, tmp_path, score):
    roller.add([Record(1, record("1", score=score)), Record(2, record("2"))])
    roller.roll(lambda positions: None)

    [path] = tmp_path.glob("unreadable/*.jsonl")
    assert json.loads(json.loads(path.read_text())["record"]) == event("1", score=score)
    assert [row["id"] for row in rows(tmp_path)] == ["2"]


def test_files_are_due_by_rows_bytes_and_age(roller, clock, tmp_path):
    roller.add([Record(1, record("1")), Record(2, record("2"))])
    assert not roller.due()
    clock.now = 60
    assert roller.due()
    roller.roll(lambda positions: None)
    assert not roller.due()
    roller.add([Record(number, record(str(number))) for number in range(3)])
    assert roller.due()
    small = Roller(tmp_path, 100, 500, 60, clock)
    small.add([Record(1, record("1"))])
    assert small.due()


class Message:
    def __init__(self, value, headers):
        self.value, self.headers = lambda: value, lambda: headers


def test_both_modes_of_kafka_give_the_same_event():
    attributes = {name: value for name, value in event("1").items() if name != "data"}
    binary = Message(json.dumps(event("1")["data"]).encode(), [(f"ce_{name}", value.encode()) for name, value in attributes.items()])
    structured = Message(record("1"), [("content-type", b"application/cloudevents+json")])

    assert json.loads(_structured(binary)) == json.loads(_structured(structured)) == event("1")
