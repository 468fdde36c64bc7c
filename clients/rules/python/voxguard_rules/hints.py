"""Hints that a revision was published. They only trigger the next poll."""
import random
import threading

from .store import StoreError

_LOOK_UP_S = 0.25
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0


class Hints(threading.Thread):
    """Thread that calls on_hint for each hint, and after each subscription, since hints before it were missed. A lost connection is harmless."""

    def __init__(self, store, on_hint):
        super().__init__(name="voxguard-rules-hints", daemon=True)
        self._store, self._on_hint = store, on_hint
        self._ended = threading.Event()

    def run(self):
        pause = _FIRST_PAUSE_S
        while not self._ended.is_set():
            try:
                with self._store.hints() as hint:
                    while not self._ended.is_set():
                        if hint(_LOOK_UP_S):
                            pause = _FIRST_PAUSE_S
                            self._on_hint()
            except StoreError:
                self._ended.wait(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    def end(self):
        self._ended.set()
