"""CloudEvents in each mode, and the table of status codes of docs/functions.md."""
import json
import signal
from collections.abc import Callable

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event, to_structured_event
from harness.events import BATCH, FUNCTIONS, MODES, batch, event
from harness.processes import Service, Store, wait_for

# at most 1,000 events, and 4 MB
TOO_MANY, TOO_LARGE = 1001, 5_000_000


def refused(service: Service, message: HTTPMessage) -> None:
    """400: Knative never sends the event again."""
    reply = service.post(message.headers, message.body)
    assert reply.status_code == 400, reply.text
    assert reply.json()["error"]["status"] == 400


@pytest.fixture
def function(request: pytest.FixtureRequest, start: Callable[[str], Service]) -> Service:
    return start(request.param).await_ready()


every_function = pytest.mark.parametrize("function", FUNCTIONS, indirect=True, ids=FUNCTIONS)


@every_function
def test_status_codes(function: Service, store: Store):
    contract = FUNCTIONS[function.manifest.name]
    for mode, write in MODES.items():
        message = write(contract.example())
        reply = function.post(message.headers, message.body)
        assert reply.status_code == contract.status, f"{mode}: {reply.status_code} {reply.text}"
    many = batch([contract.example() for _ in range(200)])
    assert function.post(many.headers, many.body).status_code == contract.status
    partly = batch([event("io.voxguard.unknown.v1", {}), contract.example()])
    assert function.post(partly.headers, partly.body).status_code == contract.status

    for write in MODES.values():
        refused(function, write(event("io.voxguard.unknown.v1", {})))
    refused(function, HTTPMessage({"content-type": "application/cloudevents+json"}, b'{"specversion":'))
    too_many = batch([event("io.voxguard.unknown.v1", {}) for _ in range(TOO_MANY)])
    assert function.post(too_many.headers, too_many.body).status_code == 413
    assert function.post({"content-type": BATCH}, b" " * TOO_LARGE).status_code == 413
    # the one of the batch, and four that were refused; not what was too large
    assert store.client.xlen(contract.dead_letters) == 5


@pytest.mark.parametrize("function", [name for name in FUNCTIONS if name != "score"], indirect=True)
@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP], ids=["dead", "frozen"])
def test_store_that_is_away_makes_the_broker_try_again(function: Service, store: Store, fault: int):
    store.signal(fault)

    message = to_structured_event(FUNCTIONS[function.manifest.name].example())
    reply = function.post(message.headers, message.body)

    assert reply.status_code == 503, reply.text
    assert int(reply.headers["Retry-After"]) > 0


@pytest.mark.parametrize("function", [name for name, contract in FUNCTIONS.items() if contract.reply], indirect=True)
def test_reply_is_an_event_for_the_broker(function: Service):
    contract = FUNCTIONS[function.manifest.name]
    for mode in ("binary", "structured"):
        sent = contract.example()
        message = MODES[mode](sent)
        reply = function.post(message.headers, message.body)
        answer = from_http_event(HTTPMessage({name.lower(): value for name, value in reply.headers.items()}, reply.content))
        assert answer.get_type() == contract.reply
        # what the trigger of event-fanout selects by
        assert answer.get_extension("decision") in ("allow", "review", "block")
        data = answer.get_data()
        assert (data if isinstance(data, dict) else json.loads(data))["call_id"] == sent.get_data()["call_id"]


def test_score_answers_without_the_store(start: Callable[[str], Service], store: Store):
    service = start("score").await_ready()
    store.kill()

    message = to_structured_event(FUNCTIONS["score"].example())
    reply = service.post(message.headers, message.body)

    assert reply.status_code == 200, reply.text
    assert reply.json()["data"]["degraded"], "the answer says what it lacks"


def test_undelivered_keeps_events_with_what_knative_says_of_them(start: Callable[[str], Service], store: Store):
    service = start("undelivered").await_ready()
    attributes = {"knativeerrordest": "http://score.voxguard.svc.cluster.local/", "knativeerrorcode": "503"}
    failed = FUNCTIONS["score"].example()
    for write in MODES.values():
        message = write(event(failed.get_type(), failed.get_data(), **attributes))
        assert service.post(message.headers, message.body).status_code == 202

    wait_for(lambda: store.client.xlen("voxguard:undelivered") == 3, "three kept events", 20)
    kept = json.loads(store.client.xrange("voxguard:undelivered")[0][1][b"record"])
    assert kept["type"] == failed.get_type()
    assert attributes.items() <= kept.items()
