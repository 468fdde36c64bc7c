"""How values of float32 features count in conditions.

A stored 0.7 is 0.699999988…, and whoever writes 0.7 into a rule means it. Beside a literal, the literal is rounded to float32 as well; elsewhere the
value counts as the shortest decimal that names it. Whole numbers are exact in either type and stay as they are. Every engine computes the same:
docs/wire/rules-grammar.md.
"""
import struct

_FLOAT32 = struct.Struct("f")
_WHOLE = 2.0**24  # no float32 has a fraction from here on
_SCALES = tuple(10.0**digits for digits in range(1, 23))  # all of them exact


def narrow(value):
    """A double below 2^24 as a float32."""
    return _FLOAT32.unpack(_FLOAT32.pack(value))[0]


def is_fraction(value):
    """Whether a value is a float32 that has a fraction."""
    return -_WHOLE < value < _WHOLE and not value.is_integer() and narrow(value) == value


def decimal(value):
    """The shortest decimal of a float32 that has a fraction; any other value as it is."""
    if not is_fraction(value):
        return value
    for scale in _SCALES:
        shortened = float(round(value * scale)) / scale
        if narrow(shortened) == value:
            return shortened
    return value


def beside_float32(literal):
    """What the decimal of a float32 is compared with where a condition has this literal."""
    return decimal(narrow(literal)) if -_WHOLE < literal < _WHOLE else literal
