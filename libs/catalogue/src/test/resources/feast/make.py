"""Makes registry.db and versioned.db with Feast (0.67.0): python make.py, in this folder. The stores that it names are never opened."""
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, PushSource, RepoConfig, ValueType
from feast.types import Array, Bool, Float32, Float64, Int32, Int64, Map, String, UnixTimestamp

HERE = Path(__file__).parent


def store(folder, versioning):
    config = RepoConfig(
        project="voice_fraud", provider="local", entity_key_serialization_version=3,
        registry={"path": str(Path(folder) / "registry.db"), "enable_online_feature_view_versioning": versioning},
        online_store={"type": "redis", "connection_string": "localhost:1"}, offline_store={"type": "file"},
    )
    return FeatureStore(config=config)


def source(name, **more):
    return FileSource(name=name, path=f"{name}.parquet", timestamp_field="at", **more)


caller = Entity(name="caller", join_keys=["caller_id"], value_type=ValueType.STRING)
account = Entity(name="account", join_keys=["acct_id"], value_type=ValueType.INT64)
cell = Entity(name="cell", join_keys=["cell_id"], value_type=ValueType.INT32)


def view(name, entities, schema, **more):
    return FeatureView(name=name, entities=entities, schema=schema, **more)


stats = view("caller_stats", [caller], [Field(name="caller_id", dtype=String), Field(name="calls", dtype=Int64), Field(name="ratio", dtype=Float32)],
             ttl=timedelta(hours=2), source=PushSource(name="caller_push", batch_source=source("stats", field_mapping={"n_calls": "calls"})))
pair = view("pair_stats", [caller, account], [Field(name="caller_id", dtype=String), Field(name="acct_id", dtype=Int64), Field(name="seen", dtype=Bool)],
            ttl=timedelta(0), source=source("pair"))
everybody = view("everybody", [], [Field(name="level", dtype=Float64)], ttl=timedelta(days=1), source=source("everybody"))
types = view("cell_types", [cell], [
    Field(name="cell_id", dtype=Int32), Field(name="names", dtype=Array(String)), Field(name="since", dtype=UnixTimestamp), Field(name="more", dtype=Map)],
    ttl=timedelta(days=1), source=source("types"))
services = [
    FeatureService(name="plain", features=[stats[["calls"]], pair]),
    FeatureService(name="aliased", features=[stats[["ratio"]].with_name("callee_stats").with_join_key_map({"caller_id": "callee_id"})]),
]

with tempfile.TemporaryDirectory() as folder:
    store(folder, False).apply([caller, account, cell, stats, pair, everybody, types, *services])
    shutil.copy(Path(folder) / "registry.db", HERE / "registry.db")

with tempfile.TemporaryDirectory() as folder:
    versioned = store(folder, True)
    for extra in ([], [Field(name="extra", dtype=Int64)], [Field(name="extra", dtype=Int64), Field(name="more", dtype=Int64)]):
        versioned.apply([caller, view("risk", [caller], [Field(name="caller_id", dtype=String), Field(name="calls", dtype=Int64), *extra],
                                      ttl=timedelta(hours=1), source=source("risk"))])
    shutil.copy(Path(folder) / "registry.db", HERE / "versioned.db")
