"""Thresholds on drawn populations whose callers, or whose emptied stores, differ."""
import numpy as np
import pytest

from voxguard_training import ordinary_week, thresholds
from voxguard_training.calls import ORDINARY

BOUND, CALLERS, CALLS, STORES = 0.01, 600, 5, 6


def stretch(rng, stores_differ):
    """Returns scores, callers and stores of a stretch: the scores of a caller's calls are alike, and those of one store's hours."""
    callers, stores = np.repeat(np.arange(CALLERS), CALLS), rng.integers(0, STORES, CALLERS * CALLS)
    of_caller, of_store = rng.normal(size=CALLERS), rng.normal(size=STORES) * stores_differ
    return of_caller[callers] + of_store[stores] + rng.normal(size=len(callers)) * 0.3, callers, stores.astype(float)


def needed(part, monkeypatch):
    monkeypatch.setattr(thresholds, "DRAWS", 60)
    return np.quantile(thresholds.drawn_thresholds([part], [BOUND])[0], thresholds.SURE)


@pytest.mark.parametrize("stores_differ", [0.0, 0.5])
def test_a_further_stretch_rarely_exceeds_the_bound(monkeypatch, stores_differ):
    rng = np.random.default_rng(1)
    exceeded, at_the_bound = 0, 0
    for _ in range(60):
        part, further = stretch(rng, stores_differ), stretch(rng, stores_differ)[0]
        exceeded += (further > needed(part, monkeypatch)).mean() > BOUND
        at_the_bound += (further > np.quantile(part[0], 1 - BOUND)).mean() > BOUND
    assert exceeded <= 12, "one in ten is expected"
    assert at_the_bound >= 18, "without a margin, chance decides"


def test_few_emptied_stores_need_more_room_than_a_full_one(monkeypatch):
    scores, callers, stores = stretch(np.random.default_rng(2), 0.0)
    assert needed((scores, callers, stores), monkeypatch) > needed((scores, callers, np.full(len(stores), -np.inf)), monkeypatch)


def test_calls_of_one_caller_need_more_room_than_calls_of_many(monkeypatch):
    scores, callers, stores = stretch(np.random.default_rng(3), 0.0)
    full = np.full(len(stores), -np.inf)  # the store was not emptied
    highest = np.argsort(-scores)[:40]
    together = callers.copy()
    together[highest] = CALLERS
    assert needed((scores, together, full), monkeypatch) > needed((scores, callers, full), monkeypatch)


def test_an_ordinary_week_has_calls_in_every_hour_and_no_fraud():
    calls = ordinary_week.calls(260)
    hours = [(call.started_at - ordinary_week.FIRST_DAY) // 3600 for call in calls]
    assert set(hours) == set(range(168)) and hours == sorted(hours)
    assert {call.label for call in calls} == {ORDINARY}
    assert len({call.trunk for call in calls}) > ordinary_week.TRUNKS / 2


def test_a_threshold_lies_above_its_score_with_as_many_digits_as_that_takes():
    assert [thresholds._rounded_up(score) for score in (0.4995, 0.9912, 0.99935, 0.9999855)] == [0.501, 0.993, 0.9995, 0.999987]
    with pytest.raises(ValueError, match="no threshold below 1"):
        thresholds._rounded_up(1.0)
