"""Threads that send requests without a pause and check every answer."""
import random
import threading
import time
from collections import Counter

from .asking import Asker
from .versions import ROWS

THREADS = 6
PATIENCE_SECONDS = 30


class Load:
    """Context that sends requests while it is open. `failures` are the first few errors; `seen` counts rows by kind of request and version."""

    def __init__(self, url, versions, seed):
        self.failures = []
        self.seen = Counter()
        self.asked = [0] * THREADS
        self.longest_seconds = 0.0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number, Asker(url, versions), seed + number)) for number in range(THREADS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stopped.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)

    def round(self):
        """Returns when every thread has completed at least one more cycle of requests."""
        before = list(self.asked)
        end = time.monotonic() + PATIENCE_SECONDS
        while any(now < then + 2 for now, then in zip(self.asked, before)):
            assert not self.failures, self.failures
            assert time.monotonic() < end, f"no answers for {PATIENCE_SECONDS} s: {self.asked}"
            time.sleep(0.002)

    def until_seen(self, kinds, version):
        """Returns when a row of each kind of request has been answered by the version."""
        end = time.monotonic() + PATIENCE_SECONDS
        while missing := [kind for kind in kinds if not self.seen[kind, version]]:
            assert not self.failures, self.failures
            assert time.monotonic() < end, f"version {version} answered no request of {missing} in {PATIENCE_SECONDS} s: {self.seen}"
            time.sleep(0.002)

    def _ask(self, number, asker, seed):
        draw = random.Random(seed)
        kinds = list(asker.kinds.items())
        while not self._stopped.is_set() and not self.failures:
            kind, ask = draw.choice(kinds)
            rows = draw.sample(range(ROWS), draw.choice([1, 1, 4, 16]))
            start = time.monotonic()
            try:
                answered = asker.check(ask(rows), kind)
            except Exception as failure:  # any exception must reach the test
                with self._lock:
                    self.failures.append(f"{kind} of {len(rows)}: {type(failure).__name__}: {failure}")
                return
            with self._lock:
                self.seen.update((kind, row.version) for row in answered)
                self.longest_seconds = max(self.longest_seconds, time.monotonic() - start)
            self.asked[number] += 1
