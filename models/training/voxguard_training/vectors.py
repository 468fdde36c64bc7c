"""Test vectors of docs/wire/feature-definitions.md, which every implementation replays: `python -m voxguard_training.vectors`.

One JSON object a line, by its `case`:
- hash: the 40 bits of a value, as a number;
- events: events for the lines of the case `expression` that follow, as of the latest one;
- expression: its value as a float, or null; or at which position it is refused, what was expected and what was found;
- distinct: the number of callees that `distinct` gives for `count` of them in one tile: +14150000000, +14150000001 and so on;
- position: whole coordinates of a place, [latitude, longitude] in degrees;
- features: events of one entity in the order in which they arrive (late ones and duplicates among them), expressions, and their values as of the latest event.

An event is [kind, time in ms, call_id, caller, callee, trunk ("" for none), duration_s], and [latitude, longitude] of the caller where they are known; it counts for the entity, whoever its caller is.
"""
import json

import numpy as np

from .catalogue import Catalogue, Feature, View
from .definitions import FUNCTIONS, ExpressionError, parse
from .entities import Definitions, EntityState
from .events import EVENTS, facts, hash_of, position
from .events import PLACES as KINDS_OF_PLACES
from .numbers import MODELS
from .tiles import WINDOWS, Distinct

FILE = MODELS.parent / "docs/wire/feature-definition-vectors.jsonl"
SEED, SETS, LOCATED_SETS, POSITIONS = 11, 200, 60, 1000
START_MS = 1_772_409_600_000  # 2026-03-02T00:00Z, a boundary of every tile
TEXTS = ["", "0", "7", "23", "+", "+14155550100", "+442071838750", "9793", "trunk-07", "tower-12", "Zürich", "電話", "☎️ 𝟙", "a" * 200]
PREFIXES = ["+1415555", "+1900555", "+44207183", "+4479111", "+3716712", "+88161234", "+880123", "+390612", "112", "9", "", "+7", "0800"]
A_CALL = [["started", START_MS + 1000, "c1", "+14155550100", "+442071838750", "t1", 0], ["answered", START_MS + 9000, "c1", "+14155550100", "+442071838750", "t1", 0],
          ["ended", START_MS + 70_500, "c1", "+14155550100", "+442071838750", "t1", 61], ["started", START_MS + 80_000, "c2", "+14155550100", "9", "", 0],
          ["ended", START_MS + 80_000, "c2", "+14155550100", "9", "", 0]]
EXPRESSIONS = [
    "0", "1.5", "16777217", "0.1", "--1", "-(2)", "-2 * -3", "1 + 2 * 3", "(1 + 2) * 3", "8 / 4 / 2", "8 - 4 - 2", "2 * 3 / 4", "1 - -1", " 1\n+\t1 ", "-min(1, 2)", "7 / 2",
    "1 / 0", "0 / 0", "-1 / 0", "1 / (1 - 1)", "1 / -0", "0 * (1 / 0)", "1 + 1 / 0", "-(1 / 0)", "min(1, 1 / 0)", "min(1 / 0, 1)", "max(1, 1 / 0)", "max(1 / 0, 1)",
    "floor(1 / 0)", "floor(2.7)", "floor(-2.7)", "floor(3)", "floor(-0.5)", "min(2, 1)", "max(2, 1)", "min(1, 1)", "max(min(3, 5), floor(4.2))",
    "when(2 > 1, 5)", "when(1 > 2, 5)", "when(1 > 1, 5)", "when(1 >= 1, 5)", "when(1 < 2, 5)", "when(2 < 1, 5)", "when(1 <= 1, 5)", "when(1 / 0 > 1, 5)", "when(1 < 1 / 0, 5)",
    "when(2 > 1, 1 / 0)", "when(1 + 1 > min(1, 3) * 1, max(1, 2)) + 1", "1" + "0" * 38, "1" + "0" * 39, "9" * 309, "9" * 309 + " - " + "9" * 309,
    "now()", "now() - first(started, ever)", "now() - last(answered, 5m)", "count(started, 1m)", "count(started,1m)", "count(started, 5m)", "count(answered, 1m)",
    "sum(duration_s, ended, 1h)", "sum(duration_s, started, 1h)", "mean(duration_s, ended, 1h)", "variance(duration_s, ended, 1h)", "share(unanswered, ended, 1h)",
    "share(unanswered, started, 1h)", "share(international, started, 24h)", "share(night, started, 7d)", "share(short, answered, 24h)", "distinct(trunk, started, ever)",
    "most(trunk, started, ever)", "entropy(trunk, started, ever)", "entropy(callee, started, 24h)", "entropy(callee_country, started, 24h)", "mean(duration_s, answered, 1m)",
    "share(premium, answered, 1m)", "first(answered, 1m)", "sum(duration_s, answered, 1m)", "entropy(callee, answered, 1m)", "most(callee, answered, 1m)", "distinct(callee, answered, 1m)",
    "(last(started, 1h) - first(started, 1h)) / (count(started, 1h) - 1)", "(" * 49 + "1" + ")" * 49]
REFUSED = ["spread(caller_location)", "spread(callee, started, 1h)", "spread(started, 1h)", "jump_speed(caller, started, 1h)", "jump_speed(caller_location, started, 2h)",
           "distinct(caller_location, started, 1h)", "share(located, started, 1h)", "sum(caller_location, started, 1h)", "", " ", "1 +", "1 2", "(1", "1)", "+1", "1 +* 2", ".5", "1.", "1e5", "$", "1 $ 2", "count", "count(", "count()", "count(started)", "count(started, 2h)", "count(started, 1h",
           "count(started 1h)", "count(begun, 1h)", "count(callee, started, 1h)", "Count(started, 1h)", "median(duration_s, ended, 1h)", "share(premium)", "share(callee, started, 1h)",
           "share(premium, started)", "share(started, 1h)", "sum(short, ended, 1h)", "mean(callee, ended, 1h)", "distinct(premium, started, 1h)", "distinct(callee, started, 60m)",
           "most(callee)", "entropy(duration_s, ended, 1h)", "first(started, ever", "now", "now(1)", "now() now()", "min(1)", "min(1, 2, 3)", "max()", "floor(1, 2)", "floor()",
           "when(1, 2)", "when(1 > 2)", "when(1 = 2, 3)", "when(1 > 2 > 3, 4)", "1 > 2", "1 < 2", "when(1 > 2, 3, 4)", "(" * 50 + "1" + ")" * 50, "-" * 50 + "1", "started", "1h", "\"1h\"", "é"]


PLACES = [[0, 0], [90, 0], [90, 123.4], [-90, -180], [0, 180], [0, -180], [51.4778, 180], [51.4778, -180], [-0.0, -0.0], [45, 45], [51.5, -0.12], [40.7128, -74.006],
          [-17.7134, 178.065], [-13.7590, -172.1046], [89.99995, 10], [-89.99995, 190 - 360], [0.00004, 0], [0.00005, 0.00005], [1e-9, -1e-9], [60, 90]]
LONDON, NEW_YORK = [51.5, -0.12], [40.7128, -74.006]


def journey(*steps):
    """Returns events of calls that start. steps: milliseconds from the start of a tile, and a place or None."""
    return [["started", START_MS + at, f"c{i}", "+14155550100", "9", "", 0] + [place] * (place is not None) for i, (at, place) in enumerate(steps)]


JOURNEYS = [
    journey((0, None), (60_000, None)), journey((0, LONDON)), journey((0, LONDON), (1, None)),
    journey((0, LONDON), (600_000, NEW_YORK)), journey((600_000, NEW_YORK), (0, LONDON)),  # out of order
    journey((5000, LONDON), (5000, NEW_YORK)), journey((5000, NEW_YORK), (5000, LONDON)), journey((5000, LONDON), (5000, LONDON)),  # at one time
    journey((5000, LONDON), (5000, NEW_YORK), (5000, [0, 0]), (3_605_000, LONDON)), journey((0, LONDON), (59_999, NEW_YORK)), journey((0, LONDON), (60_001, NEW_YORK)),
    journey((0, LONDON), (1_800_000, NEW_YORK), (3_599_999, LONDON)),  # there and back within a tile: not seen
    journey((0, LONDON), (3_599_999, LONDON), (3_600_000, NEW_YORK), (7_200_000, LONDON)), journey((3_599_999, [10, 179.9]), (3_600_000, [10, -179.9])),
    journey((0, [90, 17]), (600_000, [90, -160])), journey((0, [90, 0]), (600_000, [-90, 0])), journey((0, [0, 180]), (600_000, [0, -180])),
    journey((0, [0, 0]), (600_000, [0, 180])), journey((0, [45, 45]), (600_000, [-45, -135]), (700_000, [45, 45.0001])),  # opposite points
    journey(*[(i * 60_000, LONDON) for i in range(90)]), journey(*[(i * 1000, [51.5, -0.12 + 0.0001 * (i % 2)]) for i in range(40)]),
    journey((0, LONDON), (86_399_999, NEW_YORK)), journey((0, LONDON), (86_400_000, NEW_YORK)), journey((0, LONDON), (86_400_000, None))]  # the first tile leaves
LOCATED = ["share(premium, started, 24h)", "sum(located, started, 24h)", "mean(located, started, 24h)", "variance(located, ended, ever)", "spread(caller_location, started, 24h)",
           "jump_speed(caller_location, started, 24h)", "spread(caller_location, ended, 24h)", "jump_speed(caller_location, answered, 1h)",
           "jump_speed(caller_location, started, ever)", "spread(caller_location, started, 7d) / spread(caller_location, started, 1m)"]
DISTINCT = [1, 2, 64, 65, 66, 80, 100, 150, 200, 300, 400, 500, *range(560, 740, 4), 800, 1000, 2000, 5000, 20_000]


def measures(events, window):
    """Returns every function over the events in a window, as expressions."""
    subjects = {name: function.of or ("",) for name, function in FUNCTIONS.items()}
    return [f"{name}({of + ', ' if of else ''}{events}, {window})" for name, possible in subjects.items() for of in possible]


def shipped(entity):
    """Returns the expressions of the views of a kind of entity."""
    return [feature.compute for view in Catalogue.load().of(entity) for feature in view.features]


def random_numbers(rng, count):
    numbers = []
    while len(numbers) < count:
        number = PREFIXES[rng.integers(len(PREFIXES))] + "".join(str(d) for d in rng.integers(0, 10, rng.integers(0, 7)))
        if len(number) > 4 or number.isdecimal():
            numbers.append(number)
    return numbers


def random_events(rng, calls, span_ms, callers=3, callees=8, trunks=2, late=0.3, repeated=0.05, located=0.0):
    """Returns up to three events a call, mostly in the order of their time. Some times are at the edge of a tile; `located` is the share with a place."""
    callers, callees = random_numbers(rng, callers), random_numbers(rng, callees)
    trunks = ["", ""] + [f"trunk-{i}" for i in range(trunks)]
    start, made = START_MS + int(rng.integers(0, 40 * 86_400_000)), []
    for i in range(calls):
        at = start + int(rng.integers(0, span_ms))
        if rng.random() < 0.3:
            tile = [5_000, 30_000, 300_000, 3_600_000, 21_600_000][rng.integers(5)]
            at = at // tile * tile + int(rng.integers(-1, 2))
        call = [f"c{i}", callers[rng.integers(len(callers))], callees[rng.integers(len(callees))], trunks[rng.integers(len(trunks))]]
        duration = int(rng.choice([0, 1, 9, 10, int(rng.integers(0, 4000))]))
        made.append(["started", at, *call, 0])
        if duration and rng.random() < 0.5:
            made.append(["answered", at + int(rng.integers(0, 20_000)), *call, 0])
        if rng.random() < 0.9:
            made.append(["ended", at + duration * 1000, *call, duration])
    for event in made if located else ():
        if rng.random() < located:
            event.append(random_place(rng))
    arrival = [event[1] + (rng.integers(0, span_ms) if rng.random() < late else 0) for event in made]
    made = [made[i] for i in np.argsort(arrival, kind="stable")]
    for _ in range(int(rng.poisson(repeated * len(made)))):
        at = int(rng.integers(len(made)))
        made.insert(int(rng.integers(at, len(made))) + 1, list(made[at]))
    return made


def random_place(rng):
    """Returns a place of the list, or one near it."""
    latitude, longitude = PLACES[rng.integers(len(PLACES))]
    if rng.random() < 0.3:
        return [latitude, longitude]
    return [round(float(np.clip(latitude + rng.normal(0, 0.1), -90, 90)), 4), round(float(np.clip(longitude + rng.normal(0, 0.1), -180, 180)), 4)]


def features(expressions, events):
    """Returns the values of expressions over the events of one entity, by the training's own code."""
    *_, last = replayed(expressions, events)
    return last()


def replayed(expressions, events):
    """Yields after each event a function that returns the values of the expressions."""
    view = View("given", "caller", 0, tuple(Feature(f"f{i}", 0.0, text) for i, text in enumerate(expressions)))
    state, seen = EntityState(Definitions([view])), set()
    for kind, time, call_id, *call in events:
        if (kind, call_id) not in seen:
            seen.add((kind, call_id))
            state.add(kind, facts(kind, time, *call))
        yield lambda: state.rows()["given"]


def lines():
    for text in TEXTS:
        yield {"case": "hash", "value": text, "hash": hash_of(text)}
    yield {"case": "events", "events": A_CALL}
    for text in EXPRESSIONS:
        yield {"case": "expression", "expression": text, "value": features([text], A_CALL)[0]}
    for text in REFUSED:
        yield {"case": "expression", "expression": text, "refused": refusal(text)}
    for count in DISTINCT:
        yield {"case": "distinct", "count": count, "value": estimate(count)}
    rng = np.random.default_rng(SEED)
    for i in range(SETS):
        yield of_set(rng, i)
    rng = np.random.default_rng(SEED + 1)
    for place in PLACES + [random_degrees(rng) for _ in range(POSITIONS)]:
        yield {"case": "position", "place": place, "position": list(position(*place))}
    for events in JOURNEYS:
        yield {"case": "features", "expressions": LOCATED, "events": events, "features": features(LOCATED, events)}
    for i in range(LOCATED_SETS):
        yield of_located_set(rng, i)


def estimate(count):
    tile = Distinct(0)
    for i in range(count):
        tile.add(0, (hash_of(f"+1415{i:07d}"),))
    return tile.value()


def refusal(text):
    try:
        parse(text)
    except ExpressionError as error:
        return {"at": error.at, "expected": error.expected, "got": error.got}
    raise AssertionError(f"{text} is an expression")


def random_degrees(rng):
    """Returns any place, given to up to nine decimals."""
    decimals = int(rng.integers(10))
    return [round(float(rng.uniform(-90, 90)), decimals), round(float(rng.uniform(-180, 180)), decimals)]


def of_located_set(rng, i):
    """Returns a set of events most of which have places, with the definitions of callers, or with random functions of places."""
    events = random_events(rng, int(rng.integers(1, 20)), [20_000, 3_600_000, 86_400_000, 14 * 86_400_000][i % 4], located=0.7)
    expressions = shipped("caller")
    if i % 3:
        of_places = [text for kind in EVENTS for window in WINDOWS for text in measures(kind, window) if is_of_places(text)]
        expressions = [of_places[j] for j in sorted(rng.choice(len(of_places), 16, replace=False))]
    return {"case": "features", "expressions": expressions, "events": events, "features": features(expressions, events)}


def is_of_places(expression):
    return any(name in expression for name in (*KINDS_OF_PLACES, "located"))


def of_set(rng, i):
    """Returns a set of events with the definitions of a kind of entity, or with random functions; every fortieth set is large in a short time."""
    span = [20_000, 300_000, 3_600_000, 86_400_000, 14 * 86_400_000][i % 5]
    if i % 40 == 39:
        events = random_events(rng, 150, 600_000, callers=120, callees=250, late=0.1, repeated=0.01)
    else:
        events = random_events(rng, int(rng.integers(1, 13)), span)
    if i % 2:
        expressions = shipped(("caller", "callee", "trunk")[i // 2 % 3])
    else:
        every = [text for kind in EVENTS for window in WINDOWS for text in measures(kind, window) if not is_of_places(text)]
        expressions = [every[j] for j in sorted(rng.choice(len(every), 12, replace=False))]
    if i % 40 == 39:
        expressions = ["distinct(callee, started, 1h)", "distinct(caller, started, 24h)", "distinct(callee, ended, ever)", "distinct(callee_prefix, started, 7d)",
                       "most(callee, started, 1h)", "most(callee_ten, started, 24h)", "entropy(callee, started, 7d)", "entropy(caller, ended, ever)", "distinct(callee, started, 5m)"]
    return {"case": "features", "expressions": expressions, "events": events, "features": features(expressions, events)}


def main():
    FILE.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines()))


if __name__ == "__main__":
    main()
