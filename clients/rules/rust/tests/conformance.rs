//! docs/wire/rules-conditions.jsonl and rules-conditions-random.jsonl, every line of them, with names that are open and with names that are
//! declared.
mod support;

use serde_json::Value;
use support::conditions::{compiled, outcome_of, type_of, Outcome};
use voxguard_rules::Names;

const LINES: &str = include_str!("../../../../docs/wire/rules-conditions.jsonl");
const RANDOM_LINES: &str = include_str!("../../../../docs/wire/rules-conditions-random.jsonl");

#[test]
fn every_line_has_its_documented_result() {
    let mut count = 0;
    for line in LINES.lines().chain(RANDOM_LINES.lines()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let condition = case["condition"].as_str().unwrap();
        count += 1;
        if case["refused"].is_string() {
            assert!(compiled(condition, &Names::open()).is_err(), "expected a refusal: {line}");
            continue;
        }
        let values = case["values"].as_object().unwrap();
        let expected = match (&case["result"], &case["error"]) {
            (Value::Bool(true), Value::Null) => Outcome::Fired,
            (Value::Bool(false), Value::Null) => Outcome::Not,
            (Value::Null, Value::Bool(true)) => Outcome::Failed,
            other => panic!("expected a result or an error, got {other:?}: {line}"),
        };
        let declared = Names::declared(values.iter().map(|(name, value)| (name.as_str(), type_of(value)))).unwrap();
        for names in [Names::open(), declared] {
            let set = compiled(condition, &names).unwrap_or_else(|refusal| panic!("{condition}: {refusal}"));
            assert_eq!(outcome_of(&set, values), expected, "{names:?}: {line}");
        }
    }
    assert!(count >= 1500, "{count} lines");
}
