//! Realistic rules and calls for measurements: every kind of condition, few of which fire.
#![allow(dead_code)]
use super::publisher::rule;
use serde_json::Value as Json;
use voxguard_rules::{Names, Type, Value};

pub const CALL: [(&str, Type, Value<'static>); 10] = [
    ("call.caller", Type::Text, Value::Text("+14155550100")),
    ("call.callee", Type::Text, Value::Text("+8821600100")),
    ("call.trunk", Type::Text, Value::Text("trunk-07")),
    ("caller_velocity.calls_1h", Type::Int, Value::Int(42)),
    ("caller_velocity.distinct_callees_1h", Type::Int, Value::Int(17)),
    ("caller_geography.premium_ratio_24h", Type::Double, Value::Double(0.25)),
    ("caller_rhythm.night_ratio_7d", Type::Double, Value::Double(0.5)),
    ("caller_rhythm.mean_duration_s_24h", Type::Double, Value::Double(12.75)),
    ("request.night", Type::Bool, Value::Bool(true)),
    ("request.callee_category", Type::Int, Value::Int(2)),
];

pub fn names() -> Names {
    Names::declared(CALL.map(|(name, kind, _)| (name, kind))).unwrap()
}

/// Returns values in the order of the names.
pub fn values() -> [Value<'static>; 10] {
    CALL.map(|(_, _, value)| value)
}

pub fn condition(number: usize) -> String {
    let (n, percent) = (number, number % 90 + 10);
    match number % 8 {
        0 => format!("caller_velocity.calls_1h > {}", 100 + n),
        1 => format!("caller_geography.premium_ratio_24h >= 0.{percent} && caller_velocity.calls_1h > {}", 50 + n),
        2 => format!("call.caller.startsWith('+44{n}') || call.callee.startsWith('+88{n}')"),
        3 => format!("call.trunk in ['trunk-{n}a', 'trunk-{n}b', 'trunk-{n}c']"),
        4 => format!("double(caller_velocity.calls_1h) / 60.0 > {}.5", 1 + n),
        5 => format!("caller_rhythm.night_ratio_7d > 0.3 ? caller_velocity.calls_1h > {} : caller_velocity.calls_1h > {}", 50 + n, 500 + n),
        6 => format!("!(call.callee.endsWith('{percent}')) && size(call.callee) == 13 && caller_velocity.distinct_callees_1h > {n}"),
        _ => format!("request.night && request.callee_category in [3, 4, 5] && caller_rhythm.mean_duration_s_24h < {n}.0"),
    }
}

pub fn rules(count: usize) -> Vec<Json> {
    let action = |number| ["review", "block", "flag"][number % 3];
    (0..count).map(|number| rule(&format!("rule-{number}"), &condition(number), action(number))).collect()
}
