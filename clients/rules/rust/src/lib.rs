//! VoxGuard's detection rules in an engine: follows a published set, and evaluates it for each call.
//!
//! In goes a store that speaks the Redis protocol, as in `docs/wire/rules.md`; out comes an immutable, compiled [`RuleSet`], swapped as
//! a whole when another is published. No call waits for the store: [`Follower::current`] reads one reference.
mod ack;
mod bell;
mod blob;
mod condition;
mod counts;
mod current;
mod disk;
mod evaluation;
mod event;
mod follower;
mod following;
mod health;
mod hints;
mod keys;
mod pause;
mod pointer;
#[cfg(test)]
#[path = "../tests/support/publisher.rs"]
mod publisher;
mod redis_store;
mod refusal;
mod rule;
mod ruleset;
mod settings;
mod shared;
mod store;
mod value;

pub use condition::{NameError, Names, Type};
pub use counts::Counts;
pub use current::{Reader, Reading};
pub use evaluation::{Evaluation, Ruling};
pub use event::{Event, Source};
pub use follower::{Follower, StartError};
pub use health::{Health, State};
pub use keys::{KeyError, PublicKeys};
pub use refusal::Refusal;
pub use rule::{Action, Decision, Rule};
pub use ruleset::RuleSet;
pub use settings::{SettingError, Settings};
pub use value::Value;
