//! Conditions: the part of CEL that docs/wire/rules.md names, from text to a program. What lies outside it is refused here, so that no
//! evaluation ever meets it.
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

/// Why a condition is refused; says what was expected, what came, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ConditionError(String);

impl ConditionError {
    fn new(message: impl Into<String>) -> Self {
        ConditionError(message.into())
    }

    /// `at` is an offset in bytes; people count characters, from one.
    fn at(text: &str, at: usize, message: impl AsRef<str>) -> Self {
        let column = text.get(..at).unwrap_or(text).chars().count() + 1;
        ConditionError(format!("column {column}: {}", message.as_ref()))
    }
}
