//! Pauses between polls.
use std::time::Duration;

const MIN_PAUSE_AFTER_FAULT: Duration = Duration::from_millis(50);
const MAX_PAUSE_AFTER_FAULTS: Duration = Duration::from_secs(2);

/// Returns a poll interval plus up to a tenth of it, so that engines do not poll simultaneously.
pub(crate) fn between_polls(poll: Duration) -> Duration {
    poll.mul_f64(1.0 + fastrand::f64() / 10.0)
}

/// Returns a pause that doubles with each consecutive fault, up to two seconds, or to the interval if that is longer.
pub(crate) fn after_faults(poll: Duration, faults: u32) -> Duration {
    let first = poll.max(MIN_PAUSE_AFTER_FAULT);
    let doubled = first.saturating_mul(1 << faults.saturating_sub(1).min(16));
    between_polls(doubled.min(MAX_PAUSE_AFTER_FAULTS.max(poll)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_maximum() {
        let poll = Duration::from_millis(500);
        let about = |pause: Duration, milliseconds: u64| {
            let least = Duration::from_millis(milliseconds);
            assert!(pause >= least && pause <= least.mul_f64(1.101), "{pause:?} is not about {least:?}");
        };
        about(between_polls(poll), 500);
        about(after_faults(poll, 1), 500);
        about(after_faults(poll, 2), 1000);
        about(after_faults(poll, 3), 2000);
        about(after_faults(poll, u32::MAX), 2000);
        about(after_faults(Duration::from_secs(30), 5), 30_000);
        about(after_faults(Duration::from_millis(1), 1), 50);
    }
}
