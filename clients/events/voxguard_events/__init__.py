"""Detection events: CloudEvents 1.0 about calls that were reviewed or blocked, and how to read them from a stream of the store."""
from .event import CALL_SCORED, DETECTION, Event, UnreadableEvent, read_event
from .group import Entry, StreamGroup

__all__ = ["CALL_SCORED", "DETECTION", "Entry", "Event", "StreamGroup", "UnreadableEvent", "read_event"]
