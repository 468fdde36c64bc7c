"""Inference compared with MLServer, KServe's server and plain FastAPI: throughput, latency and CPU, the same models behind each.

Called by benchmarks/inference/run. Prints Markdown. The servers alternate, round by round; before each measurement, every answer of a
case must equal onnxruntime's. Saturation: a closed loop. Fixed rate: an open loop, at half of what MLServer reached.
"""
import argparse
import sys
import tempfile
import time
from pathlib import Path

import reloads
from cases import CASES, OUTPUTS, differences
from load import paced, saturate
from report import Report
from servers import KINDS, OURS, REFERENCE, ROUNDS, SECONDS, available, lay_out, speaks, start

from harness import store as stores
from harness.processes import end_on_signals, ended

PACED_REQUESTS, LONGEST_PACED_S = 1000, 20
SETTLED_S = 0.5  # lets a server finish the requests of one load before the next


def check(kind, server, case):
    if found := next(differences(server.port, case), None):
        raise SystemExit(f"{kind}, {case.name}: not onnxruntime's answer: {found}")


def wrong(port):
    """Returns the error in the first wrong answer of any model, or None."""
    try:
        return next((found for case in CASES if case.rows == 1 for found in differences(port, case)), None)
    except OSError as error:
        return error


class Rates:
    """Rates by model and rows: half of what the reference reached with JSON in the first round."""

    def __init__(self):
        self._half = {}

    def of(self, kind, case, reached):
        if kind == REFERENCE:
            self._half.setdefault((case.model, case.rows), reached / 2)
        return self._half.get((case.model, case.rows))


def measure(kind, server, case, rates, options, report):
    check(kind, server, case)
    saturate(server, case, options.warm)
    time.sleep(SETTLED_S)
    saturated = saturate(server, case, options.seconds)
    report.saturated(kind, case, saturated)
    time.sleep(SETTLED_S)
    if rate := rates.of(kind, case, saturated["requests/s"]):
        seconds = options.seconds if options.quick else min(LONGEST_PACED_S, max(options.seconds, PACED_REQUESTS / rate))
        report.paced(kind, case, rate, paced(server, case, rate, seconds))


def side_by_side(folder, store, options, report):
    rates = Rates()
    for number in range(options.rounds):
        for kind in options.kinds:
            server = start(kind, folder, store, wrong)
            report.started(kind, server.ready_s)
            for case in CASES:
                if speaks(kind, case):
                    measure(kind, server, case, rates, options, report)
            server.stop()
            print(f"round {number + 1} {kind} done", file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/inference/run", description="ROUNDS and SECONDS_EACH: of how many seconds each.")
    parser.add_argument("what", nargs="?", choices=("all", "servers", "reloads"), default="all")
    parser.add_argument("--quick", action="store_true", help="one short round: shows that it runs, its figures mean nothing")
    parser.add_argument("--servers", default=",".join(available()), help=f"of {', '.join(KINDS)}; default: those that are built")
    options = parser.parse_args()
    options.kinds = [kind for name, kind in KINDS.items() if name in options.servers.split(",")]
    if options.what != "reloads" and REFERENCE not in options.kinds:
        parser.error(f"--servers: {REFERENCE} is what the others are measured against")
    if options.what != "servers" and not set(options.kinds) & set(OURS):
        parser.error("ours is not built or not among --servers")
    options.rounds, options.seconds, options.warm = (1, 1, 1) if options.quick else (ROUNDS, SECONDS, max(5, SECONDS // 2))
    return options


def main():
    end_on_signals()
    options = arguments()
    report = Report(options)
    try:
        with tempfile.TemporaryDirectory() as name, ended():
            folder = Path(name)
            store = stores.start(folder)
            lay_out(folder, OUTPUTS)
            if options.what != "reloads":
                side_by_side(folder, store, options, report)
            if options.what != "servers":
                for kind in (kind for kind in options.kinds if kind in OURS):
                    for mode in (reloads.latency, reloads.memory):
                        server = start(kind, folder, store, wrong)
                        mode(kind, server, options, report)
                        server.stop()
    finally:
        report.print()  # also the partial results if a measurement fails


if __name__ == "__main__":
    main()
