//! How deep a condition is nested.

/// The engines' libraries can do 32 by their own counts, which are lower than this one.
pub(super) const DEEPEST: usize = 24;

/// The depth of a condition from its tokens in their order. A group is what stands between two parentheses, or the condition as a whole.
/// `&&`, `||`, `?` and `:` divide it into parts. A part is as deep as it has other operators, plus the deepest group in it; a group is as
/// deep as its deepest part, plus one for each `?`, one for any `&&`, one for any `||`, and one for its parentheses.
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

    /// False where no group is open.
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

    /// Of `?` with a choice that begins, and of `:`.
    pub(super) fn choice(&mut self, begins: bool) {
        self.current.end_part();
        self.current.choices += usize::from(begins);
    }

    /// The depth of the whole; `None` while a group is open.
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
