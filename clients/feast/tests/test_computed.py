"""feature-update writes a view in Feast's layout: Feast's SDK, its server and ours read the features of call events."""
import json
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
import requests
from feast.protos.feast.types.Value_pb2 import Value
from google.protobuf.timestamp_pb2 import Timestamp

from harness.asking import ask
from harness.children import ROOT
from harness.project import Project
from harness.store import Store

# within the TTL of the view, and before now on any clock
START = datetime.now(timezone.utc).replace(microsecond=250_000) - timedelta(minutes=30)
FEATURES = ["calls_1h", "callees_1h", "mean_gap_s_1h", "callee_repeat_ratio_1h", "busy", "talk_s_1h", "mean_talk_s_1h"]
CALLER = "+14155550100"


@pytest.fixture(scope="module")
def computed(children, port, tmp_path_factory):
    project = Project("computed", tmp_path_factory.mktemp("computed"), port, database=3)
    project.apply()
    models = tmp_path_factory.mktemp("models")
    (models / "number-ranges.csv").symlink_to(ROOT / "models/number-ranges.csv")
    (models / "feature-views").symlink_to(ROOT / "clients/feast/computed/feature-views")
    return SimpleNamespace(project=project, updates=children.feature_update(project.store_url, models))


def started(call, callee, seconds):
    return event("started", call, callee, {"started_at": at(seconds)})


def ended(call, callee, seconds, duration):
    return event("ended", call, callee, {"started_at": at(seconds), "ended_at": at(seconds + duration), "duration_s": duration})


def event(kind, call, callee, times):
    return {"specversion": "1.0", "type": f"io.voxguard.call.{kind}.v1", "source": "/switch/1", "id": f"{kind}:{call}",
            "datacontenttype": "application/json", "data": {"call_id": call, "caller": CALLER, "callee": callee, **times}}


def at(seconds):
    return (START + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def post(updates, *events):
    reply = requests.post(updates, data=json.dumps(events), headers={"content-type": "application/cloudevents-batch+json"}, timeout=20)
    assert reply.status_code == 202, reply.text


def test_features_of_call_events_are_read_by_feast(computed, children):
    read = lambda: {name: values[0] for name, values in computed.project.read([f"call_pace:{name}" for name in FEATURES], [{"caller_id": CALLER}]).items()}
    assert read() == {"caller_id": CALLER, **dict.fromkeys(FEATURES)}

    post(computed.updates, started("c-1", "+442079460018", 0))
    assert read() == {"caller_id": CALLER, "calls_1h": 1, "callees_1h": 1, "mean_gap_s_1h": None, "callee_repeat_ratio_1h": 0.0, "busy": False,
                      "talk_s_1h": 0, "mean_talk_s_1h": None}

    post(computed.updates, started("c-2", "+442079460018", 30), ended("c-1", "+442079460018", 0, 61), started("c-3", "+442079460019", 90),
         started("c-4", "+442079460018", 100))
    expected = {"calls_1h": 4, "callees_1h": 2, "mean_gap_s_1h": 100 / 3, "callee_repeat_ratio_1h": 0.5, "busy": True, "talk_s_1h": 61,
                "mean_talk_s_1h": 61.0}
    assert read() == {"caller_id": CALLER, **expected}

    feast = children.feast(computed.project.repo)
    ours = children.voxguard(computed.project.repo, computed.project.store_url, compatible=False)
    for url in (feast, ours):
        status, reply = ask(url, {"features": [f"call_pace:{name}" for name in FEATURES], "entities": {"caller_id": [CALLER]}})
        assert (status, {name: reply[name]["values"][0] for name in FEATURES}) == (200, expected)
        assert {reply[name]["event_timestamps"][0] for name in FEATURES} == {at(100).replace("250000Z", "250Z")}


def test_stored_bytes_are_those_of_feasts_sdk(computed):
    post(computed.updates, started("c-1", "+442079460018", 0))  # known already where the other test ran
    row = Store(computed.project).row("call_pace", {"caller_id": CALLER})
    time = row.time
    assert row.cells.keys() == set(FEATURES)
    assert (time.seconds, time.nanos) == (time.seconds, 250_000_000)
    for cell in row.cells.values():
        assert Value.FromString(cell).SerializeToString() == cell
    kinds = {name: Value.FromString(cell).WhichOneof("val") for name, cell in row.cells.items()}
    assert kinds["calls_1h"] == "int64_val" and kinds["callees_1h"] == "int32_val" and kinds["callee_repeat_ratio_1h"] == "float_val"
    assert kinds["busy"] == "bool_val" and kinds["talk_s_1h"] == "int64_val"
    assert isinstance(time, Timestamp)
