"""The call events of a run: numbered, drawn from a seed, of callers of whom few make most calls."""
import random
import time
from array import array

# Of each five events: a call that is not answered starts and ends; one that is answered starts, is answered and ends.
_CALL = (0, 0, 1, 1, 1)
_KIND = ("started", "ended", "started", "answered", "ended")
_TRUNKS = 1000
_LONGEST_MS = 20_000
_REPEATED_AFTER = 1000
_PERCENT_REPEATED = 1


class CallEvents:
    """Events of calls. The end of a call comes up to 20 s too early in the sequence, so that events are out of order; one percent come twice."""

    def __init__(self, count, callers, seed, start_ms, spacing_ms):
        draw = random.Random(seed)
        self.count, self.seed, self._start_ms, self._spacing_ms = count, seed, start_ms, spacing_ms
        calls = 2 * (count // 5 + 1)
        self._caller = array("L", (int(callers * draw.random() ** 3) for _ in range(calls)))
        self._callee = array("L", (int(3 * callers * draw.random() ** 2) for _ in range(calls)))
        self._trunk = array("H", (draw.randrange(_TRUNKS) for _ in range(calls)))
        self._length_ms = array("H", (1000 + draw.randrange(_LONGEST_MS) for _ in range(calls)))

    def calls(self):
        """Returns how many calls start."""
        return sum(1 for number in range(self.count) if _KIND[number % 5] == "started")

    def counted(self):
        """Returns how many events count for features: no view of this project looks at those of answered calls."""
        return sum(1 for number in range(self.count) if _KIND[number % 5] != "answered")

    def sent(self):
        """Returns the numbers of the events in the order in which they are sent, some of them twice."""
        draw, numbers = random.Random(self.seed + 2), []
        for number in range(self.count):
            numbers.append(number)
            if number >= _REPEATED_AFTER and draw.randrange(100) < _PERCENT_REPEATED:
                numbers.append(number - _REPEATED_AFTER)
        return numbers

    def key(self, number):
        """Returns the key of the event's record: events of a caller have an order."""
        return str(self._caller[self._call(number)])

    def json(self, number):
        """Returns the event as a structured CloudEvent."""
        call, kind = self._call(number), _KIND[number % 5]
        first = number - (number % 5) + (0 if number % 5 < 2 else 2)
        start_ms, length_ms = self._start_ms + int(first * self._spacing_ms), self._length_ms[call]
        answered = number % 5 >= 2
        more = ""
        if kind == "answered":
            more = f',"answered_at":"{_text(start_ms + 1000)}"'
        elif kind == "ended":
            more = f',"ended_at":"{_text(start_ms + length_ms)}","duration_s":{length_ms // 1000 if answered else 0}'
        # some callees are callers, too
        caller, callee = self._caller[call], self._callee[call]
        return (f'{{"specversion":"1.0","type":"io.voxguard.call.{kind}.v1","source":"/soak","id":"{kind}:c-{call}","datacontenttype":"application/json",'
                f'"data":{{"call_id":"c-{call}","caller":"+1415{caller:07d}","callee":"{"+1415" if callee % 5 == 0 else "+4420"}{callee:07d}",'
                f'"trunk":"t-{self._trunk[call]}","started_at":"{_text(start_ms)}"{more}}}}}').encode()

    @staticmethod
    def _call(number):
        return number // 5 * 2 + _CALL[number % 5]


def _text(ms):
    seconds, rest = divmod(ms, 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest:03d}Z"
