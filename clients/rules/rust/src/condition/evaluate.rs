//! Evaluation of a condition of a program on the values of one call.
use super::float32::{is_fraction, narrow};
use super::operators::Relation;
use super::program::{List, Node, Program, Truth};
use super::Type;
use crate::Value;
use std::cmp::Ordering;

/// Number of texts up to which a list is searched linearly.
const LINEAR_SEARCH_LIMIT: usize = 8;

impl Program {
    pub(crate) fn truth(&self, node: Node, values: &[Value<'_>]) -> Truth {
        match node {
            Node::SlotInt { relation, slot, right } => match values.get(slot as usize) {
                Some(Value::Int(left)) => relation.holds(left.cmp(&right)).into(),
                _ => Truth::Failed,
            },
            Node::SlotDouble { relation, slot, right } => match values.get(slot as usize) {
                Some(Value::Double(left)) => relation.holds_partly(left.partial_cmp(&right)).into(),
                _ => Truth::Failed,
            },
            Node::SlotFraction { relation, slot, right } => match values.get(slot as usize) {
                Some(Value::Double(left)) => {
                    let exact = relation.holds_partly(left.partial_cmp(&right));
                    let narrowed = relation.holds_partly(left.partial_cmp(&narrow(right)));
                    // the kind of the value rarely matters
                    (if exact != narrowed && is_fraction(*left) { narrowed } else { exact }).into()
                }
                _ => Truth::Failed,
            },
            Node::SlotText { relation, slot, right } => match values.get(slot as usize) {
                Some(Value::Text(left)) => text_holds(relation, left, self.text_at(right)).into(),
                _ => Truth::Failed,
            },
            Node::SlotAffix { affix, slot, part } => match values.get(slot as usize) {
                Some(Value::Text(text)) => affix.holds(text, self.text_at(part)).into(),
                _ => Truth::Failed,
            },
            Node::Slot(slot) => match values.get(slot as usize) {
                Some(Value::Bool(value)) => (*value).into(),
                _ => Truth::Failed,
            },
            Node::Bool(value) => value.into(),
            Node::All { at, count } => self.unless(Truth::False, at, count, values),
            Node::Any { at, count } => self.unless(Truth::True, at, count, values),
            Node::Not { at } => match self.truth(self.at(at), values) {
                Truth::True => Truth::False,
                Truth::False => Truth::True,
                Truth::Failed => Truth::Failed,
            },
            Node::Choose { at } => match self.truth(self.at(at), values) {
                Truth::True => self.truth(self.at(at + 1), values),
                Truth::False => self.truth(self.at(at + 2), values),
                Truth::Failed => Truth::Failed,
            },
            Node::Compare { relation, of, at } => self.compared(relation, of, at, values),
            Node::CompareAny { relation, at } => match self.kind(self.at(at), values) {
                Some(Type::Bool) if relation.is_order() => Truth::Failed,
                Some(of) => self.compared(relation, of, at, values),
                None => Truth::Failed,
            },
            Node::In { at, list } => self.listed(self.at(at), list, values),
            Node::Affix { affix, at } => match (self.text(self.at(at), values), self.text(self.at(at + 1), values)) {
                (Some(text), Some(part)) => affix.holds(&text, &part).into(),
                _ => Truth::Failed,
            },
            _ => Truth::Failed,
        }
    }

    #[inline]
    pub(super) fn at(&self, at: u32) -> Node {
        self.nodes[at as usize]
    }

    /// Returns `decisive` if one part is; else failed if one part fails; else the opposite.
    fn unless(&self, decisive: Truth, at: u32, count: u32, values: &[Value<'_>]) -> Truth {
        let mut outcome = if decisive == Truth::False { Truth::True } else { Truth::False };
        for part in &self.nodes[at as usize..][..count as usize] {
            match self.truth(*part, values) {
                truth if truth == decisive => return decisive,
                Truth::Failed => outcome = Truth::Failed,
                _ => {}
            }
        }
        outcome
    }

    fn compared(&self, relation: Relation, of: Type, at: u32, values: &[Value<'_>]) -> Truth {
        let (left, right) = (self.at(at), self.at(at + 1));
        let holds = match of {
            Type::Int => self.int(left, values).zip(self.int(right, values)).map(|(left, right)| relation.holds(left.cmp(&right))),
            Type::Double => {
                let operands = self.double(left, values).zip(self.double(right, values));
                operands.map(|(left, right)| relation.holds_partly(left.partial_cmp(&right)))
            }
            Type::Text => self.text(left, values).zip(self.text(right, values)).map(|(left, right)| text_holds(relation, &left, &right)),
            Type::Bool => match (self.truth(left, values), self.truth(right, values)) {
                (Truth::Failed, _) | (_, Truth::Failed) => None,
                (left, right) => Some(relation.holds(if left == right { Ordering::Equal } else { Ordering::Less })),
            },
        };
        holds.map_or(Truth::Failed, Truth::from)
    }

    /// Returns whether a node has a value, of any type.
    fn succeeds(&self, node: Node, values: &[Value<'_>]) -> bool {
        match self.kind(node, values) {
            Some(Type::Int) => self.int(node, values).is_some(),
            Some(Type::Double) => self.double(node, values).is_some(),
            Some(Type::Text) => self.text(node, values).is_some(),
            Some(Type::Bool) => self.truth(node, values) != Truth::Failed,
            None => false,
        }
    }

    fn listed(&self, node: Node, list: u32, values: &[Value<'_>]) -> Truth {
        let has = match &self.lists[list as usize] {
            List::Empty => self.succeeds(node, values).then_some(false),
            List::Ints(list) => self.int(node, values).map(|value| list.binary_search(&value).is_ok()),
            List::Doubles(list) => match (node, self.double(node, values)) {
                (Node::Slot(slot), Some(_)) => Some(holds_stored(list, values.get(slot as usize))),
                (_, value) => value.map(|value| list.contains(&value)),
            },
            List::Texts(list) => self.text(node, values).map(|value| match list.len() {
                0..=LINEAR_SEARCH_LIMIT => list.iter().any(|entry| **entry == *value),
                _ => list.binary_search_by(|entry| (**entry).cmp(&*value)).is_ok(),
            }),
        };
        has.map_or(Truth::Failed, Truth::from)
    }
}

/// Returns whether a stored value is in a list of literals.
fn holds_stored(list: &[f64], value: Option<&Value<'_>>) -> bool {
    match value {
        Some(Value::Double(value)) if is_fraction(*value) => list.iter().any(|literal| narrow(*literal) == *value),
        Some(Value::Double(value)) => list.contains(value),
        _ => false,
    }
}

#[inline]
fn text_holds(relation: Relation, left: &str, right: &str) -> bool {
    match relation {
        Relation::EQUAL => left == right,
        Relation::NOT_EQUAL => left != right,
        // ordered by code points, which is the order of UTF-8 bytes
        ordered => ordered.holds(left.cmp(right)),
    }
}
