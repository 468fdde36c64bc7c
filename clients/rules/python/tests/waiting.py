"""Waits for a condition, and says which one did not come."""
import time

BOUND_S = 20


def until(condition, what, bound_s=BOUND_S):
    """What the condition returns as soon as it is true. condition: called again and again."""
    end = time.monotonic() + bound_s
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {bound_s} s: {what}")
        time.sleep(0.005)
