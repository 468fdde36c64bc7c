"""Counters of a follower."""
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Counters. reads: pointers examined. applied, refused: number of reports.

    torn, unverifiable, fallen: pointers examined whose blob did not match or was missing; that were malformed or unverifiable; that were below
    an earlier verified one.
    """

    reads: int = 0
    applied: int = 0
    refused: int = 0
    torn: int = 0
    unverifiable: int = 0
    fallen: int = 0
