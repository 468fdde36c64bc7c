//! Signal that wakes the polling thread: a hint, or a request to stop.
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

#[derive(Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    rung: bool,
    stopped: bool,
    running: usize,
}

impl Bell {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(crate) fn ring(&self) {
        self.state().rung = true;
        self.changed.notify_all();
    }

    pub(crate) fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.state().stopped
    }

    /// Waits until the bell rings or is stopped, or the timeout has passed.
    pub(crate) fn wait(&self, timeout: Duration) {
        self.until(timeout, |state| state.rung || state.stopped).rung = false;
    }

    /// Waits until the bell is stopped, or the timeout has passed.
    pub(crate) fn pause(&self, timeout: Duration) {
        drop(self.until(timeout, |state| state.stopped));
    }

    pub(crate) fn thread_starts(&self) {
        self.state().running += 1;
    }

    pub(crate) fn thread_ends(&self) {
        self.state().running -= 1;
        self.changed.notify_all();
    }

    /// Waits for all threads to end; returns false if they have not after the timeout.
    pub(crate) fn await_all_ended(&self, timeout: Duration) -> bool {
        self.until(timeout, |state| state.running == 0).running == 0
    }

    fn until(&self, timeout: Duration, done: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let start = Instant::now();
        let mut state = self.state();
        while !done(&state) {
            let Some(left) = timeout.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) else { break };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(|poisoned| poisoned.into_inner()).0;
        }
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn ring_before_a_wait_ends_one_wait() {
        let bell = Bell::default();
        bell.ring();
        bell.ring();
        bell.wait(LONG);
        let start = Instant::now();
        bell.wait(Duration::from_millis(20));
        assert!(start.elapsed() >= Duration::from_millis(20));
    }

    #[test]
    fn stop_ends_every_wait_but_a_ring_ends_no_pause() {
        let bell = Bell::default();
        bell.ring();
        let start = Instant::now();
        bell.pause(Duration::from_millis(20));
        assert!(start.elapsed() >= Duration::from_millis(20));
        bell.stop();
        bell.pause(LONG);
        bell.wait(LONG);
        bell.wait(LONG);
        assert!(bell.is_stopped() && start.elapsed() < LONG);
    }

    #[test]
    fn end_of_threads_is_awaited_up_to_the_timeout() {
        let bell = Bell::default();
        bell.thread_starts();
        assert!(!bell.await_all_ended(Duration::from_millis(5)));
        std::thread::scope(|scope| {
            scope.spawn(|| bell.thread_ends());
            assert!(bell.await_all_ended(LONG));
        });
    }
}
