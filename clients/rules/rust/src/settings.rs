use crate::condition::Names;
use crate::keys::PublicKeys;
use std::path::PathBuf;
use std::time::Duration;

/// Settings of a follower. Created by [`Settings::new`] with defaults; change the fields for others.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address of the store, such as `redis://127.0.0.1:6379`.
    pub store: String,
    /// Name of the set.
    pub set: String,
    /// Name under which the engine acknowledges.
    pub engine: String,
    /// Trusted keys. If there are any, a set must be signed by one of them.
    pub public_keys: PublicKeys,
    pub names: Names,
    /// Poll interval; up to a tenth is added at random, so that engines do not poll simultaneously.
    pub poll: Duration,
    /// Directory for the last good set, one per engine. Without it, a restarted engine has no rules until the store answers.
    pub state_dir: Option<PathBuf>,
    pub connect_timeout: Duration,
    /// Maximum wait for a reply of the store.
    pub command_timeout: Duration,
    /// Maximum wait for the threads to end.
    pub shutdown_timeout: Duration,
    /// Polls without pauses.
    pub flat_out: bool,
    /// Number of reads of the pointer per round trip; each counts as a poll.
    pub pipeline: usize,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field}: expected {expected}, got {got}")]
pub struct SettingError {
    field: &'static str,
    expected: &'static str,
    got: String,
}

impl Settings {
    pub fn new(store: impl Into<String>, set: impl Into<String>, engine: impl Into<String>) -> Self {
        Settings {
            store: store.into(),
            set: set.into(),
            engine: engine.into(),
            public_keys: PublicKeys::empty(),
            names: Names::open(),
            poll: Duration::from_millis(500),
            state_dir: None,
            connect_timeout: Duration::from_secs(1),
            command_timeout: Duration::from_secs(2),
            shutdown_timeout: Duration::from_secs(5),
            flat_out: false,
            pipeline: 1,
        }
    }

    pub(crate) fn check(&self) -> Result<(), SettingError> {
        let set_byte = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        let begins_with_letter = self.set.bytes().next().is_some_and(|first| first.is_ascii_lowercase());
        if !begins_with_letter || self.set.len() > 64 || !self.set.bytes().all(set_byte) {
            return wrong("set", "1 to 64 of a-z 0-9 - _, beginning with a letter", format!("{:?}", self.set));
        }
        let engine_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        if self.engine.is_empty() || self.engine.len() > 128 || !self.engine.bytes().all(engine_byte) {
            return wrong("engine", "1 to 128 of A-Z a-z 0-9 - _ . :", format!("{:?}", self.engine));
        }
        if !(Duration::from_millis(1)..=Duration::from_secs(600)).contains(&self.poll) {
            return wrong("poll", "1 ms to 10 min", format!("{:?}", self.poll));
        }
        if !(1..=10_000).contains(&self.pipeline) {
            return wrong("pipeline", "1 to 10000 reads", self.pipeline.to_string());
        }
        let timeouts = [
            ("connect_timeout", self.connect_timeout),
            ("command_timeout", self.command_timeout),
            ("shutdown_timeout", self.shutdown_timeout),
        ];
        match timeouts.into_iter().find(|(_, timeout)| timeout.is_zero()) {
            Some((field, _)) => wrong(field, "more than nothing", "0".to_string()),
            None => Ok(()),
        }
    }
}

pub(crate) fn wrong<T>(field: &'static str, expected: &'static str, got: String) -> Result<T, SettingError> {
    Err(SettingError { field, expected, got })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl FnOnce(&mut Settings)) -> String {
        let mut settings = Settings::new("redis://127.0.0.1:6379", "core", "engine-1");
        change(&mut settings);
        settings.check().unwrap_err().to_string()
    }

    #[test]
    fn wrong_setting_is_named() {
        assert!(refused(|settings| settings.set = "Core".into()).starts_with("set: expected 1 to 64 of a-z"));
        assert!(refused(|settings| settings.set = "1core".into()).starts_with("set: "));
        assert!(refused(|settings| settings.set = "c".repeat(65)).starts_with("set: "));
        assert!(refused(|settings| settings.engine = "".into()).starts_with("engine: expected 1 to 128"));
        assert!(refused(|settings| settings.engine = "a|b".into()).starts_with("engine: "));
        assert_eq!(refused(|settings| settings.poll = Duration::ZERO), "poll: expected 1 ms to 10 min, got 0ns");
        assert_eq!(refused(|settings| settings.pipeline = 0), "pipeline: expected 1 to 10000 reads, got 0");
        assert_eq!(refused(|settings| settings.command_timeout = Duration::ZERO), "command_timeout: expected more than nothing, got 0");
    }
}
