"""Correct answer to a request, derived from Feast's answer and the bytes in the store, with the rules by which it differs."""
import time
from collections import Counter

from feast.protos.feast.types.Value_pb2 import Value
from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp

from .store import UNREADABLE
from .values import finite_only, is_finite

# "cut off" is separate: Feast then fails the whole request, so it is not requested together with others
RULES = ("absent", "never written", "null", "expired", "no event time", "future", "not finite", "nanoseconds", "scalar map")
SKEW_SECONDS = 60
EPOCH = "1970-01-01T00:00:00Z"


class Truth:
    """applied: counts how often each rule made a difference."""

    def __init__(self, project, store):
        self._store = store
        self._ttls = {name: view.ttl.total_seconds() if view.ttl else 0 for name, view in project.views.items()}
        self.applied = Counter()

    def of(self, request, reply):
        """Returns the reply of a truthful server for Feast's reply. Both are by name of the column."""
        return {name: self._column(request, name, column) if name in request.columns else column for name, column in reply.items()}

    def _column(self, request, name, column):
        shown = request.columns[name]
        cells = [self.cell(shown.view, shown.feature, entity, *cell) for entity, *cell in zip(
            request.keys(shown), column["values"], column["event_timestamps"])]
        values, statuses, times = zip(*cells)
        return {"values": list(values), "statuses": list(statuses), "event_timestamps": list(times)}

    def cell(self, view, feature, entity, shown, shown_time):
        row = self._store.row(view, entity)
        return *self._judged(row, row.cells.get(feature), self._ttls[view], shown), self._time(row.time, shown_time)

    def _judged(self, row, cell, ttl, shown):
        if cell is None:
            return self._rule("never written" if row.exists else "absent", None, "NOT_FOUND")
        if row.time is UNREADABLE:
            return self._rule("cut off", None, "INVALID")
        age = time.time() - (row.time.seconds if row.time else 0)
        if age < -SKEW_SECONDS:
            return self._rule("future", None, "INVALID")
        try:
            value = Value.FromString(cell)
        except DecodeError:
            return self._rule("cut off", None, "INVALID")
        if value.WhichOneof("val") == "scalar_map_val":
            shown = self._rule("scalar map", {str(entry.key.int64_key): entry.value.int64_val for entry in value.scalar_map_val.val})[0]
        if not is_finite(value):
            return self._rule("not finite", finite_only(shown), "INVALID")
        if ttl and age > ttl:
            return self._rule("expired" if row.time else "no event time", shown, "OUTSIDE_MAX_AGE")
        if value.WhichOneof("val") in (None, "null_val"):
            return self._rule("null", None, "NULL_VALUE")
        return shown, "PRESENT"

    def _time(self, stored, shown):
        if isinstance(stored, Timestamp) and stored.nanos % 1000:
            return self._rule("nanoseconds", stored.ToJsonString())[0]
        return EPOCH if stored is UNREADABLE else shown

    def _rule(self, name, *answer):
        self.applied[name] += 1
        return answer
