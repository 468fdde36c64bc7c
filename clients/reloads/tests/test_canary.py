"""Callers that a candidate receives: the configured share, and the same callers on every request and replica."""
import time

import pytest
import requests

from harness.asking import Asker
from harness.versions import PIPELINE, PLAIN, ROWS, Versions

CALLERS = [f"+1415556{number:04}" for number in range(2000)]
BATCH = 250
SINGLE = 300
SIGMAS = 4.5
COMPARED_SECONDS = 5


@pytest.fixture(scope="module")
def asker(tmp_path_factory, start):
    versions = Versions(tmp_path_factory.mktemp("canary"))
    for model in (PLAIN, PIPELINE):
        for version in ("1", "2"):
            versions.publish(model, version)
    return Asker(start(versions.folder), versions)


@pytest.fixture(params=["calls", "batch", "score", "plain JSON", "plain raw"])
def kind(request):
    return request.param


@pytest.mark.parametrize("percent", [0, 10, 50, 100])
def test_the_candidate_gets_its_share_of_the_callers_and_the_same_ones_each_time(asker, kind, percent):
    canary(asker, kind, percent)
    once, again = candidates(asker, kind), candidates(asker, kind)
    assert once == again
    expected = percent / 100 * asked(kind)
    allowed = SIGMAS * (asked(kind) * percent / 100 * (1 - percent / 100)) ** 0.5
    assert abs(len(once) - expected) <= allowed, f"{len(once)} of {asked(kind)}, not {expected:.0f} ± {allowed:.0f}"


def test_callers_of_a_small_share_are_of_a_larger_one_too(asker, kind):
    shares = []
    for percent in (5, 20, 60):
        canary(asker, kind, percent)
        shares.append(candidates(asker, kind))
    assert shares[0] < shares[1] < shares[2]


def test_a_caller_has_the_same_version_over_every_protocol(asker):
    canary(asker, "calls", 50)
    some = set(CALLERS[:asked("score")])
    assert candidates(asker, "calls") == candidates(asker, "batch")
    assert candidates(asker, "score") == candidates(asker, "calls") & some


def test_a_request_without_a_routing_key_is_answered_by_the_stable_version(asker):
    canary(asker, "plain JSON", 100)
    body = {"inputs": [{"name": "features", "shape": [1, 40], "datatype": "FP32", "data": asker.versions.rows[0].tolist()}]}
    for extra, version in (({}, "1"), ({"id": "r-1"}, "2"), ({"parameters": {"routing_key": "a"}}, "2")):
        reply = requests.post(f"{asker.url}/v2/models/{PLAIN}/infer", json=body | extra, timeout=20)
        assert (reply.status_code, reply.json()["model_version"]) == (200, version), reply.text


def test_a_shadow_is_compared_and_never_answers(asker):
    for model, kind in ((PLAIN, "plain JSON"), (PIPELINE, "calls")):
        put(asker, model, {"policy": "shadow", "version": "1", "candidate": "2"})
        assert candidates(asker, kind) == set()
        end = time.monotonic() + COMPARED_SECONDS
        while not (shadow := requests.get(f"{asker.url}/v1/models/{model}", timeout=20).json()["shadow"])["compared"]:
            assert time.monotonic() < end, shadow
        assert 0.001 < shadow["max_difference"] < 0.05, shadow


def candidates(asker, kind):
    """Returns the callers answered by version 2. Every score is checked."""
    size = BATCH if kind in ("calls", "batch") else 1
    found = set()
    for start in range(0, asked(kind), size):
        callers = CALLERS[start:start + size]
        rows = asker.check(asker.kinds[kind]([(start + at) % ROWS for at in range(len(callers))], callers), kind)
        found |= {caller for caller, row in zip(callers, rows) if row.version == "2"}
    return found


def asked(kind):
    """Returns callers for a kind of request: fewer for single calls."""
    return len(CALLERS) if kind in ("calls", "batch") else SINGLE


def canary(asker, kind, percent):
    put(asker, PLAIN if "plain" in kind else PIPELINE, {"policy": "canary", "version": "1", "candidate": "2", "percent": percent})


def put(asker, model, policy):
    reply = requests.put(f"{asker.url}/v1/models/{model}/policy", json=policy, timeout=20)
    assert reply.status_code == 200, reply.text
