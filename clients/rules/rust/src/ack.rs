//! The acknowledgement: `<status>|<revision>|<running>|<at>|<reason>`.
use std::time::{Duration, Instant};

const RENEWED_EVERY: Duration = Duration::from_secs(10);
/// Between tries, where the store did not take one.
const TRIED_EVERY: Duration = Duration::from_secs(1);
const LONGEST_REASON: usize = 300;

/// What the store should know of this engine, and when it is to be told.
#[derive(Default)]
pub(crate) struct Acknowledgement {
    value: Option<String>,
    due: Option<Instant>,
}

impl Acknowledgement {
    pub(crate) fn applied(&mut self, revision: u64, at: u64) {
        self.change(format!("applied|{revision}|{revision}|{at}|"));
    }

    pub(crate) fn refused(&mut self, revision: u64, running: u64, at: u64, reason: &str) {
        self.change(format!("refused|{revision}|{running}|{at}|{}", sentence(reason)));
    }

    fn change(&mut self, value: String) {
        self.value = Some(value);
        self.due = Some(Instant::now());
    }

    /// The value, when it is to be sent.
    pub(crate) fn due(&self, now: Instant) -> Option<&str> {
        self.value.as_deref().filter(|_| self.due.is_some_and(|due| now >= due))
    }

    pub(crate) fn sent(&mut self, now: Instant) {
        self.due = Some(now + RENEWED_EVERY);
    }

    pub(crate) fn not_sent(&mut self, now: Instant) {
        self.due = Some(now + TRIED_EVERY);
    }

    /// A store that comes back may have lost it.
    pub(crate) fn store_is_back(&mut self, now: Instant) {
        self.due = Some(now);
    }
}

/// A reason without bars and line ends, and not too long.
pub(crate) fn sentence(reason: &str) -> String {
    reason.chars().map(|character| if character == '|' || character.is_control() { ' ' } else { character }).take(LONGEST_REASON).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_at_once_and_then_every_ten_seconds() {
        let mut ack = Acknowledgement::default();
        assert_eq!(ack.due(Instant::now()), None);
        ack.applied(42, 1767225600123);
        let now = Instant::now();
        assert_eq!(ack.due(now), Some("applied|42|42|1767225600123|"));
        ack.sent(now);
        assert_eq!(ack.due(now + Duration::from_millis(9_999)), None);
        assert_eq!(ack.due(now + RENEWED_EVERY), Some("applied|42|42|1767225600123|"));
        ack.not_sent(now);
        assert_eq!(ack.due(now + Duration::from_millis(999)), None);
        ack.store_is_back(now);
        assert!(ack.due(now).is_some());
    }

    #[test]
    fn a_reason_has_no_bars_no_line_ends_and_a_bound() {
        let mut ack = Acknowledgement::default();
        ack.refused(43, 42, 7, &format!("a || b\r\nc{}", "é".repeat(400)));
        let value = ack.due(Instant::now()).unwrap();
        let reason = value.strip_prefix("refused|43|42|7|").unwrap();
        assert!(reason.starts_with("a    b  cééé"), "{reason}");
        assert_eq!((reason.chars().count(), reason.contains('|')), (300, false));
    }
}
