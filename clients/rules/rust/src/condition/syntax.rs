//! Syntax of a condition.
use super::operators::{Affix, Operation, Relation};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Syntax {
    Int(i64),
    Double(f64),
    Bool(bool),
    Text(String),
    /// `view.feature`, or a field of the call.
    Name(String),
    Not(Box<Syntax>),
    Negate(Box<Syntax>),
    /// `a && b && c`: one node, since grouping does not matter.
    All(Vec<Syntax>),
    Any(Vec<Syntax>),
    Compare(Relation, Box<[Syntax; 2]>),
    Arithmetic(Operation, Box<[Syntax; 2]>),
    In(Box<Syntax>, Vec<Syntax>),
    Choose(Box<[Syntax; 3]>),
    Affix(Affix, Box<[Syntax; 2]>),
    Size(Box<Syntax>),
    ToInt(Box<Syntax>),
    ToDouble(Box<Syntax>),
}

impl Syntax {
    pub(super) fn all(left: Syntax, right: Syntax) -> Syntax {
        match left {
            Syntax::All(mut parts) => {
                parts.push(right);
                Syntax::All(parts)
            }
            left => Syntax::All(vec![left, right]),
        }
    }

    pub(super) fn any(left: Syntax, right: Syntax) -> Syntax {
        match left {
            Syntax::Any(mut parts) => {
                parts.push(right);
                Syntax::Any(parts)
            }
            left => Syntax::Any(vec![left, right]),
        }
    }
}
