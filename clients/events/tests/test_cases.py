import itertools
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sample import START, record

from case_management.cases import Cases
from case_management.table import table
from voxguard_events import Entry

MINUTES = [timedelta(minutes=minutes) for minutes in range(200)]


@pytest.fixture
def cases(tmp_path):
    cases = Cases(tmp_path / "cases.db")
    yield cases
    cases.close()


EXAMPLES = sorted((Path(__file__).parents[3] / "docs/events/examples").glob("detection-*.json"))


def entries(*records):
    return [Entry(b"%d-0" % number, record) for number, record in enumerate(records)]


def test_case_sums_up_the_detections_of_a_caller(cases):
    cases.add(entries(record("1", severity="warning", callee="+2"), record("2", after=MINUTES[29], callee="+1"), record("3", caller="+9")))

    other, case = sorted(cases.list(START + MINUTES[30]), key=lambda case: case.count)

    assert (case.caller, case.count, case.severity, case.callees) == ("+14155550123", 2, "critical", ["+1", "+2"])
    assert (case.opened, case.last_event, case.is_open) == (START, START + MINUTES[29], True)
    assert (case.rules, case.reasons) == (["r1"], ["caller_velocity:calls_1h"])
    assert (other.caller, other.count) == ("+9", 1)


def test_case_closes_after_the_quiet_time(cases):
    cases.add(entries(record("1")))

    assert cases.list(START + MINUTES[30])[0].is_open
    assert not cases.list(START + MINUTES[31])[0].is_open


def test_detection_after_the_quiet_time_opens_another_case(cases):
    cases.add(entries(record("1"), record("2", after=MINUTES[31])))

    assert [case.count for case in cases.list(START)] == [1, 1]


@pytest.mark.parametrize("order", list(itertools.permutations([0, 25, 50, 100, 120])))
def test_order_of_arrival_makes_no_difference(cases, order):
    for minutes in order:
        cases.add(entries(record(str(minutes), after=MINUTES[minutes])))

    found = [(case.opened - START, case.last_event - START, case.count) for case in cases.list(START)]
    assert found == [(MINUTES[100], MINUTES[120], 2), (MINUTES[0], MINUTES[50], 3)]


def test_duplicates_are_ignored_also_after_a_restart(tmp_path):
    for _ in range(2):
        cases = Cases(tmp_path / "cases.db")
        cases.add(entries(record("1"), record("1"), record("2")))
        assert [case.count for case in cases.list(START)] == [2]
        cases.close()


def test_unreadable_entries_are_kept_and_others_go_on(cases):
    cases.add(entries(b"{", None, record("1", rules=["r1", 7]), record("2", reasons=7), record("3", rules=7), record("4")))

    assert cases.unreadable() == 5
    assert [case.count for case in cases.list(START)] == [1]


def test_documented_examples_are_read(cases):
    assert EXAMPLES
    cases.add(entries(*(example.read_bytes() for example in EXAMPLES)))

    assert (cases.unreadable(), sum(case.count for case in cases.list(START))) == (0, len(EXAMPLES))


def test_call_that_was_not_held_against_rules_names_no_rule(cases):
    data = json.loads(record("1"))
    del data["data"]["rules"]
    data["data"]["reasons"].append({"rule": "r2", "name": "Wangiri", "typology": "wangiri", "action": "block"})
    cases.add(entries(json.dumps(data).encode()))

    [case] = cases.list(START)
    assert (case.rules, case.reasons) == ([], ["caller_velocity:calls_1h"])


def test_scored_calls_open_no_case(cases):
    cases.add(entries(record("1").replace(b"io.voxguard.detection.v1", b"io.voxguard.call.scored.v1")))

    assert (cases.list(START), cases.unreadable()) == ([], 0)


def test_table_shows_three_names_and_no_control_characters(cases):
    cases.add(entries(*(record(str(number), caller="+1\x1b[2J", callee=f"+{number}") for number in range(5))))

    lines = table(cases.list(START), cases.unreadable()).splitlines()
    assert "+1?[2J" in lines[1] and "+0, +1, +2 +2" in lines[1]
    assert lines[-1] == "1 cases, 1 open, 5 events, 0 unreadable entries"


def test_table_counts_the_cases_that_it_does_not_show(cases):
    cases.add(entries(*(record(str(number), caller=f"+{number}") for number in range(5))))

    lines = table(cases.list(START), 0, limit=2).splitlines()

    assert len(lines) == 1 + 2 + 1
    assert lines[-1].startswith("5 cases, ")
    assert lines[-1].endswith("; the latest 2 are shown")
