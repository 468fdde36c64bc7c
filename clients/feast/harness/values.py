"""Random values of Feast's types for data frames, including unusual ones, and decoding of stored values."""
import json
import math
import struct
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from feast.types import Array, Set

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TEXTS = ["", "DE", "é☎", "日本", "\U0001f4de", 'a "quoted" \\ text', "nul\0nul", "NaN", "null", "line\nline", "x" * 300, "\u2028 \x7f </p>"]
FLOATS = [0.0, -0.0, 0.1, -1.5, 1e16, 1e22, 123456.789, 9007199254740993.0, 1e-7]
DOUBLES = [*FLOATS, 5e-324, 1.7976931348623157e308, 0.30000000000000004]
SINGLES = [*FLOATS, 1e-45, 3.4028234663852886e38]


def random_value(rng, dtype):
    """Returns a value that is not null."""
    if isinstance(dtype, (Array, Set)):
        items = [random_value(rng, dtype.base_type) for _ in range(rng.choice([0, 1, 1, 2, 5]))]
        if isinstance(dtype, Array) and dtype.to_value_type().name == "MAP_LIST":
            return json.dumps([json.loads(item) for item in items])  # pandas mangles a list of objects with different keys
        return items if isinstance(dtype, Array) else [item for at, item in enumerate(items) if item not in items[:at]]
    return _SCALARS[dtype.to_value_type().name](rng)


def _integer(rng, bits):
    edge = 1 << bits - 1
    return rng.choice([0, 1, -1, edge - 1, -edge, rng.randrange(-edge, edge), rng.randrange(1000)])


def single(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


def _document(rng):
    return {"calls": rng.randrange(9), "ratio": rng.choice([0.5, 1e-3]), "tag": rng.choice(TEXTS), "ok": rng.random() < 0.5, "none": None,
            "inner": {"list": [1, 2], "texts": ["a", ""]}, "list": [{"a": 1}, {"b": "c"}]}


_SCALARS = {
    "BOOL": lambda rng: rng.random() < 0.5,
    "BYTES": lambda rng: rng.randbytes(rng.choice([0, 1, 2, 3, 40])),
    "DOUBLE": lambda rng: rng.choice([*DOUBLES, rng.gauss(0, 1e6)]),
    "FLOAT": lambda rng: single(rng.choice([*SINGLES, rng.gauss(0, 1e6)])),
    "INT32": lambda rng: _integer(rng, 32),
    "INT64": lambda rng: _integer(rng, 64),
    "STRING": lambda rng: rng.choice(TEXTS),
    "UNIX_TIMESTAMP": lambda rng: EPOCH + timedelta(seconds=rng.choice([0, -1, 1767323045, 4102444800, rng.randrange(1 << 31)])),
    "UUID": lambda rng: str(UUID(int=rng.getrandbits(128))),
    "TIME_UUID": lambda rng: str(UUID(int=rng.getrandbits(128), version=1)),
    "DECIMAL": lambda rng: Decimal(rng.choice(["0", "-1.50", "1E+3", "0.1", "123456789012345678901234567890.5"])),
    "JSON": lambda rng: json.dumps(rng.choice([_document(rng), [1, "a"], "text", 1.5])),
    "MAP": lambda rng: json.dumps(_document(rng)),
    "STRUCT": lambda rng: {"city": rng.choice(TEXTS), "calls": rng.randrange(9)},
}


def is_finite(value):
    """Returns whether all numbers in a feast.types.Value are finite."""
    kind = value.WhichOneof("val")
    held = getattr(value, kind) if kind else None
    if kind in ("double_val", "float_val"):
        return math.isfinite(held)
    if kind in ("double_list_val", "float_list_val", "double_set_val", "float_set_val"):
        return all(map(math.isfinite, held.val))
    if kind in ("map_val", "struct_val"):
        return all(map(is_finite, held.val.values()))
    if kind in ("map_list_val", "struct_list_val"):
        return all(is_finite(inner) for map_ in held.val for inner in map_.val.values())
    return kind not in ("list_val", "set_val") or all(map(is_finite, held.val))


def finite_only(shown):
    """Returns a value in Feast's JSON form, with null for non-finite numbers."""
    if isinstance(shown, list):
        return [finite_only(item) for item in shown]
    if isinstance(shown, dict):
        return {key: finite_only(item) for key, item in shown.items()}
    return None if shown in ("NaN", "Infinity", "-Infinity") else shown
