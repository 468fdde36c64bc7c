use std::time::{Duration, Instant};

/// Number of failed polls after which the current set counts as stale.
const MISSED_POLLS: u32 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The current set is the published one.
    Ready,
    /// No poll has confirmed the current set for ten poll intervals.
    Stale,
    /// There are no rules, or the published set was refused.
    Error,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    pub state: State,
    /// Time since a poll last confirmed the current set, or since the start.
    pub age: Duration,
    /// Revision in force; 0 if there is none.
    pub revision: u64,
    /// Reason for the state; empty if ready.
    pub reason: String,
}

impl Health {
    pub fn age_seconds(&self) -> f64 {
        self.age.as_secs_f64()
    }
}

/// Inputs of the health state.
#[derive(Clone, Debug)]
pub(crate) struct HealthInputs {
    pub(crate) confirmed_at: Instant,
    pub(crate) revision: u64,
    pub(crate) refusal: Option<String>,
    pub(crate) poll: Duration,
}

impl HealthInputs {
    pub(crate) fn health(&self, now: Instant) -> Health {
        let age = now.saturating_duration_since(self.confirmed_at);
        let (state, reason) = match &self.refusal {
            Some(reason) => (State::Error, reason.clone()),
            None if self.revision == 0 => (State::Error, "no rules".to_string()),
            None if age > self.poll * MISSED_POLLS => (State::Stale, format!("no successful poll for {:.1} s", age.as_secs_f64())),
            None => (State::Ready, String::new()),
        };
        Health { state, age, revision: self.revision, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(revision: u64, refusal: Option<&str>, age: Duration) -> State {
        let start = Instant::now();
        let poll = Duration::from_millis(500);
        HealthInputs { confirmed_at: start, revision, refusal: refusal.map(str::to_string), poll }.health(start + age).state
    }

    #[test]
    fn ten_missed_polls_are_stale_and_a_refusal_is_an_error() {
        assert_eq!(state(1, None, Duration::from_secs(5)), State::Ready);
        assert_eq!(state(1, None, Duration::from_millis(5001)), State::Stale);
        assert_eq!(state(0, None, Duration::ZERO), State::Error);
        assert_eq!(state(1, Some("blob"), Duration::ZERO), State::Error);
        assert_eq!(state(1, Some("blob"), Duration::from_secs(60)), State::Error);
    }
}
