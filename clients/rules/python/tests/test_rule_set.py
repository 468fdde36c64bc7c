"""Refused blobs, the order of evaluation, validity, and the decision about a call."""
import json

import pytest

from publication import FORMAT, SET, blob_of, pointer_of, rule
from voxguard_rules import FieldError, Pointer, Refusal, RuleSet


def compiled(rules, previous=None):
    blob = blob_of(rules)
    return RuleSet.compile(SET, Pointer.parse(pointer_of(1, blob, len(rules))), blob, previous)


def refused(blob, count=1):
    with pytest.raises(Refusal) as refusal:
        RuleSet.compile(SET, Pointer.parse(pointer_of(1, blob, count)), blob)
    return str(refusal.value)


def ids(fired):
    return [each.id for each in fired.rules]


def always(rule_id, action="flag", priority=100, **other):
    return rule(rule_id, "true", action, priority, **other)


@pytest.mark.parametrize("field, value", [
    *(("id", value) for value in (None, "", "a" * 65, "a b", "é", 1)),
    *(("action", value) for value in (None, "", "BLOCK", "deny", 1, ["block"])),
    *(("condition", value) for value in (None, "", 1, "true" + " " * 4093, "true\x00", "true\x0b", "true\x7f")),
    *(("priority", value) for value in (None, "1", 1.5, True, 1_000_001, -1_000_001)),
    *((field, value) for field in ("valid_from", "valid_to") for value in (None, "1", 1.5, True, 2**53)),
    *((field, value) for field in ("name", "owner", "typology") for value in (None, 1, "a" * 201, "a\nb", "\x00", "\x7f", "\x85", "\ud800")),
])
def test_a_rule_with_a_bad_field_refuses_the_set_and_is_named(field, value):
    assert field in refused(blob_of([{**rule(), field: value}], escaped=True))


@pytest.mark.parametrize("field", ["id", "name", "owner", "typology", "condition", "action", "priority"])
def test_a_rule_without_a_field_refuses_the_set(field):
    entry = rule()
    del entry[field]
    assert field in refused(blob_of([entry]))


@pytest.mark.parametrize("blob, named", [
    (b"", "JSON"), (b"{", "JSON"), (b"\xff\xfe", "JSON"), (b"[" * 100_000, "JSON"), (b"[]", "object"), (b"null", "object"),
    (blob_of([rule()]).replace(b"100,", b"NaN,"), "JSON"),
    (json.dumps({"format": "voxguard.rules.v2", "set": SET, "rules": []}).encode(), "format"),
    (json.dumps({"set": SET, "rules": []}).encode(), "format"),
    (json.dumps({"format": FORMAT, "set": "other", "rules": []}).encode(), "set"),
    (json.dumps({"format": FORMAT, "set": SET}).encode(), "rules"),
    (json.dumps({"format": FORMAT, "set": SET, "rules": {}}).encode(), "rules"),
    (json.dumps({"format": FORMAT, "set": SET, "rules": ["a"]}).encode(), r"rules[0]"),
    (blob_of([rule("a"), rule("b")]), "count"), (blob_of([]), "count"),
])
def test_a_malformed_blob_is_refused(blob, named):
    assert named in refused(blob)


def test_a_duplicate_id_is_refused():
    assert "id" in refused(blob_of([rule("a"), rule("a", priority=1)]), 2)


def test_unknown_fields_and_the_order_of_keys_do_not_matter():
    entry = dict(reversed(rule("a", "true", notes=["new"]).items()))
    blob = json.dumps({"set": SET, "rules": [entry], "later": 1, "format": FORMAT}, indent=1).encode()
    assert ids(RuleSet.compile(SET, Pointer.parse(pointer_of(1, blob, 1)), blob).evaluate({}, 0)) == ["a"]


def test_a_condition_may_span_lines():
    assert ids(compiled([rule("a", "true &&\r\n\ttrue // and so on\n")]).evaluate({}, 0)) == ["a"]


def test_an_empty_set_fires_nothing():
    fired = compiled([]).evaluate({}, 0)
    assert (fired.rules, fired.failed, fired.action("review")) == ((), 0, "review")


def test_rules_are_ordered_by_falling_priority_and_then_by_the_bytes_of_their_id():
    rules = [always("b"), always("a"), always("Z"), always("a.1"), always("low", priority=-5), always("high", priority=200)]
    assert ids(compiled(rules).evaluate({}, 0)) == ["high", "Z", "a", "a.1", "b", "low"]


def test_a_failed_condition_does_not_fire_and_is_counted():
    rules = [always("a"), rule("b", "1 / caller_velocity.calls_1h > 0"), rule("c", "caller_geography.unknown == 'x'"), always("d")]
    fired = compiled(rules).evaluate({"caller_velocity.calls_1h": 0, "call.caller": ""}, 0)
    assert (ids(fired), fired.failed) == (["a", "d"], 2)


def test_validity_includes_its_start_and_excludes_its_end():
    rules = compiled([always("both", valid_from=1000, valid_to=2000), always("from", valid_from=1000), always("to", valid_to=2000)])
    for now_ms, expected in [(999, ["to"]), (1000, ["both", "from", "to"]), (1999, ["both", "from", "to"]), (2000, ["from"])]:
        assert ids(rules.evaluate({}, now_ms)) == expected


@pytest.mark.parametrize("actions, decision, expected", [
    ([], "allow", "allow"), ([], "review", "review"), ([], "block", "block"),
    (["flag"], "allow", "allow"), (["flag"], "block", "block"),
    (["review"], "allow", "review"), (["review"], "block", "block"), (["block"], "review", "block"),
    (["review", "block"], "allow", "block"), (["block", "review", "flag"], "allow", "block"),
    (["allow"], "block", "allow"), (["allow", "block"], "block", "allow"), (["flag", "allow", "review"], "review", "allow"),
    (["block", "allow"], "allow", "block"), (["review", "allow", "block"], "block", "review"), (["flag", "review", "allow"], "allow", "review"),
])
def test_the_first_allow_overrides_later_rules_else_the_strictest_action_wins(actions, decision, expected):
    rules = [always(f"r{number}", action, -number) for number, action in enumerate(actions)]
    assert compiled(rules).evaluate({}, 0).action(decision) == expected


def test_an_unknown_decision_is_refused():
    with pytest.raises(FieldError, match="decision"):
        compiled([]).evaluate({}, 0).action("flag")


def test_equal_conditions_are_compiled_once():
    before = compiled([rule("a"), rule("b"), rule("c", "true")])
    after = compiled([rule("a", action="review"), rule("d", "false")], previous=before)
    assert len(before._conditions) == 2
    assert after._conditions[rule()["condition"]] is before._conditions[rule()["condition"]]
    assert set(after._conditions) == {rule()["condition"], "false"}


def test_a_name_used_for_the_first_time_is_resolved_for_the_whole_set():
    before = compiled([rule("a")])
    after = compiled([rule("a"), rule("b", "call.caller == 'x'")], previous=before)
    fired = after.evaluate({"caller_velocity.calls_1h": 101, "call.caller": "x"}, 0)
    assert (ids(fired), fired.failed) == (["a", "b"], 0)
    assert ids(before.evaluate({"caller_velocity.calls_1h": 101, "call.caller": "x"}, 0)) == ["a"]


def test_an_exception_raised_by_on_progress_ends_a_compilation():
    def ended():
        raise KeyboardInterrupt

    blob = blob_of([rule()])
    with pytest.raises(KeyboardInterrupt):
        RuleSet.compile(SET, Pointer.parse(pointer_of(1, blob, 1)), blob, on_progress=ended)


def test_a_set_cannot_be_changed():
    with pytest.raises(AttributeError):
        compiled([]).rules = ()
