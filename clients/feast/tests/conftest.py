"""Servers shared by the tests: one store with one Feast project, Feast's server, and ours in both modes."""
import os
import random
from collections import Counter
from types import SimpleNamespace

import pytest

from harness.children import Children
from harness.project import Project
from harness.store import Store
from harness.world import World

SEED = int(os.environ.get("VOXGUARD_SEED", random.randrange(1 << 32)))
REQUESTS = int(os.environ.get("VOXGUARD_DIFFERENTIAL", 3000))
# Feast's server in place of our compatible one: any difference is then a fault of the tests
SELF = os.environ.get("VOXGUARD_SELF_TEST") == "1"


_APPLIED = Counter()


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"VOXGUARD_SEED={SEED} VOXGUARD_DIFFERENTIAL={REQUESTS}")
    for rule, times in _APPLIED.most_common():
        terminalreporter.write_line(f"where Feast is wrong: {rule}, {times:,} values")


@pytest.fixture(scope="session")
def applied():
    """Counts for the summary how often each rule of the expected result made a difference."""
    return _APPLIED


@pytest.fixture(scope="session")
def children(tmp_path_factory):
    with Children(tmp_path_factory.mktemp("servers")) as children:
        yield children


@pytest.fixture(scope="session")
def port(children):
    return children.redis()


@pytest.fixture(scope="session")
def world(children, port, tmp_path_factory):
    project = Project("repo", tmp_path_factory.mktemp("feast"), port)
    project.apply()
    store = Store(project)
    filled = World(project, store, SEED)
    filled.fill()
    return SimpleNamespace(project=project, store=store, population=filled.population, frame=filled.frame, feast=children.feast(project.repo))


@pytest.fixture(scope="session")
def start(children):
    """Starts our server for a project."""
    if SELF:
        pytest.skip("there is only Feast")
    return lambda project, **options: children.voxguard(
        project.repo, project.store_url, versioning=project.versioning, key_serialization=project.key_serialization, **options)


@pytest.fixture(scope="session")
def compatible(start, world):
    return start(world.project, compatible=True)


@pytest.fixture(scope="session")
def truthful(start, world):
    return start(world.project, compatible=False)


@pytest.fixture(scope="session")
def like_feast(request, children, world):
    return children.feast(world.project.repo) if SELF else request.getfixturevalue("compatible")
