"""What an engine tells the store about the rules it runs."""
import re
from dataclasses import dataclass

EXPIRES_MS = 30_000
MAX_REASON = 300

_UNWANTED = re.compile(r"[|\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """running: the revision that is evaluated; 0 for none. at: Unix milliseconds of the change."""

    status: str
    revision: int
    running: int
    at: int
    reason: str = ""

    def value(self):
        return f"{self.status}|{self.revision}|{self.running}|{self.at}|{sentence(self.reason)}"


def sentence(text):
    """A reason as it may stand in an acknowledgement: short, without bars and line ends."""
    return _UNWANTED.sub(" ", text)[:MAX_REASON]
