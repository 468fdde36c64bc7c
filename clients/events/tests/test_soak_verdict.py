"""The soak test's verdict: it must be able to fail."""
from soak import verdict
from soak.events import Events, Record

EVENTS = Events(2_000, 10, seed=3)
CALLER = EVENTS.caller_of[0]
OF_CALLER = [number for number in range(EVENTS.count) if EVENTS.caller_of[number] == CALLER]


def record(numbers, wanted=lambda number: True):
    record = Record(EVENTS, wanted)
    for number in numbers:
        record.add(number)
    return record


def judge(record, unanswered=0, dead=(), poisoned=(), limit=20):
    return verdict.destination(record, unanswered, dead, poisoned, limit)[1]


def test_every_event_once_in_order_is_right():
    assert judge(record(range(2_000))) == []
    assert verdict.log(record(range(2_000)))[1] == []


def test_events_of_other_callers_may_overtake():
    assert judge(record([*OF_CALLER, *(number for number in range(2_000) if EVENTS.caller_of[number] != CALLER)])) == []


def test_lost_event_is_found():
    assert judge(record(number for number in range(2_000) if number != 77)) == ["1 missing, as [77]"]
    assert verdict.log(record(number for number in range(2_000) if number != 77))[1] == ["1 acknowledged events missing, as [77]"]


def test_event_that_was_overtaken_by_one_of_its_caller_is_found():
    first, second = OF_CALLER[4:6]
    order = list(range(2_000))
    order[first], order[second] = second, first
    assert judge(record(order)) == [f"1 out of order, as [({first}, {second})]"]


def test_repetition_of_earlier_events_is_not_disorder():
    assert judge(record([*range(1_000), *range(990, 2_000)])) == []


def test_too_many_duplicates_are_wrong_unless_the_receiver_asked_for_them():
    twice = record([*range(2_000), *range(21)])
    assert judge(twice) == ["21 duplicates, more than 20"]
    assert judge(twice, unanswered=1) == []
    assert judge(twice, limit=21) == []


def test_event_that_the_filter_does_not_match_is_found():
    assert judge(record(range(2_000), lambda number: number != 5)) == ["1 that its filter does not match"]


def test_dead_letters_must_be_the_poisoned_events():
    without = record((number for number in range(2_000) if number != 5), lambda number: number != 5)
    assert judge(without, dead=[5, 5], poisoned={5}) == []
    assert judge(without, poisoned={5}) == ["dead letters: expected [5], got []"]
    assert judge(without, dead=[5, 6], poisoned={5}) == ["dead letters: expected [5], got [5, 6]"]


def test_event_that_the_log_has_twice_is_found():
    assert verdict.log(record([*range(2_000), 7]))[1] == ["1 events twice"]


def test_events_are_drawn_from_the_seed():
    again = Events(2_000, 10, seed=3)
    assert [EVENTS.json(number) for number in range(50)] == [again.json(number) for number in range(50)]
    assert EVENTS.poisoned == again.poisoned != set()
