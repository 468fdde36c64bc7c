//! State shared by the follower's threads and its owner.
use crate::bell::Bell;
use crate::counts::Counters;
use crate::current::Current;
use crate::health::HealthInputs;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub(crate) struct Shared {
    pub(crate) current: Current,
    pub(crate) counters: Counters,
    pub(crate) bell: Bell,
    health_inputs: Mutex<HealthInputs>,
}

impl Shared {
    pub(crate) fn new(poll: Duration) -> Self {
        Shared {
            current: Current::default(),
            counters: Counters::default(),
            bell: Bell::default(),
            health_inputs: Mutex::new(HealthInputs { confirmed_at: Instant::now(), revision: 0, refusal: None, poll }),
        }
    }

    pub(crate) fn health_inputs(&self) -> MutexGuard<'_, HealthInputs> {
        self.health_inputs.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Returns the current time in Unix milliseconds.
pub(crate) fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}
