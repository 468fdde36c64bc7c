"""Measured figures as Markdown: medians of the rounds, with their spread."""
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import reloads
from cases import CASES, REQUESTS, TOLERANCE
from servers import CONNECTIONS, HERE, KINDS, MLSERVER_ALONE, OURS, REFERENCE

from harness.tables import cell, figure, head, median, row

SPREAD = ("requests/s", "P99 ms")
RATIOS = ("requests/s", "P99 ms", "CPU µs/request", "memory MB")


class Report:
    def __init__(self, options):
        self.options = options
        self._saturated, self._paced, self._started = defaultdict(list), defaultdict(list), defaultdict(list)
        self._quiet, self._reloading, self._reloads, self._memory = defaultdict(list), defaultdict(list), defaultdict(list), {}

    def started(self, kind, seconds):
        self._started[kind].append(seconds)

    def saturated(self, kind, case, measured):
        self._saturated[case, kind].append(measured)

    def paced(self, kind, case, rate, measured):
        self._paced[case, kind].append(measured | {"rate": rate})

    def quiet(self, kind, measured):
        self._quiet[kind].append(measured)

    def reloading(self, kind, measured, each):
        self._reloading[kind].append(measured)
        self._reloads[kind] += each

    def memory(self, kind, megabytes):
        self._memory[kind] = megabytes

    def print(self):
        self._conditions()
        if self._saturated:
            self._saturation()
            self._fixed_rate()
            self._ratios()
            self._starts()
        if self._quiet:
            self._under_reloads()
        if self._memory:
            self._memory_after_reloads()

    def _conditions(self):
        def output(*command):
            done = subprocess.run(command, capture_output=True, text=True)
            return (done.stdout + done.stderr).splitlines()

        def installed(environment, package):
            folder, = (HERE / environment / "lib").glob("python*")
            return next(importlib.metadata.distributions(name=package, path=[str(folder / "site-packages")])).version

        model = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
        options, cores = self.options, os.cpu_count()
        rounds = "" if options.quick else f"ROUNDS={options.rounds} SECONDS_EACH={options.seconds} "
        print(f"`{rounds}{' '.join(['benchmarks/inference/run', *sys.argv[1:]])}`: {options.rounds} rounds of {options.seconds} s, alternating between the servers, "
              f"medians (minimum to maximum); {cores} cores ({model}, {platform.machine()}) shared by server and load, over loopback; "
              f"{CONNECTIONS} connections of a generator with one thread (benchmarks/pacer); {REQUESTS} different requests per case, each "
              f"server's answers to them within {TOLERANCE:g} of onnxruntime's before each round; MLServer {installed('.venv-mlserver', 'mlserver')} with "
              f"{cores} parallel workers (“{MLSERVER_ALONE}”: none), KServe's SDK {installed('.venv-kserve', 'kserve')}, and FastAPI "
              f"{installed('.venv', 'fastapi')} on uvicorn {installed('.venv', 'uvicorn')}, {cores} workers each, no access log, all on Python "
              f"{platform.python_version()} with uvloop, httptools and orjson; onnxruntime {installed('.venv', 'onnxruntime')} with one thread per run "
              f"everywhere; ours on {output(os.environ['JAVA_HOME'] + '/bin/java', '-version')[1]}, -Xmx256m.")

    def _rows(self, figures):
        return ((case, kind, figures[case, kind]) for case in CASES for kind in KINDS.values() if (case, kind) in figures)

    def _saturation(self):
        print("\n### At saturation\n")
        names = list(next(iter(self._saturated.values()))[0])
        head("", "", *names)
        for case, kind, rounds in self._rows(self._saturated):
            row(case.name, kind, *(cell(rounds, name, spread=name in SPREAD) for name in names))
        print("\nCPU and memory are those of all processes of a server, shared pages counted once. MLServer takes binary tensors over gRPC only.")

    def _fixed_rate(self):
        print("\n### At a fixed rate\n")
        print(f"Latency is measured from the time at which a request was due, at half of what {REFERENCE} reached with JSON in the first round. A server that reaches less than "
              "that rate shows the latency of its queue.\n")
        names = ["P50 ms", "P99 ms", "requests", "generator behind P99 ms", "generator CPU %"]
        head("", "requests/s", "", *names)
        for case, kind, rounds in self._rows(self._paced):
            row(case.name, figure(rounds[0]["rate"]), kind, *(cell(rounds, name, spread=name in SPREAD) for name in names))
        print("\nThe generator is one thread on the same cores: if its lag is a large part of a latency, the latency is partly its own.")

    def _ratios(self):
        mine = [kind for kind in OURS if any(kind == other for _, other in self._saturated)]
        if not mine:
            return
        print("\n### Ours to each\n")
        head("", "", "to", *RATIOS, "P99 at the fixed rate")
        for case, kind, rounds in self._rows(self._saturated):
            for ours in (ours for ours in mine if kind not in OURS and (case, ours) in self._paced and (case, kind) in self._paced):
                ratios = [median(self._saturated[case, ours], name) / median(rounds, name) for name in RATIOS]
                paced = median(self._paced[case, ours], "P99 ms") / median(self._paced[case, kind], "P99 ms")
                row(case.name, ours, kind, *(figure(ratio) + " ×" for ratio in [*ratios, paced]))

    def _starts(self):
        print("\n### Start\n")
        head("", "ready after, s")
        for kind, seconds in self._started.items():
            row(kind, figure(statistics.median(seconds)))

    def _under_reloads(self):
        print("\n### Reloads\n")
        pairs = len(next(iter(self._quiet.values())))
        print(f"{reloads.CASE.name} at {reloads.RATE} requests/s, {pairs} times without reloads and with one per second, alternating.\n")
        head("", "P99 ms without", "P99 ms with", "with / without", "P50 ms without", "P50 ms with", "generator behind P99 ms, with", "a reload, ms", "reloads")
        for kind, quiet in self._quiet.items():
            busy, each = self._reloading[kind], self._reloads[kind]
            row(kind, cell(quiet, "P99 ms", spread=True), cell(busy, "P99 ms", spread=True), figure(median(busy, "P99 ms") / median(quiet, "P99 ms")) + " ×",
                cell(quiet, "P50 ms"), cell(busy, "P50 ms"), cell(busy, "generator behind P99 ms"),
                f"{figure(statistics.median(each))} (most {figure(max(each))})", figure(len(each)))

    def _memory_after_reloads(self):
        steps = list(next(iter(self._memory.values())))
        print(f"\nReloads without pauses, {reloads.BETWEEN} inferences after each, on a server that has been under load: RSS in MB.\n")
        head("", *(f"after {figure(step)} reloads" for step in steps), f"after {figure(steps[-1])} / after {figure(steps[0])}")
        for kind, megabytes in self._memory.items():
            row(kind, *(figure(value) for value in megabytes.values()), figure(megabytes[steps[-1]] / megabytes[steps[0]]) + " ×")
