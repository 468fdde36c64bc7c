//! Subscription to hints, on its own connection. It only wakes the polling thread; nothing else depends on it.
use crate::bell::Bell;
use crate::pause::after_faults;
use crate::redis_store::{client, connect};
use crate::settings::{SettingError, Settings};
use redis::{Client, RedisResult};
use std::time::{Duration, Instant};

/// Interval between checks for a stop.
const TICK: Duration = Duration::from_millis(200);
/// Time without a message after which the connection is checked.
const SILENCE: Duration = Duration::from_secs(10);

pub(crate) struct Hints {
    client: Client,
    channel: String,
    poll: Duration,
    connect_timeout: Duration,
    command_timeout: Duration,
}

impl Hints {
    pub(crate) fn new(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Hints {
            client: client(&settings.store)?,
            channel: format!("rules:{}", settings.set),
            poll: settings.poll,
            connect_timeout: settings.connect_timeout,
            command_timeout: settings.command_timeout,
        })
    }

    /// Listens for hints until the bell is stopped.
    pub(crate) fn follow(&self, bell: &Bell) {
        let mut faults = 0;
        while !bell.is_stopped() {
            let mut subscribed = false;
            // the error is not reported: polling continues without hints
            let _ = self.listen(bell, &mut subscribed);
            faults = if subscribed { 1 } else { faults + 1 };
            bell.pause(after_faults(self.poll, faults));
        }
    }

    fn listen(&self, bell: &Bell, subscribed: &mut bool) -> RedisResult<()> {
        let mut connection = connect(&self.client, self.connect_timeout, self.command_timeout)?;
        let mut subscription = connection.as_pubsub();
        subscription.subscribe(&self.channel)?;
        *subscribed = true;
        // hints may have been missed while not subscribed
        bell.ring();
        subscription.set_read_timeout(Some(TICK))?;
        let mut heard = Instant::now();
        while !bell.is_stopped() {
            match subscription.get_message() {
                Ok(_) => {
                    heard = Instant::now();
                    bell.ring();
                }
                Err(error) if error.is_timeout() => {
                    if heard.elapsed() >= SILENCE {
                        subscription.set_read_timeout(Some(self.command_timeout))?;
                        subscription.ping::<redis::Value>()?;
                        subscription.set_read_timeout(Some(TICK))?;
                        heard = Instant::now();
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
