"""Time from process start to the first answer, and memory then, of executables beside each other.

benchmarks/start/measure.py serving COMMAND...   first scored call; needs STORE_URL
benchmarks/start/measure.py rules COMMAND...     ready; needs STORE_URL and RULES_DB_URL (RULES_DB_USER, RULES_DB_PASSWORD)

Each COMMAND is one argument, an executable or `java -jar ...`; they take turns for ROUNDS rounds (7). Prints medians, least and most.
"""
import json
import os
import shlex
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60
CALL = {"call_id": "c", "caller": "+14155550123", "callee": "+442071838750", "started_at": "2026-03-02T08:15:30Z", "deadline_ms": 1000}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def request(kind, port):
    if kind == "serving":
        return urllib.request.Request(f"http://127.0.0.1:{port}/v1/score", json.dumps(CALL).encode(), {"content-type": "application/json"})
    return urllib.request.Request(f"http://127.0.0.1:{port}/q/health/ready")


def answered(kind, port):
    try:
        with urllib.request.urlopen(request(kind, port), timeout=2) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def resident_mb(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no Rss")


def once(kind, command):
    port = free_port()
    environment = os.environ | {"PORT": str(port), "QUARKUS_HTTP_HOST": "127.0.0.1", "MODELS_DIR": os.environ.get("MODELS_DIR", str(ROOT / "models"))}
    begun = time.monotonic()
    process = subprocess.Popen(shlex.split(command), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not answered(kind, port):
            if process.poll() is not None or time.monotonic() - begun > LIMIT_S:
                sys.exit(f"{command}: no answer; exit status {process.poll()}")
            time.sleep(0.001)
        return (time.monotonic() - begun) * 1000, resident_mb(process.pid)
    finally:
        process.kill()
        process.wait()


def main():
    kind, *commands = sys.argv[1:]
    rounds = int(os.environ.get("ROUNDS", "7"))
    figures = {command: [] for command in commands}
    for _ in range(rounds):
        for command in commands:
            figures[command].append(once(kind, command))
    print(f"| {kind}, median of {rounds} (minimum to maximum) | ms to the first answer | RSS then, MB |\n|---|---|---|")
    for command, runs in figures.items():
        columns = [f"{statistics.median(column):.0f} ({min(column):.0f} to {max(column):.0f})" for column in zip(*runs)]
        print(f"| `{command}` | {columns[0]} | {columns[1]} |")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("serving", "rules"):
        sys.exit(__doc__)
    main()
