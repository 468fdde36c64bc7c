//! Evaluation of conditions by the `cel` crate, for comparison of results and speed.
#![allow(dead_code)]
use cel::{Context, Program, Value as CelValue};
use std::collections::HashMap;
use voxguard_rules::Value;

pub fn program(condition: &str) -> Program {
    Program::compile(condition).unwrap_or_else(|error| panic!("{condition}: {error}"))
}

/// Returns the values of a call in the crate's form: a map for each view.
pub fn context<'n>(values: impl IntoIterator<Item = (&'n str, Value<'n>)>) -> Context<'static, 'static> {
    let mut views: HashMap<&str, HashMap<String, CelValue>> = HashMap::new();
    for (name, value) in values {
        let (view, feature) = name.split_once('.').expect("view.feature");
        let value = match value {
            Value::Int(value) => CelValue::Int(value),
            Value::Double(value) => CelValue::Float(value),
            Value::Bool(value) => CelValue::Bool(value),
            Value::Text(value) => CelValue::String(value.to_string().into()),
            Value::Missing => continue,
        };
        views.entry(view).or_default().insert(feature.to_string(), value);
    }
    let mut context = Context::default();
    for (view, features) in views {
        context.add_variable_from_value(view, features);
    }
    context
}

/// Evaluates a program; `None` if the condition fails.
pub fn evaluated(program: &Program, context: &Context) -> Option<bool> {
    match program.execute(context) {
        Ok(CelValue::Bool(value)) => Some(value),
        _ => None,
    }
}
