"""Settings of a follower: every timeout and bound, with its unit."""
import re
from dataclasses import dataclass, field
from pathlib import Path

from .fields import FieldError
from .keys import PublicKeys

_SET = re.compile("[a-z][a-z0-9_-]{0,63}")
_ENGINE = re.compile("[A-Za-z0-9._:-]{1,128}")
_STORE = re.compile("(redis|rediss|unix)://.+")


@dataclass(frozen=True)
class Settings:
    """Settings. store: redis://host:port. state_dir: folder of the last good set, or None. flat_out: poll without pauses.

    pipeline: pointer reads per round trip, each counted as a poll.
    """

    store: str
    rule_set: str
    engine: str
    public_keys: PublicKeys = field(default_factory=PublicKeys)
    poll_ms: int = 500
    state_dir: Path | str | None = None
    flat_out: bool = False
    pipeline: int = 1
    jitter: float = 0.1
    connect_timeout_ms: int = 1_000
    command_timeout_ms: int = 2_000
    longest_pause_ms: int = 5_000
    acknowledge_ms: int = 10_000
    shutdown_ms: int = 5_000

    def __post_init__(self):
        _matches("store", self.store, _STORE, "redis://host:port")
        _matches("rule_set", self.rule_set, _SET, "1 to 64 of a-z 0-9 - _, beginning with a letter")
        _matches("engine", self.engine, _ENGINE, "1 to 128 of A-Z a-z 0-9 - _ . :")
        _between("poll_ms", self.poll_ms, 10, 60_000)
        _between("pipeline", self.pipeline, 1, 10_000)
        _between("connect_timeout_ms", self.connect_timeout_ms, 10, 60_000)
        _between("command_timeout_ms", self.command_timeout_ms, 10, 60_000)
        _between("longest_pause_ms", self.longest_pause_ms, 10, 60_000)
        _between("acknowledge_ms", self.acknowledge_ms, 10, 25_000)
        _between("shutdown_ms", self.shutdown_ms, 10, 60_000)
        if not isinstance(self.public_keys, PublicKeys):
            raise FieldError("public_keys", "PublicKeys", self.public_keys)
        if not isinstance(self.jitter, (int, float)) or not 0 <= self.jitter <= 0.5:
            raise FieldError("jitter", "a fraction from 0 to 0.5", self.jitter)


def _matches(name, value, pattern, expected):
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise FieldError(name, expected, value)


def _between(name, value, minimum, maximum):
    if type(value) is not int or not minimum <= value <= maximum:
        raise FieldError(name, f"an integer from {minimum} to {maximum}", value)
