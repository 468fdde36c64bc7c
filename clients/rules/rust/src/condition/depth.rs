//! Nesting depth of a condition.

/// Maximum depth. The engines' CEL libraries support 32 by their own counts, which are lower than this one.
pub(super) const MAX_DEPTH: usize = 24;

/// Nesting depth, computed from the tokens in order. A group is the text between two parentheses, or the whole condition. `&&`, `||`, `?`
/// and `:` divide a group into parts. The depth of a part is the number of its other operators plus the depth of its deepest group. The
/// depth of a group is that of its deepest part, plus one for each `?`, one for any `&&`, one for any `||`, and one for its parentheses.
#[derive(Debug, Default)]
pub(super) struct Depth {
    current: Group,
    outer: Vec<Group>,
}

#[derive(Debug, Default)]
struct Group {
    operators: usize,
    innermost: usize,
    deepest_part: usize,
    choices: usize,
    and: bool,
    or: bool,
}

impl Depth {
    pub(super) fn open(&mut self) {
        self.outer.push(std::mem::take(&mut self.current));
    }

    /// Closes a group; returns false if none is open.
    pub(super) fn close(&mut self) -> bool {
        let Some(outer) = self.outer.pop() else {
            return false;
        };
        let inner = std::mem::replace(&mut self.current, outer).depth() + 1;
        self.current.innermost = self.current.innermost.max(inner);
        true
    }

    pub(super) fn operator(&mut self) {
        self.current.operators += 1;
    }

    pub(super) fn and(&mut self) {
        self.current.end_part();
        self.current.and = true;
    }

    pub(super) fn or(&mut self) {
        self.current.end_part();
        self.current.or = true;
    }

    /// Counts a `?` or a `:`.
    pub(super) fn choice(&mut self, is_question_mark: bool) {
        self.current.end_part();
        self.current.choices += usize::from(is_question_mark);
    }

    /// Returns the depth of the whole condition; `None` if a group is open.
    pub(super) fn whole(self) -> Option<usize> {
        self.outer.is_empty().then(|| self.current.depth())
    }
}

impl Group {
    fn end_part(&mut self) {
        self.deepest_part = self.deepest_part.max(self.operators + self.innermost);
        self.operators = 0;
        self.innermost = 0;
    }

    fn depth(mut self) -> usize {
        self.end_part();
        self.deepest_part + self.choices + usize::from(self.and) + usize::from(self.or)
    }
}
