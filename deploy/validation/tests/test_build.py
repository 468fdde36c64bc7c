"""deploy/images/build with engines and a Maven that only write down what they were asked for."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
COMMITTED_S = 1_764_489_600
ENGINE = """#!/bin/sh
[ "$1" != info ] || exit ${%s_INFO:-0}
echo "$0 $*" >> "$ASKED"
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Working copy of one commit, with a Maven that writes down what it was asked for."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "deploy/images", copy / "deploy/images")
    (copy / "pom.xml").write_text("<project>\n    <version>1.2.3</version>\n</project>\n")
    (copy / "mvnw").write_text('#!/bin/sh\necho "mvnw $*" >> "$ASKED"\n')
    (copy / "mvnw").chmod(0o755)
    environment = {**os.environ, "GIT_COMMITTER_DATE": f"{COMMITTED_S} +0000", "GIT_CONFIG_GLOBAL": "/dev/null"}
    for arguments in (("init", "-q"), ("add", "."), ("-c", "user.name=check", "-c", "user.email=check@example.com", "commit", "-qm", "one")):
        subprocess.run(["git", *arguments], cwd=copy, check=True, env=environment)
    return copy


def build(copy: Path, engines: list[str], *arguments: str, **environment: str) -> tuple[int, list[str]]:
    """Runs the script with these engines on the path, and returns its exit code and what was asked for."""
    path, asked = copy.parent / "bin", copy.parent / "asked"
    path.mkdir()
    for tool in ("bash", "sh", "git", "sed", "head", "date", "dirname", "timeout"):
        (path / tool).symlink_to(shutil.which(tool))
    for engine in engines:
        (path / engine).write_text(ENGINE % engine.upper())
        (path / engine).chmod(0o755)
    done = subprocess.run([copy / "deploy/images/build", *arguments], capture_output=True, text=True, timeout=60,
                          env={"PATH": str(path), "ASKED": str(asked), **environment})
    return done.returncode, [line.replace(f"{path}/", "") for line in asked.read_text().splitlines()] if asked.exists() else []


def test_engine_gets_module_versions_and_the_time_of_the_commit(copy: Path):
    code, asked = build(copy, ["podman"], "score", BASE="base@sha256:1")
    assert code == 0
    assert "package" in asked[0] and "makeBom" in asked[0] and "-pl functions/score/service -am" in asked[0]
    for expected in ("--file deploy/images/Dockerfile.jvm", "--tag voxguard/score:1.2.3", "MODULE=functions/score/service", "PART=score", "VERSION=1.2.3",
                     "CREATED=2025-11-30T08:00:00Z", f"--timestamp {COMMITTED_S}", "--ignorefile deploy/images/Dockerfile.jvm.dockerignore", "BASE=base@sha256:1"):
        assert expected in asked[1]
    assert asked[1].startswith("podman build ")


def test_native_is_built_by_the_engine_alone(copy: Path):
    code, asked = build(copy, ["buildah"], "--native", "--tag", "9", "feature-serving")
    assert code == 0
    assert " package " not in asked[0]
    assert "Dockerfile.native --tag voxguard/feature-serving:9" in asked[1] and "MODULE=feature-serving/service" in asked[1]


def test_docker_without_its_daemon_is_passed_over(copy: Path):
    code, asked = build(copy, ["docker", "podman"], "score", DOCKER_INFO="1")
    assert code == 0
    assert asked[1].startswith("podman ")


def test_without_an_engine_nothing_is_built(copy: Path):
    assert build(copy, [], "score") == (3, [])


@pytest.mark.parametrize("arguments", [(), ("--tag",), ("scores",), ("--natives", "score")])
def test_what_is_not_understood_is_refused(copy: Path, arguments: tuple[str, ...]):
    assert build(copy, ["docker"], *arguments) == (2, [])
