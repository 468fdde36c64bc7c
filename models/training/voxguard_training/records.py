"""Share of unlabelled call records that a model would stop, replayed as in the demo and starting on each weekday in turn.

`python -m voxguard_training.records MODEL CSV` (CSV with the columns From, To, Datetime, Duration(seconds), Cell Tower)
"""
import csv
import datetime
import sys

import numpy as np
import yaml

from .calls import ORDINARY, Call
from .catalogue import Catalogue
from .dataset import CALLER, DAY, rows
from .numbers import MODELS


def read(path):
    """Returns calls in the order of their start; the tower is the trunk, times are UTC."""
    with open(path, newline="") as file:
        records = list(csv.DictReader(file))
    calls = []
    for record in records:
        start = datetime.datetime.strptime(record["Datetime"], "%Y%m%d %H%M").replace(tzinfo=datetime.timezone.utc)
        calls.append(Call(record["From"], record["To"], "tower-" + record["Cell Tower"], int(start.timestamp()),
                          max(0, int(record["Duration(seconds)"])), ORDINARY))
    return sorted(calls, key=lambda call: call.started_at)


def moved(calls, days):
    return [Call(c.caller, c.callee, c.trunk, c.started_at + days * DAY, c.duration_s, c.label) for c in calls]


def shares(score, thresholds, records):
    """Returns (blocked, reviewed) of the rows by the shipped policy: an unknown caller is reviewed at most."""
    scores = score(records)
    known = records.knows(CALLER)
    blocked = (scores >= thresholds["block"]) & known
    reviewed = (scores >= thresholds["review"]) & ~blocked
    return blocked.mean(), reviewed.mean()


def main(model, path):
    from .export import scorer
    folder = sorted((MODELS / model).glob("*/manifest.yaml"))[-1].parent
    manifest = yaml.safe_load((folder / "manifest.yaml").read_text())
    served = scorer(folder / manifest["file"])
    calls, catalogue = read(path), Catalogue.load()
    for days in range(7):
        records = rows(catalogue, moved(calls, days), calls[0].started_at + days * DAY)
        blocked, reviewed = shares(lambda r: served(r.vectors()), manifest["thresholds"], records)
        first = datetime.datetime.fromtimestamp(records.started_at[0], datetime.timezone.utc)
        print(f"from a {first:%A}: {len(records)} calls, {blocked:.3%} blocked, {reviewed:.3%} reviewed")


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main(*sys.argv[1:])
