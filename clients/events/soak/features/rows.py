"""Rows that feature-update has written, and how those of two runs differ."""
import struct

_CALLS_1H = 2  # position in caller_velocity
_HEADER = 14  # schema and event time


def read(client):
    """Returns every row by its key."""
    rows, cursor = {}, None
    while cursor != 0:
        cursor, keys = client.scan(cursor or 0, match="fv:*", count=5000)
        if keys:
            rows.update(zip(keys, client.mget(keys)))
    return rows


def calls(rows):
    """Returns how many calls of the last hour the rows of all callers count together."""
    return sum(int(_values(row)[_CALLS_1H]) for key, row in rows.items() if key.endswith(b":caller_velocity"))


def compare(expected, found):
    """Returns what is wrong with rows, compared with those that are expected: nothing if all are the same bytes."""
    wrong = []
    for what, keys in (("missing", expected.keys() - found.keys()), ("not expected", found.keys() - expected.keys()),
                       ("different", {key for key in expected.keys() & found.keys() if expected[key] != found[key]})):
        if keys:
            first = min(keys)
            wrong.append(f"{len(keys)} rows {what}, as {first.decode()}: expected {_show(expected.get(first))}, got {_show(found.get(first))}")
    return wrong


def _values(row):
    """Returns the values of a row, 0.0 where one is null; docs/wire/rows.md has the layout, which has one order."""
    at = _HEADER
    if row[at] == 0x1A:
        at += 2 + row[at + 1]
    if row[at] != 0x22 or row[at + 1] > 127:
        raise ValueError(f"not a row of fewer than 32 features: {row.hex()}")
    return struct.unpack(f"<{row[at + 1] // 4}f", row[at + 2:])


def _show(row):
    return "nothing" if row is None else str(_values(row))
