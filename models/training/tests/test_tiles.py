"""Windows of tiles: their edges, their independence of the order of events, sketches, and a computation from all events beside them."""
import random

import numpy as np
import pytest
import reference

from voxguard_training import numbers, vectors
from voxguard_training.tiles import WINDOWS

T = vectors.START_MS + 5 * 86_400_000 + 13 * 3_600_000  # the start of a tile of each window but 7d's
NUMBER, OTHER = "+14155550100", "+442071838750"


def category(number):
    return numbers.CATEGORIES[numbers.category(number)]


def started(*times, callees=None):
    return [["started", time, f"c{i}", NUMBER, callees[i] if callees else OTHER, "", 0] for i, time in enumerate(times)]


def value(expression, events):
    return vectors.features([expression], events)[0]


@pytest.mark.parametrize("window", [name for name in WINDOWS if name != "ever"])
@pytest.mark.parametrize("into_tile", [0, 1, 4_999])
def test_a_window_holds_its_length_less_up_to_a_tile(window, into_tile):
    tiles, tile_ms = WINDOWS[window]
    now = T // tile_ms * tile_ms + into_tile
    oldest = T // tile_ms * tile_ms - (tiles - 1) * tile_ms  # start of the first tile in the window
    length = tiles * tile_ms

    def counted(time):
        return value(f"count(started, {window})", started(time, now)) - 1

    assert counted(oldest) == 1 and counted(oldest - 1) == 0
    assert counted(now - length) == 0, "an event at t - length is never in it"
    assert counted(now - length + tile_ms) == 1, "the length less a tile is always in it"
    assert counted(now - length + 1) == (1 if into_tile == tile_ms - 1 else 0)


def test_an_hour_back_to_the_millisecond():
    end_of_tile = T + 299_999
    assert value("count(started, 1h)", started(end_of_tile - 3_600_000, end_of_tile)) == 1
    assert value("count(started, 1h)", started(end_of_tile - 3_599_999, end_of_tile)) == 2
    assert value("count(started, 1h)", started(T - 3_599_999, T)) == 1
    assert value("count(started, 1h)", started(T - 3_300_001, T)) == 1
    assert value("count(started, 1h)", started(T - 3_300_000, T)) == 2


def test_ever_forgets_nothing():
    assert value("count(started, ever)", started(0, 1, T, T + 10 ** 11)) == 4
    assert value("first(started, ever)", started(5000, T)) == 5


def test_the_latest_event_of_any_kind_moves_all_windows_on():
    events = started(T) + [["ended", T + 86_400_000, "c0", NUMBER, OTHER, "", 86_400]]
    assert value("count(started, 24h)", events) == 0 and value("count(started, 24h)", events[:1]) == 1


def test_a_late_event_counts_in_its_tile_and_only_while_that_is_in_the_window():
    assert value("count(started, 5m)", started(T, T - 200_000)) == 2
    assert value("count(started, 5m)", started(T, T - 400_000)) == 1
    assert value("first(started, 1h)", started(T, T - 200_000)) == np.float32((T - 200_000) / 1000)


def test_the_features_do_not_depend_on_the_order_of_events():
    rng, shuffle = np.random.default_rng(5), random.Random(5)
    for calls, callees, span in [(12, 8, 3_600_000), (300, 250, 600_000), (60, 30, 20 * 86_400_000)]:
        events = vectors.random_events(rng, calls, span, callers=80, callees=callees, repeated=0, located=0.5)
        expressions = [text for kind in ("started", "ended") for window in WINDOWS for text in vectors.measures(kind, window)]
        expected = vectors.features(expressions, sorted(events, key=lambda event: event[1]))
        for _ in range(4):
            shuffle.shuffle(events)
            assert vectors.features(expressions, events) == expected


def different(count, gap_ms=0):
    return started(*[T + i * gap_ms for i in range(count)], callees=[f"+1415{i:07d}" for i in range(count)])


def test_up_to_64_values_a_tile_are_counted_exactly():
    assert value("distinct(callee, started, 1h)", different(64)) == 64
    assert value("distinct(callee, started, 1h)", different(64 * 12, gap_ms=4_688)) == 64 * 12  # 63 or 64 in each of twelve tiles


@pytest.mark.parametrize("count", [65, 100, 300, 640, 1000, 5000, 50_000])
def test_more_values_in_a_tile_are_estimated(count):
    estimate = value("distinct(callee, started, 1h)", different(count))
    assert estimate == pytest.approx(count, rel=0.2)
    again = different(count) + [[kind, time + 1, call + "x", *rest] for kind, time, call, *rest in different(count)]
    assert value("distinct(callee, started, 1h)", again) == estimate, "values that were there before change nothing"


def test_the_standard_error_of_the_estimate_is_that_of_256_registers():
    errors = []
    for i in range(40):
        estimate = value("distinct(callee, started, 1h)", started(*[T] * 2000, callees=[f"+{i}{j}" for j in range(2000)]))
        errors.append(estimate / 2000 - 1)
    assert abs(np.mean(errors)) < 0.03 and 0.04 < np.std(errors) < 0.09


def test_a_window_is_exact_again_when_its_last_sketch_has_left():
    many, few = different(70), [["started", T + 3_400_000 + i, f"late{i}", NUMBER, f"+4420{i:07d}", "", 0] for i in range(10)]
    last = [["started", T + 3_600_000, "last", NUMBER, "+442000000000", "", 0]]
    assert value("distinct(callee, started, 1h)", many + few) != 10
    assert value("distinct(callee, started, 1h)", many + few + last) == 11


def test_more_than_32_values_in_a_tile_are_counted_in_buckets():
    exact = different(32)
    assert value("most(callee, started, 1h)", exact) == 1 and value("entropy(callee, started, 1h)", exact) == 5
    bucketed = different(500)
    buckets = np.bincount([reference.hash_of(event[4]) >> 34 for event in bucketed], minlength=64)
    assert value("most(callee, started, 1h)", bucketed) == buckets.max() > 1
    shares = buckets / buckets.sum()
    assert value("entropy(callee, started, 1h)", bucketed) == pytest.approx(-(shares * np.log2(shares)).sum(), rel=1e-6)
    later = [["started", T + 3_600_000, "later", NUMBER, OTHER, "", 0]]
    assert value("most(callee, started, 1h)", bucketed + later) == 1, "the buckets have left"


def test_random_streams_at_a_thousand_times_beside_a_computation_from_all_events():
    rng, compared = np.random.default_rng(21), 0
    every = [text for kind in ("started", "answered", "ended") for window in WINDOWS for text in vectors.measures(kind, window)]
    every += [text for entity in ("caller", "callee", "trunk") for text in vectors.shipped(entity)]
    for stream in range(100):
        span = [20_000, 600_000, 7_200_000, 2 * 86_400_000, 20 * 86_400_000][stream % 5]
        dense = stream % 10 in (0, 6)
        events = vectors.random_events(rng, 130 if dense else int(rng.integers(5, 60)), span, callers=100 if dense else 4, callees=200 if dense else 9,
                                       located=0.5 if stream % 2 else 0.0)
        expressions = [every[i] for i in rng.choice(len(every), 40, replace=False)]
        states = vectors.replayed(expressions, events)
        at = set(rng.integers(0, len(events), 10).tolist())
        for i, row in enumerate(states):
            if i in at:
                expected = reference.features(expressions, events[: i + 1], category)
                assert row() == pytest.approx(expected, rel=1e-6, abs=1e-9), (stream, i)
                compared += 1
    assert compared > 900


LONDON, NEW_YORK, SYDNEY = [51.5, -0.12], [40.7128, -74.006], [-33.8688, 151.2093]


def at(*steps):
    """Returns events of calls that start. steps: time, and a place or None."""
    return [event + [place] * (place is not None) for event, (_, place) in zip(started(*[time for time, _ in steps]), steps)]


def test_the_spread_is_the_root_mean_square_distance_from_the_mean():
    assert value("spread(caller_location, started, 1h)", at((T, None))) is None
    assert value("spread(caller_location, started, 1h)", at(*[(T + i, LONDON) for i in range(7)])) == 0
    two = value("spread(caller_location, started, 1h)", at((T, LONDON), (T + 1, NEW_YORK), (T + 2, None)))
    assert two == pytest.approx(2697.5, rel=0.001)  # half of the chord: 5,571 km over the surface are 5,395 through the earth
    four = value("spread(caller_location, started, 1h)", at(*[(T + i, [LONDON, NEW_YORK][i % 2]) for i in range(4)]))
    assert four == two
    assert value("spread(caller_location, started, 24h)", at((T, [0, 0]), (T + 3_600_000, [0, 180]))) == 6371


def test_the_jump_is_the_distance_over_the_surface_by_the_time_between():
    assert value("jump_speed(caller_location, started, 1h)", at((T, LONDON), (T + 1, None))) is None
    assert value("jump_speed(caller_location, started, 1h)", at((T, LONDON), (T + 3_000_000, NEW_YORK))) == pytest.approx(5570 / (5 / 6), rel=0.001)
    assert value("jump_speed(caller_location, started, 24h)", at((T, LONDON), (T + 2 * 3_600_000, NEW_YORK))) == pytest.approx(5570 / 2, rel=0.001)
    assert value("jump_speed(caller_location, started, 1h)", at((T, LONDON), (T, NEW_YORK))) == pytest.approx(5570 * 60, rel=0.001), "a minute at least"
    assert value("jump_speed(caller_location, started, 1h)", at((T, LONDON), (T, LONDON))) == 0
    assert value("jump_speed(caller_location, started, 24h)", at((T, [12, 179.95]), (T + 3_600_000, [12, -179.95]))) == pytest.approx(10.88, rel=0.01)


def test_only_the_first_and_the_last_position_of_a_tile_are_seen():
    there_and_back = at((T, LONDON), (T + 60_000, SYDNEY), (T + 200_000, LONDON))
    assert value("jump_speed(caller_location, started, 1h)", there_and_back) == 0
    assert value("jump_speed(caller_location, started, 1h)", at((T, LONDON), (T + 299_999, SYDNEY), (T + 300_000, LONDON))) > 500_000


def test_the_fastest_jump_leaves_with_its_tile():
    events = at((T, LONDON), (T + 60_000, NEW_YORK), (T + 3_600_000, NEW_YORK), (T + 3_610_000, NEW_YORK))
    assert value("jump_speed(caller_location, started, 1h)", events) == 0 and value("spread(caller_location, started, 1h)", events) == 0
    assert value("sum(located, started, 1h)", events) == 2
