"""Invalid settings are refused by name."""
import pytest

from voxguard_rules import FieldError, Follower, Settings

GOOD = {"store": "redis://127.0.0.1:6379", "rule_set": "core", "engine": "engine-1"}


@pytest.mark.parametrize("field, value", [
    *(("store", value) for value in ("", "127.0.0.1:6379", "http://127.0.0.1", None)),
    *(("rule_set", value) for value in ("", "Core", "1core", "a" * 65, "a b", "a}", None)),
    *(("engine", value) for value in ("", "a b", "a" * 129, "a|b", None)),
    *(("poll_ms", value) for value in (0, 9, 60_001, "500", 0.5, True)),
    *((field, 0) for field in ("pipeline", "connect_timeout_ms", "command_timeout_ms", "longest_pause_ms", "acknowledge_ms", "shutdown_ms")),
    ("acknowledge_ms", 30_000), ("jitter", 1), ("public_keys", {"key-1": b""}),
])
def test_an_invalid_setting_is_named(field, value):
    with pytest.raises(FieldError) as refused:
        Settings(**{**GOOD, field: value})
    assert refused.value.field == field


def test_a_store_without_a_port_number_is_refused():
    with pytest.raises(FieldError, match="store"):
        Follower(Settings(**{**GOOD, "store": "redis://127.0.0.1:port"}))
