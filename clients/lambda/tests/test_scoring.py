"""Scoring and features behind a function URL or an HTTP API of API Gateway: payloads 2.0."""
from __future__ import annotations

import base64
import gzip
import json
import time

import pytest

from harness.functions import ScoreHttp, call
from harness.environment import START_S, Environment
from harness.payloads import function_url
from waiting import eventually

SCORE = "/v1/score"


def text(reply) -> bytes:
    """Body of a reply; replies with bodies that are not text are in base64, as Lambda expects them."""
    assert not reply.error, f"expected a reply, got an error of the function: {reply.payload}"
    body = reply.payload.get("body") or ""
    return base64.b64decode(body) if reply.payload.get("isBase64Encoded") else body.encode()


def status(reply) -> int:
    assert not reply.error, f"expected a reply, got an error of the function: {reply.payload}"
    return reply.payload["statusCode"]


def header(reply, name: str) -> str | None:
    headers = {key.lower(): value for key, value in (reply.payload.get("headers") or {}).items()}
    headers |= {key.lower(): ",".join(values) for key, values in (reply.payload.get("multiValueHeaders") or {}).items()}
    return headers.get(name)


def scored(call_: dict, deadline_ms: int = 5000) -> bytes:
    return json.dumps({**call_, "deadline_ms": deadline_ms}).encode()


@pytest.fixture(scope="module")
def scoring(store, packages, tmp_path_factory):
    function = ScoreHttp(store)
    with Environment(packages(ScoreHttp), tmp_path_factory.mktemp("scoring") / "log", function.settings()) as running:
        yield running


@pytest.fixture
def ready(scoring, running_store):
    """The environment, connected to the store."""
    eventually(lambda: json.loads(text(scoring.invoke(function_url(SCORE, scored(call())))))["degraded"] == [], "the function reaches the store")
    return scoring


@pytest.mark.parametrize("encoded", [False, True], ids=["text", "base64"])
def test_call_is_scored(ready, encoded):
    one = call()
    reply = ready.invoke(function_url(SCORE, scored(one), encoded))
    assert status(reply) == 200
    assert header(reply, "content-type").startswith("application/json")
    answer = json.loads(text(reply))
    assert answer["call_id"] == one["call_id"]
    assert answer["decision"] in ("allow", "review", "block")
    assert answer["degraded"] == []


def test_batch_is_scored_in_its_order(ready):
    calls = [call() for _ in range(200)]
    reply = ready.invoke(function_url("/v1/score/batch", json.dumps({"calls": [*calls, {"caller": "nobody", "callee": "112"}], "deadline_ms": 5000}).encode()))
    assert status(reply) == 200
    results = json.loads(text(reply))["results"]
    assert [result.get("call_id") for result in results[:-1]] == [one["call_id"] for one in calls]
    assert results[-1]["error"]["field"] == "caller"


def test_features_are_read(ready):
    body = json.dumps({"features": ["caller_velocity:calls_1h"], "entities": {"caller": ["+14155550100", "+14155550101"]}}).encode()
    reply = ready.invoke(function_url("/get-online-features", body))
    assert status(reply) == 200
    assert json.loads(text(reply))["metadata"]["feature_names"] == ["caller", "calls_1h"]


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b'{"caller":5}', b'{"caller":"+14155550100","callee":"112","deadline":10}'], ids=repr)
def test_bad_request_is_a_reply_and_no_error_of_the_function(ready, body):
    reply = ready.invoke(function_url(SCORE, body))
    assert status(reply) == 400
    assert json.loads(text(reply))["error"]["status"] == 400


def test_other_paths_and_methods_are_replies(ready):
    assert status(ready.invoke(function_url("/v1/nothing", b"{}"))) == 404
    reply = ready.invoke(function_url(SCORE, b"", method="GET"))
    assert status(reply) == 405
    assert "POST" in header(reply, "allow")


def test_compressed_request_is_read(ready):
    body = gzip.compress(scored(call()))
    reply = ready.invoke(function_url(SCORE, body, encoded=True, **{"content-encoding": "gzip"}))
    assert status(reply) == 200


def test_compressed_reply_is_in_base64(ready):
    reply = ready.invoke(function_url(SCORE, scored(call()), **{"accept-encoding": "gzip, identity;q=0"}))
    assert status(reply) == 200
    assert header(reply, "content-encoding") == "gzip"
    assert reply.payload["isBase64Encoded"] is True
    assert json.loads(gzip.decompress(text(reply)))["decision"]


def test_without_the_store_answers_are_degraded_and_in_time(ready, running_store):
    running_store.kill()
    reply = ready.invoke(function_url(SCORE, scored(call(), deadline_ms=100)))
    assert status(reply) == 200
    assert json.loads(text(reply))["degraded"] != []
    assert reply.invocation.duration_s < 1


def test_malformed_payload_is_no_end_of_the_environment(ready):
    process = ready.process.pid
    reply = ready.invoke({"detail-type": "no HTTP request"})
    assert reply.error or reply.payload["statusCode"] == 500
    assert status(ready.invoke(function_url(SCORE, scored(call())))) == 200
    assert ready.process.pid == process


def test_frozen_environment_goes_on_with_a_store_that_was_replaced(ready, running_store):
    ready.freeze()
    running_store.restart()
    time.sleep(2)
    ready.thaw()
    eventually(lambda: json.loads(text(ready.invoke(function_url(SCORE, scored(call())))))["degraded"] == [], "the function reaches the new store")


def test_restored_environment_scores_its_first_call_with_the_store(running_store, environments, packages):
    if packages(ScoreHttp).native:
        pytest.skip("SnapStart is for the managed runtimes")
    snapshot = environments(ScoreHttp(running_store), snap_start=True)
    assert snapshot.api.restore_requested.wait(START_S), snapshot.tail()
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        assert snapshot.connections() == set()
        time.sleep(0.05)
    snapshot.freeze()
    running_store.restart()
    time.sleep(3)
    snapshot.thaw()
    snapshot.api.restore_allowed.set()
    answer = json.loads(text(snapshot.invoke(function_url(SCORE, scored(call())))))
    assert answer["degraded"] == []
    assert any(connection.remote_port == running_store.port for connection in snapshot.connections())
