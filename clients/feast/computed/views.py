"""View of which feature-update writes the rows: feature-views/call_pace.yaml is its other half."""
from datetime import timedelta
from pathlib import Path

from feast import Entity, FeatureView, Field, FileSource
from feast.types import Bool, Float32, Float64, Int32, Int64, String
from feast.value_type import ValueType

caller = Entity(name="caller", join_keys=["caller_id"], value_type=ValueType.STRING)
call_pace = FeatureView(
    name="call_pace", entities=[caller], ttl=timedelta(hours=1),
    schema=[Field(name="caller_id", dtype=String), Field(name="calls_1h", dtype=Int64), Field(name="callees_1h", dtype=Int32),
            Field(name="mean_gap_s_1h", dtype=Float64), Field(name="callee_repeat_ratio_1h", dtype=Float32), Field(name="busy", dtype=Bool),
            Field(name="talk_s_1h", dtype=Int64), Field(name="mean_talk_s_1h", dtype=Float64)],
    source=FileSource(name="call_pace_file", path=str(Path(__file__).parent / "call_pace.parquet"), timestamp_field="event_timestamp"))
