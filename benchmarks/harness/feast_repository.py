"""Creates Feast's definition of the view, and the rows in its layout. Run by the Python of Feast's environment. Arguments: folder, spec, host and port of the store, rows as .npy."""
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy
import pandas
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.types import Float32

folder, spec, store_address, rows = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), sys.argv[3], numpy.load(sys.argv[4])
folder.mkdir()
(folder / "feature_store.yaml").write_text(f"""project: bench
provider: local
registry: {{path: {folder / "registry.db"}, cache_ttl_seconds: 3600}}
online_store: {{type: redis, connection_string: "{store_address}"}}
entity_key_serialization_version: 3
""")
store = FeatureStore(str(folder))
caller = Entity(name="caller", join_keys=["caller"], value_type=ValueType.STRING)
source = FileSource(name="unused", path="unused.parquet", timestamp_field="event_timestamp")
store.apply([caller, FeatureView(name=spec["view"], entities=[caller], ttl=timedelta(seconds=spec["ttl_seconds"]), source=source,
                                 schema=[Field(name=name, dtype=Float32) for name in spec["features"]])])
numbers = [f"+1415{i:07}" for i in range(len(rows))]
store.write_to_online_store(spec["view"], pandas.DataFrame(
    {"caller": numbers, "event_timestamp": datetime.now(timezone.utc) - timedelta(minutes=1), **dict(zip(spec["features"], rows.T))}))
