"""Measured figures as Markdown: medians of the rounds, with their spread."""
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from columns import CASES, COLUMNS, REFERENCE
from servers import CONNECTIONS, FEAST

from harness.tables import cell, figure, head, median, row

SPREAD = ("requests/s", "P99 ms")
RATIOS = ("requests/s", "P99 ms", "server µs/entity", "store µs/request", "memory MB")


class Report:
    def __init__(self, options):
        self.options = options
        self.sizes = {}
        self._saturated, self._paced, self._started = defaultdict(list), defaultdict(list), defaultdict(list)

    def saturated(self, case, column, measured):
        self._saturated[case, column].append(measured)

    def paced(self, case, column, whose, rate, measured):
        self._paced[case, column, whose].append(measured | {"rate": rate})

    def started(self, kind, seconds):
        self._started[kind].append(seconds)

    def print(self):
        self._conditions()
        self._saturation()
        self._fixed_rates()
        self._ratios()
        self._starts_and_sizes()

    def _conditions(self):
        def output(*command):
            done = subprocess.run(command, capture_output=True, text=True)
            return (done.stdout + done.stderr).splitlines()

        model = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
        options, cores = self.options, os.cpu_count()
        rounds = "" if options.quick else f"ROUNDS={options.rounds} SECONDS_EACH={options.seconds} "
        command = rounds + " ".join(["benchmarks/features/run", *sys.argv[1:]])
        print(f"`{command}`: {options.rounds} rounds of {options.seconds} s, alternating between the servers, medians (minimum to maximum); {cores} cores "
              f"({model}, {platform.machine()}) shared by server, store and load; {figure(options.callers)} callers in "
              f"Redis {output('redis-server', '--version')[0].split()[2].removeprefix('v=')} over loopback; {CONNECTIONS} connections of a generator with one "
              f"thread (benchmarks/pacer); Feast {importlib.metadata.version('feast')} on Python {platform.python_version()}, {cores} workers, "
              f"no access log, no worker restarts, registry kept for an hour; ours on "
              f"{output(os.environ['JAVA_HOME'] + '/bin/java', '-version')[1]}, -Xmx256m.")

    def _saturation(self):
        print("\n### At saturation\n")
        names = list(next(iter(self._saturated.values()))[0])
        head("", "", *names)
        for case in CASES:
            for column in COLUMNS:
                if rounds := self._saturated.get((case, column)):
                    row(case.name, column.name, *(cell(rounds, name, spread=name in SPREAD) for name in names))
        print("\nMemory is that of all processes of a server, shared pages counted once.")

    def _fixed_rates(self):
        print("\n### At a fixed rate\n")
        print("Latency is measured from the time at which a request was due, at half of the maximum that Feast, or the server itself, reached in the first round.\n")
        names = ["P50 ms", "P99 ms", "requests", "generator behind P99 ms", "generator CPU %"]
        head("", "half of", "requests/s", "", *names)
        for case in CASES:
            for whose in ("Feast's", "its own"):
                for column in COLUMNS:
                    if rounds := self._paced.get((case, column, whose)):
                        row(case.name, whose, figure(rounds[0]["rate"]), column.name, *(cell(rounds, name, spread=name in SPREAD) for name in names))
        print("\nThe generator is one thread on the same cores: if its lag is a large part of a latency, the latency is partly its own.")

    def _ratios(self):
        if self.options.kinds == [FEAST]:
            return
        print("\n### Ours / Feast\n")
        head("", "", *RATIOS, "P99 at half of Feast's rate")
        for case in CASES:
            for column in COLUMNS:
                if column.server != FEAST and (case, column) in self._saturated:
                    ratios = [self._ratio(self._saturated, (case, column), (case, REFERENCE), name) for name in RATIOS]
                    paced = self._ratio(self._paced, (case, column, "Feast's"), (case, REFERENCE, "Feast's"), "P99 ms")
                    row(case.name, column.name, *(ratio + " ×" for ratio in [*ratios, paced]))

    @staticmethod
    def _ratio(figures, ours, feast, name):
        return figure(median(figures[ours], name) / median(figures[feast], name))

    def _starts_and_sizes(self):
        print("\n### Start and store\n")
        head("", "ready after, s")
        for kind, seconds in self._started.items():
            row(kind, figure(statistics.median(seconds)))
        sizes = "; ".join(f"{layout} {figure(size)}" for layout, size in self.sizes.items())
        print(f"\nBytes of Redis memory per caller, both views, 274 features: {sizes}.")
