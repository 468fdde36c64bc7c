"""One event loop against two: what an event loop more brings, with all cores for everyone, and with a core for the server alone."""
import contextlib
import dataclasses
import os
from pathlib import Path

from . import conditions, models, store
from .cases import cases
from .data import View
from .figures import Series
from .rounds import Rounds, check, say
from .servers import SERVERS, Bench
from .tables import cell, figure, table

OURS = ("ours", "ours-native")
LOOPS = (1, 2)
CASES = ("single score, 32 connections", "single score, 256 connections", "features, 1 × 24", "batch of 256, binary")
EVERYWHERE, APART = "server, store and load on all cores", "server on one core, store and load on another"
COLUMNS = ("calls/s", "P50 ms", "P99 ms", "service µs/call", "store µs/call", "reads/command", "switches/call", "others' CPU %")


def measure(folder, options):
    """Yields the figures of all rounds so far: {"loops": {place: {case: {server: {loops: […]}}}}}."""
    cores = sorted(os.sched_getaffinity(0))
    places = {EVERYWHERE: (cores, cores)} | ({APART: (cores[:1], cores[1:2])} if len(cores) > 1 else {})
    view = View()
    bench = Bench(folder, view, models.lay_out(folder / "models", view), store.chosen(folder, options.overwrite_store), folder / "models")
    store.write(bench.store, view, options.callers, view.values)
    rounds, known, found = Rounds(bench, options), {case.name: case for case in cases(view, bench.models)}, {}
    for number in range(options.rounds):
        rounds.number = number
        for place, (its, others) in places.items():
            for name in rounds.in_turn(name for name in OURS if name in options.servers):
                _measure(rounds, [known[case] for case in CASES], name, its, others, found.setdefault(place, {}))
        say(f"round {number + 1} of {options.rounds} done")
        yield {"loops": found}


def _measure(rounds, cases, name, its_cores, other_cores, found):
    """Measures a server with each number of loops; they take turns in every case."""
    with _on(other_cores, rounds.bench.store):
        running = {}
        for loops in rounds.in_turn(LOOPS):
            with _on(its_cores):
                running[loops] = _with_loops(SERVERS[name], loops).start(rounds.bench)
        for case in cases:
            for loops, process in running.items():
                check(process, case)
                measured = found.setdefault(case.name, {}).setdefault(name, {})
                measured.setdefault(str(loops), []).append(rounds.closed_loop(process, case))
        for process in running.values():
            process.stop()


def _with_loops(server, loops):
    def command(bench, port):
        words, environment = server.command(bench, port)
        return words, environment | {"QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE": str(loops)}
    return dataclasses.replace(server, command=command, label=f"{server.label}, {loops} loop{'s' * (loops > 1)}")


@contextlib.contextmanager
def _on(cores, *processes):
    """Context in which this program, what it starts, and our own store run on these cores."""
    before = os.sched_getaffinity(0)
    for process in processes:
        if not isinstance(process, store.Named):
            for task in Path(f"/proc/{process.process.pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), cores)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def report(results):
    parts = ["## One event loop and two\n", conditions.sentence(results["conditions"]) + "\n"]
    for place, measured in results["loops"].items():
        rows = [[case, f"{SERVERS[name].label}, {loops}", _ratio(by_loops, loops), *(cell(rounds, column, spread=column == "calls/s") for column in COLUMNS)]
                for case, servers in measured.items() for name, by_loops in servers.items() for loops, rounds in sorted(by_loops.items())]
        parts += [f"### {place.capitalize()}\n", table(["", "loops", "calls/s to one loop", *COLUMNS], rows)]
    return "\n".join(parts)


def _ratio(by_loops, loops):
    ratio = Series.of(by_loops[loops], "calls/s") / Series.of(by_loops.get("1", []), "calls/s")
    return f"{figure(ratio.median)} ({figure(min(ratio.values()))}–{figure(max(ratio.values()))})" if loops != "1" and ratio else ""
