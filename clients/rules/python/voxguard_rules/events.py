"""Events that a follower reports."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Applied:
    """A set was put into force. at_ms: time of the swap, Unix milliseconds. published_at: time of publication, from the pointer."""

    revision: int
    sha256: str
    count: int
    at_ms: int
    published_at: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A set was refused. revision: the refused one; 0 if the pointer has no readable revision. running: the one in force, or 0."""

    revision: int
    running: int
    reason: str
