"""Many loads on end on one process of our service: whether some of them are slow. Called by benchmarks/steady.

First at saturation, then at a fixed rate. A slow load is explained by what else it had: compilers and collector of the JVM, other programs on the machine.
Ends with status 1 if the slowest load is slower than the median by more than --limit.
"""
import argparse
import json
import re
import statistics
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from . import conditions, models, store
from .aims import SINGLE
from .cases import cases
from .data import DIFFERENT, View
from .exchanges import AMPLE_MS
from .load import measure
from .processes import end_on_signals, ended
from .rounds import Rounds, check, say
from .servers import BENCHMARKS, SERVERS, Bench
from .tables import figure, table

OURS = ("ours", "ours-native", "ours-aot", "ours-onnxruntime")
RAW = BENCHMARKS / "target/steady.json"
COLUMNS = ("calls/s", "P50 ms", "P99 ms", "P99.9 ms", "max ms", "service µs/call", "store µs/call", "reads/command", "memory MB", "compilers %", "VM thread %", "collections", "collector ms",
           "others' CPU %", "errors")


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/steady", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog="Environment variables: those of benchmarks/run --help. The figures are also in benchmarks/target/steady.json.")
    parser.add_argument("--server", choices=OURS, default="ours")
    parser.add_argument("--case", default=SINGLE, help=f"of benchmarks/run; default: {SINGLE}")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30, help="of each")
    parser.add_argument("--load", choices=("closed", "rate", "both"), default="both", help="at saturation, at a fixed rate, or one after the other")
    parser.add_argument("--rate", type=float, help="calls a second; default: half of the median at saturation, or of one load of --seconds if only --load rate is asked for")
    parser.add_argument("--warm-up", type=float, default=3.0, help="seconds of load, repeated before the first until it is no longer cheaper; 0: none, so that the start is seen")
    parser.add_argument("--limit", type=float, default=1.3, help="how much slower than the median the slowest may be")
    parser.add_argument("--overwrite-store", action="store_true", help="writes into the store of STORE_URL although it holds keys")
    options = parser.parse_args()
    options.thorough, options.paced, options.rounds, options.callers, options.quick = True, False, options.runs, DIFFERENT, False
    options.servers = [options.server]
    if not SERVERS[options.server].there:
        parser.error(f"--server: expected one that is built, got {options.server}")
    return options


class Activity:
    """What the threads of a process did since the last reading: the CPU time of the JVM's compilers and of its VM thread, which collects, and its collections."""

    def __init__(self, process):
        self.process = process
        self.last = self._read()

    def since(self, seconds):
        before, self.last = self.last, self._read()
        passed = {name: value - before[name] for name, value in self.last.items() if name in before}
        return {f"{name} %": 100 * passed[name] / seconds for name in ("compilers", "VM thread") if name in passed} | {
            name: passed[name] for name in ("collections", "collector ms") if name in passed}

    def _read(self):
        told = {}
        for task in Path(f"/proc/{self.process.process.pid}/task").iterdir():
            with suppress(OSError):  # a thread that has just ended
                name, nanoseconds = (task / "comm").read_text().strip(), int((task / "schedstat").read_text().split()[0])
                kind = "compilers" if re.match("C[12] Compiler", name) else "VM thread" if name == "VM Thread" else None
                if kind:
                    told[kind] = told.get(kind, 0) + nanoseconds / 1e9
        return told | self._collections()

    def _collections(self):
        """Returns count and time of collections; nothing for an executable."""
        jcmd = Path(self.process.process.args[0]).with_name("jcmd")
        if not jcmd.exists():
            return {}
        told = subprocess.run([str(jcmd), str(self.process.process.pid), "PerfCounter.print"], capture_output=True, text=True).stdout
        counters = dict(re.findall(r"^([\w.]+)=(\d+)$", told, re.MULTILINE))
        if "sun.os.hrt.frequency" not in counters:
            return {}
        total = {what: sum(int(value) for name, value in counters.items() if re.fullmatch(rf"sun\.gc\.collector\.\d+\.{what}", name)) for what in ("invocations", "time")}
        return {"collections": total["invocations"], "collector ms": 1e3 * total["time"] / int(counters["sun.os.hrt.frequency"])}


def run(process, bench, rounds, case, options, rate=None):
    """Yields the figures of each load. rate: calls per second; saturation without."""
    frames = rounds.frames(process, case, AMPLE_MS)
    rounds.warm_up(process, frames, case, rate and rate / case.exchange.size)
    activity = Activity(process)
    for number in range(options.runs):
        begin = time.monotonic()
        measured = measure(process, bench.store, frames, case, options.seconds, rate and rate / case.exchange.size)
        measured |= activity.since(time.monotonic() - begin)
        say(f"{number + 1} of {options.runs}: {measured['calls/s']:,.0f}/s, P99 {measured['P99 ms']:.2f} ms, service {measured['service µs/call']:.2f} µs, {measured['errors']} errors")
        yield measured


def slowest(runs, name="calls/s", better=max):
    """Returns the number of the worst load, from 1, and how many times worse than the median it is."""
    values = [measured[name] for measured in runs]
    middle, worst = statistics.median(values), (min if better is max else max)(values)
    return values.index(worst) + 1, (middle / worst if better is max else worst / middle) if worst and middle else float("inf")


def report(results, limit):
    """Returns the text, and whether no load was slow."""
    parts, steady = [conditions.steady_sentence(results["conditions"]) + "\n"], True
    for name, runs in results["runs"].items():
        number, factor = slowest(runs)
        tail, tail_factor = slowest(runs, "P99 ms", min)
        steady = steady and factor <= limit
        parts.append(f"### {name}\n\nSlowest: load {number}, {factor:.2f} times slower than the median (at most {limit:g}: {'reached' if factor <= limit else '**missed**'}). "
                     f"Highest P99: load {tail}, {tail_factor:.2f} times the median.\n")
        columns = [column for column in COLUMNS if any(measured.get(column) is not None for measured in runs)]
        parts.append(table(["load", *columns], [[str(place), *(figure(measured.get(column)) for column in columns)] for place, measured in enumerate(runs, 1)]
                           + [["median", *(figure(_median(runs, column)) for column in columns)]]))
    return "\n".join(parts), steady


def _median(runs, column):
    values = [measured[column] for measured in runs if measured.get(column) is not None]
    return statistics.median(values)


def main():
    end_on_signals()
    options = arguments()
    view = View()
    RAW.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ended():
        folder = Path(folder)
        bench = Bench(folder, view, models.lay_out(folder / "models", view), store.chosen(folder, options.overwrite_store), folder / "models")
        store.write(bench.store, view, options.callers, view.values)
        known = {case.name: case for case in cases(view, bench.models)}
        if options.case not in known:
            raise SystemExit(f"--case: expected one of {'; '.join(known)}, got {options.case}")
        case, rounds = known[options.case], Rounds(bench, options)
        process = SERVERS[options.server].start(bench)
        check(process, case)
        results = {"conditions": conditions.of(options, "benchmarks/steady") | {"case": case.name, "server": SERVERS[options.server].label}, "runs": {}}

        def measured(name, rate=None):
            runs = results["runs"][name] = []
            for each in run(process, bench, rounds, case, options, rate):
                runs.append(each)
                RAW.write_text(json.dumps(results, indent=1))  # after each, so that an interruption loses nothing
            return statistics.median(each["calls/s"] for each in runs)

        reached = measured("At saturation") if options.load != "rate" else None
        if options.load != "closed":
            rate = options.rate or (reached or rounds.closed_loop(process, case)["calls/s"]) / 2
            measured(f"At {figure(round(rate))} calls/s", rate)
    text, steady = report(results, options.limit)
    print(text)
    errors = sum(each["errors"] for runs in results["runs"].values() for each in runs)
    if errors or not steady:
        raise SystemExit(f"{errors} errors under load" if errors else "a load was slow")


if __name__ == "__main__":
    main()
