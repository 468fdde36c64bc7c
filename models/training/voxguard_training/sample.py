"""Call records for the demo, and what some of the calls see, with which feature-update is compared.

`python -m voxguard_training.sample FOLDER [CSV]` writes instead what every call sees: of this sample, or of records in the columns of records.py.
"""
import csv
import datetime
import json
import pathlib
import sys

from . import generator
from .features import Replay

SEED, DAYS, SUBSCRIBERS, TRUNKS, CAMPAIGNS_PER_DAY = 7, 2, 1300, 12, 1.2
ROWS = 1500


def calls():
    """Returns two days of calls, including all that start on the last one."""
    made = generator.generate(SEED, DAYS, SUBSCRIBERS, TRUNKS, CAMPAIGNS_PER_DAY)
    return [call for call in made if is_taken(call.caller, 7) and is_taken(call.callee, 3)]


def is_taken(number, least):
    """Returns whether /v1/score accepts a number: after a + it requires a minimum of digits. It refuses some valid short numbers."""
    return not number.startswith("+") or least <= len(number) - 1 <= 15


def write(folder, records=None, every=None):
    """Writes calls, by default those of the sample, and what every so many of them see."""
    folder.mkdir(exist_ok=True)
    records = records or calls()
    every = every or len(records) // ROWS
    write_calls(folder / "calls.csv", records)
    with open(folder / "features.jsonl", "w") as file:
        for i, row in enumerate(Replay().features(records)):
            if i % every == 0:
                file.write(json.dumps({"call": i, "features": row}) + "\n")


def write_calls(path, records):
    """Writes calls in the columns that the demo reads."""
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["caller", "callee", "trunk", "started_at", "duration_s", "label"])
        for call in records:
            start = datetime.datetime.fromtimestamp(call.started_at, datetime.timezone.utc)
            out.writerow([call.caller, call.callee, call.trunk, start.strftime("%Y-%m-%dT%H:%M:%SZ"), call.duration_s, call.label])


def main(folder, file=None):
    from .records import read
    write(pathlib.Path(folder), read(file) if file else None, every=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
