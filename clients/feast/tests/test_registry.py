"""Changes of Feast's registry file, and the views served after them."""
import time
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest
from feast import FeatureViewState

from harness.asking import ask
from harness.project import Project

RISK, PLAIN, RATIO = ({"features": [feature], "entities": {"caller_id": ["a"]}} for feature in ("risk:calls", "plain:calls", "risk:ratio"))
SOON_SECONDS = 20


@pytest.fixture(scope="module")
def changing(children, start, port, tmp_path_factory):
    """Returns a registry in which one view is being materialised and another is disabled."""
    project = Project("versioned", tmp_path_factory.mktemp("registry"), port, database=3)
    project.apply(GROWN="0")
    for view in ("risk", "plain"):
        project.write(view, {"caller_id": ["a"], "calls": [5], "event_timestamp": [datetime.now(timezone.utc)]})
    risk, plain = project.views["risk"], project.views["plain"]
    risk.state = FeatureViewState.MATERIALIZING
    plain.enabled = False
    for view in (risk, plain):
        project.sdk.registry.apply_feature_view(view, project.sdk.project)
    return SimpleNamespace(project=project, feast=children.feast(project.repo), ours=start(project, compatible=False))


def test_a_view_being_materialised_is_served_here_but_not_by_feast(changing):
    status, reply = ask(changing.feast, RISK)
    assert (status, "MATERIALIZING" in reply) == (500, True), reply
    status, reply = ask(changing.ours, RISK)
    assert (status, reply["calls"]["values"], reply["calls"]["statuses"]) == (200, [5], ["PRESENT"])


def test_a_disabled_view_is_served_nowhere(changing):
    status, reply = ask(changing.feast, PLAIN)
    assert (status, "disabled" in reply) == (500, True), reply
    status, reply = ask(changing.ours, PLAIN)
    assert (status, reply["error"]["field"]) == (400, "features[0]"), reply


def test_a_view_that_is_applied_later_is_served_soon(changing):
    assert ask(changing.ours, RATIO)[0] == 400
    changing.project.apply(GROWN="1")
    end = time.monotonic() + SOON_SECONDS
    while (answer := ask(changing.ours, RATIO))[0] != 200 and time.monotonic() < end:
        time.sleep(0.2)
    assert (answer[0], answer[1]["ratio"]["statuses"]) == (200, ["NOT_FOUND"]), answer
