"""Called by benchmarks/run."""
import argparse
import json
import os
import tempfile
from pathlib import Path

import numpy

from . import conditions, growth, limit, loops, models, report, rules, signs, store
from .cases import cases, checked_only, live, starting
from .cases import load as loaded_case
from .data import DIFFERENT, View
from .load import PACER
from .processes import end_on_signals, ended
from .rounds import Rounds, say
from .servers import AOT, BENCHMARKS, NATIVE, SERVERS, Bench

GROUPS = ("single", "batch", "binary", "features", "inference", "load", "limit", "start")
SLOW = ("load", "limit", "start")  # left out of a quick run
QUICK_SERVERS = ("ours", "ours-native", "ours-onnxruntime", "rust-shared", "rust-per-core", "fastapi")
EPILOG = f"""
The executable and the JVM run beside each other in every table. Environment variables:
  BENCH_JAR        our service for the JVM; default: feature-serving/service/target/quarkus-app/quarkus-run.jar
  BENCH_NATIVE     our executable; default: feature-serving/service/target/*-runner; empty: none
  BENCH_AOT        an AOT cache of deploy/warm-start/train, of which the starts are measured; BENCH_AOT_JAR: its application, default APP/quarkus-run.jar for the cache APP.aot
  BENCH_JAVA_OPTS  more options for the JVM
  STORE_URL        a running store, redis://HOST:PORT, which is used instead of a Redis of our own and is left running. The benchmark writes its rows and rules into it
                   ({store.KEY_PREFIX}{{+1415…}}:caller_bench, {{rules:bench-…}}) and does not remove them: it has to be empty, unless --overwrite-store is given. `growth` has a Redis of its own
  ROUNDS, SECONDS_EACH  defaults of --rounds and --seconds
"""
TARGET = BENCHMARKS / "target"


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("rivals", "growth", "rules", "loops"), default="rivals")
    parser.add_argument("--quick", action="store_true", help="one round of a second each: whether the answers are right; its figures mean nothing")
    parser.add_argument("--cases", type=_names(GROUPS), default=GROUPS, help=f"of {','.join(GROUPS)}")
    parser.add_argument("--servers", type=_names(SERVERS), help=f"of {','.join(SERVERS)}; default: those that are there")
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS", 3)),
                        help=f"an aim is reached or missed by a sign test over the rounds, which decides nothing with fewer than {signs.LEAST_ROUNDS}")
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("SECONDS_EACH", 5)), help="of each load")
    parser.add_argument("--warm-up", type=float, default=3.0,
                        help="seconds of load, repeated before each that is measured until it is no longer cheaper; 0: none")
    parser.add_argument("--callers", type=int, help="rows in the store; growth: the most that it goes to")
    parser.add_argument("--no-paced", dest="paced", action="store_false", help="no fixed rates")
    parser.add_argument("--overwrite-store", action="store_true", help="writes into the store of STORE_URL although it holds keys")
    parser.add_argument("--record", metavar="NAME", help="writes a partial run into RESULTS.md, between the markers <!-- NAME --> and <!-- /NAME -->")
    parser.add_argument("--report-only", action="store_true", help="reports again what was measured last")
    options = parser.parse_args()
    options.partial = options.quick or not options.paced or options.cases != GROUPS or options.servers is not None
    options.thorough = not options.quick
    options.loaded = PACER.exists()
    if not options.loaded and not options.quick:
        parser.error("benchmarks/pacer is not built: it needs cargo")
    if options.quick:
        options.rounds, options.seconds, options.warm_up = 1, 1, 0
        options.cases = tuple(group for group in options.cases if group not in SLOW)
    for name, file in (("BENCH_NATIVE", NATIVE), ("BENCH_AOT", AOT)):
        if file and not file.exists():
            parser.error(f"{name}: expected a file, got {file}")
    if absent := [name for name in options.servers or () if not SERVERS[name].there]:
        parser.error(f"--servers: expected servers that are built, got {', '.join(absent)}")
    by_default = QUICK_SERVERS if options.quick else SERVERS
    options.servers = [name for name in options.servers or by_default if SERVERS[name].there and not (SERVERS[name].over_socket and os.environ.get("STORE_URL"))]
    if options.what == "growth":
        options.rounds = 1
    options.callers = options.callers or (10 ** 6 if options.what == "growth" else DIFFERENT)
    return options


def _names(known):
    def names(text):
        given = tuple(text.split(","))
        if unknown := set(given) - set(known):
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
        return given
    return names


def main():
    end_on_signals()
    options = arguments()
    what = "partial-" * options.partial + options.what
    raw = TARGET / f"{what}.json"
    if not options.report_only:
        TARGET.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as folder, ended():
            for results in MEASURES[options.what](Path(folder), options):  # after each round, so that an interruption loses nothing
                raw.write_text(json.dumps(results | {"conditions": conditions.of(options)}, indent=1))
    results = json.loads(raw.read_text())
    if errors := report.write(what, results, options.record):
        raise SystemExit("errors under load:\n" + "\n".join(errors))


def rivals(folder, options):
    view = View()
    models_dir = folder / "models"
    bench = Bench(folder, view, models.lay_out(models_dir, view), store.chosen(folder, options.overwrite_store), models_dir)
    store.write(bench.store, view, options.callers, view.values)
    numpy.save(folder / "rows.npy", view.rows)
    rounds, asked = Rounds(bench, options), _asked_of(options, cases(view, bench.models))
    loaded, alone, started = (case(view, bench.models).asked_of(options.servers) for case in (loaded_case, live, starting))
    groups = [options.cases] if options.quick else [[group] for group in options.cases]  # each on newly started servers
    for number in range(options.rounds):
        rounds.number = number
        for group in groups:
            rounds.group(*([case for case in of if case.group in group] for of in (asked, checked_only(view, bench.models))))
        if "load" in options.cases:
            rounds.latency_against_load(loaded)
        if "limit" in options.cases:
            rounds.http_alone(alone)
            rounds.limits.append(limit.measure(bench))
        if "start" in options.cases:
            rounds.starting(started)
        say(f"round {number + 1} of {options.rounds} done")
        yield rounds.results()


MEASURES = {"rivals": rivals, "growth": growth.measure, "rules": rules.measure, "loops": loops.measure}


def _asked_of(options, cases):
    return [case.asked_of(options.servers) for case in cases if set(case.servers) & set(options.servers)]


main()
