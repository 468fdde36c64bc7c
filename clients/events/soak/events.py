"""The events of a run: which caller each belongs to, which binding takes it, which destinations must get it."""
import random
from array import array

BINDINGS = ("http", "stream", "topic")
# Of ten callers: four over HTTP, three by the stream, three by the topic. A caller uses one binding only, so that its events have an order.
_BINDING_OF = (0, 0, 0, 0, 1, 1, 1, 2, 2, 2)
SEVERITIES = ("info", "warning", "critical")
_DECISIONS = ("allow", "review", "block")
_TYPES = ("io.voxguard.call.scored.v1", "io.voxguard.detection.v1", "io.voxguard.detection.v1")
_PERMILLE_POISONED = 1
POISON = b'"trunk":"poison"'


class Events:
    """Numbered events, drawn from a seed. Those of a caller have increasing numbers."""

    def __init__(self, count, callers, seed):
        draw = random.Random(seed)
        self.count, self.callers = count, callers
        self.caller_of = array("H", draw.choices(range(callers), k=count))
        self._severity = bytes(draw.choices((0, 1, 2), weights=(5, 4, 1), k=count))
        self.poisoned = {number for number in range(count) if self._severity[number] == 2 and draw.randrange(1000) < 10 * _PERMILLE_POISONED}
        if not self.poisoned:
            self.poisoned = {self._severity.index(2)}

    def severity(self, number):
        return SEVERITIES[self._severity[number]]

    def binding(self, number):
        return BINDINGS[_BINDING_OF[self.caller_of[number] % len(_BINDING_OF)]]

    def key(self, number):
        """Returns the key of the event's record."""
        return str(self.caller_of[number])

    def json(self, number):
        """Returns the event as a structured CloudEvent."""
        severity, caller = self._severity[number], f"+1415{self.caller_of[number]:07d}"
        trunk = "poison" if number in self.poisoned else f"t-{number % 97}"
        return (f'{{"specversion":"1.0","type":"{_TYPES[severity]}","source":"/soak","id":"e{number}","time":"2026-03-02T08:15:30.123Z",'
                f'"subject":"{caller}","partitionkey":"{caller}","severity":"{SEVERITIES[severity]}","decision":"{_DECISIONS[severity]}",'
                f'"datacontenttype":"application/json","data":{{"call_id":"c-{number}","caller":"{caller}","callee":"+442071838750","trunk":"{trunk}",'
                f'"decision":"{_DECISIONS[severity]}","severity":"{SEVERITIES[severity]}","score":0.97,"decided_by":"rules","numbers":"plain"}}}}').encode()


class Record:
    """What one destination (or the log) has, event by event as it arrives: distinct events, repetitions, and callers whose order was broken."""

    def __init__(self, events, wanted):
        self._events, self._wanted = events, wanted
        self.expected = sum(1 for number in range(events.count) if wanted(number))
        self._seen = bytearray(events.count)
        self._newest = array("q", [-1] * events.callers)
        self.distinct = self.repeated = self.unwanted = 0
        self.disorder = []  # first ones: (number, number of the caller's that came before it)
        self.disordered = 0

    def add(self, number):
        if not 0 <= number < self._events.count or not self._wanted(number):
            self.unwanted += 1
        elif self._seen[number]:
            self.repeated += 1
        else:
            self._seen[number] = 1
            self.distinct += 1
            caller = self._events.caller_of[number]
            if number < self._newest[caller]:
                self.disordered += 1
                if len(self.disorder) < 5:
                    self.disorder.append((number, self._newest[caller]))
            else:
                self._newest[caller] = number

    def missing(self):
        return [number for number in range(self._events.count) if self._wanted(number) and not self._seen[number]]
