"""Black-box check: writes features with this client, scores calls with requests, and compares with Python's onnxruntime."""
import json
import os
from pathlib import Path

import pytest
import redis

from cases import MODELS, parse
from voxguard_client import FeatureWriter, ScoringClient, ScoringError, read_views

CASES = json.loads(Path(os.environ["VOXGUARD_CASES"]).read_text())
TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def service():
    views = read_views(MODELS / "feature-views")
    writer = FeatureWriter(redis.Redis.from_url(os.environ["STORE_URL"], socket_timeout=5), views)
    for case in CASES:
        writer.write_many([(row["view"], case["entities"][row["entity"]], {name: parse(value) for name, value in row["features"].items()},
                            case["event_time_ms"]) for row in case["rows"]])
    return ScoringClient(os.environ["VOXGUARD_URL"], timeout=10)


def call(case, number):
    return {"call_id": f"python-{number}", **case["entities"], **case["call"]}


@pytest.mark.parametrize("model", sorted(CASES[0]["expected"]["scores"]))
def test_every_score_is_that_of_onnxruntime(service, model):
    for number, case in enumerate(CASES):
        reply = service.score({**call(case, number), "model": model})
        assert reply["call_id"] == f"python-{number}"
        assert reply["model"]["name"] == model
        assert reply["score"] == pytest.approx(case["expected"]["scores"][model], abs=TOLERANCE)
        assert reply["features"]["missing"] == case["expected"]["missing"]
        assert reply["features"]["present"] == case["expected"]["present"]
        assert reply["degraded"] == []


def test_a_batch_gives_the_same_scores_in_its_order(service):
    calls = [{key: value for key, value in call(case, i).items() if key not in ("deadline_ms", "strict")} for i, case in enumerate(CASES)]
    results = service.score_batch(calls, deadline_ms=5000, strict=True)
    assert [result["call_id"] for result in results] == [c["call_id"] for c in calls]
    for result, case in zip(results, CASES):
        assert result["score"] == pytest.approx(case["expected"]["scores"][result["model"]["name"]], abs=TOLERANCE)


def test_a_malformed_call_is_refused_with_its_field(service):
    with pytest.raises(ScoringError) as refused:
        service.score({"caller": "nobody", "callee": "+442071838750"})
    assert (refused.value.status, refused.value.field) == (400, "caller")
    assert "nobody" in refused.value.got
