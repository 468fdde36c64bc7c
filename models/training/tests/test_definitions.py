"""Expressions: their values, what they refuse, and the vectors that every implementation replays."""
import json
import math

import pytest
import reference

from voxguard_training import events, numbers, vectors
from voxguard_training.catalogue import Catalogue, Feature, View
from voxguard_training.definitions import MAX_DEPTH, ExpressionError, parse
from voxguard_training.entities import Definitions

LINES = list(vectors.lines())


def cases(name):
    return [line for line in LINES if line["case"] == name]


def category(number):
    return numbers.CATEGORIES[numbers.category(number)]


def test_the_vectors_are_those_of_the_definitions():
    assert [json.loads(line) for line in vectors.FILE.read_text().splitlines()] == LINES


def test_the_vectors_hold_every_function_window_and_kind_of_tile():
    text = " ".join(" ".join(line["expressions"]) for line in cases("features"))
    assert all(f"{name}(" in text for name in vectors.FUNCTIONS) and all(f", {name})" in text for name in vectors.WINDOWS)
    assert all(name in text for name in events.EVENTS + events.VALUES + events.FLAGS + events.NUMBERS + events.PLACES)
    dense = [line for line in cases("features") if len({event[2] for event in line["events"]}) > 100]
    assert len(dense) == 5 and all(len({event[4] for event in line["events"]}) > 64 for line in dense)
    assert any(len(line["events"]) > len({(event[0], event[2]) for event in line["events"]}) for line in cases("features"))
    assert any(line["events"] != sorted(line["events"], key=lambda event: event[1]) for line in cases("features"))


@pytest.mark.parametrize("line", cases("hash"), ids=lambda line: line["value"][:20])
def test_values_are_hashed_as_the_page_says(line):
    assert reference.hash_of(line["value"]) == line["hash"] < 2 ** 40


@pytest.mark.parametrize("line", cases("distinct"), ids=lambda line: str(line["count"]))
def test_estimates_are_those_of_the_page(line):
    callees = [["started", vectors.START_MS, f"c{i}", "1", f"+1415{i:07d}", "", 0] for i in range(line["count"])]
    assert reference.features(["distinct(callee, started, 1m)"], callees, category) == [line["value"]]


def test_positions_are_those_of_the_page():
    lines = cases("position")
    assert len(lines) > 1000
    for line in lines:
        assert reference.position_of(*line["place"]) == tuple(line["position"]), line


def test_the_vectors_are_what_a_computation_from_all_events_gives():
    for line in cases("features"):
        assert line["features"] == pytest.approx(reference.features(line["expressions"], line["events"], category), rel=1e-6, abs=1e-9), line


@pytest.mark.parametrize("line", [line for line in cases("expression") if "value" in line], ids=lambda line: line["expression"][:60])
def test_expressions_have_the_value_that_a_computation_from_all_events_gives(line):
    if line["expression"].count("9") < 300:  # infinity minus infinity is the one case that the reference has no null for
        expression = line["expression"].replace("\n", " ").replace("\t", " ").strip()
        assert reference.features([expression], vectors.A_CALL, category) == [line["value"]]


def test_a_result_that_is_not_finite_is_null():
    huge = "9" * 309
    assert vectors.features([huge, f"{huge} - {huge}", "-" + huge, "1" + "0" * 39, "0 * (1 / 0)"], vectors.A_CALL) == [None] * 5


@pytest.mark.parametrize("text, at, expected, got", [
    ("count(strted, 1h)", 7, "one of started, answered, ended", "strted"),
    ("count(started, 2h)", 16, "one of 1m, 5m, 1h, 24h, 7d, ever", "2h"),
    ("1 - Count(started, 1h)", 5, "a number, -, ( or one of now, when, min, max, floor, count", "Count"),
    ("share(callee, started, 1h)", 7, "one of international, premium, night, unanswered, short", "callee"),
    ("spread(callee, started, 1h)", 8, "one of caller_location", "callee"),
    ("sum(caller_location, started, 1h)", 5, "one of duration_s, located", "caller_location"),
    ("when(1 = 2, 3)", 8, ">, >=, <, <=", "="),
    ("(1 + 2", 7, ")", "the end"),
    ("1 2", 3, "+, -, *, / or the end", "2"),
    ("", 1, "a number", "the end")])
def test_a_refused_expression_says_where_what_was_expected_and_what_was_found(text, at, expected, got):
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert (refused.value.at, refused.value.got) == (at, got) and refused.value.expected.startswith(expected)


def test_a_refused_definition_names_view_and_feature():
    view = View("velocity", "caller", 60, (Feature("calls", 0.0, "count(started, 1h)"), Feature("gap", 0.0, "last(started, 1h")))
    with pytest.raises(ValueError, match=r"^velocity:gap: compute, position 17: expected \), got the end$"):
        Definitions([view])
    with pytest.raises(ValueError, match=r"^velocity:calls: compute: expected an expression, got nothing$"):
        Definitions([View("velocity", "caller", 60, (Feature("calls", 0.0),))])


def test_levels_are_bounded():
    assert parse("(" * (MAX_DEPTH - 1) + "1" + ")" * (MAX_DEPTH - 1))
    with pytest.raises(ExpressionError, match="at most 50 levels"):
        parse("max(" * 5000 + "1")


def test_windows_and_totals_that_several_features_need_are_kept_once():
    view = View("v", "caller", 60, tuple(Feature(f"f{i}", 0.0, text) for i, text in enumerate([
        "count(started, 1h)", "distinct(callee, started, 1h)", "1 - distinct(callee, started, 1h) / count(started, 1h)", "count(ended, 1h)",
        "first(started, 1h)", "last(started, 1h)", "most(hour, started, 1h)", "entropy(hour, started, 1h)"])))
    windows = Definitions([view]).layout.make()
    assert [len(window.parts) for window in windows] == [3, 0]


@pytest.mark.parametrize("entity, features", [("caller", 23), ("callee", 6), ("trunk", 7)])
def test_every_stored_feature_is_defined(entity, features):
    assert len(Definitions(Catalogue.load().of(entity)).features) == features


def test_the_hour_is_hashed_as_its_decimal_text():
    at = 1_772_409_600_000 + 23 * 3_600_000
    facts = events.facts("started", at, "+14155550100", "9", "", 0)
    assert facts[events.POSITIONS["hour"]] == reference.hash_of("23")
    assert facts[events.POSITIONS["trunk"]] is None and facts[events.POSITIONS["callee_country"]] is None
    assert facts[events.POSITIONS["callee_ten"]] == reference.hash_of("")
    assert math.isfinite(facts[0])
