"""Feature serving compared with Feast's own server: throughput, latency, CPU and memory on one store with the same values.

Called by benchmarks/features/run. Prints Markdown. The servers alternate, round by round; before the first, their answers must agree.
Saturation: a closed loop. Fixed rates: an open loop, at half of Feast's maximum of the case and at half of the server's own.
"""
import argparse
import sys
import tempfile
import time
from pathlib import Path

from columns import CASES, CHECKED_ONLY, COLUMNS, PATH, REFERENCE, VECTORS, answers, difference
from data import Data
from report import Report
from servers import CONNECTIONS, FEAST, JVM, NATIVE, ROUNDS, SECONDS, available, start

from harness import store as stores
from harness.load import Request, figures, pace, write_frames
from harness.processes import end_on_signals, ended

PACED_REQUESTS, LONGEST_PACED_S = 1000, 20
SETTLED_S = 0.5  # lets a server finish the requests of one load before the next


def check(columns, kinds, store, data):
    """Aborts the benchmark unless all servers return the values that Feast returns, all present."""
    expected, count = {}, 0
    for kind in kinds:
        service = start(kind, store, data)
        for column in (column for column in columns + CHECKED_ONLY if column.server == kind):
            for case in CASES:
                got = answers(service, column, case, data.callers)
                if column == REFERENCE:
                    expected[case] = got
                    if any(value is None or status != "PRESENT" for reply in got for rows in reply.values() for value, status, _ in rows):
                        raise SystemExit(f"{case.name}: Feast does not find the features")
                if found := difference(expected[case], got):
                    raise SystemExit(f"{column.name}, {case.name}: not Feast's answer: {found}")
                count += len(got)
        service.stop()
    print(f"{count} answers agree", file=sys.stderr)


def saturate(service, store, frames, case, column, seconds):
    cpu, store_cpu = service.cpu_seconds(), store.cpu_seconds()
    measured = sound(pace(service.url, frames, CONNECTIONS, seconds), case, column)
    cpu, store_cpu = ((after - before) * 1e6 / measured["requests"] for after, before in ((service.cpu_seconds(), cpu), (store.cpu_seconds(), store_cpu)))
    time.sleep(SETTLED_S)
    return {name: measured[name] for name in ("requests/s", "P50 ms", "P99 ms", "P99.9 ms")} | {
        "server µs/request": cpu, "server µs/entity": cpu / case.entities, "store µs/request": store_cpu, "memory MB": service.memory_mb()}


def sound(measured, case, column):
    """Returns the figures of a load. Late answers count; statuses other than 200 abort the benchmark."""
    if measured["errors"] > measured["unanswered"]:
        raise SystemExit(f"{column.name}, {case.name}: errors under load: {measured}")
    return figures(measured)


class Rates:
    """Rates: half of those reached at saturation in the first round, by Feast (too much for its vectors) and by the column itself."""

    def __init__(self):
        self.half = {}

    def of(self, case, column, maximum):
        own = self.half.setdefault((case, column), maximum / 2)
        if column == REFERENCE:
            return {"Feast's": own}
        if column == VECTORS:
            return {"its own": own}
        return {"Feast's": self.half[case, REFERENCE], "its own": own}


def measure(service, store, data, folder, case, column, rates, options, report):
    frames = write_frames(folder / "frames", [Request(PATH, body.encode()) for body in column.bodies(case, data.callers)])
    saturate(service, store, frames, case, column, options.warm)
    saturated = saturate(service, store, frames, case, column, options.seconds)
    report.saturated(case, column, saturated)
    for whose, rate in rates.of(case, column, saturated["requests/s"]).items():
        if options.quick and whose == "its own":
            continue
        seconds = options.seconds if options.quick else min(LONGEST_PACED_S, max(options.seconds, PACED_REQUESTS / rate))
        report.paced(case, column, whose, rate, sound(pace(service.url, frames, CONNECTIONS, seconds, rate), case, column))


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/features/run", description="ROUNDS and SECONDS_EACH: of how many seconds each.")
    parser.add_argument("--quick", action="store_true", help="one round of a second each: shows that it runs, its figures mean nothing")
    parser.add_argument("--servers", default=",".join(available()), help="Feast, JVM, native; default: those that are built")
    parser.add_argument("--vectors", action="store_true", help="also Feast's precomputed feature services; they make every hash a hash table")
    options = parser.parse_args()
    options.columns = [column for column in COLUMNS if options.vectors or column != VECTORS]
    options.kinds = [kind for kind in (FEAST, JVM, NATIVE) if kind in options.servers.split(",")]
    if FEAST not in options.kinds:
        parser.error("--servers: Feast is what the others are measured against")
    options.rounds, options.seconds, options.callers = (1, 1, 500) if options.quick else (ROUNDS, SECONDS, 10_000)
    options.warm = 1 if options.quick else max(5, SECONDS // 2)
    return options


def main():
    end_on_signals()
    options = arguments()
    report, rates = Report(options), Rates()
    with tempfile.TemporaryDirectory() as name, ended():
        folder = Path(name)
        store = stores.start(folder)
        data = Data(folder, store.port, options.callers, options.vectors)
        report.sizes = data.write()
        check(options.columns, options.kinds, store, data)
        for number in range(options.rounds):
            for kind in options.kinds:
                service = start(kind, store, data)
                report.started(kind, service.ready_s)
                for case in CASES:
                    for column in (column for column in options.columns if column.server == kind):
                        measure(service, store, data, folder, case, column, rates, options, report)
                service.stop()
                print(f"round {number + 1} {kind} done", file=sys.stderr)
    report.print()


if __name__ == "__main__":
    main()
