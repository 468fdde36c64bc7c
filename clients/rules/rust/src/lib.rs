//! VoxGuard's detection rules in an engine: follows a published set and evaluates it for each call.
//!
//! In: a store that speaks the Redis protocol, as in `docs/wire/rules.md`. Out: an immutable, compiled [`RuleSet`], swapped atomically when
//! another is published. No call waits for the store: [`Follower::current`] reads one reference.
//!
//! ```no_run
//! use voxguard_rules::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now_ms = 1767225600000;
//! let mut settings = Settings::new("redis://127.0.0.1:6379", "core", "engine-7");
//! settings.public_keys = PublicKeys::empty().with("key-1=0IspUkrwfIUiTppUlTPCGB6aOpGeU78yzR83moFDJG4=")?;
//! settings.state_dir = Some("/var/lib/engine-7".into()); // one directory per engine
//! settings.names = Names::declared([("call.caller", Type::Text), ("caller_velocity.calls_1h", Type::Int)])?;
//! let follower = Follower::start(settings, |event| eprintln!("{event:?}"))?;
//!
//! let mut reader = follower.reader(); // one per thread, like the evaluation: reuse both
//! let mut evaluation = Evaluation::default();
//! if let Some(rules) = reader.current() { // nanoseconds, no lock
//!     rules.evaluate(&[Value::Text("+14155550100"), Value::Int(101)], now_ms, &mut evaluation);
//!     for fired in evaluation.fired() { println!("{}", rules.rule(*fired).id); }
//!     let decision = evaluation.decide(Decision::Allow); // given the model's
//! }
//! # Ok(())
//! # }
//! ```
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
