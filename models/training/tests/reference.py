"""The definitions of docs/wire/feature-definitions.md, computed from the list of all events each time: slow, and written beside the page alone."""
import math
import re
import struct
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

TILES = {"1m": (12, 5_000), "5m": (10, 30_000), "1h": (12, 5 * 60_000), "24h": (24, 3_600_000), "7d": (28, 6 * 3_600_000), "ever": (1, 10 ** 15)}
TWO_DIGIT_CODES = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split()


def features(expressions, events, category):
    """Returns the values of expressions as floats or None. events: (kind, time_ms, call_id, caller, callee, trunk, duration_s
    and, where it is known, [latitude, longitude]) in any order, with duplicates; category: category of a number by name."""
    seen = {}
    for event in events:
        seen.setdefault((event[0], event[2]), event)
    return [_rounded(_Features(list(seen.values()), category).evaluate(text)) for text in expressions]


def _rounded(value):
    try:
        rounded = None if value is None else struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return None
    return rounded if rounded is not None and math.isfinite(rounded) else None


def hash_of(text):
    h = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        h ^= byte
        h = h * 0x100000001B3 % 2 ** 64
    h ^= h >> 33
    h = h * 0xFF51AFD7ED558CCD % 2 ** 64
    h ^= h >> 33
    h = h * 0xC4CEB9FE1A85EC53 % 2 ** 64
    h ^= h >> 33
    return h >> 24


def position_of(latitude, longitude):
    """Returns the point in units of 10 m, each coordinate rounded in decimal arithmetic; halves go away from zero."""
    phi, lam = latitude * math.pi / 180, longitude * math.pi / 180
    point = math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)
    return tuple(int((Decimal(c) * 637_100).quantize(Decimal(1), ROUND_HALF_UP)) for c in point)


def great_circle_km(a, b):
    """Returns the length of the arc over the chord between two points, by the tangent of half its angle."""
    quarter = Fraction(sum((p - q) ** 2 for p, q in zip(a, b)), 4)
    return 2 * 6371.0 * math.atan2(math.sqrt(quarter), math.sqrt(max(0, 637_100 ** 2 - quarter)))


class Value:
    """A double or null."""

    def __init__(self, value):
        self.value = value

    def __neg__(self):
        return Value(None if self.value is None else -self.value)

    def __add__(self, other):
        return _both(self, other, lambda a, b: a + b)

    def __sub__(self, other):
        return _both(self, other, lambda a, b: a - b)

    def __mul__(self, other):
        return _both(self, other, lambda a, b: a * b)

    def __truediv__(self, other):
        return _both(self, other, lambda a, b: None if b == 0 else a / b)

    def __gt__(self, other):
        return bool(_both(self, other, lambda a, b: a > b).value)

    def __ge__(self, other):
        return bool(_both(self, other, lambda a, b: a >= b).value)


def _both(a, b, function):
    return Value(None if a.value is None or b.value is None else function(a.value, b.value))


def _seconds(milliseconds):
    return Value(None if milliseconds is None else milliseconds / 1000.0)


class _Features:
    def __init__(self, events, category):
        self.events, self.category = events, category
        self.now = max(event[1] for event in events)

    def evaluate(self, text):
        """The expressions are Python's, but for the names of windows and for numbers without a type."""
        python = re.sub(r"\b(\d+[mhd]|ever)\b", r'"\1"', text)
        python = re.sub(r"(?<![\w.\"])(\d+(\.\d+)?)(?![\w\"])", r"number(float(\1))", python)
        names = {name: name for name in ("started answered ended caller callee trunk callee_prefix callee_ten callee_country hour international "
                                         "premium night unanswered short duration_s located caller_location").split()}
        functions = {name: getattr(self, name) for name in "count share sum mean variance first last distinct most entropy spread jump_speed".split()}
        own = {"number": Value, "now": lambda: Value(self.now / 1000.0), "when": lambda holds, then: then if holds else Value(None),
               "min": lambda a, b: _both(a, b, min), "max": lambda a, b: _both(a, b, max),
               "floor": lambda a: Value(None if a.value is None else float(math.floor(a.value)))}
        return eval(python, {"__builtins__": {"float": float}}, {**names, **functions, **own}).value

    def within(self, kind, window):
        """Returns (tile, event) of the events in the window."""
        count, length = TILES[window]
        newest = self.now // length
        return [(event[1] // length, event) for event in self.events if event[0] == kind and newest - count < event[1] // length <= newest]

    def count(self, kind, window):
        return Value(float(len(self.within(kind, window))))

    def share(self, flag, kind, window):
        of = [self.flag(flag, event) for _, event in self.within(kind, window)]
        return Value(sum(of) / len(of) if of else None)

    def numbers(self, number, kind, window):
        return [int(len(event) > 7) if number == "located" else event[6] if kind == "ended" else 0 for _, event in self.within(kind, window)]

    def sum(self, number, kind, window):
        return Value(float(sum(self.numbers(number, kind, window))))

    def mean(self, number, kind, window):
        of = self.numbers(number, kind, window)
        return Value(sum(of) / len(of) if of else None)

    def variance(self, number, kind, window):
        of = self.numbers(number, kind, window)
        return Value(max(0.0, sum(n * n for n in of) / len(of) - (sum(of) / len(of)) ** 2) if of else None)

    def first(self, kind, window):
        return _seconds(min((event[1] for _, event in self.within(kind, window)), default=None))

    def last(self, kind, window):
        return _seconds(max((event[1] for _, event in self.within(kind, window)), default=None))

    def hashes(self, value, kind, window):
        """Returns the hashes of a value by tile, one per event that has it."""
        tiles = {}
        for tile, event in self.within(kind, window):
            text = self.text(value, event)
            if text is not None:
                tiles.setdefault(tile, []).append(hash_of(text))
        return tiles

    def distinct(self, value, kind, window):
        tiles = {tile: set(hashes) for tile, hashes in self.hashes(value, kind, window).items()}
        union = set().union(*tiles.values())
        if all(len(of) <= 64 for of in tiles.values()):
            return Value(float(len(union)))
        registers = [0] * 256
        for h in union:
            bits = format(h, "040b")
            register, rest = int(bits[:8], 2), bits[8:]
            registers[register] = max(registers[register], len(rest) - len(rest.lstrip("0")) + 1)
        zeros = registers.count(0)
        estimate = 0.7213 / (1 + 1.079 / 256) * 256 ** 2 / sum(2.0 ** -register for register in registers)
        if estimate <= 2.5 * 256 and zeros > 0:
            estimate = 256 * math.log(256 / zeros)
        return Value(float(math.floor(estimate + 0.5)))

    def frequencies(self, value, kind, window):
        tiles = self.hashes(value, kind, window).values()
        if all(len(set(hashes)) <= 32 for hashes in tiles):
            return Counter(h for hashes in tiles for h in hashes)
        return Counter(int(format(h, "040b")[:6], 2) for hashes in tiles for h in hashes)

    def most(self, value, kind, window):
        return Value(float(max(self.frequencies(value, kind, window).values(), default=0)))

    def entropy(self, value, kind, window):
        counts = sorted(self.frequencies(value, kind, window).values())
        return Value(-sum(n / sum(counts) * math.log(n / sum(counts)) / math.log(2) for n in counts) if counts else None)

    def positions(self, kind, window):
        """Returns (time, position) of the events with a place, tile by tile, each in order."""
        tiles = {}
        for tile, event in self.within(kind, window):
            if len(event) > 7:
                tiles.setdefault(tile, []).append((event[1], position_of(*event[7])))
        return [sorted(tiles[tile]) for tile in sorted(tiles)]

    def spread(self, _, kind, window):
        of = [[Fraction(c) for c in position] for tile in self.positions(kind, window) for _, position in tile]
        mean = [sum(coordinates) / len(of) for coordinates in zip(*of)]
        return Value(math.sqrt(sum(sum((c - m) ** 2 for c, m in zip(position, mean)) for position in of) / len(of)) / 100 if of else None)

    def jump_speed(self, _, kind, window):
        tiles = self.positions(kind, window)
        if sum(len(tile) for tile in tiles) < 2:
            return Value(None)
        jumps = [(tile[0], tile[-1]) for tile in tiles] + [(before[-1], after[0]) for before, after in zip(tiles, tiles[1:])]
        return Value(max(great_circle_km(a, b) / (max(60.0, (until - since) / 1000) / 3600) for (since, a), (until, b) in jumps))

    def flag(self, flag, event):
        kind, time, _, caller, callee, _, duration = event[:7]
        return {
            "international": caller[0] == callee[0] == "+" and self.country(caller) != self.country(callee),
            "premium": self.category(callee) in ("premium", "high_risk", "satellite"),
            "night": time // 3_600_000 % 24 < 6,
            "unanswered": kind == "ended" and duration == 0,
            "short": kind == "ended" and duration < 10,
        }[flag]

    def text(self, value, event):
        _, time, _, caller, callee, trunk, _ = event[:7]
        digits = callee.removeprefix("+")
        return {
            "caller": caller, "callee": callee, "trunk": trunk or None, "callee_prefix": digits[:3], "callee_ten": digits[:len(digits) - 1],
            "callee_country": self.country(callee) if callee[0] == "+" else None, "hour": str(time // 3_600_000 % 24),
        }[value]

    def country(self, number):
        return number[1] if number[1] in "17" else number[1:3] if number[1:3] in TWO_DIGIT_CODES else number[1:4]
