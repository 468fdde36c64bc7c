use crate::rule::{Action, Decision};

/// Outcome of the rules of a set for one call. A thread reuses it, and so its memory, for all its calls.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    fired: Vec<u32>,
    failed: u32,
    ruling: Ruling,
}

/// Ruling of the rules alone, before the model's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// An `allow` fired, which overrides later rules and the model: the strictest action before it, or `Allow`.
    Decided(Decision),
    /// The strictest action that fired; the model may be stricter. `AtLeast(Decision::Allow)`: no rule with an effect fired.
    AtLeast(Decision),
}

impl Default for Ruling {
    fn default() -> Self {
        Ruling::AtLeast(Decision::Allow)
    }
}

impl Evaluation {
    /// Returns the rules that fired, in the order of evaluation, as indexes for [`RuleSet::rule`](crate::RuleSet::rule).
    pub fn fired(&self) -> &[u32] {
        &self.fired
    }

    /// Returns the number of conditions that failed; their rules have not fired.
    pub fn failed(&self) -> u32 {
        self.failed
    }

    pub fn ruling(&self) -> Ruling {
        self.ruling
    }

    /// Returns the decision about the call, given the model's.
    pub fn decide(&self, model: Decision) -> Decision {
        match self.ruling {
            Ruling::Decided(decision) => decision,
            Ruling::AtLeast(strictest) => strictest.max(model),
        }
    }

    pub(crate) fn begin(&mut self) {
        self.fired.clear();
        self.failed = 0;
    }

    pub(crate) fn fire(&mut self, index: usize) {
        self.fired.push(index as u32);
    }

    pub(crate) fn fail(&mut self) {
        self.failed += 1;
    }

    pub(crate) fn end(&mut self, action: impl Fn(u32) -> Action) {
        self.ruling = ruling(self.fired.iter().map(|index| action(*index)));
    }
}

/// Returns the ruling of the actions that fired, in the order of evaluation.
fn ruling(actions: impl IntoIterator<Item = Action>) -> Ruling {
    let mut strictest = Decision::Allow;
    for action in actions {
        match action {
            Action::Allow => return Ruling::Decided(strictest),
            Action::Review => strictest = strictest.max(Decision::Review),
            Action::Block => strictest = Decision::Block,
            Action::Flag => {}
        }
    }
    Ruling::AtLeast(strictest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Action::*;

    fn decided(actions: &[Action], model: Decision) -> Decision {
        Evaluation { ruling: ruling(actions.iter().copied()), ..Evaluation::default() }.decide(model)
    }

    #[test]
    fn the_strictest_of_model_and_rules_decides() {
        assert_eq!(decided(&[], Decision::Review), Decision::Review);
        assert_eq!(decided(&[Review], Decision::Allow), Decision::Review);
        assert_eq!(decided(&[Review], Decision::Block), Decision::Block);
        assert_eq!(decided(&[Review, Block, Review], Decision::Allow), Decision::Block);
    }

    #[test]
    fn allow_overrides_later_rules_and_the_model() {
        assert_eq!(decided(&[Allow, Block], Decision::Block), Decision::Allow);
        assert_eq!(decided(&[Allow, Review, Allow], Decision::Review), Decision::Allow);
    }

    #[test]
    fn allow_does_not_override_earlier_rules() {
        assert_eq!(decided(&[Block, Allow], Decision::Allow), Decision::Block);
        assert_eq!(decided(&[Review, Allow, Block], Decision::Allow), Decision::Review);
        assert_eq!(decided(&[Review, Allow, Block], Decision::Block), Decision::Review);
    }

    #[test]
    fn flag_does_not_affect_the_decision() {
        assert_eq!(decided(&[Flag], Decision::Review), Decision::Review);
        assert_eq!(decided(&[Flag, Allow, Block], Decision::Review), Decision::Allow);
        assert_eq!(decided(&[Flag, Block], Decision::Allow), Decision::Block);
    }
}
