"""Conditions for which every engine must give the same result."""
import json
import sys
from pathlib import Path

import pytest

from publication import SET, blob_of, pointer_of, rule
from voxguard_rules import Pointer, Refusal, RuleSet
from voxguard_rules.conditions import parse
from voxguard_rules.tokens import ConditionError

ROOT = Path(__file__).resolve().parents[4]
LINES = [json.loads(line) for file in ("rules-conditions.jsonl", "rules-conditions-random.jsonl")
         for line in (ROOT / "docs/wire" / file).read_text().split("\n") if line]
AGREED = [line for line in LINES if "refused" not in line]
REFUSED = [line for line in LINES if "refused" in line]


def rule_set(*rules):
    blob = blob_of(list(rules))
    return RuleSet.compile(SET, Pointer.parse(pointer_of(1, blob, len(rules))), blob)


def outcome(condition, values):
    fired = rule_set(rule(condition=condition)).evaluate(values, 0)
    return "error" if fired.failed else bool(fired.rules)


@pytest.mark.parametrize("line", AGREED, ids=lambda line: line["condition"])
def test_every_agreed_condition_has_its_result(line):
    assert outcome(line["condition"], line["values"]) == ("error" if line.get("error") else line["result"])


@pytest.mark.parametrize("line", REFUSED, ids=lambda line: line["condition"])
def test_every_condition_outside_the_grammar_refuses_its_set(line):
    with pytest.raises(Refusal, match="condition"):
        rule_set(rule(condition=line["condition"]))


def test_every_agreed_condition_has_its_result_in_one_set_with_all_others():
    """Evaluates all conditions as one set, with one binding of all values that do not conflict."""
    together = rule_set(*(rule(f"line-{number}", line["condition"], priority=-number) for number, line in enumerate(AGREED)))
    for number, line in enumerate(AGREED):
        fired = together.evaluate(line["values"], 0)
        assert (f"line-{number}" in {each.id for each in fired.rules}) == line.get("result", False)


@pytest.mark.parametrize("condition, values, expected", [
    ("call.started_at % 2 == 1", {"call.started_at": 9007199254740993}, True),
    ("caller_velocity.calls_1h == -9223372036854775808", {"caller_velocity.calls_1h": -2**63}, True),
    ("-caller_velocity.calls_1h > 0", {"caller_velocity.calls_1h": -2**63}, "error"),
    ("caller_velocity.calls_1h - 1 < 0", {"caller_velocity.calls_1h": -2**63}, "error"),
    ("caller_velocity.calls_1h / -1 > 0", {"caller_velocity.calls_1h": -2**63}, "error"),
    ("caller_velocity.calls_1h % -1 == 0", {"caller_velocity.calls_1h": -2**63}, "error"),
    ("int(caller_rhythm.night_ratio_7d) == -1", {"caller_rhythm.night_ratio_7d": -1.9}, True),
    ("int(caller_rhythm.night_ratio_7d) > 0", {"caller_rhythm.night_ratio_7d": 1e300}, "error"),
    ("int(caller_rhythm.night_ratio_7d) > 0", {"caller_rhythm.night_ratio_7d": float("nan")}, "error"),
    ("caller_rhythm.night_ratio_7d == caller_rhythm.night_ratio_7d", {"caller_rhythm.night_ratio_7d": float("nan")}, False),
    ("caller_rhythm.night_ratio_7d != caller_rhythm.night_ratio_7d", {"caller_rhythm.night_ratio_7d": float("nan")}, True),
    ("call.caller < call.callee", {"call.caller": "\uffff", "call.callee": "\U00010000"}, True),
    ("size(call.caller) == 1", {"call.caller": "\U0001f4de"}, True),
    ("call.caller.size() == 2", {"call.caller": "äß"}, True),
    ("request.night ? true : caller_velocity.calls_1h / 0 > 1", {"request.night": True, "caller_velocity.calls_1h": 1}, True),
    ("(caller_velocity.calls_1h / 0 > 1) || request.night", {"request.night": False, "caller_velocity.calls_1h": 1}, "error"),
    ("request.night || caller_velocity.calls_1h / 0 > 1", {"request.night": True, "caller_velocity.calls_1h": 1}, True),
    ("!(caller_velocity.calls_1h / 0 > 1)", {"caller_velocity.calls_1h": 1}, "error"),
    ("call.caller.startsWith('')", {"call.caller": ""}, True),
    ("call.caller == 'it\\'s \\u00e4 \\\\ tab\\t'", {"call.caller": "it's ä \\ tab\t"}, True),
    ("caller_rhythm.night_ratio_7d in [0.5, 1.5]", {"caller_rhythm.night_ratio_7d": 1.5}, True),
    ("caller_velocity.calls_1h > 1", {}, "error"),
    ("caller_velocity.calls_1h > 1 || call.trunk == 'a'", {"call.trunk": "a"}, True),
    ("caller_velocity.calls_1h", {"caller_velocity.calls_1h": 1}, "error"),
    ("call.caller == 'a' || call.caller != 'a'", {"call.caller": "a\0b"}, "error"),
    ("call.caller == 'a'", {"call.caller": "\ud800"}, "error"),
])
def test_edge_cases_have_the_specified_result(condition, values, expected):
    assert outcome(condition, values) == expected


@pytest.mark.parametrize("condition", [
    "caller_velocity.calls_1h >", "(", "", " ", "caller_velocity.calls_1h > 100 extra", "'open", "9223372036854775808 > 0", "1 = 1", "a ! b",
    "[1, 2].all(x, x > 0)", "[1].exists(x, x > 0)", "has(call.caller)", "call.caller.matches('.*')", "timestamp('2026-01-01T00:00:00Z') > 0",
    "call.caller", "nothing(call.caller)", "string(1) == '1'", "[1].map(x, x) == [1]", "\ud800",
])
def test_a_malformed_condition_refuses_its_set(condition):
    blob = blob_of([rule(), rule("bad", "true")]).replace(b'"condition":"true"', b'"condition":' + json.dumps(condition).encode())
    with pytest.raises(Refusal, match=r"rules\[bad\].condition"):
        RuleSet.compile(SET, Pointer.parse(pointer_of(1, blob, 2)), blob)


@pytest.mark.parametrize("value", [None, object(), b"1", [1], {"a": 1}, 2**70, 2**63, -2**63 - 1, 1j], ids=repr)
def test_a_value_of_an_unknown_type_fails_its_own_conditions_only(value):
    fired = rule_set(rule("a", "caller_velocity.calls_1h > 100"), rule("b", "true")).evaluate({"caller_velocity.calls_1h": value}, 0)
    assert ([each.id for each in fired.rules], fired.failed) == (["b"], 1)


@pytest.mark.parametrize("condition", ["request.night", "request.night ? request.night : request.night", "request.night // a comment"])
def test_a_null_instead_of_a_bool_fails_the_condition_only(condition):
    rules = rule_set(rule(condition=condition))
    before = sys.getrefcount(None)
    for _ in range(5000):
        assert rules.evaluate({"request.night": None}, 0).failed == 1
    assert sys.getrefcount(None) > before - 1000
    assert rules.evaluate({"request.night": True}, 0).rules


@pytest.mark.parametrize("text, names", [
    ("a.b > 1 && call.caller.startsWith('x.y')", {"a.b", "call.caller"}), ("a . b\n>1", {"a.b"}), ("size('a.b') > 1", set()),
    ("call.caller == \"it's a.b\" || c.d", {"call.caller", "c.d"}), ("call.caller == '\\'a.b' || c.d", {"call.caller", "c.d"}),
    ("c.d // a.b\n || e.f", {"c.d", "e.f"}), ("1.5e3 > 2.0 && _a1._b2 > 1.0", {"_a1._b2"}), ("true", set()), ("a. // b\n c == 1", {"a.c"}),
    ("'a.b'.size() == 1 && call.trunk.size() == 1", {"call.trunk"}),
])
def test_names_are_found_outside_texts_and_comments(text, names):
    assert parse(text).names == names
    rule_set(rule(condition=f"({text}\n) == ({text}\n)"))


@pytest.mark.parametrize("text, expected", [
    ("a.b >= 0.7", "a . b >= 0.7"),
    ("a.b >= 0.8333333333333334", "(is_float32_fraction__a.b ? a . b >= 0.8333333 : a . b >= 0.8333333333333334)"),
    ("((0.8333333333333334)) == (a.b) && true",
     "(is_float32_fraction__a.b ? 0.8333333 == a . b : 0.8333333333333334 == a . b) && true"),
    ("a.b + 0.8333333333333334 > 1.0", "a . b + 0.8333333333333334 > 1.0"),
    ("a.b == -0.8333333333333334 * 1.0", "a . b == - 0.8333333333333334 * 1.0"),
    ("!(a.b in [0.5, -0.8333333333333334])",
     "! ( (is_float32_fraction__a.b ? a . b in [ 0.5 , - 0.8333333 ] : a . b in [ 0.5 , - 0.8333333333333334 ]) )"),
    ("a.b > 16777217.5", "a . b > 16777217.5"),
])
def test_a_literal_compared_with_a_float32_is_rounded_to_float32(text, expected):
    assert parse(text).text == expected


@pytest.mark.parametrize("condition", ["true\x85", "call.trunk == '\ud83d'", "1u == 1u"])
def test_text_outside_the_grammar_is_refused(condition):
    with pytest.raises(ConditionError, match="at character"):
        parse(condition)


@pytest.mark.parametrize("opening, closing", [("(", ")"), ("!", ""), ("-", ""), ("[", "]"), ("1+(", ")"), ("true?true:", "")])
def test_a_condition_of_extreme_depth_is_refused_without_a_crash(opening, closing):
    depth = 4000 // (len(opening) + len(closing))
    try:
        compiled = rule_set(rule(condition=opening * depth + "true" + closing * depth))
    except Refusal:
        return
    compiled.evaluate({}, 0)
