//! Rules of a set that fire, their order, and the resulting decision.
mod support;

use serde_json::{json, Value as Json};
use support::publisher::{rule, unsigned, SET};
use voxguard_rules::{Decision, Evaluation, Names, PublicKeys, RuleSet, Ruling, Value};

fn set(rules: &[Json]) -> RuleSet {
    let published = unsigned(1, rules);
    RuleSet::verified(SET, published.pointer.as_bytes(), published.blob.as_bytes(), &PublicKeys::empty(), &Names::open()).unwrap()
}

fn valid(id: &str, from: Option<i64>, to: Option<i64>) -> Json {
    let mut rule = rule(id, "true", "flag");
    for (field, bound) in [("valid_from", from), ("valid_to", to)] {
        if let Some(bound) = bound {
            rule[field] = json!(bound);
        }
    }
    rule
}

#[test]
fn rules_fire_in_the_order_of_the_blob() {
    let set =
        set(&[rule("c", "true", "review"), rule("a", "false", "block"), rule("b", "1 / a.x > 0", "block"), rule("d", "true", "flag")]);
    let mut evaluation = Evaluation::default();
    set.evaluate(&[Value::Int(0)], 0, &mut evaluation);
    assert_eq!(evaluation.fired().iter().map(|fired| &*set.rule(*fired).id).collect::<Vec<_>>(), ["c", "d"]);
    assert_eq!((evaluation.failed(), evaluation.ruling()), (1, Ruling::AtLeast(Decision::Review)));
    set.evaluate(&[Value::Int(1)], 0, &mut evaluation);
    assert_eq!((evaluation.fired(), evaluation.failed()), (&[0, 2, 3][..], 0));
    assert_eq!(evaluation.decide(Decision::Allow), Decision::Block);
}

#[test]
fn validity_includes_its_start_and_excludes_its_end() {
    let set =
        set(&[valid("always", None, None), valid("from", Some(10), None), valid("to", None, Some(20)), valid("both", Some(10), Some(20))]);
    let mut evaluation = Evaluation::default();
    let mut at = |now| {
        set.evaluate(&[], now, &mut evaluation);
        evaluation.fired().to_vec()
    };
    assert_eq!(at(9), [0, 2]);
    assert_eq!(at(10), [0, 1, 2, 3]);
    assert_eq!(at(19), [0, 1, 2, 3]);
    assert_eq!(at(20), [0, 1]);
}

#[test]
fn a_rule_that_is_not_valid_cannot_fail() {
    let mut late = rule("late", "1 / a.x > 0", "block");
    late["valid_from"] = json!(10);
    let set = set(&[late]);
    let mut evaluation = Evaluation::default();
    set.evaluate(&[Value::Int(0)], 9, &mut evaluation);
    assert_eq!(evaluation.failed(), 0);
    set.evaluate(&[Value::Int(0)], 10, &mut evaluation);
    assert_eq!(evaluation.failed(), 1);
}

#[test]
fn reused_evaluation_keeps_nothing_of_the_last_call() {
    let set = set(&[rule("allow", "a.x == 1", "allow"), rule("block", "a.x == 2", "block")]);
    let mut evaluation = Evaluation::default();
    for (x, fired, ruling) in [
        (1, &[0][..], Ruling::Decided(Decision::Allow)),
        (2, &[1], Ruling::AtLeast(Decision::Block)),
        (3, &[], Ruling::AtLeast(Decision::Allow)),
    ] {
        set.evaluate(&[Value::Int(x)], 0, &mut evaluation);
        assert_eq!((evaluation.fired(), evaluation.ruling()), (fired, ruling));
    }
}

#[test]
fn missing_values_make_conditions_fail_without_a_panic() {
    let set = set(&[rule("a", "a.x == 1 && a.y == 2", "flag"), rule("b", "a.x == 1 || a.y == 2", "flag")]);
    let mut evaluation = Evaluation::default();
    set.evaluate(&[Value::Int(1)], 0, &mut evaluation);
    assert_eq!((evaluation.fired(), evaluation.failed()), (&[1][..], 1));
}

#[test]
fn empty_set_fires_nothing() {
    let mut evaluation = Evaluation::default();
    set(&[]).evaluate(&[], 0, &mut evaluation);
    assert_eq!((evaluation.fired().len(), evaluation.decide(Decision::Review)), (0, Decision::Review));
}
