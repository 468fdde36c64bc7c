use crate::bell::Bell;
use crate::counts::Counts;
use crate::current::{Reader, Reading};
use crate::event::Event;
use crate::following::Following;
use crate::health::Health;
use crate::hints::Hints;
use crate::pause::{after_faults, between_polls};
use crate::redis_store::RedisStore;
use crate::settings::{SettingError, Settings};
use crate::shared::Shared;
use crate::store::Store;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Stack size: many times what the deepest accepted condition needs.
const STACK_BYTES: usize = 4 << 20;

/// Follower of a rule set, with two threads of its own, until it is stopped or dropped.
///
/// Whatever the store does, [`current`](Follower::current) returns the newest set that was published, verified and compiled, and never an
/// older one than before.
pub struct Follower {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    shutdown_timeout: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error("cannot start a thread: {0}")]
    Thread(#[from] std::io::Error),
}

impl Follower {
    /// Starts following. On return, a valid set on disk is in force; the store need not be reachable yet. `observer` receives events for the
    /// log, on the polling thread.
    pub fn start(settings: Settings, observer: impl Fn(&Event) + Send + 'static) -> Result<Self, StartError> {
        settings.check()?;
        let shared = Arc::new(Shared::new(settings.poll));
        let store = RedisStore::new(&settings)?;
        let hints = Hints::new(&settings)?;
        let pace = Pace { poll: settings.poll, flat_out: settings.flat_out };
        let shutdown_timeout = settings.shutdown_timeout;
        let mut following = Following::new(settings, shared.clone(), Box::new(observer));
        following.begin_from_disk();
        let mut follower = Follower { shared, threads: Vec::new(), shutdown_timeout };
        follower.spawn("rules-poll", move |bell| poll(following, store, pace, bell))?;
        follower.spawn("rules-hints", move |bell| hints.follow(bell))?;
        Ok(follower)
    }

    /// Returns the set to evaluate a call with; `None` before the first. Takes no lock and does no I/O.
    pub fn current(&self) -> Option<Reading> {
        self.shared.current.read()
    }

    /// Returns a cached reference to the current set for one thread: faster than [`current`](Follower::current).
    pub fn reader(&self) -> Reader {
        self.shared.current.reader()
    }

    pub fn health(&self) -> Health {
        self.shared.health_inputs().health(Instant::now())
    }

    pub fn counts(&self) -> Counts {
        self.shared.counters.now()
    }

    /// Stops the threads; the current set stays available. Returns false if a thread did not end in time: one that is waiting for the
    /// store ends later.
    pub fn stop(&mut self) -> bool {
        self.shared.bell.stop();
        let threads = std::mem::take(&mut self.threads);
        let timeout = if threads.is_empty() { Duration::ZERO } else { self.shutdown_timeout };
        let ended = self.shared.bell.await_all_ended(timeout);
        if ended {
            // a panic has already been reported
            threads.into_iter().for_each(|thread| drop(thread.join()));
        }
        ended
    }

    fn spawn(&mut self, name: &str, run: impl FnOnce(&Bell) + Send + 'static) -> std::io::Result<()> {
        let shared = self.shared.clone();
        let thread = std::thread::Builder::new().name(name.to_string()).stack_size(STACK_BYTES);
        self.shared.bell.thread_starts();
        let spawned = thread.spawn(move || {
            let guard = ThreadEnd(shared);
            run(&guard.0.bell);
        });
        match spawned {
            Ok(handle) => {
                self.threads.push(handle);
                Ok(())
            }
            Err(error) => {
                self.shared.bell.thread_ends();
                Err(error)
            }
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Guard that reports the end of a thread, even if it panics.
struct ThreadEnd(Arc<Shared>);

impl Drop for ThreadEnd {
    fn drop(&mut self) {
        self.0.bell.thread_ends();
    }
}

#[derive(Clone, Copy)]
struct Pace {
    poll: Duration,
    flat_out: bool,
}

fn poll(mut following: Following, mut store: impl Store, pace: Pace, bell: &Bell) {
    let mut faults = 0;
    while !bell.is_stopped() {
        faults = if following.poll(&mut store) { 0 } else { faults + 1 };
        following.free_unused();
        match faults {
            0 if pace.flat_out => {}
            0 => bell.wait(between_polls(pace.poll)),
            faults => bell.wait(after_faults(pace.poll, faults)),
        }
    }
}
