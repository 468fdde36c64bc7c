"""Lower bound of the cost of a call: the model alone and the store alone, in the same run as the servers. HTTP alone is a case (cases.live)."""
import csv
import json
import subprocess
import time

from .aims import BATCH, BINARY, JSON_BATCH, SINGLE
from .data import DIFFERENT
from .figures import Figures
from .servers import BENCHMARKS, SERVERS
from .store import KEY_PREFIX
from .tables import cell, figure, median, table

MODEL = BENCHMARKS / "limit/model"
CONNECTIONS, KEYS, GETS, MGETS = 32, 256, 400_000, 8_000
RUNS_S = 1.0


def measure(bench):
    """Measures `model`: microseconds per run by engine and rows; and `store`: keys per second and the store's CPU per key, by command."""
    return {"model": model_alone(bench), "store": {"GET": _store_alone(bench, 1, GETS), f"MGET {KEYS}": _store_alone(bench, KEYS, MGETS)}}


def model_alone(bench):
    """Measures the model by limit/model, which runs it as the service does, or else by onnxruntime in Python."""
    model = bench.models["bench-gbm"]
    if MODEL.exists():
        done = subprocess.run([str(MODEL), str(model.file)], capture_output=True, text=True)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode or not lines:
            raise SystemExit(f"limit/model: {done.stderr[-500:]}")
        return [{"engine": "ONNX Runtime"} | line for line in lines]
    return [{"engine": "ONNX Runtime, from Python", "batch": batch, "us_per_run": _microseconds(model, bench.view.rows[:batch])} for batch in (1, 64, 256)]


def _microseconds(model, rows):
    runs, begin = 0, time.process_time()
    while time.process_time() - begin < RUNS_S:
        for _ in range(20):
            model.outputs(rows)
        runs += 20
    return (time.process_time() - begin) / runs * 1e6


def _store_alone(bench, keys, requests):
    asked = [f"{KEY_PREFIX}{{{bench.view.caller(i * 37 % DIFFERENT)}}}:{bench.view.name}" for i in range(keys)]
    cpu = bench.store.cpu_seconds()
    done = subprocess.run(["redis-benchmark", "-h", bench.store.host, "-p", str(bench.store.port), "-c", str(CONNECTIONS), "-n", str(requests), "--csv",
                           *(["GET"] if keys == 1 else ["MGET"]), *asked], capture_output=True, text=True, check=True)
    cpu = bench.store.cpu_seconds() - cpu
    measured = list(csv.DictReader(done.stdout.splitlines()))[-1]
    return {"keys/s": float(measured["rps"]) * keys, "store µs/key": cpu * 1e6 / requests / keys, "P99 ms": float(measured["p99_latency_ms"])}


def report(results):
    """Returns the cost of a call, and the server's own part of it: without the model and without an HTTP request that does no work."""
    limits, figures = results["limits"], Figures(results)
    runs = {(run["engine"], run["batch"]): [] for each in limits for run in each["model"]}
    for run in (run for each in limits for run in each["model"]):
        runs[run["engine"], run["batch"]].append(run)
    rows = [[f"model, {engine}, batch {batch}: a row", "", figure(median(each, "us_per_run") / batch)] for (engine, batch), each in runs.items()]
    for command in limits[0]["store"]:
        each = [limit["store"][command] for limit in limits]
        rows.append([f"store, {command}: a key", cell(each, "keys/s"), cell(each, "store µs/key")])
    rows += [[f"HTTP, {SERVERS[name].label}: a request", cell(each, "calls/s"), cell(each, "service µs/call")] for name, each in results["http"].items()]
    compared = [(SINGLE, 1, "ours"), (SINGLE, 1, figures.rust(SINGLE)), (JSON_BATCH, BATCH, "ours"), (JSON_BATCH, BATCH, figures.rust(JSON_BATCH)),
                (BINARY, BATCH, "ours-onnxruntime"), (BINARY, BATCH, "ours")]
    shares = list(filter(None, (_share(figures, *of) for of in compared)))
    head = ["CPU of a call, µs", "", "service", "model", "HTTP", "rest: the server's own, including its store client", "of all"]
    return table(["alone", "per second", "CPU, µs"], rows) + "\n" + table(head, shares)


def _share(figures, case, batch, server):
    service, http = figures.closed(case, server, "service µs/call").median, figures.http_us(server).median
    model = (figures.model_us(batch, compiled=server == "ours") or figures.model_us(batch)).median
    if not (service and http and model):
        return None
    rest = service - model - http / batch
    return [case, SERVERS[server].label, figure(service), figure(model), figure(http / batch), figure(rest), f"{rest / service:.0%}"]
