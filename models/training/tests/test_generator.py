"""Properties of the generated calls."""
import collections

import numpy as np
import phonenumbers

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


def test_ordinary_subscribers_keep_the_fitted_rhythm_of_their_own_clock():
    fitted = profile.Profile.load()
    home = [call for call in CALLS if call.label == ORDINARY and call.caller.startswith("+44") and not call.caller.startswith("+44800")]
    calls = collections.Counter(call.caller for call in home)
    hours = collections.Counter(call.started_at // 3600 % 24 for call in home if 3 < calls[call.caller] < 40)
    share = np.array([hours[h] for h in range(24)]) / sum(hours.values())
    assert share[:6].sum() < 2 * sum(fitted.hour_weights[:6]) and share[8:20].sum() > 0.6


def test_many_ordinary_calls_come_from_numbers_that_were_not_seen_before():
    seen, first = set(), 0
    last_day = [call for call in CALLS if call.label == ORDINARY and call.started_at >= generator.FIRST_DAY + 2 * 86_400]
    for call in CALLS:
        if call.started_at < last_day[0].started_at:
            seen.add(call.caller)
    for call in last_day:
        first += call.caller not in seen
        seen.add(call.caller)
    assert 0.06 < first / len(last_day) < 0.4


def test_each_campaign_has_its_own_number_and_one_typology():
    labels = collections.defaultdict(set)
    for call in CALLS:
        assert (call.campaign > 0) == (call.label != ORDINARY)
        labels[call.campaign].add(call.label)
    assert all(len(of) == 1 for of in labels.values())


def test_numbers_are_valid_by_the_numbering_plans():
    checked = [call.caller for call in CALLS if call.label == ORDINARY and call.caller.startswith("+")][::50]
    valid = [phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in checked]
    assert np.mean(valid) > 0.97  # neighbours of valid numbers are not all valid


def test_a_fitted_profile_recovers_its_parameters():
    records = [("a", "b", "d1", 8), ("a", "b", "d1", 8), ("a", "c", "d2", 9), ("b", "a", "d2", 9)]
    fitted = profile.fit(records)
    assert fitted.hour_weights[8] == 0.5 and fitted.hour_weights[9] == 0.5
    assert fitted.calls_per_day_mean == 1.0
