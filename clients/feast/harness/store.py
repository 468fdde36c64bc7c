"""Access to the bytes in the online store, also for writing rows that no SDK would write. Encoding is Feast's own."""
import warnings
from dataclasses import dataclass

import redis
from feast.infra.key_encoding_utils import serialize_entity_key
from feast.infra.online_stores.helpers import _mmh3
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value
from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp

from .project import NAME

KEY_FIELDS = {"STRING": "string_val", "INT64": "int64_val", "INT32": "int32_val", "BYTES": "bytes_val", "UNIX_TIMESTAMP": "unix_timestamp_val"}
UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Row:
    """Stored row. cells: bytes by feature, without those never written. time: a Timestamp, None, or UNREADABLE."""

    cells: dict
    time: object

    @property
    def exists(self):
        return bool(self.cells) or self.time is not None


class Store:
    """Online store of a project. Keys of entities are given as {join key: value}."""

    def __init__(self, project):
        self._redis = redis.Redis.from_url(project.store_url)
        self._project = project
        self._rows = {}

    def key(self, entity):
        entity = entity or {"__dummy_id": ""}
        values = [Value(**{KEY_FIELDS[self._project.key_types.get(name, "STRING")]: value}) for name, value in entity.items()]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return serialize_entity_key(
                EntityKey(join_keys=list(entity), entity_values=values), self._project.key_serialization) + NAME.encode()

    def put(self, view, entity, cells, time=None):
        """Writes a row. cells: Values, or bytes, by feature. time: a Timestamp, or bytes, or None to omit it."""
        fields = {_mmh3(f"{view}:{feature}"): value if isinstance(value, bytes) else value.SerializeToString() for feature, value in cells.items()}
        if time is not None:
            fields[f"_ts:{view}"] = time if isinstance(time, bytes) else time.SerializeToString()
        self._redis.hset(self.key(entity), mapping=fields)

    def row(self, view, entity):
        """Returns the row as of its first read."""
        asked = view, tuple(sorted(entity.items()))
        if asked not in self._rows:
            features = [feature.name for feature in self._project.views[view].features]
            *cells, time = self._redis.hmget(self.key(entity), [*(_mmh3(f"{view}:{name}") for name in features), f"_ts:{view}"])
            self._rows[asked] = Row({name: cell for name, cell in zip(features, cells) if cell is not None}, _timestamp(time))
        return self._rows[asked]


def _timestamp(data):
    try:
        return None if data is None else Timestamp.FromString(data)
    except DecodeError:
        return UNREADABLE
