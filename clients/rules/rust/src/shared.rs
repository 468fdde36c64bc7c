//! What the follower's threads and its owner both see.
use crate::bell::Bell;
use crate::counts::Counters;
use crate::current::Current;
use crate::health::Standing;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub(crate) struct Shared {
    pub(crate) current: Current,
    pub(crate) counters: Counters,
    pub(crate) bell: Bell,
    standing: Mutex<Standing>,
}

impl Shared {
    pub(crate) fn new(poll: Duration) -> Self {
        Shared {
            current: Current::default(),
            counters: Counters::default(),
            bell: Bell::default(),
            standing: Mutex::new(Standing { confirmed_at: Instant::now(), revision: 0, refusal: None, poll }),
        }
    }

    pub(crate) fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Unix milliseconds.
pub(crate) fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}
