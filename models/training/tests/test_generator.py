"""The generated calls are what they are said to be."""
import collections

import numpy as np

from voxguard_training import generator, profile
from voxguard_training.calls import ORDINARY, TYPOLOGIES

CALLS = generator.generate(seed=1, days=3, subscribers=800, trunks=8, campaigns_per_day=1.0)


def test_the_same_seed_gives_the_same_calls():
    assert CALLS == generator.generate(seed=1, days=3, subscribers=800, trunks=8, campaigns_per_day=1.0)
    assert CALLS != generator.generate(seed=2, days=3, subscribers=800, trunks=8, campaigns_per_day=1.0)


def test_every_typology_is_there_and_the_calls_are_in_order():
    assert {call.label for call in CALLS} == {ORDINARY, *TYPOLOGIES}
    starts = [call.started_at for call in CALLS]
    assert starts == sorted(starts)


def test_ordinary_subscribers_keep_the_fitted_rhythm():
    fitted = profile.Profile.load()
    plain = [call for call in CALLS if call.label == ORDINARY and call.trunk.startswith("trunk") and call.caller.startswith("+")]
    calls = collections.Counter(call.caller for call in plain)
    hours = collections.Counter(call.started_at // 3600 % 24 for call in plain if calls[call.caller] < 40)
    share = np.array([hours[h] for h in range(24)]) / sum(hours.values())
    assert np.abs(share - np.array(fitted.hour_weights)).max() < 0.015


def test_a_profile_is_found_again_in_what_it_was_fitted_to():
    records = [("a", "b", "d1", 8), ("a", "b", "d1", 8), ("a", "c", "d2", 9), ("b", "a", "d2", 9)]
    fitted = profile.fit(records)
    assert fitted.hour_weights[8] == 0.5 and fitted.hour_weights[9] == 0.5
    assert fitted.calls_per_day_mean == 1.0
