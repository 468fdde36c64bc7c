"""What a call sees (docs/features.md) of the features that the views define, on constructed calls."""
from voxguard_training.calls import Call
from voxguard_training.catalogue import Catalogue
from voxguard_training.features import Replay

NAMES = [name for name, _ in Catalogue.load().inputs()]
A, B, C = "+14155550100", "+14155550105", "+442071838750"


def seen(calls, which=-1):
    rows = list(Replay().features(calls))
    return dict(zip(NAMES, rows[which]))


def test_a_call_does_not_see_itself_or_those_that_start_at_the_same_time():
    calls = [Call(A, B, "t", 1000, 10), Call(A, C, "t", 1000, 10)]
    assert seen(calls)["caller_velocity:calls_1m"] is None
    assert seen(calls + [Call(A, B, "t", 1001, 10)])["caller_velocity:calls_1m"] == 2


def test_windows_move_on_by_tiles():
    calls = [Call(A, B, "t", 4, 5), Call(A, B, "t", 60, 5), Call(A, B, "t", 61, 5)]
    features = seen(calls)
    assert features["caller_velocity:calls_1m"] == 1  # as of 60: the first tile of five seconds has left
    assert features["caller_velocity:calls_5m"] == 2
    assert seen([Call(A, B, "t", 5, 5), Call(A, B, "t", 64, 5), Call(A, B, "t", 64, 5), Call(A, B, "t", 66, 5)])["caller_velocity:calls_1m"] == 3


def test_an_end_counts_for_a_call_that_starts_in_the_same_second():
    calls = [Call(A, B, "t", 0, 100), Call(A, B, "t", 100, 1)]
    features = seen(calls)
    assert features["caller_rhythm:mean_duration_s_24h"] == 100
    assert features["trunk_load:active_calls"] == 0
    assert seen([Call(A, B, "t", 0, 101), Call(A, B, "t", 100, 1)])["caller_rhythm:mean_duration_s_24h"] is None


def test_a_call_that_nobody_answers_ends_at_once():
    features = seen([Call(A, B, "t", 0, 0), Call(A, B, "t", 1, 1)])
    assert features["caller_velocity:unanswered_ratio_1h"] == 1
    assert features["trunk_load:active_calls"] == 0


def test_sequential_callees_share_all_but_their_last_digit():
    steps = [Call(A, f"+1415555200{i}", "t", i, 1) for i in range(4)]
    assert seen(steps + [Call(A, B, "t", 10, 1)])["caller_geography:sequential_ratio_1h"] == 0.75
    assert seen(list(reversed([Call(A, call.callee, "t", 9 - i, 1) for i, call in enumerate(steps)])) + [Call(A, B, "t", 10, 1)]) == seen(
        [Call(A, call.callee, "t", 6 + i, 1) for i, call in enumerate(steps)] + [Call(A, B, "t", 10, 1)])
    apart = [Call(A, f"+1415555{2000 + i * 10:04d}", "t", i, 1) for i in range(4)]
    assert seen(apart + [Call(A, B, "t", 10, 1)])["caller_geography:sequential_ratio_1h"] == 0
    same = [Call(A, B, "t", i, 1) for i in range(4)]
    assert seen(same)["caller_geography:sequential_ratio_1h"] == 0


def test_a_view_older_than_its_ttl_is_missing():
    late = seen([Call(A, B, "t", 0, 5), Call(A, B, "t", 5 + 7200, 5)])
    later = seen([Call(A, B, "t", 0, 5), Call(A, B, "t", 6 + 7200, 5)])
    assert late["caller_velocity:calls_1h"] == 1 and later["caller_velocity:calls_1h"] is None
    assert later["caller_rhythm:calls_24h"] == 1 and later["trunk_load:calls_1h"] is None


def test_numbers_without_a_plus_are_never_international_or_costly():
    features = seen([Call("200", "371234", "t", 0, 5), Call("200", "371234", "t", 9, 5)])
    assert features["caller_geography:premium_ratio_24h"] == 0
    assert features["request:international"] == 0 and features["request:callee_category"] == 0
    abroad = seen([Call(A, C, "t", 0, 5), Call(A, "+37163456789", "t", 9, 5), Call(A, B, "t", 10, 5)])
    assert abroad["caller_geography:international_ratio_24h"] == 1 and abroad["caller_geography:premium_ratio_24h"] == 0.5


def test_history_ratios_are_over_the_time_of_observation():
    hour, day = 3600, 86_400
    first = seen([Call(A, B, "t", 0, 5), Call(A, C, "t", 5, 5)])
    assert first["caller_history:days_known"] == 0 and first["caller_history:calls_per_day_7d"] == 1
    assert first["caller_history:active_hours_ratio_7d"] == 1 and first["caller_history:callee_repeat_ratio_7d"] is None
    calls = [Call(A, B, "t", 0, 0), Call(A, B, "t", 3 * hour, 0), Call(A, "+37163456789", "t", 9 * hour, 0)]
    later = seen(calls + [Call(A, B, "t", 9 * hour + 1, 0)])
    assert later["caller_history:calls_per_day_7d"] == 3  # three in less than a day, which counts as one
    assert abs(later["caller_history:active_hours_ratio_7d"] - 0.3) < 1e-6  # three of the ten hours since the first call
    assert abs(later["caller_history:callee_repeat_ratio_7d"] - 1 / 3) < 1e-6
    assert abs(later["caller_history:premium_ratio_7d"] - 1 / 3) < 1e-6
    known = seen(calls + [Call(A, B, "t", 2 * day, 0), Call(A, B, "t", 2 * day + 1, 0)])
    assert known["caller_history:days_known"] == 2 and known["caller_history:calls_per_day_7d"] == 2


def test_history_forgets_calls_of_more_than_a_week_ago_but_not_the_first_day():
    day = 86_400
    features = seen([Call(A, B, "t", 0, 0), Call(A, B, "t", 1, 0), Call(A, C, "t", 20 * day, 0), Call(A, B, "t", 20 * day + 9, 0)])
    assert features["caller_history:days_known"] == 20
    assert abs(features["caller_history:calls_per_day_7d"] - 1 / 7) < 1e-6
