"""Writer of features to the online store."""
from .rows import MAX_EXACT_INT, encode

_BEYOND_TTL_MS = 3_600_000


class FeatureError(ValueError):
    """Unknown feature, or value of another type."""


class FeatureWriter:
    """Writer of rows. redis: a redis.Redis. views: from read_views. Writes are idempotent: repeat them when in doubt."""

    def __init__(self, redis, views):
        self._redis = redis
        self._views = views

    def write(self, view, entity, features, event_time_ms):
        """Writes one row. Omitted features are null."""
        self.write_many([(view, entity, features, event_time_ms)])

    def write_many(self, rows):
        """Writes (view, entity, features, event_time_ms) in one round trip; all are checked before any is sent."""
        commands = [self._command(*row) for row in rows]
        pipeline = self._redis.pipeline(transaction=False)
        for key, value, ttl_ms in commands:
            pipeline.set(key, value, px=ttl_ms)
        pipeline.execute()

    def _command(self, view_name, entity, features, event_time_ms):
        view = self._views.get(view_name)
        if view is None:
            raise FeatureError(f"view: expected one of {sorted(self._views)}, got {view_name!r}")
        unknown = features.keys() - {name for name, _ in view.features}
        if unknown:
            raise FeatureError(f"{view_name}: expected features of the view, got {sorted(unknown)}")
        values = [_checked(view_name, name, kind, features.get(name)) for name, kind in view.features]
        return view.key(entity), encode(view.schema_id, event_time_ms, values), view.ttl_ms + _BEYOND_TTL_MS


def _checked(view, name, kind, value):
    if value is None:
        return None
    if kind == "bool":
        if value not in (True, False):
            raise FeatureError(f"{view}:{name}: expected True or False, got {value!r}")
    elif not isinstance(value, (int, float)) or isinstance(value, bool):
        raise FeatureError(f"{view}:{name}: expected a number, got {value!r}")
    elif kind == "int32" and value == value and (value != int(value) or abs(value) > MAX_EXACT_INT):
        raise FeatureError(f"{view}:{name}: expected an integer up to {MAX_EXACT_INT}, got {value!r}")
    return float(value)
