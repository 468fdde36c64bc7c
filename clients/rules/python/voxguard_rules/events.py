"""What a follower says when something changed."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Applied:
    """at_ms: Unix milliseconds of the swap. published_at: of the publication, as the pointer has it."""

    revision: int
    sha256: str
    count: int
    at_ms: int
    published_at: int


@dataclass(frozen=True, slots=True)
class Refused:
    """revision: what was refused; 0 where the pointer does not even say that. running: what stays; 0 for none."""

    revision: int
    running: int
    reason: str
