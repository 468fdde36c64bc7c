"""The rule set in force, and the handling of each pointer that is read."""
import logging
import time
from collections import deque

from .acknowledgement import Acknowledgement
from .events import Applied, Refused
from .fields import Fallen, Refusal, Torn, Unusable, Unverifiable
from .pointer import Pointer, revision_of
from .rule_set import RuleSet
from .store import StoreError
from .tally import Tally

# A blob outlives its pointer by ten poll intervals: if it is missing twice in one poll, there is another fault.
_MAX_REREADS = 3

_log = logging.getLogger("voxguard.rules")


class _BlobMissing(Exception):
    """The blob of the pointer's revision does not exist."""


class Running:
    """The set in force. One thread calls restore and examine; any thread may read current, a reference that is swapped.

    store: pointer() and blob(revision). last_good: a LastGood, or None. on_event: called with Applied and Refused. on_progress: called regularly
    while a set compiles; an exception of it ends the compilation.
    """

    def __init__(self, rule_set, keys, store, last_good, on_event=lambda event: None, on_progress=lambda: None):
        self.current = None
        self.refusal = None
        self.acknowledgement = None
        self.tally = Tally()
        self._rule_set, self._keys, self._store, self._last_good, self._on_event = rule_set, keys, store, last_good, on_event
        self._on_progress = on_progress
        self._highest = 0
        self._hopeless = None

    def restore(self):
        """Restores the set on disk, checked like one from the store. An invalid one is ignored and logged."""
        if self._last_good is None:
            return
        try:
            saved = self._last_good.load()
            if saved is not None:
                pointer = Pointer.parse(saved[0])
                self._keys.verify(pointer, self._rule_set)
                self._swap(RuleSet.compile(self._rule_set, pointer, saved[1], on_progress=self._on_progress))
        except Exception as error:
            _log.warning("Ignoring rules of %s on disk: %s", self._rule_set, error)

    def examine(self, replies):
        """Handles pointers in the order of the store's replies, None if missing; each counts as a poll.

        Returns whether the last one named a set. Raises StoreError.
        """
        waiting, moved, reads_again, named = deque(replies), None, _MAX_REREADS, False
        while waiting:
            raw = waiting.popleft()
            self.tally.reads += 1
            named = raw is not None
            if not named or raw == moved:
                continue
            try:
                self._examine(raw)
            except _BlobMissing:
                # Later replies show whether this pointer has moved; only the last one has to be read again.
                if all(later == raw for later in waiting):
                    again = self._store.pointer()
                    if again == raw:
                        self._count(Torn("blob", "the blob of the current pointer's revision", "nothing"), raw)
                        continue
                    if reads_again:
                        reads_again -= 1
                        waiting.append(again)
                moved = raw
        return named

    def _examine(self, raw):
        if self.current is not None and raw == self.current.pointer.raw:
            self.tally.fallen += self.current.revision < self._highest
            self._settle()
            return
        try:
            pointer = self._verified(raw)
            if self._hopeless is not None and self._hopeless[0] == raw:
                self._refuse(raw, self._hopeless[1])
            else:
                self._accept(pointer)
        except Refusal as refusal:
            if isinstance(refusal, Unusable):
                self._hopeless = raw, str(refusal)
            self._count(refusal, raw)
        except (StoreError, _BlobMissing):
            raise
        except Exception as error:  # on any error the current set stays, and health reports the reason
            self._refuse(raw, f"{type(error).__name__}: {error}")

    def _verified(self, raw):
        pointer = Pointer.parse(raw)
        self._keys.verify(pointer, self._rule_set)
        fallen = pointer.revision < self._highest
        self.tally.fallen += fallen
        # Only a verified pointer may raise the minimum revision: a forged one would make later valid ones look fallen.
        self._highest = max(self._highest, pointer.revision)
        current = self.current
        if current is not None and pointer.revision < current.revision:
            raise Fallen("revision", f"{current.revision} or higher", pointer.revision)
        if current is not None and pointer.revision == current.revision and pointer.sha256 != current.sha256:
            raise Refusal("sha256", f"{current.sha256} again for revision {current.revision}", pointer.sha256)
        return pointer

    def _accept(self, pointer):
        blob = self._store.blob(pointer.revision)
        if blob is None:
            raise _BlobMissing
        if self.current is not None and self.current.names_the_same(pointer):
            again = self.current.published_again(pointer, blob)
            self._save(pointer, blob)
            self.current = again
            self._settle()
            return
        fresh = RuleSet.compile(self._rule_set, pointer, blob, self.current, self._on_progress)
        self._save(pointer, blob)
        self._swap(fresh)

    def _save(self, pointer, blob):
        if self._last_good is not None:
            self._last_good.save(pointer.raw, blob)

    def _swap(self, fresh):
        self.current = fresh
        self._highest = max(self._highest, fresh.revision)
        self._hopeless = self.refusal = None
        self.tally.applied += 1
        at = _now_ms()
        self.acknowledgement = Acknowledgement("applied", fresh.revision, fresh.revision, at)
        self._notify(Applied(fresh.revision, fresh.sha256, len(fresh.rules), at, fresh.pointer.published_at))

    def _settle(self):
        """Records that the published set is the current one, possibly after a refusal."""
        if self.refusal is not None:
            self.refusal = None
            self.acknowledgement = Acknowledgement("applied", self.current.revision, self.current.revision, _now_ms())

    def _count(self, refusal, raw):
        self.tally.torn += isinstance(refusal, Torn)
        self.tally.unverifiable += isinstance(refusal, Unverifiable)
        self._refuse(raw, str(refusal))

    def _refuse(self, raw, reason):
        """Reports a refusal once, and again only if it changes."""
        refused = Refused(revision_of(raw), 0 if self.current is None else self.current.revision, reason)
        if refused == self.refusal:
            return
        self.refusal = refused
        self.tally.refused += 1
        self.acknowledgement = Acknowledgement("refused", refused.revision, refused.running, _now_ms(), reason)
        _log.warning("Refusing revision %d of %s; keeping %d: %s", refused.revision, self._rule_set, refused.running, reason)
        self._notify(refused)

    def _notify(self, event):
        try:
            self._on_event(event)
        except Exception:
            _log.exception("Listener failed on %s", event)


def _now_ms():
    return int(time.time() * 1e3)
