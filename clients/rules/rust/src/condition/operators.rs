//! The operators of a condition, as syntax and program both name them.
use std::cmp::Ordering;

/// A comparison, as the set of outcomes for which it holds: one bit each for less, equal, greater, and unordered (NaN).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relation(u8);

impl Relation {
    pub(crate) const LESS: Relation = Relation(0b0001);
    pub(crate) const EQUAL: Relation = Relation(0b0010);
    pub(crate) const GREATER: Relation = Relation(0b0100);
    pub(crate) const LESS_OR_EQUAL: Relation = Relation(0b0011);
    pub(crate) const GREATER_OR_EQUAL: Relation = Relation(0b0110);
    pub(crate) const NOT_EQUAL: Relation = Relation(0b1101);

    #[inline]
    pub(crate) fn holds(self, ordering: Ordering) -> bool {
        self.0 >> (ordering as i8 + 1) & 1 == 1
    }

    /// Of doubles, by IEEE 754: nothing but inequality holds for NaN.
    #[inline]
    pub(crate) fn holds_partly(self, ordering: Option<Ordering>) -> bool {
        ordering.map_or(self.0 & 0b1000 != 0, |ordering| self.holds(ordering))
    }

    /// Whether it asks for an order, or only for equality.
    pub(crate) fn is_order(self) -> bool {
        self != Relation::EQUAL && self != Relation::NOT_EQUAL
    }

    /// The relation that holds for `b, a` where this one holds for `a, b`.
    pub(crate) fn turned(self) -> Relation {
        Relation(self.0 & 0b1010 | (self.0 & 1) << 2 | self.0 >> 2 & 1)
    }

    pub(crate) fn sign(self) -> &'static str {
        match self {
            Relation::LESS => "<",
            Relation::EQUAL => "==",
            Relation::GREATER => ">",
            Relation::LESS_OR_EQUAL => "<=",
            Relation::GREATER_OR_EQUAL => ">=",
            _ => "!=",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Operation {
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Operation::Add => "+",
            Operation::Subtract => "-",
            Operation::Multiply => "*",
            Operation::Divide => "/",
            Operation::Remainder => "%",
        }
    }
}

/// What a part of a text is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Affix {
    StartsWith,
    EndsWith,
    Contains,
}

impl Affix {
    #[inline]
    pub(crate) fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Affix::StartsWith => text.starts_with(part),
            Affix::EndsWith => text.ends_with(part),
            Affix::Contains => text.contains(part),
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Affix::StartsWith => "startsWith",
            Affix::EndsWith => "endsWith",
            Affix::Contains => "contains",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Relation; 6] =
        [Relation::LESS, Relation::EQUAL, Relation::GREATER, Relation::LESS_OR_EQUAL, Relation::GREATER_OR_EQUAL, Relation::NOT_EQUAL];

    #[test]
    fn a_turned_relation_holds_for_turned_operands() {
        for relation in ALL {
            for (a, b) in [(1, 2), (2, 2), (3, 2)] {
                assert_eq!(relation.holds(a.cmp(&b)), relation.turned().holds(b.cmp(&a)), "{}", relation.sign());
            }
        }
    }

    #[test]
    fn nothing_but_inequality_holds_for_nan() {
        for relation in ALL {
            assert_eq!(relation.holds_partly(f64::NAN.partial_cmp(&1.0)), relation == Relation::NOT_EQUAL, "{}", relation.sign());
        }
    }
}
