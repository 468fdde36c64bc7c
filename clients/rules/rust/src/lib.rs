//! VoxGuard's detection rules in an engine: follows a published set, and evaluates it for each call.
//!
//! In goes a pointer and its blob, as in `docs/wire/rules.md`; out comes an immutable, compiled [`RuleSet`].
mod blob;
mod condition;
mod evaluation;
mod keys;
mod pointer;
mod refusal;
mod rule;
mod ruleset;
mod value;

pub use condition::{NameError, Names, Type};
pub use evaluation::{Evaluation, Ruling};
pub use keys::{KeyError, PublicKeys};
pub use refusal::Refusal;
pub use rule::{Action, Decision, Rule};
pub use ruleset::RuleSet;
pub use value::Value;
