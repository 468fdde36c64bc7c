"""Shape of ordinary traffic, fitted to real call records: daily rhythm and degree distributions.

`python -m voxguard_training.profile CSV` reads records with the columns From, To, Datetime (yyyymmdd hhmm) and prints a profile.
"""
import collections
import csv
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

PROFILE = Path(__file__).parent / "profile.yaml"


@dataclass(frozen=True)
class Profile:
    """hour_weights: share of calls per hour of the day. calls_per_day: mean and variance over callers. contacts: deciles of how many
    different numbers a caller calls in ten days. top_contact_share: mean share of the most called number."""

    hour_weights: list
    calls_per_day_mean: float
    calls_per_day_variance: float
    contacts_deciles: list
    top_contact_share: float

    @staticmethod
    def load():
        return Profile(**yaml.safe_load(PROFILE.read_text()))


def fit(records):
    """Fits a profile to (caller, callee, day, hour) tuples."""
    hours = collections.Counter(hour for _, _, _, hour in records)
    days = len({day for _, _, day, _ in records})
    calls = collections.Counter(caller for caller, _, _, _ in records)
    contacts = collections.defaultdict(collections.Counter)
    for caller, callee, _, _ in records:
        contacts[caller][callee] += 1
    distinct = sorted(len(of) for of in contacts.values())
    busy = [of for of in contacts.values() if sum(of.values()) >= 10]
    top = statistics.mean(max(of.values()) / sum(of.values()) for of in busy or contacts.values())
    daily = [count / days for count in calls.values()]
    return Profile(
        hour_weights=[round(hours[h] / len(records), 5) for h in range(24)],
        calls_per_day_mean=round(statistics.mean(daily), 4),
        calls_per_day_variance=round(statistics.variance(count for count in calls.values()) / days, 4),
        contacts_deciles=[distinct[min(len(distinct) - 1, len(distinct) * d // 10)] for d in range(11)],
        top_contact_share=round(top, 4),
    )


def main(path):
    with open(path, newline="") as file:
        rows = [(r["From"], r["To"], r["Datetime"][:8], int(r["Datetime"][9:11])) for r in csv.DictReader(file)]
    print(yaml.safe_dump(fit(rows).__dict__, sort_keys=False, default_flow_style=None, width=130), end="")


if __name__ == "__main__":
    main(sys.argv[1])
