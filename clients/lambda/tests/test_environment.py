"""The life of an execution environment: errors, deadlines, freezing, and how it starts."""
from __future__ import annotations

import json
import time

import pytest

from harness import payloads
from waiting import eventually


def batch(function, count: int = 1) -> dict:
    return payloads.sqs([json.dumps(function.event()).encode() for _ in range(count)])


@pytest.mark.parametrize("payload", [{}, [], "text", 7, {"Records": [{"eventSource": "aws:s3", "s3": {}}]}, {"records": {"events-0": "nonsense"}}], ids=repr)
def test_malformed_payload_is_an_error_and_the_environment_lives_on(function, environment, running_store, payload):
    process = environment.process.pid
    reply = environment.invoke(payload)
    assert reply.error
    assert "expected" in reply.payload["errorMessage"], "it says what was expected"
    assert reply.payload["errorType"]
    if not environment.package.native:  # Quarkus's own runtime does not send the header
        assert reply.invocation.error_type == "Runtime.UserException"
    eventually(lambda: not environment.invoke(batch(function)).failures, "the next invocation succeeds")
    assert environment.process.pid == process
    assert environment.process.poll() is None


def test_payload_that_is_not_json_is_an_error_and_the_environment_lives_on(function, environment, running_store):
    assert environment.invoke(b"{not json").error
    eventually(lambda: not environment.invoke(batch(function)).failures, "the next invocation succeeds")


def test_near_deadline_is_kept(function, environment, running_store):
    eventually(lambda: not environment.invoke(batch(function)).failures, "the function reaches the store")
    assert environment.invoke(batch(function), deadline_s=1.5).failures == []
    reply = environment.invoke(batch(function), deadline_s=0.1)
    if not environment.package.native:  # an executable is not told the deadline
        assert len(reply.failures) == 1, "too little time is left to begin"
    assert environment.invoke(batch(function)).failures == []


def test_hanging_store_is_reported_before_the_deadline(function, environments, packages, running_store):
    settings = {"VOXGUARD_FUNCTION_RETRY": "20s", "VOXGUARD_RULES_RETRY": "20s"}
    if packages(type(function)).native:  # an executable is not told the deadline
        settings["VOXGUARD_LAMBDA_LIMIT"] = "2s"
    environment = environments(function, settings=settings)
    eventually(lambda: not environment.invoke(batch(function)).failures, "the function reaches the store")
    late = batch(function, 3)
    running_store.hang()
    try:
        reply = environment.invoke(late, deadline_s=3)
        assert len(reply.failures) == 3
        assert reply.invocation.duration_s < 3
    finally:
        running_store.go_on()
    eventually(lambda: not environment.invoke(late).failures, "the batch is handled when it comes again")


def test_frozen_environment_goes_on_with_a_store_that_was_replaced(function, environment, running_store):
    eventually(lambda: not environment.invoke(batch(function)).failures, "the function reaches the store")
    environment.freeze()
    running_store.restart()
    time.sleep(2)
    environment.thaw()
    event = function.event()
    eventually(lambda: not environment.invoke(payloads.sqs([json.dumps(event).encode()])).failures, "the function reaches the new store")
    assert function.handled(event)


def test_start_that_fails_is_reported_and_ends_the_process(function, environments):
    environment = environments(function, settings={"STORE_URL": "not a URL"})
    eventually(lambda: environment.process.poll() is not None, "the process ends", 30)
    assert environment.process.returncode != 0
    if environment.package.native:  # the executable ends before its runtime loop begins; Lambda reports Runtime.ExitError
        assert not environment.api.polled.is_set()
    else:
        assert environment.api.init_error is not None, environment.tail()
        assert environment.api.init_error.body["errorMessage"]


def test_package_is_not_written_to(function, environment, running_store):
    files = environment.package.files()
    eventually(lambda: not environment.invoke(batch(function, 10)).failures, "the function reaches the store")
    assert environment.package.files() == files, "Lambda's /var/task is read-only"
