//! Operators of conditions, shared by syntax and program.
use std::cmp::Ordering;

/// Comparison, as the set of orderings for which it holds: a bit each for less, equal, greater, and unordered (NaN).
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

    /// Returns whether the comparison of doubles holds, by IEEE 754: only inequality holds for NaN.
    #[inline]
    pub(crate) fn holds_partly(self, ordering: Option<Ordering>) -> bool {
        ordering.map_or(self.0 & 0b1000 != 0, |ordering| self.holds(ordering))
    }

    /// Returns whether the comparison needs an order, not only equality.
    pub(crate) fn is_order(self) -> bool {
        self != Relation::EQUAL && self != Relation::NOT_EQUAL
    }

    /// Returns the relation of `b` to `a` that is equivalent to this one of `a` to `b`.
    pub(crate) fn mirrored(self) -> Relation {
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

/// Test of a text for a part.
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
    fn mirrored_relation_holds_for_swapped_operands() {
        for relation in ALL {
            for (a, b) in [(1, 2), (2, 2), (3, 2)] {
                assert_eq!(relation.holds(a.cmp(&b)), relation.mirrored().holds(b.cmp(&a)), "{}", relation.sign());
            }
        }
    }

    #[test]
    fn only_inequality_holds_for_nan() {
        for relation in ALL {
            assert_eq!(relation.holds_partly(f64::NAN.partial_cmp(&1.0)), relation == Relation::NOT_EQUAL, "{}", relation.sign());
        }
    }
}
