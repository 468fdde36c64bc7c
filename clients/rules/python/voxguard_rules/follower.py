"""Follower of a published rule set, with its own thread."""
import contextlib
import logging
import random
import threading
import time

from .health import STALE_AFTER_POLLS, Health, State
from .hints import Hints
from .last_good import LastGood
from .running import Running
from .store import RulesStore, StoreError

_log = logging.getLogger("voxguard.rules")


class _Closed(BaseException):
    """Raised to abort the compilation of a set when the follower is closed."""


class Follower:
    """Polls the pointer and swaps in each new set that is valid as a whole. Use as a context manager, or call start, once, and close.

    on_event: called with Applied and Refused on the follower's thread (by start for the set on disk); must not block.
    """

    def __init__(self, settings, on_event=lambda event: None):
        self._settings = settings
        self._store = RulesStore(settings)
        last_good = None if settings.state_dir is None else LastGood(settings.state_dir, settings.rule_set)
        self._running = Running(settings.rule_set, settings.public_keys, self._store, last_good, on_event, self._renew_acknowledgement)
        self._wake, self._ended = threading.Event(), False
        self._thread = threading.Thread(target=self._follow, name="voxguard-rules", daemon=True)
        self._hints = Hints(self._store, self._wake.set)
        self._started = self._named_at = time.monotonic()
        self._named, self._fault = False, "no poll yet"
        self._acknowledged, self._acknowledged_at = None, 0.0

    def start(self):
        """Restores the set on disk, then follows. Returns without waiting for the store."""
        self._running.restore()
        self._thread.start()
        self._hints.start()

    def current(self):
        """Returns the rule set in force, or None, without a lock or a call to the store. Use one result for a whole evaluation."""
        return self._running.current

    def health(self):
        running, refusal = self._running.current, self._running.refusal
        age_s = time.monotonic() - self._named_at
        revision = 0 if running is None else running.revision
        if refusal is not None:
            return Health(State.ERROR, age_s, revision, f"revision {refusal.revision} is refused: {refusal.reason}")
        if running is None:
            return Health(State.ERROR, age_s, 0, f"no rules: {self._fault or 'the first set is being read'}")
        if not self._named or age_s > STALE_AFTER_POLLS * self._settings.poll_ms / 1e3:
            return Health(State.STALE, age_s, revision, self._fault or "the current poll is taking long")
        return Health(State.READY, age_s, revision)

    def tally(self):
        return self._running.tally

    def close(self):
        """Stops following; the current set can still be evaluated. Returns whether both threads ended within shutdown_ms."""
        self._ended = True
        self._hints.end()
        self._wake.set()
        until = time.monotonic() + self._settings.shutdown_ms / 1e3
        for thread in (self._thread, self._hints):
            if thread.ident is not None:
                thread.join(max(0.0, until - time.monotonic()))
        self._store.close()
        return not (self._thread.is_alive() or self._hints.is_alive())

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.close()

    def _follow(self):
        failures = 0
        while not self._ended:
            try:
                self._poll()
                failures = 0
            except _Closed:
                return
            except StoreError as error:
                failures += 1
                self._fault = f"the store does not answer: {error}"
            except Exception as error:  # an internal error must not end the thread: the current set stays, and becomes stale
                failures += 1
                self._fault = f"{type(error).__name__}: {error}"
                _log.exception("Cannot poll %s", self._settings.rule_set)
            self._pause(failures)

    def _poll(self):
        replies = self._store.pointers(self._settings.pipeline)
        if replies[-1] is not None:
            self._named, self._named_at, self._fault = True, time.monotonic(), ""
        else:
            self._fault = "the store has no pointer"
        try:
            self._running.examine(replies)
        finally:
            self._acknowledge()

    def _acknowledge(self):
        """Sends the acknowledgement after each change, and again before it expires. A lost one is sent at the next poll."""
        wanted = self._running.acknowledgement
        due = time.monotonic() - self._acknowledged_at >= self._settings.acknowledge_ms / 1e3
        if wanted is not None and (wanted is not self._acknowledged or due):
            with contextlib.suppress(StoreError):
                self._store.acknowledge(wanted)
                self._acknowledged, self._acknowledged_at = wanted, time.monotonic()

    def _renew_acknowledgement(self):
        """Renews the acknowledgement during compilation: a large set takes longer than an acknowledgement lasts."""
        if self._ended:
            raise _Closed
        self._acknowledge()

    def _pause(self, failures):
        if self._settings.flat_out and not failures:
            return
        pause_ms = self._settings.poll_ms
        if failures > 1:
            longest = max(self._settings.longest_pause_ms, pause_ms)
            pause_ms = min(pause_ms * 2 ** min(failures - 1, 16), longest)
        spread = self._settings.jitter
        self._wake.wait(pause_ms / 1e3 * random.uniform(1 - spread, 1 + spread))
        # Cleared before the poll, not after it, so that a hint during a poll leads to another poll.
        self._wake.clear()
