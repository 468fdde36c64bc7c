import logging
import time

from voxguard_events import UnreadableEvent, read_event

from . import files
from .rows import row

_LOG = logging.getLogger(__name__)


class Roller:
    """Collects records, and writes them to files when there are enough or the first is old enough. Not thread-safe."""

    def __init__(self, folder, max_rows, max_bytes, max_age_s, clock=time.monotonic):
        self._folder, self._max_rows, self._max_bytes, self._max_age_s, self._clock = folder, max_rows, max_bytes, max_age_s, clock
        self.discard()

    def discard(self):
        """Forgets what is not written yet. It was not committed either, and is delivered again."""
        self._rows, self._unreadable, self._positions, self._bytes, self._since = {}, {}, set(), 0, None

    def add(self, records):
        for record in records:
            if record.position in self._positions:
                continue  # delivered again after a lost connection
            if self._since is None:
                self._since = self._clock()
            self._positions.add(record.position)
            self._bytes += len(record.value)
            try:
                event = read_event(record.value)
                if event.key not in self._rows:
                    self._rows[event.key] = row(event)
            except UnreadableEvent as error:
                self._unreadable[record.position] = {"cause": str(error), "record": record.value.decode("utf-8", "backslashreplace")}

    def due(self):
        """Returns whether the files are to be written now."""
        return self._since is not None and (
            len(self._positions) >= self._max_rows or self._bytes >= self._max_bytes or self._clock() - self._since >= self._max_age_s)

    def roll(self, commit):
        """Writes the files, and commits what is in them only then. A crash in between repeats rows in the next files; it never loses any."""
        if not self._positions:
            return
        for path in files.write(self._folder, self._rows.values(), list(self._unreadable.values())):
            _LOG.info("Wrote %s", path)
        commit(self._positions)
        self.discard()
