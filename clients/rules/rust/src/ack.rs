//! The acknowledgement: `<status>|<revision>|<running>|<at>|<reason>`.
use std::time::{Duration, Instant};

const RENEWAL_INTERVAL: Duration = Duration::from_secs(10);
/// Interval between attempts while the store rejects acknowledgements.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);
const MAX_REASON_CHARS: usize = 300;

/// State that this engine reports to the store, and the time of the next report.
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
        self.change(format!("refused|{revision}|{running}|{at}|{}", sanitized(reason)));
    }

    fn change(&mut self, value: String) {
        self.value = Some(value);
        self.due = Some(Instant::now());
    }

    /// Returns the value if it is due.
    pub(crate) fn due(&self, now: Instant) -> Option<&str> {
        self.value.as_deref().filter(|_| self.due.is_some_and(|due| now >= due))
    }

    pub(crate) fn sent(&mut self, now: Instant) {
        self.due = Some(now + RENEWAL_INTERVAL);
    }

    pub(crate) fn not_sent(&mut self, now: Instant) {
        self.due = Some(now + RETRY_INTERVAL);
    }

    /// Makes the acknowledgement due: a store that was away may have lost it.
    pub(crate) fn store_is_back(&mut self, now: Instant) {
        self.due = Some(now);
    }
}

/// Returns a reason without bars and line ends, cut to the maximum length.
pub(crate) fn sanitized(reason: &str) -> String {
    reason.chars().map(|character| if character == '|' || character.is_control() { ' ' } else { character }).take(MAX_REASON_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_acknowledged_at_once_and_then_every_ten_seconds() {
        let mut ack = Acknowledgement::default();
        assert_eq!(ack.due(Instant::now()), None);
        ack.applied(42, 1767225600123);
        let now = Instant::now();
        assert_eq!(ack.due(now), Some("applied|42|42|1767225600123|"));
        ack.sent(now);
        assert_eq!(ack.due(now + Duration::from_millis(9_999)), None);
        assert_eq!(ack.due(now + RENEWAL_INTERVAL), Some("applied|42|42|1767225600123|"));
        ack.not_sent(now);
        assert_eq!(ack.due(now + Duration::from_millis(999)), None);
        ack.store_is_back(now);
        assert!(ack.due(now).is_some());
    }

    #[test]
    fn reason_has_no_bars_and_line_ends_and_is_cut() {
        let mut ack = Acknowledgement::default();
        ack.refused(43, 42, 7, &format!("a || b\r\nc{}", "é".repeat(400)));
        let value = ack.due(Instant::now()).unwrap();
        let reason = value.strip_prefix("refused|43|42|7|").unwrap();
        assert!(reason.starts_with("a    b  cééé"), "{reason}");
        assert_eq!((reason.chars().count(), reason.contains('|')), (300, false));
    }
}
