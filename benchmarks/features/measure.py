"""Feature serving side by side with Feast's own server: throughput, latency, CPU and memory on one store with the same values.

Called by benchmarks/features/run. Prints Markdown. The servers take turns, round by round; the first must agree on answers.
Saturation: wrk, closed loop. Fixed rates: paced.py, open loop, at half of Feast's maximum of the case and at half of the server's own.
"""
import argparse
import sys
import tempfile
import time
from pathlib import Path

from columns import CASES, CHECKED_ONLY, COLUMNS, PATH, REFERENCE, VECTORS, answers, difference
from data import Data
from paced import paced
from report import Report
from servers import CONNECTIONS, FEAST, JVM, NATIVE, ROUNDS, SECONDS, Server, available, load, start, start_store

PACED_REQUESTS, LONGEST_PACED_S = 1000, 20
SETTLED_S = 0.5  # what a load leaves waiting in a server is not to meet the next


def check(columns, kinds, store, data):
    """All servers give the values that Feast gives, all present; else the benchmark ends."""
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


def saturate(service, store, file, case, column, seconds):
    try:
        measured = load(service, store, PATH, file, case.entities, seconds)
    except SystemExit as error:
        raise SystemExit(f"{column.name}, {case.name}: {error}") from error
    time.sleep(SETTLED_S)
    return {"requests/s": measured["calls/s"] / case.entities, "P50 ms": measured["P50 ms"], "P99 ms": measured["P99 ms"],
            "P99.9 ms": measured["P99.9 ms"], "server µs/request": measured["service µs/call"] * case.entities,
            "server µs/entity": measured["service µs/call"], "store µs/request": measured["store µs/call"] * case.entities,
            "memory MB": measured["RSS MB"]}


class Rates:
    """Half of what was reached at saturation in the first round: by Feast (too much for its vectors) and by a column itself."""

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
    bodies = list(column.bodies(case, data.callers))
    file = folder / "bodies"
    file.write_text("\n".join(bodies))
    saturate(service, store, file, case, column, options.warm)
    saturated = saturate(service, store, file, case, column, options.seconds)
    report.saturated(case, column, saturated)
    for whose, rate in rates.of(case, column, saturated["requests/s"]).items():
        if options.quick and whose == "its own":
            continue
        seconds = options.seconds if options.quick else min(LONGEST_PACED_S, max(options.seconds, PACED_REQUESTS / rate))
        report.paced(case, column, whose, rate, paced(service.port, PATH, bodies, rate, seconds, CONNECTIONS))


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/features/run", description="ROUNDS and SECONDS_EACH as in benchmarks/load.")
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
    options = arguments()
    report, rates = Report(options), Rates()
    store = start_store()
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
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
    finally:
        for server in list(Server.running):
            server.stop()
    report.print()


if __name__ == "__main__":
    main()
