"""The vectors that the Java, Python and Rust writers agree on."""
import json
import math
import struct
from pathlib import Path

import pytest

from voxguard_client import FeatureError, FeatureWriter, RowError, decode, encode, read_views

ROOT = Path(__file__).resolve().parents[3]
VECTORS = [json.loads(line) for line in (ROOT / "docs/wire/row-vectors.jsonl").read_text().splitlines()]


def bits(value):
    return None if value is None else "nan" if math.isnan(value) else struct.pack("<f", value)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_shared_vector_is_written_and_read(vector):
    data = bytes.fromhex(vector["hex"])
    if "error" in vector:
        with pytest.raises(RowError):
            decode(data)
        return
    values = [None if value is None else float(value) for value in vector["values"]]
    row = decode(data)
    assert (row.schema_id, row.event_time_ms) == (vector["schema_id"], vector["event_time_ms"])
    assert [bits(value) for value in row.values] == [bits(value) for value in values]
    if not vector.get("decode_only"):
        assert encode(vector["schema_id"], vector["event_time_ms"], values).hex() == vector["hex"]


def test_a_writer_refuses_unknown_features():
    writer = FeatureWriter(None, read_views(ROOT / "models/feature-views"))
    for view, features, named in [
        ("no_view", {}, "no_view"),
        ("caller_velocity", {"nope": 1}, "nope"),
        ("caller_velocity", {"calls_1m": 1.5}, "calls_1m"),
        ("caller_velocity", {"calls_1m": 1 << 25}, "calls_1m"),
        ("caller_velocity", {"calls_1m": "many"}, "calls_1m"),
    ]:
        with pytest.raises(FeatureError, match=named):
            writer.write(view, "+14155550100", features, 0)
