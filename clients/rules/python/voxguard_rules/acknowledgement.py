"""Acknowledgement of the rules that an engine runs."""
import re
from dataclasses import dataclass

EXPIRES_MS = 30_000
MAX_REASON = 300

_UNWANTED = re.compile(r"[|\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """State reported to the store. running: the revision in force, or 0. at: time of the change, Unix milliseconds."""

    status: str
    revision: int
    running: int
    at: int
    reason: str = ""

    def value(self):
        return f"{self.status}|{self.revision}|{self.running}|{self.at}|{sanitized(self.reason)}"


def sanitized(text):
    """Returns a reason without bars and line ends, cut to the maximum length."""
    return _UNWANTED.sub(" ", text)[:MAX_REASON]
