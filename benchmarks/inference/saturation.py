"""wrk in a closed loop: what a server reaches, and what a request costs it."""
import json
import os
import subprocess
import tempfile
from pathlib import Path

from servers import CONNECTIONS, HERE

THREADS = 1


def saturate(server, case, seconds):
    with tempfile.TemporaryDirectory() as folder:
        for number, request in enumerate(case.requests(server.port)):
            (Path(folder) / str(number)).write_bytes(request)
        cpu = server.cpu_seconds()
        out = subprocess.run(["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "infer.lua"), server.url],
                             env={**os.environ, "BENCH_REQUESTS": folder}, capture_output=True, text=True, check=True)
        cpu = server.cpu_seconds() - cpu
    result = json.loads(out.stdout.splitlines()[-1])
    if result["errors"] or not result["requests"]:
        raise SystemExit(f"{case.name}: errors under load: {result}")
    return {"requests/s": result["requests"] / result["seconds"], "P50 ms": result["p50_us"] / 1e3, "P99 ms": result["p99_us"] / 1e3,
            "CPU µs/request": cpu * 1e6 / result["requests"], "memory MB": server.rss_mb()}
