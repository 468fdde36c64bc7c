//! Compiled conditions of a set: nodes of 16 bytes in one array, so that evaluation reads memory sequentially.
use super::operators::{Affix, Operation, Relation};
use super::Type;

/// Result of a condition. A failure is a value: `a || b` is true if one side is true and the other fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    False,
    True,
    Failed,
}

impl From<bool> for Truth {
    #[inline]
    fn from(value: bool) -> Self {
        if value {
            Truth::True
        } else {
            Truth::False
        }
    }
}

/// Range of bytes of the program's text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(super) start: u32,
    pub(super) length: u32,
}

/// Node. Operands are adjacent: `at` is the index of the first.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node {
    Int(i64),
    Double(f64),
    Bool(bool),
    Text(Span),
    Slot(u32),
    All {
        at: u32,
        count: u32,
    },
    Any {
        at: u32,
        count: u32,
    },
    Not {
        at: u32,
    },
    Choose {
        at: u32,
    },
    // frequent combinations, evaluated in one step
    SlotInt {
        relation: Relation,
        slot: u32,
        right: i64,
    },
    SlotDouble {
        relation: Relation,
        slot: u32,
        right: f64,
    },
    /// Comparison with a double that no float32 equals.
    SlotFraction {
        relation: Relation,
        slot: u32,
        right: f64,
    },
    SlotText {
        relation: Relation,
        slot: u32,
        right: Span,
    },
    SlotAffix {
        affix: Affix,
        slot: u32,
        part: Span,
    },
    Compare {
        relation: Relation,
        of: Type,
        at: u32,
    },
    /// Comparison of operands whose type only the values determine.
    CompareAny {
        relation: Relation,
        at: u32,
    },
    In {
        at: u32,
        list: u32,
    },
    Affix {
        affix: Affix,
        at: u32,
    },
    Arithmetic {
        operation: Operation,
        at: u32,
    },
    Negate {
        at: u32,
    },
    Size {
        at: u32,
    },
    /// `from` is the type of the operand if it is known.
    ToInt {
        from: Option<Type>,
        at: u32,
    },
    ToDouble {
        from: Option<Type>,
        at: u32,
    },
}

const _: () = assert!(std::mem::size_of::<Node>() == 16);

/// Literals after an `in`.
#[derive(Debug)]
pub(super) enum List {
    Empty,
    /// Sorted in ascending order.
    Ints(Box<[i64]>),
    Doubles(Box<[f64]>),
    /// Sorted in ascending order.
    Texts(Box<[Box<str>]>),
}

#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(super) nodes: Vec<Node>,
    pub(super) lists: Vec<List>,
    pub(super) text: String,
}

impl Program {
    #[inline]
    pub(super) fn text_at(&self, span: Span) -> &str {
        &self.text[span.start as usize..][..span.length as usize]
    }
}
