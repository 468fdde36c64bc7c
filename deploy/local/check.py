"""Called by deploy/local/check, with the schema and a folder that `prepare` has filled."""
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import yaml

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
PART = "voxguard/"
# of the JVM's launcher, not of the project
FOREIGN = {"JDK_JAVA_OPTIONS"}
# on the command line, since they depend on the machine
SIZES = {"proactor_threads", "maxmemory"}


def documented() -> set[str]:
    """Returns the names of environment variables that docs/configuration.md has."""
    page = (ROOT / "docs/configuration.md").read_text()
    keys = re.findall(r"^\| `(voxguard\.[^`]+)`", page, re.M)
    platform = {name for line in re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", page, re.M) for name in re.findall(r"[A-Z_]+", line)}
    return platform | {re.sub(r"[^A-Za-z0-9]", "_", key).upper() for key in keys}


def environment_file(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if line)


def resolved(source: str, generated: Path) -> Path:
    return generated / source.removeprefix("generated/") if source.startswith("generated/") else FOLDER / source


def problems(compose: dict[str, Any], schema: Path, generated: Path) -> Iterator[str]:
    for error in jsonschema.Draft7Validator(json.loads(schema.read_text())).iter_errors(compose):
        yield f"{'.'.join(map(str, error.absolute_path))}: {error.message}"
    for name, service in compose["services"].items():
        yield from (f"{name}: {problem}" for problem in service_problems(service, compose["services"], generated))
        for mount in service.get("volumes", ()):
            if mount["type"] == "volume" and mount["source"] not in compose["volumes"]:
                yield f"{name}: volume {mount['source']} is not declared"
    yield from flag_problems(compose["services"]["store"])
    yield from target_problems(compose["services"])


def service_problems(service: dict[str, Any], services: dict[str, Any], generated: Path) -> Iterator[str]:
    image = service["image"]
    if not re.search(r":(v?\d[\w.-]*|\$\{VOXGUARD_VERSION:-[\w.-]+\})$", image):
        yield f"image: expected a version as its tag, got {image}"
    if "healthcheck" not in service:
        yield "expected a health check"
    for port in service.get("ports", ()):
        if not re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port):
            yield f"ports: expected one of loopback, got {port}"
    for mount in service.get("volumes", ()):
        if mount["type"] == "bind" and not resolved(mount["source"], generated).exists():
            yield f"volumes: {mount['source']} is not there"
        if mount["type"] == "bind" and not mount.get("read_only"):
            yield f"volumes: {mount['source']}: expected read_only"
    for other, condition in service.get("depends_on", {}).items():
        if condition["condition"] == "service_healthy" and "healthcheck" not in services.get(other, {}):
            yield f"depends_on: {other} has no health check"
    given = dict(service.get("environment", {}))
    for file in service.get("env_file", ()):
        if not resolved(file, generated).exists():
            yield f"env_file: {file} is not there"
        else:
            given |= environment_file(resolved(file, generated))
    if image.startswith(PART):
        known = documented() | FOREIGN
        yield from (f"environment: {name} is not in docs/configuration.md" for name in given if name not in known)
        if not re.fullmatch(r"rediss://[\w-]+:[0-9a-f]{48}@store:6379", given.get("STORE_URL", "")):
            yield "environment: expected STORE_URL with a user of the store"


def flag_problems(store: dict[str, Any]) -> Iterator[str]:
    """The store runs with the flags of deploy/store; only its size is given here."""
    given = [word for word in store["command"] if word.startswith("--")]
    if "--flagfile=/etc/voxguard/dragonfly.flags" not in given:
        yield "store: expected the flag file of deploy/store"
    if others := {word[2:].split("=")[0] for word in given} - SIZES - {"flagfile"}:
        yield f"store: expected only {', '.join(sorted(SIZES))} beside the flag file, got {', '.join(sorted(others))}"
    flags = (ROOT / "deploy/store/dragonfly/dragonfly.flags").read_text()
    mounts = [mount["target"] for mount in store["volumes"]]
    for path in re.findall(r"^--\w+=(/\S+)$", flags, re.M):
        if not any(path == target or path.startswith(target + "/") for target in mounts):
            yield f"store: {path} of the flag file is not mounted"
    admin = re.search(r"^--admin_port=(\d+)$", flags, re.M)
    if not admin or store["environment"]["HEALTHCHECK_PORT"] != admin[1]:
        yield "store: expected HEALTHCHECK_PORT to be admin_port of the flag file"


def target_problems(services: dict[str, Any]) -> Iterator[str]:
    document = yaml.safe_load((FOLDER / "prometheus/prometheus.yaml").read_text())
    targets = {target for job in document["scrape_configs"] for static in job["static_configs"] for target in static["targets"]}
    parts = {f"{name}:8080" for name, service in services.items() if service["image"].startswith(PART)}
    if targets != parts:
        yield f"prometheus.yaml: expected the targets {', '.join(sorted(parts))}, got {', '.join(sorted(targets))}"


def main() -> int:
    schema, generated = map(Path, sys.argv[1:3])
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text())
    found = sorted(set(problems(compose, schema, generated)))
    print(*found, sep="\n", end="\n" if found else "")
    if found:
        return 1
    print(f"local: {len(compose['services'])} services follow the Compose Specification; mounts, settings, ports, tags and conditions are as they have to be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
