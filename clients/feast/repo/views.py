"""Everything that Feast 0.67 can define and serve from Redis: all types, kinds of keys, views and feature services."""
from datetime import timedelta
from pathlib import Path

from feast import Entity, FeatureService, FeatureView, Field, FileSource, PushSource
from feast.types import (
    Array, Bool, Bytes, Decimal, Float32, Float64, Int32, Int64, Json, Map, ScalarMap, Set, String, Struct, TimeUuid, UnixTimestamp, Uuid, ZonedTimestamp,
)
from feast.value_type import ValueType

DATA = Path(__file__).parent / "data"
NO_TTL = timedelta(0)
SHORT, LONG = timedelta(hours=1), timedelta(days=3650)

caller = Entity(name="caller", join_keys=["caller_id"], value_type=ValueType.STRING)
account = Entity(name="account", join_keys=["acct_id"], value_type=ValueType.INT64)
device = Entity(name="device", join_keys=["device_no"], value_type=ValueType.INT32)
token = Entity(name="token", join_keys=["token_id"], value_type=ValueType.BYTES)
slot = Entity(name="slot", join_keys=["slot_start"], value_type=ValueType.UNIX_TIMESTAMP)

KEY_TYPES = {"caller_id": String, "acct_id": Int64, "device_no": Int32, "token_id": Bytes, "slot_start": UnixTimestamp}
BASES = {"bool": Bool, "bytes": Bytes, "float32": Float32, "float64": Float64, "int32": Int32, "int64": Int64, "string": String,
         "time": UnixTimestamp, "uuid": Uuid, "time_uuid": TimeUuid, "decimal": Decimal}


def view(name, entities, features, ttl=NO_TTL, source=None):
    keys = [Field(name=entity.join_key, dtype=KEY_TYPES[entity.join_key]) for entity in entities]
    fields = [Field(name=feature, dtype=dtype) for feature, dtype in features.items()]
    return FeatureView(name=name, entities=entities, ttl=ttl, schema=keys + fields, source=source or file(name))


def file(name, **options):
    return FileSource(name=f"{name}_file", path=str(DATA / f"{name}.parquet"), timestamp_field="event_timestamp", **options)


scalars = view("scalars", [caller], {f"a_{name}": base for name, base in BASES.items()})
lists = view("lists", [caller], {f"{name}_list": Array(base) for name, base in BASES.items()})
sets = view("sets", [caller], {f"{name}_set": Set(base) for name, base in BASES.items()})
documents = view("documents", [caller], {
    "a_map": Map, "map_list": Array(Map), "a_json": Json, "json_list": Array(Json), "a_struct": Struct({"city": String, "calls": Int64}),
    "struct_list": Array(Struct({"city": String})), "list_list": Array(Array(Int64)), "list_set": Set(Array(String)),
    "zoned": ZonedTimestamp, "by_number": ScalarMap})
acct_stats = view("acct_stats", [account], {"spend": Float64, "orders": Int64, "country": String, "scores": Array(Float64)}, SHORT)
acct_limits = view("acct_limits", [account], {"daily": Float32, "country": String, "blocked": Bool}, LONG)
device_risk = view("device_risk", [device], {"risk": Float32, "seen": UnixTimestamp})
token_uses = view("token_uses", [token], {"uses": Int64})
slot_load = view("slot_load", [slot], {"load": Float64, "calls": Int32}, LONG)
caller_account = view("caller_account", [caller, account], {"shared_calls": Int64, "first_seen": UnixTimestamp}, LONG)
everyone = view("everyone", [], {"mean_spend": Float64, "threshold": Float64}, LONG)
line_velocity = view("line_velocity", [caller], {"calls_1m": Int64, "ratio": Float64}, SHORT, PushSource(
    name="velocity_push", batch_source=file("line_velocity")))
every_push = view("every_push", [caller], {
    field.name: field.dtype for every in (scalars, lists, sets, documents) for field in every.features
}, source=PushSource(name="every_type_push", batch_source=file("every_push")))
renamed = view("renamed", [caller], {"calls_1m": Int64, "risk_score": Float64}, LONG, file(
    "renamed", field_mapping={"n": "calls_1m", "rs": "risk_score", "who": "caller_id", "ts": "event_timestamp"}))

of_account = FeatureService(name="of_account", features=[acct_stats[["spend", "orders"]], acct_limits])
of_caller = FeatureService(name="of_caller", features=[scalars, line_velocity, everyone])
aliased = FeatureService(name="aliased", features=[line_velocity.with_name("velocity"), acct_stats[["spend"]]])
both_sides = FeatureService(name="both_sides", features=[
    line_velocity.with_name("caller_side"), line_velocity.with_name("callee_side").with_join_key_map({"caller_id": "callee_id"})])
callee_only = FeatureService(name="callee_only", features=[line_velocity.with_join_key_map({"caller_id": "callee_id"})])
same_country = FeatureService(name="same_country", features=[acct_stats[["country"]], acct_limits[["country"]]])
pairs = FeatureService(name="pairs", features=[caller_account, line_velocity[["ratio"]], acct_limits[["daily"]], everyone])
