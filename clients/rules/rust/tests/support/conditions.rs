//! Evaluation of a single condition, as the only rule of a set.
#![allow(dead_code)]
use super::publisher::{rule, unsigned, SET};
use serde_json::{Map, Value as Json};
use voxguard_rules::{Evaluation, Names, PublicKeys, Refusal, RuleSet, Type, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Fired,
    Not,
    Failed,
}

pub fn compiled(condition: &str, names: &Names) -> Result<RuleSet, Refusal> {
    let published = unsigned(1, &[rule("a", condition, "flag")]);
    RuleSet::verified(SET, published.pointer.as_bytes(), published.blob.as_bytes(), &PublicKeys::empty(), names)
}

pub fn outcome_of(set: &RuleSet, values: &Map<String, Json>) -> Outcome {
    let values = set.values(|name| values.get(name).map_or(Value::Missing, value));
    let mut evaluation = Evaluation::default();
    set.evaluate(&values, 0, &mut evaluation);
    match (evaluation.fired(), evaluation.failed()) {
        ([0], 0) => Outcome::Fired,
        ([], 0) => Outcome::Not,
        ([], 1) => Outcome::Failed,
        other => panic!("expected one outcome, got {other:?}"),
    }
}

pub fn outcome(condition: &str, values: Json) -> Outcome {
    let set = compiled(condition, &Names::open()).unwrap_or_else(|refusal| panic!("{condition}: {refusal}"));
    outcome_of(&set, values.as_object().expect("values by name"))
}

/// Returns the reason for which a condition is refused.
pub fn refusal(condition: &str) -> String {
    match compiled(condition, &Names::open()) {
        Ok(_) => panic!("expected a refusal of {condition}"),
        Err(refusal) => refusal.to_string().trim_start_matches("rules[0].condition of a: ").to_string(),
    }
}

pub fn value(json: &Json) -> Value<'_> {
    match json {
        Json::Bool(value) => Value::Bool(*value),
        Json::String(value) => Value::Text(value),
        number => number.as_i64().map_or_else(|| Value::Double(number.as_f64().expect("a number")), Value::Int),
    }
}

pub fn type_of(json: &Json) -> Type {
    match value(json) {
        Value::Int(_) => Type::Int,
        Value::Double(_) => Type::Double,
        Value::Bool(_) => Type::Bool,
        Value::Text(_) => Type::Text,
        Value::Missing => unreachable!("a value is never missing"),
    }
}
