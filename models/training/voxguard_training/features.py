"""Features of each call as of its time, by replaying all calls in order: values that the store would have had at that time."""
import datetime
import heapq
import itertools
from collections import defaultdict

from . import numbers
from .catalogue import Catalogue
from .entities import Definitions, EntityState
from .events import ENDED, STARTED, facts


class Replay:
    """Yields, call by call, the model inputs as a list with None for what is null, missing or stale."""

    def __init__(self, catalogue=None):
        self.catalogue = catalogue or Catalogue.load()
        self.callers, self.callees, self.trunks = (self.states_of(entity) for entity in ("caller", "callee", "trunk"))
        self.running = []  # (end time, input order, call)
        self.order = itertools.count()

    def states_of(self, entity):
        definitions = Definitions(self.catalogue.of(entity))
        return defaultdict(lambda: EntityState(definitions))

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
            self.add(ENDED, end, call)

    def start(self, call):
        self.add(STARTED, call.started_at, call)
        if call.duration_s == 0:
            self.add(ENDED, call.started_at, call)
        else:
            heapq.heappush(self.running, (call.started_at + call.duration_s, next(self.order), call))

    def add(self, kind, time, call):
        event = facts(kind, time * 1000, call.caller, call.callee, call.trunk, call.duration_s)
        self.callers[call.caller].add(kind, event)
        self.callees[call.callee].add(kind, event)
        if call.trunk:
            self.trunks[call.trunk].add(kind, event)

    def seen_by(self, call):
        values = []
        known = {"caller": self.callers.get(call.caller), "callee": self.callees.get(call.callee), "trunk": self.trunks.get(call.trunk)}
        rows = {}
        for view in self.catalogue.views:
            state = known[view.entity]
            if state is None or state.now_ms < (call.started_at - view.ttl_s) * 1000:
                values += [None] * len(view.features)
                continue
            if view.entity not in rows:
                rows[view.entity] = state.rows()
            values += rows[view.entity][view.name]
        return values + request_features(call)


def request_features(call):
    """Returns the features in the order of models/feature-views/request.yaml. Times are in UTC."""
    start = datetime.datetime.fromtimestamp(call.started_at, datetime.timezone.utc)
    return [float(v) for v in (
        start.hour, start.isoweekday(), start.hour < 6, numbers.is_international(call.caller, call.callee), numbers.category(call.callee),
        numbers.category(call.caller), len(numbers.digits(call.callee)), numbers.common_digits(call.caller, call.callee),
        numbers.is_plausible(call.caller))]
