"""Call records with labelled fraud, from a seed: equal seeds give equal calls."""
import datetime

import numpy as np

from .fraud import Campaigns
from .ordinary import OrdinaryTraffic
from .profile import Profile

FIRST_DAY = int(datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc).timestamp())  # a Monday


def generate(seed, days, subscribers, trunks, campaigns_per_day, first_day=FIRST_DAY):
    """Returns calls in the order of their start; campaigns_per_day is per typology."""
    rng = np.random.default_rng(seed)
    traffic = OrdinaryTraffic(rng, Profile.load(), subscribers, trunks, days)
    calls = traffic.calls(first_day, days) + Campaigns(rng, traffic).calls(first_day, days, campaigns_per_day)
    return sorted(calls, key=lambda call: call.started_at)
