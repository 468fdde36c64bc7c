"""View that grows: `GROWN` is the number of extensions, 0 to 3. A version can be pinned once it exists."""
import os
from datetime import timedelta
from pathlib import Path

from feast import Entity, FeatureService, FeatureView, Field, FileSource
from feast.types import Float64, Int64, String
from feast.value_type import ValueType

GROWN = int(os.environ["GROWN"])
FEATURES = {"calls": Int64, "ratio": Float64, "region": String, "seen": Int64}

caller = Entity(name="caller", join_keys=["caller_id"], value_type=ValueType.STRING)


def view(name, features):
    return FeatureView(
        name=name, entities=[caller], ttl=timedelta(0),
        schema=[Field(name="caller_id", dtype=String), *(Field(name=feature, dtype=FEATURES[feature]) for feature in features)],
        source=FileSource(name=f"{name}_file", path=str(Path(__file__).parent / f"{name}.parquet"), timestamp_field="event_timestamp"))


risk = view("risk", list(FEATURES)[:GROWN + 1])
plain = view("plain", ["calls"])
unpinned = FeatureService(name="unpinned", features=[risk])
if GROWN == 3:
    pinned = FeatureService(name="pinned", features=["risk@v1:calls", "risk@v1:ratio"])
    whole = FeatureService(name="whole", features=["risk@v2"])
