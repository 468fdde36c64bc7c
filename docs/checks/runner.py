"""Runs the commands of the documentation against the project's own servers on free ports."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Iterator

from .blocks import Block
from .replies import difference

TO_START_S = 420  # a build may come first
TO_STOP_S = 30
PER_BLOCK_S = 60
TOOLS = {"curl": "curl", "psql": "postgresql-client", "redis-cli": "redis-tools", "python3": "python3"}
# Each request is bounded in time, and its status is told on standard error, past what a command makes of the body.
CURL = "curl() { command curl --max-time 20 -w '%{stderr}HTTP-STATUS %{http_code}\\n' \"$@\"; }\n"
STATUS = re.compile(r"HTTP-STATUS (\d+)")


def run(root: Path, commands: list[Block]) -> list[str]:
    """Returns what went otherwise than documented."""
    missing = [f"docs/check: {tool} is not there: apt-get install {package}" for tool, package in TOOLS.items() if not shutil.which(tool)]
    if missing:
        return missing
    with ExitStack() as servers:
        serving, rules = free_port(), free_port()
        run_log = servers.enter_context(server(root, "run", serving, "and an ordinary one:"))
        rules_log = servers.enter_context(server(root, "rules", rules, "Ctrl-C ends all of it."))
        environment = dict(
            os.environ,
            STORE_URL=_said(run_log, "store"),
            RULES_STORE_URL=_said(rules_log, "store"),
            RULES_DB=_said(rules_log, "database"),
        )
        await_status(f"http://127.0.0.1:{rules}/v1/rules/core/status", '"state":"READY"')
        ports = {"127.0.0.1:8080": f"127.0.0.1:{serving}", "127.0.0.1:8081": f"127.0.0.1:{rules}"}
        return [problem for block in commands if (problem := run_block(root, block, ports, environment))]


def run_block(root: Path, block: Block, ports: dict[str, str], environment: dict[str, str]) -> str | None:
    command = block.text
    for documented, real in ports.items():
        command = command.replace(documented, real)
    began = time.monotonic()
    try:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", CURL + command],
            cwd=root, env=environment, capture_output=True, text=True, timeout=PER_BLOCK_S, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"{block.where}: took longer than {PER_BLOCK_S} s"
    print(f"{block.where}: {time.monotonic() - began:.2f} s")
    expected = block.marks.get("status", "2")
    odd = [status for status in STATUS.findall(done.stderr) if not status.startswith(expected)]
    if odd or done.returncode != 0:
        why = f"HTTP status {odd[0]}" if odd else f"exit code {done.returncode}"
        return f"{block.where}: {why}\n{done.stdout[-1000:]}{done.stderr[-1000:]}"
    if block.reply is None:
        return None
    varies = frozenset(filter(None, block.reply.marks.get("varies", "").split(",")))
    found = difference(block.reply.language, block.reply.text, varies, done.stdout)
    return f"{block.reply.where}: {found}\n{done.stdout[-1000:]}" if found else None


@contextmanager
def server(root: Path, command: str, port: int, last_line: str) -> Iterator[str]:
    """Starts ./voxguard with a command, waits for the line that ends its greeting, gives the greeting, and ends the process."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PORT", "STORE_URL") and not name.startswith("VOXGUARD_")}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [root / "voxguard", command, "--port", str(port)],
            cwd=root, env=environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            end = time.monotonic() + TO_START_S
            while last_line not in (said := _all(log)):
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit(f"./voxguard {command} did not start:\n{said[-2000:]}")
                time.sleep(0.1)
            yield said
        finally:
            stop(process)


def stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(TO_STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(TO_STOP_S)


def await_status(url: str, part: str) -> None:
    end = time.monotonic() + TO_STOP_S
    while part not in subprocess.run(["curl", "-s", "--max-time", "2", url], capture_output=True, text=True, timeout=10).stdout:
        if time.monotonic() > end:
            raise SystemExit(f"{url} did not say {part} within {TO_STOP_S} s")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _all(log) -> str:
    log.seek(0)
    return log.read()


def _said(greeting: str, name: str) -> str:
    found = re.search(rf"^{name}\s+(\S+)", greeting, re.MULTILINE)
    if not found:
        raise SystemExit(f"expected a line that begins with {name}, got:\n{greeting}")
    return found.group(1)
