"""Load on a server: its maximum rate with the cost per request, and its latency at a fixed rate."""
import tempfile
from pathlib import Path

from servers import CONNECTIONS

from harness.load import figures, pace, write_frames


def saturate(server, case, seconds):
    cpu = server.cpu_seconds()
    measured = _pace(server, case, seconds)
    cpu = server.cpu_seconds() - cpu
    return {name: measured[name] for name in ("requests/s", "P50 ms", "P99 ms")} | {
        "CPU µs/request": cpu * 1e6 / measured["requests"], "memory MB": server.memory_mb()}


def paced(server, case, rate, seconds):
    return _pace(server, case, seconds, rate)


def _pace(server, case, seconds, rate=None):
    """Measures a load at saturation, or at a fixed rate. Late answers count; statuses other than 200 abort the benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        measured = pace(server.url, write_frames(Path(folder) / "frames", case.requests), CONNECTIONS, seconds, rate)
    if measured["errors"] > measured["unanswered"] or not measured["requests"]:
        raise SystemExit(f"{case.name}: errors under load: {measured}")
    return figures(measured)
