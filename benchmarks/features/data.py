"""Features in both layouts, Feast's, written by its SDK, and packed rows, with the definitions that both servers read."""
import shutil
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy
import pandas
import redis
from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.types import Float32, Int64

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "clients/python"))
from voxguard_client import FeatureWriter, View  # noqa: E402

PROJECT = "voice_fraud"
DAY = timedelta(days=1)
VIEWS = {"stats": (16, 8), "wide": (125, 125)}  # counts, ratios
PACKED_IDS = {"stats": 101, "wide": 102}
WRITTEN_AT_ONCE = 500


def caller(number):
    return f"+1415{number:07}"


def feature_names(view):
    counts, ratios = VIEWS[view]
    return [f"count_{i:03}" for i in range(counts)] + [f"ratio_{i:03}" for i in range(ratios)]


def is_count(feature):
    return feature.startswith("count")


class Data:
    """Definitions in a folder (`repo`, `models`), values in a Redis store."""

    def __init__(self, folder, store_port, callers, vectors):
        self.repo, self.models = folder / "repo", folder / "models"
        self.registry = self.repo / "registry.db"
        self.redis = redis.Redis(port=store_port)
        self.callers = callers
        self.vectors = vectors
        self.event_time = datetime.now(timezone.utc).replace(microsecond=0)
        random = numpy.random.default_rng(20260802)
        self.values = {view: {name: random.integers(0, 5000, callers) if is_count(name) else random.random(callers, dtype=numpy.float32)
                              for name in feature_names(view)} for view in VIEWS}
        self._define_for_feast(store_port)
        self._define_packed()

    def write(self):
        """Fills the store. Returns the bytes of Redis memory that one caller's features take, by layout."""
        for view in VIEWS:
            frame = {"caller_id": [caller(i) for i in range(self.callers)], "event_timestamp": self.event_time, **self.values[view]}
            self.feast.write_to_online_store(f"caller_{view}", pandas.DataFrame(frame))
            self._write_packed(view)
        if self.vectors:
            self.feast.precompute_feature_service()
        return {f"Feast's layout ({self._encoding()})": self._size("*" + PROJECT), "packed rows": self._size("fv:*")}

    def _define_for_feast(self, store_port):
        self.repo.mkdir()
        (self.repo / "feature_store.yaml").write_text(f"""project: {PROJECT}
provider: local
registry: {{path: {self.registry}, cache_ttl_seconds: 3600}}
online_store: {{type: redis, connection_string: "127.0.0.1:{store_port}"}}
entity_key_serialization_version: 3
""")
        self.feast = FeatureStore(str(self.repo))
        entity = Entity(name="caller", join_keys=["caller_id"], value_type=ValueType.STRING)
        source = FileSource(name="unused", path="unused.parquet", timestamp_field="event_timestamp")
        views = [FeatureView(name=f"caller_{view}", entities=[entity], ttl=DAY, source=source,
                             schema=[Field(name=name, dtype=Int64 if is_count(name) else Float32) for name in feature_names(view)])
                 for view in VIEWS]
        services = [FeatureService(name=f"{view.name}_service", features=[view], precompute_online=self.vectors) for view in views]
        self.feast.apply([entity, *views, *services])

    def _define_packed(self):
        shutil.copytree(ROOT / "models", self.models, ignore=shutil.ignore_patterns("training"))
        for view, number in PACKED_IDS.items():
            lines = [f"view: packed_{view}", f"id: {number}", "version: 1", "join_keys: [{name: caller_id, type: string}]",
                     "layout: packed", "ttl: P1D", "features:"]
            lines += [f'  - {{name: {name}, type: int32, unit: calls, default: 0, meaning: "a count"}}' if is_count(name) else
                      f'  - {{name: {name}, type: float32, unit: ratio, default: 0.0, meaning: "a ratio"}}' for name in feature_names(view)]
            (self.models / f"feature-views/packed_{view}.yaml").write_text("\n".join(lines) + "\n")

    def _write_packed(self, view):
        features = tuple((name, "int32" if is_count(name) else "float32") for name in feature_names(view))
        packed = View(f"packed_{view}", PACKED_IDS[view], 1, "caller", DAY // timedelta(milliseconds=1), features)
        writer = FeatureWriter(self.redis, {packed.name: packed})
        event_time_ms = int(self.event_time.timestamp()) * 1000
        columns = {name: column.tolist() for name, column in self.values[view].items()}
        for start in range(0, self.callers, WRITTEN_AT_ONCE):
            writer.write_many([(packed.name, caller(i), {name: column[i] for name, column in columns.items()}, event_time_ms)
                               for i in range(start, min(start + WRITTEN_AT_ONCE, self.callers))])

    def _encoding(self):
        return self.redis.object("encoding", next(self.redis.scan_iter("*" + PROJECT))).decode()

    def _size(self, pattern):
        sizes = self.redis.pipeline(transaction=False)
        for key in self.redis.scan_iter(pattern, count=10_000):
            sizes.memory_usage(key, samples=0)
        return sum(sizes.execute()) / self.callers
