"""Call records for the demo, and the features of the first calls, with which the demo's updater is compared."""
import csv
import datetime
import json

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


def write(folder):
    folder.mkdir(exist_ok=True)
    records = calls()
    with open(folder / "calls.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["caller", "callee", "trunk", "started_at", "duration_s", "label"])
        for call in records:
            start = datetime.datetime.fromtimestamp(call.started_at, datetime.timezone.utc)
            out.writerow([call.caller, call.callee, call.trunk, start.strftime("%Y-%m-%dT%H:%M:%SZ"), call.duration_s, call.label])
    with open(folder / "features.jsonl", "w") as file:
        for i, row in enumerate(Replay().features(records)):
            if i % (len(records) // ROWS) == 0:
                file.write(json.dumps({"call": i, "features": row}) + "\n")
