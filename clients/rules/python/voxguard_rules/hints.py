"""Hints that a revision was published: they only make the next poll come at once."""
import random
import threading

from .store import StoreError

_LOOK_UP_S = 0.25
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0


class Hints(threading.Thread):
    """Calls heard for each hint, and after each subscription: hints before it were lost. Losing the connection is harmless."""

    def __init__(self, store, heard):
        super().__init__(name="voxguard-rules-hints", daemon=True)
        self._store, self._heard = store, heard
        self._ended = threading.Event()

    def run(self):
        pause = _FIRST_PAUSE_S
        while not self._ended.is_set():
            try:
                with self._store.hints() as hint:
                    while not self._ended.is_set():
                        if hint(_LOOK_UP_S):
                            pause = _FIRST_PAUSE_S
                            self._heard()
            except StoreError:
                self._ended.wait(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    def end(self):
        self._ended.set()
