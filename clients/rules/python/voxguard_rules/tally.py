"""What a follower has counted."""
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """reads: pointers examined. applied, refused: as often as it was said.

    torn, unverifiable, fallen: pointers examined whose blob was not theirs or gone; that could not be parsed or verified; that were below
    an earlier verified one.
    """

    reads: int = 0
    applied: int = 0
    refused: int = 0
    torn: int = 0
    unverifiable: int = 0
    fallen: int = 0
