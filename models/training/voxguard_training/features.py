"""Features of each call as of its time, by replaying all calls in order: values that the store would have had at that time."""
import datetime
import heapq
import itertools
from collections import defaultdict

import numpy as np

from . import numbers
from .catalogue import Catalogue
from .entities import CalleeState, CallerState, TrunkState


class Replay:
    """Yields, call by call, the model inputs as a list with None for what is null, missing or stale."""

    def __init__(self, catalogue=None):
        self.catalogue = catalogue or Catalogue.load()
        self.callers = defaultdict(CallerState)
        self.callees = defaultdict(CalleeState)
        self.trunks = defaultdict(TrunkState)
        self.running = []  # (end time, input order, call)
        self.order = itertools.count()

    def features(self, calls):
        """Replays calls in the order of their start. Calls that start together do not see each other."""
        for time, together in itertools.groupby(calls, key=lambda call: call.started_at):
            together = list(together)
            self.end_until(time)
            for call in together:
                yield self.seen_by(call)
            for call in together:
                self.start(call)

    def end_until(self, time):
        while self.running and self.running[0][0] <= time:
            end, _, call = heapq.heappop(self.running)
            self.end(call, end)

    def start(self, call):
        for state in self.states(call):
            state.started(call)
        if call.duration_s == 0:
            self.end(call, call.started_at)
        else:
            heapq.heappush(self.running, (call.started_at + call.duration_s, next(self.order), call))

    def end(self, call, time):
        for state in self.states(call):
            state.ended(call, time)

    def states(self, call):
        states = [self.callers[call.caller], self.callees[call.callee]]
        return states + [self.trunks[call.trunk]] if call.trunk else states

    def seen_by(self, call):
        values = []
        known = {"caller": self.callers.get(call.caller), "callee": self.callees.get(call.callee), "trunk": self.trunks.get(call.trunk)}
        rows = {}
        for view in self.catalogue.views:
            state = known[view.entity]
            if state is None or state.updated_at < call.started_at - view.ttl_s:
                values += [None] * len(view.features)
                continue
            if view.entity not in rows:
                rows[view.entity] = state.rows()
            values += [None if v is None else float(np.float32(v)) for v in rows[view.entity][view.name]]
        return values + request_features(call)


def request_features(call):
    """Returns the features in the order of models/feature-views/request.yaml. Times are in UTC."""
    start = datetime.datetime.fromtimestamp(call.started_at, datetime.timezone.utc)
    return [float(v) for v in (
        start.hour, start.isoweekday(), start.hour < 6, numbers.is_international(call.caller, call.callee), numbers.category(call.callee),
        numbers.category(call.caller), len(numbers.digits(call.callee)), numbers.common_digits(call.caller, call.callee),
        numbers.is_plausible(call.caller))]
