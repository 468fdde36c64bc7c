"""Health of a follower."""
import enum
from dataclasses import dataclass

STALE_AFTER_POLLS = 10


class State(enum.Enum):
    READY = "ready"
    STALE = "stale"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Health:
    """State of a follower. age_s: seconds since the store last confirmed a set, or since the start. revision: the one in force, or 0.

    READY: the published set is in force. STALE: no poll succeeded for ten poll intervals, or none has yet. ERROR: there are no rules, or the
    published set was refused. reason: for the state; empty if READY.
    """

    state: State
    age_s: float
    revision: int
    reason: str = ""
