"""A week of ordinary calls, people and businesses without any fraud, from a seed that the training does not use. It begins on a Monday at 00:00 UTC.

`python -m voxguard_training.ordinary_week FILE.csv [SUBSCRIBERS]` writes them in the columns that `./voxguard demo` reads.
"""
import sys

import numpy as np

from .generator import FIRST_DAY
from .ordinary import DAY, OrdinaryTraffic
from .profile import Profile
from .sample import is_taken, write_calls

SEED, DAYS, SUBSCRIBERS, TRUNKS = 4711, 7, 2600, 24


def calls(subscribers=SUBSCRIBERS):
    """Returns the calls that start in the week, in the order of their start."""
    traffic = OrdinaryTraffic(np.random.default_rng(SEED), Profile.load(), subscribers, TRUNKS, DAYS)
    made = traffic.calls(FIRST_DAY, DAYS)
    taken = [call for call in made if call.started_at < FIRST_DAY + DAYS * DAY and is_taken(call.caller, 7) and is_taken(call.callee, 3)]
    return sorted(taken, key=lambda call: call.started_at)


def main(path, subscribers=SUBSCRIBERS):
    write_calls(path, calls(int(subscribers)))


if __name__ == "__main__":
    main(*sys.argv[1:])
