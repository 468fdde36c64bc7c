//! What wakes the poll: a hint, or the end.
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

    /// Until it rings, or stops, or time is up.
    pub(crate) fn wait(&self, most: Duration) {
        self.until(most, |state| state.rung || state.stopped).rung = false;
    }

    /// Until it stops, or time is up.
    pub(crate) fn pause(&self, most: Duration) {
        drop(self.until(most, |state| state.stopped));
    }

    pub(crate) fn thread_starts(&self) {
        self.state().running += 1;
    }

    pub(crate) fn thread_ends(&self) {
        self.state().running -= 1;
        self.changed.notify_all();
    }

    /// Whether all threads ended in time.
    pub(crate) fn all_ended(&self, most: Duration) -> bool {
        self.until(most, |state| state.running == 0).running == 0
    }

    fn until(&self, most: Duration, done: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let start = Instant::now();
        let mut state = self.state();
        while !done(&state) {
            let Some(left) = most.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) else { break };
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
    fn what_rang_before_the_wait_ends_it_once() {
        let bell = Bell::default();
        bell.ring();
        bell.ring();
        bell.wait(LONG);
        let start = Instant::now();
        bell.wait(Duration::from_millis(20));
        assert!(start.elapsed() >= Duration::from_millis(20));
    }

    #[test]
    fn a_stop_ends_every_wait_and_a_ring_no_pause() {
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
    fn an_end_is_waited_for_within_a_bound() {
        let bell = Bell::default();
        bell.thread_starts();
        assert!(!bell.all_ended(Duration::from_millis(5)));
        std::thread::scope(|scope| {
            scope.spawn(|| bell.thread_ends());
            assert!(bell.all_ended(LONG));
        });
    }
}
