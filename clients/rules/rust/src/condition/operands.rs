//! Evaluation of ints, doubles and texts of a program on the values of one call. `None` is a failure: a division by zero, an overflow, a
//! value that is missing or of another type. Only `+` on texts allocates.
use super::float32::decimal;
use super::operators::Operation;
use super::program::{Node, Program, Truth};
use super::Type;
use crate::Value;
use std::borrow::Cow;

impl Program {
    pub(super) fn int(&self, node: Node, values: &[Value<'_>]) -> Option<i64> {
        match node {
            Node::Int(value) => Some(value),
            Node::Slot(slot) => match values.get(slot as usize) {
                Some(Value::Int(value)) => Some(*value),
                _ => None,
            },
            Node::Arithmetic { operation, at } => {
                let (left, right) = (self.int(self.at(at), values)?, self.int(self.at(at + 1), values)?);
                match operation {
                    Operation::Add => left.checked_add(right),
                    Operation::Subtract => left.checked_sub(right),
                    Operation::Multiply => left.checked_mul(right),
                    Operation::Divide => left.checked_div(right),
                    Operation::Remainder => left.checked_rem(right),
                }
            }
            Node::Negate { at } => self.int(self.at(at), values)?.checked_neg(),
            Node::Size { at } => Some(self.text(self.at(at), values)?.chars().count() as i64),
            Node::ToInt { from: Some(_), at } => whole(self.double(self.at(at), values)?),
            Node::ToInt { from: None, at } => match self.kind(self.at(at), values)? {
                Type::Int => self.int(self.at(at), values),
                _ => whole(self.double(self.at(at), values)?),
            },
            Node::Choose { at } => self.int(self.chosen(at, values)?, values),
            _ => None,
        }
    }

    pub(super) fn double(&self, node: Node, values: &[Value<'_>]) -> Option<f64> {
        match node {
            Node::Double(value) => Some(value),
            Node::Slot(slot) => match values.get(slot as usize) {
                Some(Value::Double(value)) => Some(decimal(*value)),
                _ => None,
            },
            Node::Arithmetic { operation, at } => {
                let (left, right) = (self.double(self.at(at), values)?, self.double(self.at(at + 1), values)?);
                match operation {
                    Operation::Add => Some(left + right),
                    Operation::Subtract => Some(left - right),
                    Operation::Multiply => Some(left * right),
                    Operation::Divide => Some(left / right),
                    Operation::Remainder => None,
                }
            }
            Node::Negate { at } => Some(-self.double(self.at(at), values)?),
            Node::ToDouble { from: Some(_), at } => Some(self.int(self.at(at), values)? as f64),
            Node::ToDouble { from: None, at } => match self.kind(self.at(at), values)? {
                Type::Double => self.double(self.at(at), values),
                _ => Some(self.int(self.at(at), values)? as f64),
            },
            Node::Choose { at } => self.double(self.chosen(at, values)?, values),
            _ => None,
        }
    }

    pub(super) fn text<'a>(&'a self, node: Node, values: &[Value<'a>]) -> Option<Cow<'a, str>> {
        match node {
            Node::Text(span) => Some(Cow::Borrowed(self.text_at(span))),
            Node::Slot(slot) => match values.get(slot as usize) {
                Some(Value::Text(value)) => Some(Cow::Borrowed(*value)),
                _ => None,
            },
            Node::Arithmetic { operation: Operation::Add, at } => {
                Some(self.text(self.at(at), values)? + self.text(self.at(at + 1), values)?)
            }
            Node::Choose { at } => self.text(self.chosen(at, values)?, values),
            _ => None,
        }
    }

    /// Returns the type of a node if it depends on the values.
    pub(super) fn kind(&self, node: Node, values: &[Value<'_>]) -> Option<Type> {
        match node {
            Node::Int(_) | Node::Size { .. } | Node::ToInt { .. } => Some(Type::Int),
            Node::Double(_) | Node::ToDouble { .. } => Some(Type::Double),
            Node::Text(_) => Some(Type::Text),
            Node::Slot(slot) => match values.get(slot as usize)? {
                Value::Int(_) => Some(Type::Int),
                Value::Double(_) => Some(Type::Double),
                Value::Bool(_) => Some(Type::Bool),
                Value::Text(_) => Some(Type::Text),
                Value::Missing => None,
            },
            Node::Arithmetic { at, .. } | Node::Negate { at } => self.kind(self.at(at), values),
            // from either branch, without evaluating the condition: a choice is evaluated once, however deeply nested
            Node::Choose { at } => self.kind(self.at(at + 1), values).or_else(|| self.kind(self.at(at + 2), values)),
            _ => Some(Type::Bool),
        }
    }

    fn chosen(&self, at: u32, values: &[Value<'_>]) -> Option<Node> {
        match self.truth(self.at(at), values) {
            Truth::True => Some(self.at(at + 1)),
            Truth::False => Some(self.at(at + 2)),
            Truth::Failed => None,
        }
    }
}

/// Converts a double to an int, rounded towards zero; `None` if it is out of range.
fn whole(value: f64) -> Option<i64> {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    (value > -BEYOND && value < BEYOND).then_some(value as i64)
}
