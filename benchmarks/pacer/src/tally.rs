//! Measurements of a run.
use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// Maximum length of the first error.
const ERROR_BYTES: usize = 300;
/// Range of recorded times in nanoseconds: 0.1 µs to an hour, to three digits.
const LEAST: u64 = 100;
const MOST: u64 = 3_600_000_000_000;

/// Counts and times in nanoseconds of the requests that are due after the warm-up and before the end.
pub struct Tally {
    answered: u64,
    errors: u64,
    unanswered: u64,
    without_text: u64,
    first_error: Option<String>,
    latency: Histogram<u64>,
    behind: Histogram<u64>,
    last_answer: u64,
    pub bytes_in: u64,
}

impl Default for Tally {
    fn default() -> Self {
        let histogram = || Histogram::new_with_bounds(LEAST, MOST, 3).expect("sound bounds");
        Tally {
            answered: 0,
            errors: 0,
            unanswered: 0,
            without_text: 0,
            first_error: None,
            latency: histogram(),
            behind: histogram(),
            last_answer: 0,
            bytes_in: 0,
        }
    }
}

impl Tally {
    /// Records a valid reply.
    pub fn answered(&mut self, now: u64, due: u64, has_text: bool) {
        self.answered += 1;
        self.without_text += u64::from(!has_text);
        self.last_answer = now;
        self.latency.saturating_record(now - due);
    }

    /// Records a request without a reply until the end: it took at least this long.
    pub fn unanswered(&mut self, now: u64, due: u64) {
        self.unanswered += 1;
        self.latency.saturating_record(now - due);
        self.failed(b"not answered until the end");
    }

    /// Records a reply with a status other than 2xx, or a broken connection.
    pub fn failed(&mut self, text: &[u8]) {
        self.errors += 1;
        self.first_error.get_or_insert_with(|| String::from_utf8_lossy(&text[..text.len().min(ERROR_BYTES)]).into_owned());
    }

    /// Records the delay of sending a request after it was due and a connection was free.
    pub fn sent(&mut self, behind: u64) {
        self.behind.saturating_record(behind);
    }

    /// Returns the run as JSON; it lasted from `start` to `end`, or to the last reply if that was later.
    pub fn report(&self, start: u64, end: u64, cpu_seconds: f64) -> Value {
        let seconds = (end.max(self.last_answer) - start) as f64 / 1e9;
        let micros = |nanos: u64| (nanos as f64 / 100.0).round() / 10.0;
        let latency = |quantile| micros(self.latency.value_at_quantile(quantile));
        json!({
            "requests": self.answered,
            "seconds": (seconds * 1e3).round() / 1e3,
            "errors": self.errors,
            "unanswered": self.unanswered,
            "without_text": self.without_text,
            "first_error": self.first_error,
            "rate": (self.answered as f64 / seconds * 10.0).round() / 10.0,
            "bytes_in": self.bytes_in,
            "p50_us": latency(0.5),
            "p90_us": latency(0.9),
            "p99_us": latency(0.99),
            "p999_us": latency(0.999),
            "max_us": micros(self.latency.max()),
            "behind_p99_us": micros(self.behind.value_at_quantile(0.99)),
            "cpu_seconds": (cpu_seconds * 1e3).round() / 1e3,
        })
    }
}
