"""Rules by which conditions compare values of float32 features.

A stored 0.7 is 0.699999988…, which is what a rule that says 0.7 must match. In a comparison with a literal, the literal is rounded to float32;
elsewhere the value counts as its shortest decimal. Integers are exact in both types and stay unchanged. Every engine computes the same:
docs/wire/rules-grammar.md.
"""
import struct

_FLOAT32 = struct.Struct("f")
_NO_FRACTION = 2.0**24  # from here on, no float32 has a fraction
_SCALES = tuple(10.0**digits for digits in range(1, 23))  # all exact


def narrow(value):
    """Rounds a double below 2^24 to float32."""
    return _FLOAT32.unpack(_FLOAT32.pack(value))[0]


def is_fraction(value):
    """Returns whether a value is a float32 with a fraction."""
    return -_NO_FRACTION < value < _NO_FRACTION and not value.is_integer() and narrow(value) == value


def decimal(value):
    """Returns the shortest decimal of a float32 with a fraction; any other value unchanged."""
    if not is_fraction(value):
        return value
    for scale in _SCALES:
        shortened = float(round(value * scale)) / scale
        if narrow(shortened) == value:
            return shortened
    return value


def beside_float32(literal):
    """Returns the literal with which the decimal of a float32 is compared."""
    return decimal(narrow(literal)) if -_NO_FRACTION < literal < _NO_FRACTION else literal
