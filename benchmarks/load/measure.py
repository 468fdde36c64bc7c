"""Load on the scoring service with wrk: throughput, latency, CPU per call of service and store, RSS, time to the first score.

Called by benchmarks/load/run. Prints a Markdown table and the conditions; services (JVM, native) take turns, round by round.
"""
import csv
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "feature-serving/service/target"
CONNECTIONS, ROUNDS = 32, int(os.environ.get("ROUNDS", "3"))
SECONDS = int(os.environ.get("SECONDS_EACH", "10"))
TICKS = os.sysconf("SC_CLK_TCK")
BATCH = 256


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A process that is ended with the benchmark, also where that fails."""

    running = []

    def __init__(self, command, **environment):
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        Server.running.append(self)

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def stop(self):
        Server.running.remove(self)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def post(url, body):
    request = urllib.request.Request(url, body.encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as reply:
        return json.load(reply)


def start_service(kind, store_url):
    port = free_port()
    if kind == "native":
        command = [str(next(TARGET.glob("*-runner")))]
    else:
        command = [f"{os.environ['JAVA_HOME']}/bin/java", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar",
                   str(TARGET / "quarkus-app/quarkus-run.jar")]
    server = Server(command, PORT=str(port), STORE_URL=store_url, MODELS_DIR=str(ROOT / "models"), QUARKUS_HTTP_HOST="127.0.0.1")
    url = f"http://127.0.0.1:{port}"
    while True:
        try:
            reply = post(url + "/v1/score", '{"caller":"+14155550100","callee":"+442071838750","deadline_ms":2000}')
            if not reply["degraded"]:
                break
        except OSError:
            pass
        if time.monotonic() - server.started > 60 or server.process.poll() is not None:
            raise SystemExit(f"the {kind} service did not start")
        time.sleep(0.001)
    server.first_score_ms = (time.monotonic() - server.started) * 1000
    server.first_rss_mb = server.rss_mb()
    server.url = url
    return server


def bodies(folder):
    """The sample's calls as single requests and as batches."""
    with open(ROOT / "models/training/sample/calls.csv", newline="") as file:
        calls = [{"caller": r["caller"], "callee": r["callee"], "trunk": r["trunk"]} for r in csv.DictReader(file)]
    single, batch = folder / "single", folder / "batch"
    single.write_text("\n".join(json.dumps({**call, "deadline_ms": 1000}) for call in calls))
    groups = [calls[i:i + BATCH] for i in range(0, len(calls) - BATCH, BATCH)]
    batch.write_text("\n".join(json.dumps({"calls": group, "deadline_ms": 5000}) for group in groups))
    return {"single": ("/v1/score", single, 1), f"batch of {BATCH}": ("/v1/score/batch", batch, BATCH)}


def load(server, store, path, file, calls, seconds):
    service_cpu, store_cpu = server.cpu_seconds(), store.cpu_seconds()
    out = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(Path(__file__).parent / "score.lua"),
                          server.url], env={**os.environ, "BENCH_PATH": path, "BENCH_BODIES": str(file)}, capture_output=True, text=True, check=True)
    result = json.loads(out.stdout.splitlines()[-1])
    scored = result["requests"] * calls
    if result["errors"]:
        raise SystemExit(f"errors under load: {result}")
    return {"calls/s": scored / result["seconds"], "P50 ms": result["p50_us"] / 1e3, "P99 ms": result["p99_us"] / 1e3,
            "P99.9 ms": result["p999_us"] / 1e3, "service µs/call": (server.cpu_seconds() - service_cpu) * 1e6 / scored,
            "store µs/call": (store.cpu_seconds() - store_cpu) * 1e6 / scored, "RSS MB": server.rss_mb()}


def degraded(server):
    with urllib.request.urlopen(server.url + "/q/metrics", timeout=5) as reply:
        lines = reply.read().decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("voxguard_scoring_degraded_total"))


def fill(store_url):
    """`./voxguard run` writes the sample's features; then it is no longer needed."""
    port = free_port()
    launcher = subprocess.Popen([str(ROOT / "voxguard"), "run", "--port", str(port)], env={**os.environ, "STORE_URL": store_url},
                                stdout=subprocess.PIPE, text=True)
    for line in launcher.stdout:
        if line.startswith("serving"):
            break
    launcher.terminate()
    launcher.wait(20)


def main():
    kinds = ["jvm"] + (["native"] if list(TARGET.glob("*-runner")) else [])
    port = free_port()
    store = Server(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
    store_url = f"redis://127.0.0.1:{port}"
    results, starts = {}, {kind: [] for kind in kinds}
    try:
        time.sleep(0.5)
        fill(store_url)
        with tempfile.TemporaryDirectory() as folder:
            loads = bodies(Path(folder))
            for number in range(ROUNDS):
                for kind in kinds:
                    server = start_service(kind, store_url)
                    starts[kind].append((server.first_score_ms, server.first_rss_mb))
                    for name, (path, file, calls) in loads.items():
                        load(server, store, path, file, calls, max(5, SECONDS // 2))  # warm up
                        results.setdefault((name, kind), []).append(load(server, store, path, file, calls, SECONDS))
                    missed = degraded(server)
                    server.stop()
                    print(f"round {number + 1} {kind} done, {missed:.0f} degraded", file=sys.stderr)
    finally:
        for server in list(Server.running):
            server.stop()
    report(results, starts)


def report(results, starts):
    java = subprocess.run([f"{os.environ['JAVA_HOME']}/bin/java", "-version"], capture_output=True, text=True).stderr.splitlines()[1]
    redis = subprocess.run(["redis-server", "--version"], capture_output=True, text=True).stdout.split()[2]
    print(f"{ROUNDS} rounds of {SECONDS} s, medians; {CONNECTIONS} connections, wrk with 1 thread, {redis} over loopback, "
          f"{os.cpu_count()} cores shared by service, store and wrk; {platform.machine()}, {java}\n")
    columns = list(next(iter(results.values()))[0])
    print("| | | " + " | ".join(columns) + " |\n|---|---|" + "---|" * len(columns))
    for (name, kind), rounds in sorted(results.items()):
        print(f"| {name} | {kind} | " + " | ".join(f"{statistics.median(r[c] for r in rounds):,.4g}".replace(",", " ") for c in columns) + " |")
    print("\n| | first score after, ms | RSS then, MB |\n|---|---|---|")
    for kind, values in starts.items():
        print(f"| {kind} | {statistics.median(v[0] for v in values):.0f} | {statistics.median(v[1] for v in values):.0f} |")


if __name__ == "__main__":
    main()
