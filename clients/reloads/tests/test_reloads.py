"""Requests of every kind, without a pause, during all management operations."""
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
KINDS = {PLAIN: {"plain JSON", "plain raw"}, PIPELINE: {"calls", "score", "batch"}}


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    versions = Versions(tmp_path_factory.mktemp("reloads"))
    for model in (PLAIN, PIPELINE):
        for version in FIRST:
            versions.publish(model, version)
    return versions


def test_no_answer_fails_or_is_wrong_during_model_operations(versions, start, tell):
    url = start(versions.folder)
    draw = random.Random(SEED)
    numbers = itertools.count(10)
    controls = [Control(url, model, versions, draw, numbers) for model in (PLAIN, PIPELINE)]
    for control in controls:
        control.good.extend(FIRST)
    done = Counter()
    with Load(url, versions, SEED) as load:
        load.round()
        for control in controls:
            for version in FIRST:
                control.pinned(version)
                load.until_seen(KINDS[control.model], version)
        for control, operation in itertools.islice(drawn(controls, draw), OPERATIONS):
            happened = operation()
            done[operation.__name__ + ("" if happened is None else ": done" if happened else ": nothing to go back to")] += 1
            load.round()
    assert not load.failures, load.failures
    tell(f"{sum(load.asked):,} requests, {sum(load.seen.values()):,} rows, the longest {load.longest_seconds * 1000:.0f} ms")
    tell(", ".join(f"{times} {what}" for what, times in sorted(done.items())))
    assert {kind for kind, _ in load.seen} == KINDS[PLAIN] | KINDS[PIPELINE]
    assert sum(load.asked) >= REQUESTS_AN_OPERATION * OPERATIONS


def drawn(controls, draw):
    """Yields random operations on either model, endlessly."""
    while True:
        control = draw.choice(controls)
        yield control, draw.choice(control.operations)
