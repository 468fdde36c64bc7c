"""What an engine runs, and what it makes of each pointer that it reads."""
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

# A blob outlives its pointer by ten poll intervals: whoever finds it gone twice in one poll has met another fault.
_READ_AGAIN = 3

_log = logging.getLogger("voxguard.rules")


class _Gone(Exception):
    """There is no blob under the revision that a pointer names."""


class Running:
    """One thread restores and examines; every thread may read current: one reference, swapped whole.

    store: pointer() and blob(revision). last_good: a LastGood, or None. said: called with Applied and Refused. pulse: called now and then
    while a set compiles; what it raises ends that.
    """

    def __init__(self, rule_set, keys, store, last_good, said=lambda event: None, pulse=lambda: None):
        self.current = None
        self.refusal = None
        self.acknowledgement = None
        self.tally = Tally()
        self._rule_set, self._keys, self._store, self._last_good, self._said = rule_set, keys, store, last_good, said
        self._pulse = pulse
        self._highest = 0
        self._hopeless = None

    def restore(self):
        """Runs what is on disk, checked as what comes from the store; what is no good is left aside, and said in the log."""
        if self._last_good is None:
            return
        try:
            kept = self._last_good.load()
            if kept is not None:
                pointer = Pointer.parse(kept[0])
                self._keys.verify(pointer, self._rule_set)
                self._swap(RuleSet.compile(self._rule_set, pointer, kept[1], pulse=self._pulse))
        except Exception as error:
            _log.warning("rules of %s on disk are left aside: %s", self._rule_set, error)

    def examine(self, replies):
        """Pointers in the order in which the store gave them, None for none; each is a poll of its own.

        Returns whether the last one named a set. Raises StoreError.
        """
        waiting, moved, reads_again, named = deque(replies), None, _READ_AGAIN, False
        while waiting:
            raw = waiting.popleft()
            self.tally.reads += 1
            named = raw is not None
            if not named or raw == moved:
                continue
            try:
                self._examine(raw)
            except _Gone:
                # What was read after this pointer says whether it has moved on; only the last one has to be read again.
                if all(later == raw for later in waiting):
                    again = self._store.pointer()
                    if again == raw:
                        self._count(Torn("blob", "the blob of the current pointer's revision", "none"), raw)
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
                self._take(pointer)
        except Refusal as refusal:
            if isinstance(refusal, Unusable):
                self._hopeless = raw, str(refusal)
            self._count(refusal, raw)
        except (StoreError, _Gone):
            raise
        except Exception as error:  # whatever fails, what runs stays, and everyone who asks is told
            self._refuse(raw, f"{type(error).__name__}: {error}")

    def _verified(self, raw):
        pointer = Pointer.parse(raw)
        self._keys.verify(pointer, self._rule_set)
        fallen = pointer.revision < self._highest
        self.tally.fallen += fallen
        # Only a verified pointer may raise the bar: a forged one would make every true one after it look fallen.
        self._highest = max(self._highest, pointer.revision)
        current = self.current
        if current is not None and pointer.revision < current.revision:
            raise Fallen("revision", f"{current.revision} or higher", pointer.revision)
        if current is not None and pointer.revision == current.revision and pointer.sha256 != current.sha256:
            raise Refusal("sha256", f"{current.sha256} again for revision {current.revision}", pointer.sha256)
        return pointer

    def _take(self, pointer):
        blob = self._store.blob(pointer.revision)
        if blob is None:
            raise _Gone
        if self.current is not None and self.current.names_the_same(pointer):
            again = self.current.published_again(pointer, blob)
            self._keep(pointer, blob)
            self.current = again
            self._settle()
            return
        fresh = RuleSet.compile(self._rule_set, pointer, blob, self.current, self._pulse)
        self._keep(pointer, blob)
        self._swap(fresh)

    def _keep(self, pointer, blob):
        if self._last_good is not None:
            self._last_good.save(pointer.raw, blob)

    def _swap(self, fresh):
        self.current = fresh
        self._highest = max(self._highest, fresh.revision)
        self._hopeless = self.refusal = None
        self.tally.applied += 1
        at = _now_ms()
        self.acknowledgement = Acknowledgement("applied", fresh.revision, fresh.revision, at)
        self._say(Applied(fresh.revision, fresh.sha256, len(fresh.rules), at, fresh.pointer.published_at))

    def _settle(self):
        """What is published is what runs, perhaps again after something that was refused."""
        if self.refusal is not None:
            self.refusal = None
            self.acknowledgement = Acknowledgement("applied", self.current.revision, self.current.revision, _now_ms())

    def _count(self, refusal, raw):
        self.tally.torn += isinstance(refusal, Torn)
        self.tally.unverifiable += isinstance(refusal, Unverifiable)
        self._refuse(raw, str(refusal))

    def _refuse(self, raw, reason):
        """Said once, and again only when something about it is another."""
        refused = Refused(revision_of(raw), 0 if self.current is None else self.current.revision, reason)
        if refused == self.refusal:
            return
        self.refusal = refused
        self.tally.refused += 1
        self.acknowledgement = Acknowledgement("refused", refused.revision, refused.running, _now_ms(), reason)
        _log.warning("revision %d of %s is refused, %d stays: %s", refused.revision, self._rule_set, refused.running, reason)
        self._say(refused)

    def _say(self, event):
        try:
            self._said(event)
        except Exception:
            _log.exception("%s was not heard", event)


def _now_ms():
    return int(time.time() * 1e3)
