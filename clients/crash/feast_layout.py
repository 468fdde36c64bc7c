"""Feast's layout in Redis, an independent implementation of its format: one hash per entity, a field per feature, a time per view."""
import struct

_STRING = 2


def key(project, join_key, value):
    """Returns the key of an entity with one string join key, in serialisation v3."""
    name, text = join_key.encode(), value.encode()
    parts = [struct.pack("<I", 1), struct.pack("<II", _STRING, len(name)), name, struct.pack("<II", _STRING, len(text)), text]
    return b"".join(parts) + project.encode()


def field(view, feature):
    return struct.pack("<I", murmur3(f"{view}:{feature}".encode()))


def time_field(view):
    return f"_ts:{view}".encode()


def value(data):
    """Returns the number in a serialised feast.types.Value; None for a null."""
    if not data:
        return None
    kind, body = data[0], data[1:]
    if kind == 0x20:
        number, rest = _varint(body)
        if not rest:
            return number - (1 << 64) if number >> 63 else number
    if kind == 0x29 and len(body) == 8:
        return struct.unpack("<d", body)[0]
    raise ValueError(f"neither an int64 nor a double: {data.hex()}")


def time_ms(data):
    """Returns the milliseconds in a serialised google.protobuf.Timestamp, which must be an integer."""
    parts = {}
    while data:
        tag, (number, data) = data[0], _varint(data[1:])
        parts[tag] = number
    seconds, nanos = parts.pop(0x08, 0), parts.pop(0x10, 0)
    if parts or nanos % 1_000_000:
        raise ValueError(f"not a time in whole milliseconds: {seconds} s {nanos} ns {parts}")
    return seconds * 1000 + nanos // 1_000_000


def _varint(data):
    number = 0
    for i, byte in enumerate(data):
        number |= (byte & 0x7F) << 7 * i
        if byte < 0x80:
            return number, data[i + 1:]
    raise ValueError(f"a varint without an end: {data.hex()}")


def murmur3(data):
    """Returns MurmurHash3 x86 32-bit with seed 0."""
    h, whole = 0, len(data) // 4 * 4
    for (block,) in struct.iter_unpack("<I", data[:whole]):
        h = _rotate(h ^ _mixed(block), 13) * 5 + 0xE6546B64 & 0xFFFFFFFF
    h ^= _mixed(int.from_bytes(data[whole:], "little")) ^ len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    h = (h ^ h >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ h >> 16


def _mixed(block):
    return _rotate(block * 0xCC9E2D51 & 0xFFFFFFFF, 15) * 0x1B873593 & 0xFFFFFFFF


def _rotate(x, bits):
    return (x << bits | x >> 32 - bits) & 0xFFFFFFFF
