"""Batches of every event source: what is handled, what is reported, what is kept as a dead letter."""
from __future__ import annotations

import json

import pytest

from harness import payloads
from waiting import eventually


def body(event: dict) -> bytes:
    return json.dumps(event).encode()


@pytest.fixture(params=payloads.transports(), ids=str)
def transport(request):
    return request.param


def test_rejected_items_are_kept_and_not_reported(function, environment, running_store, transport):
    events = [function.event() for _ in range(3)]
    # both kinds, since dead letters may have a connection of their own
    eventually(lambda: not environment.invoke(transport.batch([body(function.event()), b"nonsense"])).failures, "the function reaches the store")
    before = function.rejected()
    bodies = [body(events[0]), b"nonsense", body(events[1]), body({**events[2], "type": "io.voxguard.unknown.v1"}), body(events[2])]
    assert environment.invoke(transport.batch(bodies)).failures == []
    assert [function.handled(event) for event in events] == [True] * 3
    assert function.rejected() == before + 2


def test_without_the_store_all_items_are_reported_and_handled_when_they_come_again(function, environment, running_store, transport):
    events = [function.event() for _ in range(4)]
    batch = transport.batch([body(event) for event in events])
    running_store.kill()
    assert environment.invoke(batch).failures == transport.none_handled(4)
    assert environment.invoke(transport.batch([b"nonsense"])).failures == transport.none_handled(1), "its dead letter cannot be kept"
    running_store.start()
    eventually(lambda: not environment.invoke(batch).failures, "the batch is handled")
    assert [function.handled(event) for event in events] == [True] * 4


def test_binary_kafka_record_is_handled(function, environment, running_store):
    event = function.event()
    eventually(lambda: not environment.invoke(payloads.kafka_binary(event)).failures, "the record is handled")
    assert function.handled(event)
    assert function.rejected() == 0


def test_event_bridge_event_is_handled_or_fails_the_invocation(function, environment, running_store):
    event = function.event()
    payload = payloads.event_bridge(event["type"], event["data"])
    eventually(lambda: not environment.invoke(payload).error, "the event is handled")
    assert function.handled(event)
    running_store.kill()
    reply = environment.invoke(payloads.event_bridge(event["type"], function.event()["data"]))
    assert reply.error
    assert reply.payload["errorMessage"]


def test_event_bridge_envelope_in_a_queue_is_handled(function, environment, running_store):
    event = function.event()
    batch = payloads.sqs([json.dumps(payloads.event_bridge(event["type"], event["data"])).encode()])
    eventually(lambda: not environment.invoke(batch).failures, "the event is handled")
    assert function.handled(event)


def test_schedule_refreshes_all_sets(function, environment, running_store):
    if function.name != "rule-refresh":
        pytest.skip("only rule-refresh has a schedule")
    events = [function.event() for _ in range(2)]
    eventually(lambda: not environment.invoke(payloads.schedule()).error, "the schedule succeeds")
    assert [function.handled(event) for event in events] == [True] * 2


def test_batch_of_a_thousand_messages_is_handled(function, environment, running_store):
    if function.name == "rule-refresh":
        events = [function.event()] * 1000
    else:
        events = [function.event() for _ in range(1000)]
    batch = payloads.sqs([body(event) for event in events])
    eventually(lambda: not environment.invoke(batch).failures, "the batch is handled")
    assert function.handled(events[0])
    assert function.handled(events[-1])
