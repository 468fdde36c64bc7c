"""Random requests to Feast's server and to ours: replies are equal where Feast is right, and differ by named rules where it is not."""
import itertools

import pytest
from conftest import REQUESTS, SEED

from harness.asking import Asker, Request, Shown, ask
from harness.same import Report
from harness.store import UNREADABLE
from harness.truth import EPOCH, RULES, Truth
from harness.world import BROKEN

STRANGE = REQUESTS // 5


@pytest.fixture
def asker(world):
    return Asker(world.project, world.population, SEED, hidden=("token_uses",))


def test_a_compatible_server_answers_as_feast_does(world, like_feast, asker):
    report = Report()
    for number in range(REQUESTS):
        request = asker.request(strange=number < STRANGE)
        status, reply = ask(world.feast, request.body)
        assert status == 200, (request.body, reply)
        report.compare(request, (status, reply), ask(like_feast, request.body))
    report.end()


def test_a_truthful_server_differs_only_where_feast_is_wrong(world, truthful, asker, applied):
    report = Report()
    truth = Truth(world.project, world.store)
    # whole views after the random requests: few of these may happen to meet a row that only one rule concerns
    for request in itertools.chain((asker.request() for _ in range(REQUESTS)), asker.whole_views()):
        status, reply = ask(world.feast, request.body)
        assert status == 200, (request.body, reply)
        report.compare(request, (200, truth.of(request, reply)), ask(truthful, request.body))
    report.end()
    applied.update(truth.applied)
    assert all(truth.applied[rule] for rule in RULES), truth.applied


def test_a_truthful_server_refuses_keys_of_another_type_and_names_them(truthful, asker):
    for _ in range(STRANGE):
        request = asker.request(strange=True)
        status, reply = ask(truthful, request.body)
        if request.strange:
            assert (status, reply["error"]["field"] in request.strange) == (400, True), (request.body, reply)
        else:
            assert status == 200, (request.body, reply)


@pytest.mark.parametrize("view, values", [
    ("scalars", {"a_string": None, "a_int64": 7, "a_bool": None}),
    ("scalars", {"a_decimal": None, "a_int64": 7}),
    ("renamed", {"calls_1m": 7}),
], ids=["a value cut off", "a text that is not UTF-8", "an event time cut off"])
def test_malformed_values_do_not_affect_others(world, compatible, truthful, view, values):
    callers = ["+14155550001", BROKEN, "ghost"]
    shown = {name: Shown(view, name, {"caller_id": "caller_id"}) for name in values}
    body = {"features": [f"{view}:{name}" for name in values], "entities": {"caller_id": callers}}
    request = Request(body, body["entities"], shown)
    assert ask(world.feast, body)[0] == 500

    _, reply = ask(world.feast, {**body, "entities": {"caller_id": ["+14155550001", "ghost", "ghost"]}})
    reply["caller_id"]["values"] = callers
    time = world.store.row(view, {"caller_id": BROKEN}).time
    for name, value in values.items():
        reply[name]["values"][1] = value
        reply[name]["event_timestamps"][1] = EPOCH if time is UNREADABLE else time.ToJsonString()
    assert_same(request, (200, reply), ask(compatible, body))

    truth = Truth(world.project, world.store)
    assert_same(request, (200, truth.of(request, reply)), ask(truthful, body))
    assert truth.applied["cut off"] == 1


def assert_same(request, expected, got):
    report = Report()
    report.compare(request, expected, got)
    report.end()
