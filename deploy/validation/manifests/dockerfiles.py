"""What has to hold in the Dockerfiles. Nothing here builds them."""
import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path

from dockerfile_parse import DockerfileParser

from . import settings

MODULES = {part: "feature-serving/service" if part == "feature-serving" else f"functions/{part}/service" for part in settings.SECTIONS}
WANTED_LABELS = {f"org.opencontainers.image.{name}" for name in ("title", "description", "version", "revision", "created", "licenses")}


def all_of(root: Path) -> list[Path]:
    return sorted(file for file in (root / "deploy/images").glob("Dockerfile.*") if file.suffix != ".dockerignore")


def problems(root: Path, file: Path) -> Iterator[str]:
    # cache_content keeps the parser from writing; fileobj from looking beside the file
    with file.open("rb") as content:
        instructions = DockerfileParser(fileobj=content).structure
    last_stage = instructions[max(at for at, instruction in enumerate(instructions) if instruction["instruction"] == "FROM"):]
    for rule in (from_problems(instructions), user_problems(last_stage), label_problems(last_stage), entry_problems(last_stage), ignore_problems(root, file),
                 copy_problems(root, file, instructions)):
        yield from (f"{file.relative_to(root)}: {problem}" for problem in rule)


def from_problems(instructions: list[dict]) -> Iterator[str]:
    defaults = dict(re.findall(r"(\w+)=(\S+)", " ".join(instruction["value"] for instruction in instructions if instruction["instruction"] == "ARG")))
    for image in (instruction["value"].split()[0] for instruction in instructions if instruction["instruction"] == "FROM"):
        resolved = defaults.get(image.strip("${}"), image)
        if not re.search(r":[\w.-]+$|@sha256:[0-9a-f]{64}$", resolved) or resolved.endswith(":latest"):
            yield f"FROM {resolved}: expected a tag other than latest, or a digest"


def user_problems(stage: list[dict]) -> Iterator[str]:
    users = [instruction["value"] for instruction in stage if instruction["instruction"] == "USER"]
    if not users or not re.fullmatch(r"[1-9]\d*(:[1-9]\d*)?", users[-1]):
        yield f"USER: expected a number other than 0, which runAsNonRoot can judge, got {users[-1] if users else 'none'}"


def label_problems(stage: list[dict]) -> Iterator[str]:
    labels = set(re.findall(r"(org\.opencontainers\.image\.\w+)=", " ".join(instruction["value"] for instruction in stage if instruction["instruction"] == "LABEL")))
    for missing in sorted(WANTED_LABELS - labels):
        yield f"LABEL {missing} is missing"


def entry_problems(stage: list[dict]) -> Iterator[str]:
    entries = [instruction["value"] for instruction in stage if instruction["instruction"] == "ENTRYPOINT"]
    if not entries or not entries[-1].startswith("["):
        yield "ENTRYPOINT: expected the form of a list, since a shell would keep SIGTERM from the process"


def copy_problems(root: Path, file: Path, instructions: list[dict]) -> Iterator[str]:
    """Sources exist after a build: a folder of the sources, or in a module that the POM has, below its target."""
    stages = set(re.findall(r" AS (\w+)", "\n".join(instruction["value"] for instruction in instructions if instruction["instruction"] == "FROM")))
    for value in (instruction["value"] for instruction in instructions if instruction["instruction"] in ("COPY", "ADD")):
        words = value.split()
        if words[0].startswith("--from="):
            if words[0].removeprefix("--from=") not in stages:
                yield f"COPY {value}: no such stage"
            continue
        for source in words[:-1]:
            for part, module in MODULES.items():
                if not (root / module).is_dir() and "${MODULE}" in source:
                    continue  # its module comes with it
                expanded = source.replace("${MODULE}", module)
                inside = expanded.removeprefix(f"{module}/target/quarkus-app/")
                if inside != expanded:
                    if inside.rstrip("/") not in ("lib", "quarkus", "app", "quarkus-run.jar"):
                        yield f"COPY {source}: a Quarkus application has no {inside}"
                elif not (root / expanded).exists():
                    yield f"COPY {source}: {expanded} does not exist"
                if ignored(root, file, expanded):
                    yield f"COPY {source}: {file.name}.dockerignore leaves out {expanded}"


def ignore_problems(root: Path, file: Path) -> Iterator[str]:
    if not Path(f"{file}.dockerignore").exists():
        yield "no .dockerignore beside it"
        return
    if not ignored(root, file, ".git/config"):
        yield f"{file.name}.dockerignore: the history would be sent to the builder"


def ignored(root: Path, file: Path, path: str) -> bool:
    """Returns whether a path is left out of the build's context: the last pattern that matches it or a folder above decides."""
    outcome = False
    above = [path.rstrip("/")]
    while "/" in above[-1]:
        above.append(above[-1].rsplit("/", 1)[0])
    for line in Path(f"{file}.dockerignore").read_text().splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        keep, pattern = pattern.startswith("!"), pattern.removeprefix("!")
        alternatives = [pattern, pattern.removeprefix("**/")]
        if any(_matches(part, candidate) for part in alternatives for candidate in above):
            outcome = not keep
    return outcome


def _matches(pattern: str, path: str) -> bool:
    """As Go's filepath.Match has it: * does not go beyond a folder."""
    here, there = pattern.split("/"), path.split("/")
    return len(here) == len(there) and all(fnmatch.fnmatchcase(segment, part) for part, segment in zip(here, there))
