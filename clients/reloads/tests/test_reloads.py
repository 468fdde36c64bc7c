"""Requests of every kind, without a pause, while an operator does everything there is to do."""
import itertools
import random
from collections import Counter

import pytest

from harness.control import Control
from harness.load import Load
from harness.versions import PIPELINE, PLAIN, Versions

from .conftest import OPERATIONS, SEED

FIRST = ("1", "2", "3")
REQUESTS_AN_OPERATION = 6


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    versions = Versions(tmp_path_factory.mktemp("reloads"))
    for model in (PLAIN, PIPELINE):
        for version in FIRST:
            versions.publish(model, version)
    return versions


def test_no_answer_fails_and_none_is_wrong_while_models_are_reloaded_published_canaried_and_rolled_back(versions, start, tell):
    url = start(versions.folder)
    draw = random.Random(SEED)
    numbers = itertools.count(10)
    controls = [Control(url, model, versions, draw, numbers) for model in (PLAIN, PIPELINE)]
    for control in controls:
        control.good.extend(FIRST)
    done = Counter()
    with Load(url, versions, SEED) as load:
        load.round()
        for control, operation in itertools.islice(plan(controls, draw), OPERATIONS):
            happened = operation()
            done[operation.__name__ + ("" if happened is None else ": done" if happened else ": nothing to go back to")] += 1
            load.round()
    assert not load.failures, load.failures
    tell(f"{sum(load.asked):,} requests, {sum(load.seen.values()):,} rows, the longest {load.longest_seconds * 1000:.0f} ms")
    tell(", ".join(f"{times} {what}" for what, times in sorted(done.items())))
    kinds = {kind for kind, _ in load.seen}
    assert kinds == {"plain JSON", "plain raw", "calls", "score", "batch"}
    for version in FIRST:
        assert {kind for kind, by in load.seen if by == version} == kinds, f"version {version} was not seen by every kind of request: {load.seen}"
    assert sum(load.asked) >= REQUESTS_AN_OPERATION * OPERATIONS


def plan(controls, draw):
    """First each version of both models by name, then whatever is drawn."""
    for control in controls:
        for version in FIRST:
            yield control, named(control.pinned, version)
    while True:
        control = draw.choice(controls)
        yield control, draw.choice(control.operations)


def named(pinned, version):
    def operation():
        return pinned(version)
    operation.__name__ = "pinned"
    return operation
