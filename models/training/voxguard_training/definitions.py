"""Expressions that define features (docs/wire/feature-definitions.md): parsed, and compiled to functions of an entity's windows.

Null is NaN inside: it passes through arithmetic, and no comparison with it holds.
"""
import math
import operator
import re
from dataclasses import dataclass

from .events import EVENTS, FLAGS, NUMBERS, PLACES, POSITIONS, VALUES
from .tiles import NULL, WINDOWS, Distinct, Frequencies, Moments, PositionEnds, PositionSums, Sum, Times

TOKEN = re.compile(r"\s*(?:(?P<word>[0-9]*[A-Za-z_][A-Za-z_0-9]*)|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sign>>=|<=|[-+*/(),<>])|(?P<end>\Z)|(?P<other>.))", re.DOTALL)
MAX_DEPTH = 50


class ExpressionError(ValueError):
    """An expression that cannot be read. at: position of the token, from 1."""

    def __init__(self, at, expected, got):
        super().__init__(f"position {at}: expected {expected}, got {got}")
        self.at, self.expected, self.got = at, expected, got


@dataclass(frozen=True)
class Number:
    value: float

    def compile(self, windows):
        return lambda entity: self.value


@dataclass(frozen=True)
class Now:
    def compile(self, windows):
        return lambda entity: entity.now_ms / 1000.0


@dataclass(frozen=True)
class Measure:
    """Function of the events in a window. of: name of a value, flag, number or place; None for functions of the events alone."""

    function: str
    of: str | None
    events: str
    window: str

    def compile(self, windows):
        measure = FUNCTIONS[self.function]
        window, part = windows.place(self.events, self.window, measure.part, POSITIONS[self.of] if self.of else None)
        return measure.reader(window, part)


@dataclass(frozen=True)
class Operation:
    function: object
    operands: tuple

    def compile(self, windows):
        function, operands = self.function, [operand.compile(windows) for operand in self.operands]
        if len(operands) == 1:
            a, = operands
            return lambda entity: function(a(entity))
        if len(operands) == 2:
            a, b = operands
            return lambda entity: function(a(entity), b(entity))
        a, b, c = operands
        return lambda entity: c(entity) if function(a(entity), b(entity)) else NULL


def _multiply(a, b):
    return float(a) * b  # counts are whole numbers; their products must round as doubles do


def _divide(a, b):
    return a / b if b else NULL


def _least(a, b):
    return NULL if a != a or b != b else min(a, b)


def _greatest(a, b):
    return NULL if a != a or b != b else max(a, b)


def _floor(a):
    return float(math.floor(a)) if math.isfinite(a) else a


SUMS, PRODUCTS = {"+": operator.add, "-": operator.sub}, {"*": _multiply, "/": _divide}
COMPARISONS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
CALLS = {"min": (_least, 2), "max": (_greatest, 2), "floor": (_floor, 1)}


@dataclass(frozen=True)
class Function:
    """of: names that its first argument may be; None for functions of the events alone. part: total that a window keeps for it.
    reader: from the index of the window and that of the part in it to a function of the entity."""

    of: tuple | None
    part: type | None
    reader: object


def _count(window, _):
    return lambda entity: entity.windows[window].count


def _total(window, part):
    return lambda entity: entity.windows[window].parts[part].total


def _mean(window, part):
    def mean(entity):
        of = entity.windows[window]
        return of.parts[part].total / of.count if of.count else NULL
    return mean


def _variance(window, part):
    def variance(entity):
        of = entity.windows[window]
        if not of.count:
            return NULL
        moments = of.parts[part]
        mean = moments.total / of.count
        return max(0.0, moments.squares / of.count - mean * mean)
    return variance


def _first(window, part):
    def first(entity):
        of = entity.windows[window]
        return of.parts[part].first / 1000.0 if of.count else NULL
    return first


def _last(window, part):
    def last(entity):
        of = entity.windows[window]
        return of.parts[part].last / 1000.0 if of.count else NULL
    return last


def _distinct(window, part):
    return lambda entity: entity.windows[window].parts[part].value()


def _most(window, part):
    return lambda entity: entity.windows[window].parts[part].most()


def _entropy(window, part):
    return lambda entity: entity.windows[window].parts[part].entropy()


def _spread(window, part):
    return lambda entity: entity.windows[window].parts[part].spread()


def _jump_speed(window, part):
    return lambda entity: entity.windows[window].parts[part].jump_speed()


FUNCTIONS = {
    "count": Function(None, None, _count),
    "share": Function(FLAGS, Sum, _mean),
    "sum": Function(NUMBERS, Sum, _total),
    "mean": Function(NUMBERS, Sum, _mean),
    "variance": Function(NUMBERS, Moments, _variance),
    "first": Function(None, Times, _first),
    "last": Function(None, Times, _last),
    "distinct": Function(VALUES, Distinct, _distinct),
    "most": Function(VALUES, Frequencies, _most),
    "entropy": Function(VALUES, Frequencies, _entropy),
    "spread": Function(PLACES, PositionSums, _spread),
    "jump_speed": Function(PLACES, PositionEnds, _jump_speed),
}


def parse(text):
    """Returns the expression of a text; raises ExpressionError."""
    return _Parser(text).whole()


class _Parser:
    """Recursive descent: sum, product, factor, primary."""

    def __init__(self, text):
        self.tokens = [(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1) for match in TOKEN.finditer(text)]
        self.next = 0
        self.depth = 0

    def whole(self):
        expression = self.sum()
        self.take("end", "+, -, *, / or the end")
        return expression

    def sum(self):
        return self._chain(SUMS, self.product)

    def product(self):
        return self._chain(PRODUCTS, self.factor)

    def _chain(self, operators, operand):
        left = operand()
        while self.sees("sign") in operators:
            left = Operation(operators[self.take("sign")], (left, operand()))
        return left

    def factor(self):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(self.tokens[self.next][2], f"at most {MAX_DEPTH} levels", "more")
        found = self._factor()
        self.depth -= 1
        return found

    def _factor(self):
        if self.sees("sign") == "-":
            self.take("sign")
            return Operation(operator.neg, (self.factor(),))
        if self.sees("sign") == "(":
            self.take("sign")
            inner = self.sum()
            self.sign(")")
            return inner
        if self.sees("number"):
            return Number(float(self.take("number")))
        return self.call()

    def call(self):
        names = ("now", "when", *CALLS, *FUNCTIONS)
        name = self.word(names, "a number, -, ( or one of " + ", ".join(names))
        self.sign("(")
        found = self._arguments(name)
        self.sign(")")
        return found

    def _arguments(self, name):
        if name == "now":
            return Now()
        if name == "when":
            return self._when()
        if name in FUNCTIONS:
            return self._measure(name)
        function, count = CALLS[name]
        operands = [self.sum()]
        while len(operands) < count:
            self.sign(",")
            operands.append(self.sum())
        return Operation(function, tuple(operands))

    def _when(self):
        left = self.sum()
        if self.sees("sign") not in COMPARISONS:
            self.refuse(", ".join(COMPARISONS))
        comparison = COMPARISONS[self.take("sign")]
        right = self.sum()
        self.sign(",")
        return Operation(comparison, (left, right, self.sum()))

    def _measure(self, name):
        of = FUNCTIONS[name].of
        subject = self.word(of) if of else None
        if of:
            self.sign(",")
        events = self.word(EVENTS)
        self.sign(",")
        return Measure(name, subject, events, self.word(tuple(WINDOWS)))

    def word(self, names, expected=None):
        if self.sees("word") not in names:
            self.refuse(expected or "one of " + ", ".join(names))
        return self.take("word")

    def sign(self, sign):
        if self.sees("sign") != sign:
            self.refuse(sign)
        self.take("sign")

    def sees(self, kind):
        """Returns the text of the next token if it is of that kind."""
        found, text, _ = self.tokens[self.next]
        return text if found == kind else None

    def take(self, kind, expected=None):
        found, text, _ = self.tokens[self.next]
        if found != kind:
            self.refuse(expected or kind)
        self.next += found != "end"
        return text

    def refuse(self, expected):
        kind, text, at = self.tokens[self.next]
        raise ExpressionError(at, expected, "the end" if kind == "end" else text)
