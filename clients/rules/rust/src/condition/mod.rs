//! Conditions: the subset of CEL in docs/wire/rules.md, from text to a program. Everything else is refused here, so evaluation never meets
//! it.
mod compile;
mod depth;
mod evaluate;
mod float32;
mod grammar;
mod names;
mod operands;
mod operators;
mod parse;
mod program;
mod scan;
mod syntax;

pub use names::{NameError, Names, Type};

pub(crate) use compile::Compiler;
pub(crate) use program::{Node, Program, Truth};

/// Refusal of a condition: what was expected, what was found, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ConditionError(String);

impl ConditionError {
    fn new(message: impl Into<String>) -> Self {
        ConditionError(message.into())
    }

    /// Builds an error at an offset in bytes; the message has the column in characters, from 1.
    fn at(text: &str, at: usize, message: impl AsRef<str>) -> Self {
        let column = text.get(..at).unwrap_or(text).chars().count() + 1;
        ConditionError(format!("column {column}: {}", message.as_ref()))
    }
}
