"""Strata of calls for which false positives and recall are reported."""
import numpy as np

from .dataset import CALLEE, CALLER, MASKS, TRUNK


def natural(rows):
    """Returns masks of rows by name, according to the features in the store."""
    days = rows.column("caller_history:days_known")
    known = rows.knows(CALLER)
    return {
        "all": np.ones(len(rows), dtype=bool),
        "known caller": known & (days >= 1),
        "first day": known & (days == 0),
        "unknown caller": ~known,
        "unknown callee": ~rows.knows(CALLEE),
        "unknown trunk": ~rows.knows(TRUNK),
    }


def cold(rows):
    """Returns strata by the time since the store was emptied."""
    ages = {"less than 6 h ago": (0, 6), "6 to 24 h ago": (6, 24), "1 to 2.5 days ago": (24, 60)}
    return {f"store emptied {age}": (rows.cold >= low) & (rows.cold < high) for age, (low, high) in ages.items()}


def every(rows, cold_rows):
    """Returns rows by name, also with parts of the store missing."""
    found = {name: rows.where(pick) for name, pick in natural(rows).items()}
    found.update({name: cold_rows.where(pick) for name, pick in cold(cold_rows).items()})
    for name, views in MASKS.items():
        shown = "nothing known" if name == "everything" else f"all of {name} missing" if name == "caller" else f"{name} missing"
        found[shown] = rows.without(views)
    return found
