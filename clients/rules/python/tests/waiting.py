"""Bounded waiting for conditions."""
import time

BOUND_S = 20


def until(condition, what, bound_s=BOUND_S):
    """Calls the condition until its result is true, and returns the result."""
    end = time.monotonic() + bound_s
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {bound_s} s: {what}")
        time.sleep(0.005)
