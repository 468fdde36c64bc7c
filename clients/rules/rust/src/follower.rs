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

/// Deep enough for the deepest condition that is taken, many times over.
const STACK_BYTES: usize = 4 << 20;

/// Follows a set, in two threads of its own, until it is stopped or dropped.
///
/// Whatever the store does, [`current`](Follower::current) gives the newest set that was published, verified and compiled, and never an
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
    #[error("no thread: {0}")]
    Thread(#[from] std::io::Error),
}

impl Follower {
    /// Starts; on return, what was on disk and is good is evaluated. The store need not be there yet. `observer` is for the log: it is
    /// called by the thread that polls.
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

    /// The set to evaluate a call on; none before the first. Takes no lock, and asks nobody.
    pub fn current(&self) -> Option<Reading> {
        self.shared.current.read()
    }

    /// The same for one thread, faster: for those that evaluate call after call.
    pub fn reader(&self) -> Reader {
        self.shared.current.reader()
    }

    pub fn health(&self) -> Health {
        self.shared.standing().health(Instant::now())
    }

    pub fn counts(&self) -> Counts {
        self.shared.counters.now()
    }

    /// Ends its threads; what they last had goes on being current. Whether they ended in time: one that a store keeps waiting is left to
    /// end by itself.
    pub fn stop(&mut self) -> bool {
        self.shared.bell.stop();
        let threads = std::mem::take(&mut self.threads);
        let most = if threads.is_empty() { Duration::ZERO } else { self.shutdown_timeout };
        let ended = self.shared.bell.all_ended(most);
        if ended {
            // one that panicked has nothing to say that its panic did not
            threads.into_iter().for_each(|thread| drop(thread.join()));
        }
        ended
    }

    fn spawn(&mut self, name: &str, run: impl FnOnce(&Bell) + Send + 'static) -> std::io::Result<()> {
        let shared = self.shared.clone();
        let thread = std::thread::Builder::new().name(name.to_string()).stack_size(STACK_BYTES);
        self.shared.bell.thread_starts();
        let spawned = thread.spawn(move || {
            let ending = Ending(shared);
            run(&ending.0.bell);
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

/// Tells that a thread ended, in whatever way.
struct Ending(Arc<Shared>);

impl Drop for Ending {
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
