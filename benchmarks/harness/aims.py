"""Aims, the values of the rounds, and whether these decide."""
import json
from dataclasses import dataclass

from . import signs
from .figures import Figures, Series
from .servers import BENCHMARKS
from .tables import figure, table

STORE = BENCHMARKS / "target/store.jsonl"
SINGLE, WIDE = "single score, 32 connections", "single score, 256 connections"
JSON_BATCH, BINARY = "batch of 256, JSON", "batch of 256, binary"
FEATURES, MANY_FEATURES = "features, 1 × 24", "features, 100 × 24"
INFERENCE, INFERENCE_BATCH = "inference, JSON, batch 1", "inference, JSON, batch 64"
BATCH, BUDGET_US, BYTES, WANTED = 256, 0.6, 300, 150_000
SINGLE_BYTES = 2048
SENTENCE = (
    "Native is the executable, JVM or no name ours on the JVM. Rust is the better of its two runtimes by calls per second in each case. A ratio is that of two servers in the same round; "
    "the table has the median and the range of the rounds, and how many of them reach the bound. p is the probability of so uneven a split, or a more uneven one, if a round fell on "
    f"either side of the bound by chance (exact two-sided sign test). An aim is reached or missed if p < {signs.LEVEL:g}, which takes at least {signs.LEAST_ROUNDS} rounds; "
    "everything else is undecided.")


@dataclass(frozen=True)
class Aim:
    """Bound on a figure: `bound_is` is "least" or "most"."""

    what: str
    series: Series
    unit: str
    bound: float
    bound_is: str

    def row(self):
        values = list(self.series.values())
        bound = f"{'≥' if self.bound_is == 'least' else '≤'} {self.bound:g} {self.unit}".strip()
        if not values:
            return [self.what, bound, "not measured", "", "", "", ""]
        good = signs.reaching(values, self.bound, self.bound_is)
        return [self.what, bound, f"{figure(self.series.median)} {self.unit}".strip(),
                f"{figure(min(values))}–{figure(max(values))}" if len(values) > 1 else "", f"{good} of {len(values)}",
                f"{signs.p_value(good, len(values)):.2g}", signs.verdict(values, self.bound, self.bound_is)]


def _aims(f):
    """Yields the fields of each aim."""
    native = "ours-native"
    yield f"{SINGLE}: calls/s, native to JVM", f.over(SINGLE, ["ours"], ours=native), "×", 0.8, "least"
    yield f"{FEATURES}: native to JVM", f.over(FEATURES, ["ours"], ours=native), "×", 0.8, "least"
    yield f"{BINARY}: native to JVM", f.over(BINARY, ["ours"], ours=native), "×", 0.6, "least"
    yield f"{SINGLE}: calls/s, native to Rust", f.over_rust(SINGLE, ours=native), "×", 1.0, "least"
    yield f"{SINGLE}: calls/s, to Rust", f.over_rust(SINGLE), "×", 1.2, "least"
    for name in ("P99 ms", "P99.9 ms"):
        yield f"single score at half the weaker's maximum: {name[:-3]}, to Rust", f.paced_over_rust(SINGLE, name), "×", 1.0, "most"
    for case in (SINGLE, WIDE):
        yield f"{case}: store CPU per call, to Rust", f.over_rust(case, "store µs/call"), "×", 0.6, "most"
    yield f"{SINGLE}: bytes allocated per call, JVM", f.closed(SINGLE, "ours", "bytes/call"), "", SINGLE_BYTES, "most"
    yield f"{INFERENCE}: to Rust", f.over_rust(INFERENCE), "×", 0.9, "least"
    yield f"{INFERENCE_BATCH}: to Rust", f.over_rust(INFERENCE_BATCH), "×", 0.8, "least"
    for case in (FEATURES, MANY_FEATURES):
        yield f"{case}: to Rust", f.over_rust(case), "×", 1.0, "least"
    yield f"{JSON_BATCH}: calls/s, to Rust", f.over_rust(JSON_BATCH), "×", 1.5, "least"
    yield f"{BINARY}, compiled trees: calls/s, to Rust in JSON", f.over_rust(BINARY, rust_case=JSON_BATCH), "×", 3, "least"
    yield f"{BINARY}, trees by ONNX Runtime: calls/s, to Rust in JSON", f.over_rust(BINARY, ours="ours-onnxruntime", rust_case=JSON_BATCH), "×", 1.2, "least"
    yield f"{BINARY}: calls/s, to {figure(WANTED)}", f.closed(BINARY, "ours", "calls/s") / WANTED, "×", 3, "least"
    yield (f"{BINARY}, trees by ONNX Runtime: service CPU per call minus the model's (including the store client)",
           f.ours_alone(BINARY, BATCH, "ours-onnxruntime", False), "µs", BUDGET_US, "most")
    yield f"{BINARY}: bytes allocated per call, JVM", f.closed(BINARY, "ours", "bytes/call"), "", BYTES, "most"
    yield "single score at half of its own maximum: P99", f.at_half_load("P99 ms"), "ms", 5, "most"
    yield "single score at half of its own maximum: unflagged answers over the budget of 10 ms", f.at_half_load("unflagged"), "", 0, "most"
    yield from _starts(f)
    yield f"{SINGLE}: calls/s, to FastAPI", f.over(SINGLE, ["fastapi"]), "×", 7, "least"
    for case in (FEATURES, MANY_FEATURES):
        yield f"{case}: to Feast", f.over(case, ["feast"]), "×", 50, "least"
    for case in (INFERENCE, INFERENCE_BATCH):
        yield f"{case}: to MLServer, the better of its two", f.over(case, ["mlserver", "mlserver-alone"]), "×", 10, "least"
    yield "store, mixed workload, to redis-benchmark", _store(), "×", 0.8, "least"


def _starts(f):
    for server, name, within_ms, within_mb in (("ours-native", "native", 120, 110), ("ours-aot", "JVM with an AOT cache", 800, 230)):
        yield f"first scored call after the start of the process: {name}", f.first(server, "first call ms"), "ms", within_ms, "most"
        yield f"resident memory then: {name}", f.first(server, "RSS MB"), "MB", within_mb, "most"
    cold, steady = (f.first("ours-aot", name) for name in ("first seconds P99 ms", "later P99 ms"))
    yield "P99 of the first ten seconds at half load, to the later one: JVM with an AOT cache", cold / steady, "×", 2, "most"


def _store():
    """Returns the ratio measured by store/run over loopback with the most operations in flight."""
    runs = [json.loads(line) for line in STORE.read_text().splitlines()] if STORE.exists() else []
    over_tcp = [run for run in runs if run["transport"] == "tcp" and "ratio" in run]
    return Series({0: max(over_tcp, key=lambda run: (run["in_flight"], run["connections"]))["ratio"]}) if over_tcp else Series()


def report(results, partial=False):
    """Returns the table of aims; of a partial run only those that were measured."""
    head = ["aim", "bound", "median", "range", "rounds that reach it", "p", ""]
    return SENTENCE + "\n\n" + table(head, [aim.row() for aim in (Aim(*fields) for fields in _aims(Figures(results))) if aim.series or not partial])
