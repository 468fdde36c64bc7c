"""Report: Markdown in a marked part of RESULTS.md, with pictures beside it; for a partial run in benchmarks/target and on the terminal."""
from . import aims, conditions, growth, limit, loops, rules
from .plot import curves
from .servers import BENCHMARKS, RUSTS, SERVERS
from .tables import cell, figure, median, table

RESULTS, PARTIAL = BENCHMARKS / "RESULTS.md", BENCHMARKS / "target/partial.md"
COST = ("service µs/call", "store µs/call", "reads/command", "bytes/call", "switches/call", "memory MB", "others' CPU %")
LATENCY = ("P50 ms", "P99 ms", "P99.9 ms")


def write(what, results, marker=None):
    """Writes the report, of a partial run into RESULTS.md only where a marker is named. Returns the errors under load, one line each."""
    pictures = PARTIAL.parent if what.startswith("partial") else RESULTS.parent
    reports = {"rules": rules.report, "loops": loops.report, "growth": lambda found: growth.report(found, pictures), "rivals": lambda found: rivals(found, pictures)}
    text = reports[what.removeprefix("partial-")](results)
    if pictures == RESULTS.parent:
        _replace(what, text)
    else:
        PARTIAL.write_text(text)
        print(text)
        if marker:
            _replace(marker, text)
    return list(_errors(results))


def _replace(marker, text):
    """Writes the report between the markers, or at the end of the file."""
    begin, end = f"<!-- {marker} -->\n", f"<!-- /{marker} -->\n"
    old = RESULTS.read_text()
    before, _, rest = old.partition(begin)
    after = rest.partition(end)[2]
    RESULTS.write_text(before.rstrip("\n") + "\n\n" + begin + text + end + after)


def rivals(results, pictures):
    servers = results["conditions"]["servers"]
    ours_and_rust = all(name in RUSTS or SERVERS[name].ours for name in servers)
    parts = ["## The executable beside the JVM and Rust\n" if ours_and_rust else "## Comparison with the rivals\n", conditions.sentence(results["conditions"]) + "\n"]
    parts += ["The answers are right; the figures of a quick run mean nothing.\n" if results["conditions"]["quick"] else aims.report(results, pictures == PARTIAL.parent)]
    if results["closed"]:
        parts += ["### At saturation\n", _closed(results["closed"])]
    if results["paced"]:
        parts += ["### At a fixed rate\n", "Latency is measured from the time at which a request was due and includes the generator's own lag; the deadline of scored calls is 10 ms. "
                  "`over budget` and `unflagged` are measured by our own clock, from arrival to reply.\n", _paced(results["paced"])]
    if results["curve"]:
        (pictures / "latency-against-load.svg").write_text(_curve_picture(results["curve"]))
        parts += ["### Latency against load\n", "Single score, 32 connections.\n\n![latency against load](latency-against-load.svg)\n", _curve(results["curve"])]
    if results["limits"]:
        parts += ["### The limit\n", limit.report(results)]
    parts += ["### Start\n"] + [_first(results["first"])] * bool(results.get("first"))
    parts += [table(["", "ready after, s", "memory then, MB"], [
        [SERVERS[name].label, cell(rounds, "ready s", spread=True), cell(rounds, "memory MB")] for name, rounds in results["started"].items()])]
    return "\n".join(parts)


def _first(first):
    names = ("first call ms", "RSS MB", "rate", "first seconds P50 ms", "first seconds P99 ms", "first seconds not whole", "later P50 ms", "later P99 ms")
    rows = [[SERVERS[name].label, *(cell(rounds, column, spread=column not in ("rate", "first seconds not whole")) for column in names)] for name, rounds in first.items()]
    return ("First scored call: from the start of the process, with the models of the project; resident memory then. First seconds: ten of them, at half of the weaker's maximum "
            "(ours or Rust), from the moment at which the process says that it is ready; later: the same load on the same process, warmed up at that rate.\n\n"
            + table(["", "first scored call, ms", "RSS then, MB", "calls/s", *names[3:]], rows))


def _closed(closed):
    names = ("calls/s", *LATENCY, *COST)
    rows = [[case, SERVERS[name].label, *(cell(rounds, column, spread=column in ("calls/s", "P99 ms")) for column in names)]
            for case, servers in closed.items() for name, rounds in servers.items()]
    return table(["", "", *names], rows) + (
        "\nA call is an entity for features, and a row for inference. Reads/command: requests whose reads went to the store together, as our service counts them. Memory: all processes of a server, shared pages counted once. Others: other processes on the "
        "machine, 100 % is one core; a row with a high value is unreliable.\n")


def _paced(paced):
    names = (*LATENCY, "max ms", "requests", "not whole", "over budget", "unflagged", "service µs/call", "generator behind P99 ms",
             "generator CPU %", "others' CPU %")
    rows = [[case, whose, figure(rounds[0]["rate"]), SERVERS[name].label, *(cell(rounds, column, spread=column == "P99 ms") for column in names)]
            for case, rates in paced.items() for whose, servers in rates.items() for name, rounds in servers.items()]
    return table(["", "half of", "calls/s", "", *names], rows)


def _curve(curve):
    names = ("rate", *LATENCY, "max ms", "not whole", "unflagged", "generator behind P99 ms")
    return table(["", "of its maximum", *names], [[SERVERS[name].label, f"{float(share):.0%}", *(cell(rounds, column) for column in names)]
                                                  for name, shares in curve.items() for share, rounds in shares.items()])


def _curve_picture(curve):
    lines = {f"{SERVERS[name].label}, {column.removesuffix(' ms')}": [(median(rounds, "rate"), median(rounds, column)) for rounds in shares.values()]
             for name, shares in curve.items() for column in ("P50 ms", "P99 ms")}
    return curves("Latency against load, single score, 32 connections", "calls per second", "latency, ms", lines, dashed=lambda name: name.endswith("P50"))


def _errors(results):
    def found(value, path):
        if isinstance(value, dict) and value.get("errors"):
            yield f"{path}: {value['errors']}, first: {value['first error']}"
        elif isinstance(value, dict):
            for name, inner in value.items():
                yield from found(inner, f"{path} {name}".strip())
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                yield from found(inner, f"{path}, round {number + 1}")

    return found({name: results.get(name) for name in ("closed", "paced", "curve", "http", "first", "growth", "loops")}, "")
