"""How well an engine follows."""
import enum
from dataclasses import dataclass

STALE_AFTER_POLLS = 10


class State(enum.Enum):
    READY = "ready"
    STALE = "stale"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Health:
    """age_s: seconds since the store last named a set, or since the start when it has not. revision: what runs; 0 for none.

    READY: what runs is what is published. STALE: for ten poll intervals no poll succeeded, or none yet. ERROR: there are no rules, or what
    is published was refused. reason: why, when not READY.
    """

    state: State
    age_s: float
    revision: int
    reason: str = ""
