"""Rows of the online store, byte for byte as in docs/wire/rows.md."""
import math
import struct
from dataclasses import dataclass

from google.protobuf.message import DecodeError

from .row_pb2 import Row as _Message

MAX_EXACT_INT = 1 << 24
_NAN = struct.unpack("<f", struct.pack("<I", 0x7FC00000))[0]


class RowError(ValueError):
    """Bytes that are not a row."""


@dataclass(frozen=True)
class Row:
    """Row. values: a float per feature in the view's order, or None for null."""

    schema_id: int
    event_time_ms: int
    values: tuple


def encode(schema_id, event_time_ms, values):
    """Returns the bytes of a row. None is null; every NaN becomes the canonical one."""
    message = _Message(schema_id=schema_id, event_time_ms=event_time_ms)
    nulls = bytearray((len(values) + 7) // 8)
    for i, value in enumerate(values):
        if value is None:
            nulls[i // 8] |= 1 << i % 8
            message.values.append(0.0)
        else:
            message.values.append(_NAN if math.isnan(value) else value)
    bitmap = bytes(nulls).rstrip(b"\0")
    if bitmap:
        message.nulls = bitmap
    return message.SerializeToString(deterministic=True)


def decode(data):
    """Decodes a row. Raises RowError for bytes that are not a row."""
    message = _Message()
    try:
        message.ParseFromString(data)
    except DecodeError as error:
        raise RowError(f"not a row: {error}") from error
    if not message.schema_id or not message.HasField("event_time_ms"):
        raise RowError("not a row: schema_id or event_time_ms is missing")
    nulls = int.from_bytes(message.nulls, "little")
    if nulls >> len(message.values):
        raise RowError(f"nulls: more than the {len(message.values)} values")
    values = tuple(None if nulls >> i & 1 else value for i, value in enumerate(message.values))
    return Row(message.schema_id, message.event_time_ms, values)
