"""Rows of the differential test: materialised, written and pushed by Feast's SDK, and special cases written directly."""
import random
from datetime import datetime, timedelta, timezone

import numpy as np
from feast.protos.feast.types.Value_pb2 import (
    BytesList, DoubleList, DoubleSet, FloatList, Int64List, Map, MapKey, RepeatedValue, ScalarMap, ScalarMapEntry, StringList, Value, ZonedTimestamp,
)
from google.protobuf.timestamp_pb2 import Timestamp

from .values import EPOCH, random_value

NAN, INF = float("nan"), float("inf")
LONG_AGO = 1767323045
KEYS = {
    "caller_id": [*(f"+1415555{i:04d}" for i in range(8)), "", "é☎", "\U0001f4de", 'a "b" \\'],
    "acct_id": [0, 1, -1, 42, 1 << 31, (1 << 53) + 1, (1 << 63) - 1, -(1 << 63), *range(1000, 1006)],
    "device_no": [0, 7, -1, (1 << 31) - 1, -(1 << 31), 1000],
    "slot_start": [0, -86400, LONG_AGO, 4102444800],
}
ABSENT = {"caller_id": ["ghost", "+14155550000 "], "acct_id": [-42, 1 << 40], "device_no": [8], "slot_start": [1]}
SPECIAL = {"caller_id": [f"special-{i}" for i in range(8)], "acct_id": list(range(9000, 9008))}
BROKEN = "broken"
MATERIALISED = ("acct_stats", "acct_limits", "device_risk", "slot_load", "caller_account", "everyone", "renamed", "scalars")
WRITTEN = ("lists", "sets", "documents")


class World:
    """Rows for every view of a project, from a seed. population: values that may be requested, by join key."""

    def __init__(self, project, store, seed):
        self._project = project
        self._store = store
        self._rng = random.Random(seed)
        self._now = datetime.now(timezone.utc)
        self.population = {key: [*values, *ABSENT[key], *SPECIAL.get(key, [])] for key, values in KEYS.items()}

    def fill(self):
        frames = {view: self.frame(view) for view in MATERIALISED}
        names = {"calls_1m": "n", "risk_score": "rs", "caller_id": "who", "event_timestamp": "ts"}
        frames["renamed"] = {names[column]: values for column, values in frames["renamed"].items()}
        self._project.materialise(frames)
        for view in WRITTEN:
            self._project.write(view, self.frame(view, skip=("zoned", "by_number")))
        self._project.write("token_uses", {"token_id": [b"\x00\xff"], "uses": [4], "event_timestamp": [self._now]})
        self._project.push("velocity_push", self.frame("line_velocity"))
        self._project.push("every_type_push", self.frame("every_push", skip=("zoned", "by_number")))
        self._special()
        self._broken()

    def frame(self, view, keys=None, skip=()):
        """Returns columns for some keys, by default most of the known ones: some values are null, some rows past the TTL. skip: features that are null."""
        rng = self._rng
        view = self._project.views[view]
        keys = keys or self._keys([column.name for column in view.entity_columns])
        columns = {column.name: [key[at] for key in keys] for at, column in enumerate(view.entity_columns)}
        for feature in view.features:
            columns[feature.name] = [
                None if feature.name in skip or rng.random() < 0.15 else random_value(rng, feature.dtype) for _ in keys]
        columns = {name: _typed(self._project.key_types.get(name) or self._dtype(view, name), values) for name, values in columns.items()}
        ages = [rng.choice([30, 600, 86400 * 30]) + rng.random() for _ in keys]
        return columns | {"event_timestamp": [self._now - timedelta(seconds=age) for age in ages]}

    def _keys(self, join_keys):
        if not join_keys:
            return [()]
        if len(join_keys) == 1:
            return [(key,) for key in KEYS[join_keys[0]] if self._rng.random() < 0.9]
        return list({tuple(self._rng.choice(KEYS[key]) for key in join_keys) for _ in range(60)})

    @staticmethod
    def _dtype(view, name):
        return next((feature.dtype.to_value_type().name for feature in view.features if feature.name == name), "")

    def _special(self):
        """Writes rows that the SDK does not write, or only by accident."""
        now = Timestamp(seconds=int(self._now.timestamp()))
        late = Timestamp(seconds=now.seconds + 3600)
        fine = Timestamp(seconds=now.seconds, nanos=123456789)
        round_up = Timestamp(seconds=LONG_AGO, nanos=999999999)
        callers, accounts = ([{key: value} for value in SPECIAL[key]] for key in ("caller_id", "acct_id"))
        double, text = (lambda x: Value(double_val=x)), Value(string_val="text")
        for caller, time in zip(callers, [now, now, now, now, late, None, fine, round_up]):
            self._store.put("scalars", caller, {"a_float64": double(1.5), "a_string": text, "a_int32": b"", "a_bool": Value(bool_val=False)}, time)
            self._store.put("line_velocity", caller, {"calls_1m": Value(int64_val=3), "ratio": b""}, time)
        self._store.put("scalars", callers[0], {"a_float64": double(NAN), "a_float32": Value(float_val=INF)})
        self._store.put("scalars", callers[1], {"a_float64": double(-INF), "a_float32": Value(float_val=NAN)})
        self._store.put("scalars", callers[2], {"a_int32": text, "a_string": Value(int64_val=5), "a_float64": Value(null_val=0)})
        self._store.put("scalars", callers[3], {"a_time": Value(unix_timestamp_val=-(1 << 63)), "a_string": text.SerializeToString() + b"\xf8\x3f\x01"})
        self._store.put("lists", callers[0], {
            "float64_list": Value(double_list_val=DoubleList(val=[1, NAN, -INF, -0.0])), "float32_list": Value(float_list_val=FloatList(val=[NAN])),
            "time_list": Value(unix_timestamp_list_val=Int64List(val=[-(1 << 63), 5])), "string_list": Value(string_list_val=StringList()),
            "bytes_list": Value(bytes_list_val=BytesList(val=[b"", b"\xff"]))}, now)
        self._store.put("sets", callers[1], {"float64_set": Value(double_set_val=DoubleSet(val=[INF, 1]))}, now)
        inner = Value(map_val=Map(val={"nan": double(NAN), "bytes": Value(bytes_val=b"\xff"), "none": Value()}))
        self._store.put("documents", callers[0], {
            "a_map": inner, "list_list": Value(list_val=RepeatedValue(val=[Value(double_list_val=DoubleList(val=[NAN])), Value(int64_val=3)])),
            "a_struct": Value(struct_val=Map()), "list_set": Value(set_val=RepeatedValue())}, now)
        for caller, zone in zip(callers, ["Europe/Berlin", "UTC-07:00", "UTC", "", "No/Where", "America/New_York"]):
            self._store.put("documents", caller, {"zoned": Value(zoned_timestamp_val=ZonedTimestamp(unix_timestamp=LONG_AGO, zone=zone))}, now)
        by_number = ScalarMap(val=[ScalarMapEntry(key=MapKey(int64_key=1), value=Value(int64_val=2))])
        self._store.put("documents", callers[6], {"by_number": Value(scalar_map_val=by_number)}, now)
        self._store.put("documents", callers[6], {"zoned": Value(zoned_timestamp_val=ZonedTimestamp(unix_timestamp=-(1 << 63)))}, now)
        for account, time in zip(accounts, [now, late, None, fine, round_up]):
            self._store.put("acct_stats", account, {"spend": double(2.5), "country": b"", "scores": Value(double_list_val=DoubleList(val=[NAN, 1]))}, time)
        self._store.put("acct_limits", accounts[5], {"daily": Value(float_val=0.1)}, Timestamp(seconds=-5, nanos=500_000_000))

    def _broken(self):
        """Writes a row with a valid field, a truncated one and one that is not UTF-8; and a row with a truncated event time."""
        now = Timestamp(seconds=int(self._now.timestamp()))
        self._store.put("scalars", {"caller_id": BROKEN}, {
            "a_int64": Value(int64_val=7), "a_string": Value(string_val="cut off").SerializeToString()[:-3], "a_decimal": b"\x12\x02\xff\xfe"}, now)
        self._store.put("renamed", {"caller_id": BROKEN}, {"calls_1m": Value(int64_val=7)}, b"\x08")


def _typed(kind, values):
    """Returns columns with their declared types for parquet, where pandas would guess others."""
    if kind == "UNIX_TIMESTAMP":
        return [EPOCH + timedelta(seconds=value) if isinstance(value, int) else value for value in values]
    if kind in ("INT32", "INT64") and None in values:  # which converts them to floats on Feast's way to the store
        return [value if value is None else value % 1000 for value in values]
    narrow = {"INT32": np.int32, "FLOAT": np.float32}.get(kind)
    return np.array(values, dtype=narrow) if narrow and None not in values else values
