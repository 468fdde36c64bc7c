"""What can be said of the files without a server: every command is one that DragonflyDB has, and every flag one that it documents."""
import csv
import re
from pathlib import Path

import yaml

import acl

from .servers import ROOT, STORE, expect

# connection's commands that the table of data commands leaves out
KNOWN_ELSEWHERE = {"ping", "select", "role", "info", "hello", "publish", "subscribe", "unsubscribe"}


def supported() -> set[str]:
    lines = (line for line in (ROOT / "docs/store/dragonfly-commands.csv").read_text().splitlines() if not line.startswith("#"))
    return {row["command"].lower() for row in csv.DictReader(lines) if row["supported"] != "no" and not row["note"].startswith("not to be used")}


def flags(path: Path = STORE / "dragonfly/dragonfly.flags") -> dict[str, str]:
    given: dict[str, str] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line and not line.startswith("#"):
            found = re.fullmatch(r"--([a-z_]+)=(.*)", line)
            expect(found, f"{path.name}:{number}: expected --flag=value, got {line}")
            assert found
            expect(found[1] not in given, f"{path.name}:{number}: {found[1]} is given twice")
            given[found[1]] = found[2]
    return given


def manifest(engine: str) -> None:
    """Sizes of the StatefulSet belong together, and every path of the configuration is mounted."""
    document = yaml.safe_load((STORE / engine / "statefulset.yaml").read_text())
    pod = document["spec"]["template"]["spec"]
    container = pod["containers"][0]
    arguments = " ".join(container["args"])
    expect(re.search(r":v?\d+\.\d+\.\d+$", container["image"]), f"{engine}: expected a version as the image's tag, got {container['image']}")
    limits = container["resources"]["limits"]
    expect(limits == container["resources"]["requests"], f"{engine}: expected requests as the limits")
    data, memory, cpu = (int(found[1]) for found in (re.search(r"--maxmemory[= ](\d+)gb", arguments), re.fullmatch(r"(\d+)Gi", limits["memory"]),
                                                     re.fullmatch(r"(\d+)", limits["cpu"])) if found)
    # docs/sizing.md
    expect(memory >= data * {"dragonfly": 4 / 3, "valkey": 2}[engine] - 0.5, f"{engine}: {memory} Gi are too few for {data} GB of data")
    threads = re.search(r"--(?:proactor_threads|io-threads)[= ](\d+)", arguments)
    expect(threads and int(threads[1]) == cpu - (engine == "valkey"), f"{engine}: expected threads for {cpu} cores, got {arguments}")
    file = next((STORE / engine).glob("*.conf" if engine == "valkey" else "*.flags"))
    mounts = [mount["mountPath"] for mount in container["volumeMounts"]]
    for path in [f"/etc/voxguard/{file.name}", *re.findall(r"(?<![\w#])/(?:etc|data)[\w/.]*", file.read_text())]:
        expect(any(path == mount or path.startswith(mount + "/") for mount in mounts), f"{engine}: {path} is not mounted")
    declared = {volume["name"] for volume in pod["volumes"]} | {claim["metadata"]["name"] for claim in document["spec"]["volumeClaimTemplates"]}
    expect({mount["name"] for mount in container["volumeMounts"]} == declared, f"{engine}: expected every volume to be mounted")


def check() -> str:
    for engine in ("dragonfly", "valkey"):
        manifest(engine)
    known = supported() | KNOWN_ELSEWHERE
    dragonfly = acl.ENGINES["dragonfly"]
    for user in acl.read_users():
        for command in acl.granted(user.commands, dragonfly):
            expect(command.lower() in known, f"users.toml: {user.name}: {command} is not in docs/store/dragonfly-commands.csv")
        for pattern in (*user.keys, *user.read, *user.write):
            expect(" " not in pattern, f"users.toml: {user.name}: a pattern cannot have blanks: {pattern}")
    given = flags()
    for flag, value in {"cache_mode": "false", "tls": "true", "default_lua_flags": ""}.items():
        expect(given.get(flag) == value, f"dragonfly.flags: {flag}: expected {value or 'nothing'}, got {given.get(flag)}")
    for flag in ("maxmemory", "proactor_threads", "snapshot_cron", "dbfilename", "aclfile"):
        expect(given.get(flag), f"dragonfly.flags: expected {flag}")
    expect("{timestamp}" not in given["dbfilename"], "dragonfly.flags: dbfilename: expected one file that is replaced, got one for each time")
    expect(re.search(r"^maxmemory-policy noeviction$", (STORE / "valkey/valkey.conf").read_text(), re.M), "valkey.conf: expected maxmemory-policy noeviction")
    return f"files: {len(acl.read_users())} users whose commands DragonflyDB has; {len(given)} flags"
