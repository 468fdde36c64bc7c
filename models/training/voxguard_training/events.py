"""Facts of call events that features are computed from: the closed lists of docs/wire/feature-definitions.md, and the hash of a value."""
import math
from functools import lru_cache

from . import numbers

STARTED, ANSWERED, ENDED = EVENTS = ("started", "answered", "ended")
VALUES = ("caller", "callee", "trunk", "callee_prefix", "callee_ten", "callee_country", "hour")
FLAGS = ("international", "premium", "night", "unanswered", "short")
NUMBERS = ("duration_s", "located")
PLACES = ("caller_location",)
"""Position of each fact in the tuple that `facts` returns."""
TIME, POSITIONS = 0, {name: i for i, name in enumerate(("time",) + VALUES + FLAGS + NUMBERS + PLACES)}

HOUR_MS = 3_600_000
SHORT_S, NIGHT_HOURS = 10, 6
RADIUS = 637_100  # of the earth, in units of 10 m
MASK = (1 << 64) - 1


def facts(kind, time_ms, caller, callee, trunk, duration_s, caller_location=None):
    """Returns the time of an event, its values as hashes (None for one that it does not have), its flags, its numbers and its positions.
    caller_location: latitude and longitude in degrees, None where it is not known."""
    from_country, to = _of_number(caller)[1], _of_callee(callee)
    to_country = to[3]
    international = from_country is not None and to_country is not None and from_country != to_country
    hour = time_ms // HOUR_MS % 24
    ended = kind == ENDED
    return (time_ms, _of_number(caller)[0], to[0], hash_of(trunk) if trunk else None, to[1], to[2], to_country, HOURS[hour],
            international, to[4], hour < NIGHT_HOURS, ended and duration_s == 0, ended and duration_s < SHORT_S, duration_s if ended else 0,
            int(caller_location is not None), position(*caller_location) if caller_location is not None else None)


def position(latitude, longitude):
    """Returns whole coordinates on the sphere that stands for the earth."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    to_axis = math.cos(phi)
    return _rounded(RADIUS * (to_axis * math.cos(lam))), _rounded(RADIUS * (to_axis * math.sin(lam))), _rounded(RADIUS * math.sin(phi))


def _rounded(number):
    """Returns the nearest whole number; the one further from zero where two are as near."""
    size = math.floor(abs(number) + 0.5)
    return -size if number < 0 else size


@lru_cache(maxsize=1_000_000)
def _of_number(number):
    return hash_of(number), hash_of(numbers.country_code(number)) if number.startswith("+") else None


@lru_cache(maxsize=1_000_000)
def _of_callee(callee):
    whole, country = _of_number(callee)
    digits = numbers.digits(callee)
    return whole, hash_of(digits[:3]), hash_of(digits[:-1]), country, numbers.category(callee) in numbers.COSTLY


@lru_cache(maxsize=100_000)
def hash_of(text):
    """Returns the 40 bits by which values are told apart: FNV-1a of the UTF-8 bytes, mixed by MurmurHash3's finaliser."""
    h = 0xCBF29CE484222325
    for byte in text.encode():
        h = (h ^ byte) * 0x100000001B3 & MASK
    h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & MASK
    h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & MASK
    return (h ^ h >> 33) >> 24


HOURS = [hash_of(str(hour)) for hour in range(24)]
