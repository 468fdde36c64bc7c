"""Load on a server by benchmarks/pacer, at saturation or at a fixed rate, and its cost for service and store."""
import json
import os
import re
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

PACER = Path(__file__).resolve().parents[1] / "pacer/target/release/pacer"
UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
BUDGET_S = 0.01
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Request:
    """Sends a GET if there is no body, else a POST."""

    path: str
    body: bytes
    headers: dict = field(default_factory=lambda: JSON)


def post(url, body):
    """Posts JSON and returns the JSON of the reply."""
    with urllib.request.urlopen(urllib.request.Request(url, body.encode(), JSON), timeout=5) as reply:
        return json.load(reply)


def write_frames(file, requests):
    """Encodes requests for the pacer: little-endian length and bytes of head and body, one request after the other."""
    with file.open("wb") as out:
        for request in requests:
            lines = [f"{'POST' if request.body else 'GET'} {request.path} HTTP/1.1", "Host: 127.0.0.1"]
            head = "".join(f"{line}\r\n" for line in [*lines, *(f"{name}: {value}" for name, value in request.headers.items())]).encode()
            for part in (head, request.body):
                out.write(len(part).to_bytes(4, "little") + part)
    return file


def pace(url, frames, connections, seconds, rate=None, in_reply=None):
    command = [str(PACER), "--url", url, "--requests", str(frames), "--connections", str(connections), "--seconds", str(seconds)]
    command += ["--rate", str(rate)] * bool(rate) + ["--in-reply", in_reply] * bool(in_reply)
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def figures(measured):
    """Measurements of the pacer, in milliseconds and requests."""
    latencies = {name: measured[key] / 1e3 for name, key in (("P50 ms", "p50_us"), ("P99 ms", "p99_us"), ("P99.9 ms", "p999_us"), ("max ms", "max_us"))}
    return {"requests/s": measured["requests"] / measured["seconds"], "requests": measured["requests"], **latencies,
            "generator behind P99 ms": measured["behind_p99_us"] / 1e3, "generator CPU %": 100 * measured["cpu_seconds"] / measured["seconds"]}


def measure(server, store, frames, case, seconds, rate=None):
    """Returns a dict of figures; those per call count all `case.exchange.size` calls of each request."""
    told, used = _own_figures(server), _used(server, store)  # in this order, since answering the query is work too
    measured = pace(server.url, frames, case.connections, seconds, rate, case.in_reply)
    used = _difference(_used(server, store), used)
    told = _difference(_own_figures(server), told)
    calls = max(1, measured["requests"]) * case.exchange.size
    found = figures(measured) | {
        "calls/s": measured["requests"] * case.exchange.size / measured["seconds"], "service µs/call": used["service"] * 1e6 / calls,
        "switches/call": used["switches"] / calls, "memory MB": server.memory_mb(),
        "others' CPU %": 100 * max(0.0, used["machine"] - used["service"] - used["store"] * store.here - measured["cpu_seconds"]) / used["time"],
        "errors": measured["errors"], "first error": measured["first_error"]}
    if used["store"]:
        found["store µs/call"] = used["store"] * 1e6 / calls
    if case.in_reply:
        found["not whole"] = measured["without_text"]
    if told.get("read commands"):
        found["reads/command"] = told["reads"] / told["read commands"]
    if told.get("allocated"):
        found["bytes/call"] = told["allocated"] / calls
    if told and case.says_degraded:
        flagged = told["degraded"] / case.exchange.size
        found |= {"degraded": flagged, "over budget": told["over budget"], "unflagged": max(0.0, told["over budget"] - flagged)}
    return found


def _used(server, store):
    return {"service": server.cpu_seconds(), "store": store.cpu_seconds(), "switches": server.context_switches(), "machine": _machine_seconds(),
            "time": time.monotonic()}


def _machine_seconds():
    """Returns the CPU time of all processes, including time stolen by the host: user, nice, system, interrupts and steal of /proc/stat."""
    ticks = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    return sum(int(ticks[i]) for i in (0, 1, 2, 5, 6, 7)) / os.sysconf("SC_CLK_TCK")


def _own_figures(server):
    """Returns measurements that only our service reports."""
    return {"allocated": _allocated(server.process)} | _scoring(server.url) if server.server.ours else {}


def _difference(after, before):
    return {name: value - before[name] for name, value in after.items()}


def _allocated(process):
    """Returns the bytes allocated by the JVM's live threads, to about 1 %; 0 for a native executable."""
    jcmd = Path(process.args[0]).with_name("jcmd")
    if not jcmd.exists():
        return 0
    threads = subprocess.run([str(jcmd), str(process.pid), "Thread.print", "-e"], capture_output=True, text=True).stdout
    return sum(int(size) * UNITS[unit] for size, unit in re.findall(r" allocated=(\d+)([BKMG])", threads))


def _scoring(url):
    """Returns, by the service's own clock and counters, the requests that took longer than the budget, the calls that were degraded, and the reads of the store."""
    with urllib.request.urlopen(url + "/q/metrics", timeout=10) as reply:
        lines = [line.rsplit(" ", 1) for line in reply.read().decode().splitlines() if line.startswith(("voxguard_scoring", "voxguard_store_read"))]

    def total(name, *labels):
        return sum(float(value) for key, value in lines if key.startswith(name) and all(label in key for label in labels))

    stage = "voxguard_scoring_stage_seconds_"
    within = total(stage + "bucket", 'stage="total"', f'le="{BUDGET_S}"')
    return {"over budget": total(stage + "count", 'stage="total"') - within, "degraded": total("voxguard_scoring_degraded_total"),
            "reads": total("voxguard_store_reads_total"), "read commands": total("voxguard_store_read_commands_total")}
