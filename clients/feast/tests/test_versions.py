"""enable_online_feature_view_versioning: a view that has grown three times, read at each version."""
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest

from harness.asking import ask
from harness.project import Project
from harness.same import Report

CALLERS = {"caller_id": ["a", "ghost"]}
REFERENCES = {
    "the current version": ["risk:calls", "risk:ratio", "risk:seen"],
    "the first": ["risk@v0:calls"],
    "one between": ["risk@v1:calls", "risk@v1:ratio"],
    "the current by number": ["risk@v3:seen"],
    "a capital letter": ["risk@V1:ratio"],
    "latest": ["risk@latest:seen", "risk:calls"],
    "two versions at once": ["risk@v1:calls", "risk@v2:ratio"],
    "a view that never grew": ["plain:calls", "risk:ratio"],
    "its version 0": ["plain@v0:calls"],
}


@pytest.fixture(scope="module")
def grown(children, start, port, tmp_path_factory):
    project = Project("versioned", tmp_path_factory.mktemp("versions"), port, database=2, versioning=True)
    for version in range(4):
        project.apply(GROWN=str(version))
        now = [datetime.now(timezone.utc)]
        values = {"calls": [10 + version], "ratio": [version + 0.5], "region": ["x"], "seen": [version]}
        known = [feature.name for feature in project.views["risk"].features]
        project.write("risk", {"caller_id": ["a"], "event_timestamp": now, **{name: values[name] for name in known}})
        project.write("plain", {"caller_id": ["a"], "event_timestamp": now, "calls": values["calls"]})
    return SimpleNamespace(feast=children.feast(project.repo), compatible=start(project, compatible=True), truthful=start(project, compatible=False))


def truth(reply):
    """In this case Feast's only error is the missing caller."""
    return {name: column if name == "caller_id" else column | {"statuses": ["PRESENT", "NOT_FOUND"]} for name, column in reply.items()}


@pytest.mark.parametrize("full", [False, True], ids=["plain names", "full names"])
@pytest.mark.parametrize("references", REFERENCES.values(), ids=REFERENCES)
def test_each_version_is_read_from_its_own_fields(grown, references, full):
    body = {"features": references, "entities": CALLERS, "full_feature_names": full}
    same(grown, body, truth)


@pytest.mark.parametrize("service", ["pinned", "whole"])
def test_a_service_reads_the_version_that_it_pins(grown, service):
    same(grown, {"feature_service": service, "entities": CALLERS, "full_feature_names": True}, truth)


def test_a_service_without_a_pinned_version_reads_version_0_at_feast_and_the_current_one_here(grown):
    body = {"feature_service": "unpinned", "entities": CALLERS}
    _, reply = ask(grown.feast, body)
    assert reply["calls"]["values"] == [10, None] and reply["seen"]["values"] == [None, None]
    _, current = ask(grown.feast, {"features": ["risk:calls", "risk:ratio", "risk:region", "risk:seen"], "entities": CALLERS})
    assert current["calls"]["values"] == [13, None]
    report = Report()
    report.compare(body, (200, truth(current)), ask(grown.truthful, body))
    report.compare(body, (200, current), ask(grown.compatible, body))
    report.end()


@pytest.mark.parametrize("reference, status", [("risk@v4:calls", 404), ("risk@v0:ratio", 500), ("risk@2:calls", 404), ("plain@v1:calls", 404)])
def test_an_unknown_version_is_refused(grown, reference, status):
    body = {"features": [reference], "entities": CALLERS}
    assert ask(grown.feast, body)[0] == status
    for server in (grown.compatible, grown.truthful):
        status, reply = ask(server, body)
        assert (400 <= status < 500, reply["error"]["field"]) == (True, "features[0]"), reply


def same(grown, body, truth):
    status, reply = ask(grown.feast, body)
    assert status == 200, reply
    report = Report()
    report.compare(body, (200, reply), ask(grown.compatible, body))
    report.compare(body, (200, truth(reply)), ask(grown.truthful, body))
    report.end()
