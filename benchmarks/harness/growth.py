"""Growth of our cost with connections, calls per batch, features, callers in the store, and trees, on the JVM and as an executable. One short round."""
import tempfile
from pathlib import Path

from . import conditions, models, store
from .cases import WHOLE, Case
from .data import DIFFERENT, View
from .exchanges import Score
from .plot import curves
from .rounds import Rounds, check
from .servers import SERVERS, Bench
from .tables import figure, table

CONNECTIONS = (1, 4, 16, 64, 256, 1024)
BATCHES = (1, 4, 16, 64, 256, 1024)
FEATURES = (8, 16, 32, 64, 128, 256)
TREES = (10, 30, 100, 300, 1000)
OURS = ("ours", "ours-native")
COLUMNS = ("calls/s", "P50 ms", "P99 ms", "service µs/call", "store µs/call", "bytes/call", "memory MB", "store memory MB")


def measure(folder, options):
    """Yields the figures by parameter, its value and server: {"growth": {"connections": {"1": {"ours": {…}, …}, …}, …}}."""
    grown = {"connections": {}, "batch": {}, "features": {}, "callers": {}, "trees": {}}

    def ours(features=24, trees=100):
        return _Ours(folder, options, View(features), trees)

    with ours() as service:
        for connections in CONNECTIONS:
            grown["connections"][connections] = service.load(1, connections)
        for batch in BATCHES:
            grown["batch"][batch] = service.load(batch, 16)
        for callers in _powers(DIFFERENT, options.callers):
            service.fill(callers)
            grown["callers"][callers] = service.load(1, 32)
    for features in FEATURES:
        with ours(features) as service:
            grown["features"][features] = service.load(1, 32)
    for trees in TREES:
        with ours(trees=trees) as service:
            grown["trees"][trees] = service.load(1, 32)
    yield {"growth": grown}


def _powers(least, most):
    while least <= most:
        yield least
        least *= 10


class _Ours:
    """Our service, as often as it is there, with its own store and model."""

    def __init__(self, folder, options, view, trees):
        self.folder, self.options = Path(tempfile.mkdtemp(dir=folder)), options
        self.bench = Bench(self.folder, view, models.lay_out(self.folder / "models", view, trees), store.start(self.folder), self.folder / "models")
        self.rounds, self.callers = Rounds(self.bench, options), 0

    def __enter__(self):
        self.fill(DIFFERENT)
        self.processes = {name: SERVERS[name].start(self.bench) for name in OURS if name in self.options.servers}
        return self

    def __exit__(self, *_):
        for process in self.processes.values():
            process.stop()
        self.bench.store.stop()

    def fill(self, callers):
        if callers > self.callers:
            store.write(self.bench.store, self.bench.view, callers, self.bench.view.values)
            self.callers = callers

    def load(self, size, connections):
        exchange = Score(self.bench.view, self.bench.models["bench-gbm"], size, self.callers)
        name = f"{exchange.view.features} features, {self.callers} callers, batch of {size}, {connections} connections"
        case = Case(name, "growth", exchange, connections, OURS, WHOLE if size == 1 else None)
        measured = {}
        for server, process in self.processes.items():
            check(process, case)
            measured[server] = self.rounds.closed_loop(process, case) | {"store memory MB": self.bench.store.memory_mb()}
        return measured


def report(results, pictures):
    parts = ["## How our cost grows\n", conditions.sentence(results["conditions"]) + " Rounds on this machine differ by 20 to 40 %: read the trend of the curves. Unless stated otherwise: single scores, 32 connections, "
             "24 features, 10 000 callers, 100 trees; batches: 16 connections.\n", "![how our cost grows](growth.svg)\n"]
    for what, figures in results["growth"].items():
        parts.append(table([what, "", *COLUMNS], [[figure(int(size)), SERVERS[server].label, *(figure(measured.get(name)) for name in COLUMNS)]
                                                  for size, servers in figures.items() for server, measured in servers.items()]))
    (pictures / "growth.svg").write_text(curves(
        "How our cost grows", "how many", "service CPU a call, µs",
        {f"{what}, {kind}": [(int(size), servers[server]["service µs/call"]) for size, servers in figures.items() if server in servers]
         for what, figures in results["growth"].items() for server, kind in zip(OURS, ("JVM", "native")) if any(server in servers for servers in figures.values())},
        dashed=lambda name: name.endswith("native")))
    return "\n".join(parts)
