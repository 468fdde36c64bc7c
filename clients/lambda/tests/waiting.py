"""Waiting for what has to happen soon, as an event source does that delivers again."""
from __future__ import annotations

import time
from collections.abc import Callable

LIMIT_S = 20


def eventually(condition: Callable[[], bool], what: str, limit_s: float = LIMIT_S) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, f"waited {limit_s} s: {what}"
        time.sleep(0.1)
