"""Cold and warm times of the packages, as JSON.

Cold: from the start of the process until the reply to its first invocation is posted; with SnapStart, from the reply to restore/next.
Warm: from handing an invocation to the runtime until its reply is posted, one after the other. Both are without what AWS adds: the download of the package, the start
of the virtual machine, and with SnapStart the loading of the snapshot.
"""
from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from harness import payloads
from harness.environment import ROOT, START_S, Environment, Package, java
from harness.functions import ALL_FUNCTIONS, EVENT_FUNCTIONS, ScoreHttp, call
from harness.servers import Database, Store


@dataclass(frozen=True)
class Round:
    cold_ms: float
    init_ms: float
    restored_ms: float | None
    warm_p50_ms: float
    warm_p99_ms: float
    rss_mb: float


def payload(function) -> dict:
    """One event or call, as the function's usual source sends it."""
    if isinstance(function, ScoreHttp):
        return payloads.function_url("/v1/score", json.dumps({**call(), "deadline_ms": 5000}).encode())
    return payloads.sqs([json.dumps(function.event()).encode()])


def succeeded(function, reply) -> bool:
    return not reply.error and (reply.payload["statusCode"] == 200 if isinstance(function, ScoreHttp) else reply.failures == [])


def measure(function, package: Package, folder: Path, invocations: int, memory_mb: int) -> Round:
    settings = {**function.settings(), "VOXGUARD_STORE_SILENCE": "2s"}
    first = payload(function)
    with Environment(package, folder / "log", settings, memory_mb=memory_mb) as environment:
        if not environment.api.polled.wait(START_S):
            raise SystemExit(f"{package.name} does not start:\n{environment.tail()}")
        init_s = time.perf_counter() - environment.started
        reply = environment.invoke(first)
        if not succeeded(function, reply):
            raise SystemExit(f"{package.name}: the first invocation failed: {reply.payload}\n{environment.tail()}")
        cold_s = reply.invocation.answered - environment.started
        # rules are published once a revision: the same event again is what costs least, and is named so in the docs
        many = (payload(function) if not function.needs_database else first for _ in range(invocations))
        durations = []
        for one in many:
            reply = environment.invoke(one)
            if not succeeded(function, reply):
                raise SystemExit(f"{package.name}: an invocation failed: {reply.payload}\n{environment.tail()}")
            durations.append(reply.invocation.duration_s * 1000)
        rss_mb = environment.memory_kb() / 1024
    percentiles = statistics.quantiles(durations, n=100)
    restored = None if package.native else restored_ms(function, package, folder, settings, memory_mb)
    return Round(cold_s * 1000, init_s * 1000, restored, statistics.median(durations), percentiles[98], rss_mb)


def restored_ms(function, package: Package, folder: Path, settings: dict[str, str], memory_mb: int) -> float:
    with Environment(package, folder / "log", settings, snap_start=True, memory_mb=memory_mb) as environment:
        if not environment.api.restore_requested.wait(START_S):
            raise SystemExit(f"{package.name} does not get to its snapshot:\n{environment.tail()}")
        one = payload(function)
        time.sleep(0.5)
        began = time.perf_counter()
        environment.api.restore_allowed.set()
        reply = environment.invoke(one)
        if not succeeded(function, reply):
            raise SystemExit(f"{package.name}: the first invocation after the restore failed: {reply.payload}\n{environment.tail()}")
        return (reply.invocation.answered - began) * 1000


def summary(rounds: list[Round]) -> dict:
    """Median of each figure over the rounds, and its range."""
    result = {}
    for name in asdict(rounds[0]):
        values = [getattr(one, name) for one in rounds if getattr(one, name) is not None]
        result[name] = {"median": round(statistics.median(values), 2), "min": round(min(values), 2), "max": round(max(values), 2)} if values else None
    return result


def conditions(options: argparse.Namespace) -> dict:
    version = subprocess.run([java(), "-version"], capture_output=True, text=True, check=True).stderr.splitlines()[0]
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    return {"cpu": model, "cores": os.cpu_count(), "java": version, "memory_mb": options.memory_mb, "rounds": options.rounds, "invocations": options.invocations,
            "load_average": round(os.getloadavg()[0], 2)}


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="clients/lambda/check --figures", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", action="append", default=[], metavar="NAME=ZIP", help="package of a function, instead of its module's")
    parser.add_argument("--function", action="append", choices=[function.name for function in ALL_FUNCTIONS], help="only this one; may be repeated")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--invocations", type=int, default=2000, help="warm ones in each round")
    parser.add_argument("--memory-mb", type=int, default=1024, help="bounds the heap, as in Lambda; the processor is not bounded")
    return parser.parse_args()


def main() -> None:
    options = parsed()
    named = dict(option.split("=", 1) for option in options.package)
    results, database = {}, None
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ALL_FUNCTIONS:
            if options.function and kind.name not in options.function:
                continue
            archive = Path(named.get(kind.name, ROOT / kind.module / "target/function.zip"))
            missing = f"no {archive}" if not archive.exists() else Database.missing() if kind.needs_database else None
            if missing:
                print(f"{kind.name} is left out: {missing}", file=sys.stderr)
                continue
            folder = Path(scratch) / kind.name
            folder.mkdir()
            package = Package.unpack(kind.name, kind.handler, archive, folder / "package")
            if kind.needs_database and database is None:
                database = Database(java())
            store = Store(folder).start()
            try:
                function = kind(store, database) if kind in EVENT_FUNCTIONS else kind(store)
                rounds = [measure(function, package, folder, options.invocations, options.memory_mb) for _ in range(options.rounds)]
            finally:
                store.kill()
            results[kind.name] = {"form": "native" if package.native else "jvm", "package_mb": round(archive.stat().st_size / 2**20, 1), **summary(rounds)}
            print(f"{kind.name}: {json.dumps(results[kind.name])}", file=sys.stderr)
    if database:
        database.stop()
    if not results:
        raise SystemExit("nothing to measure: no package is built")
    print(json.dumps({"conditions": conditions(options), "functions": results}, indent=1))


if __name__ == "__main__":
    main()
