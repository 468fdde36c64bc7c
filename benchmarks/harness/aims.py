"""Aims and measured values, from the medians of the rounds."""
import json

from .figures import Figures, ratio
from .servers import BENCHMARKS
from .tables import figure, table

STORE = BENCHMARKS / "target/store.jsonl"
SINGLE, WIDE = "single score, 32 connections", "single score, 256 connections"
JSON_BATCH, BINARY = "batch of 256, JSON", "batch of 256, binary"
BATCH, BUDGET_US, BYTES, WANTED = 256, 0.6, 300, 150_000


def _aims(f):
    """Yields (description, measured value, unit, bound, "least" or "most" for the kind of bound)."""
    features, inference = ["features, 1 × 24", "features, 100 × 24"], ["inference, JSON, batch 1", "inference, JSON, batch 64"]
    yield "single score, 32 connections: calls/s, to Rust's", f.over_rust(SINGLE, "calls/s"), "×", 1.2, "least"
    for case in (SINGLE, WIDE):
        yield f"{case}: store CPU per call, to Rust's", f.over_rust(case, "store µs/call"), "×", 0.4, "most"
    for name in ("P99 ms", "P99.9 ms"):
        yield f"single score at half the weaker's maximum: {name[:-3]}, to Rust's", f.paced_over_rust(SINGLE, name), "×", 1.0, "most"
    yield "single score: calls/s, to FastAPI's", f.over(SINGLE, ["fastapi"]), "×", 7, "least"
    yield "batch of 256, JSON: calls/s, to Rust's", f.over_rust(JSON_BATCH, "calls/s"), "×", 1.0, "least"
    yield ("batch of 256, binary, trees by ONNX Runtime: calls/s, to Rust's in JSON",
           f.over_rust(BINARY, "calls/s", "ours-onnxruntime", JSON_BATCH), "×", 1.2, "least")
    yield "batch of 256, binary, compiled trees: calls/s, to Rust's in JSON", f.over_rust(BINARY, "calls/s", "ours", JSON_BATCH), "×", 1.6, "least"
    yield f"batch of 256, binary: calls/s, to {figure(WANTED)}", ratio(f.closed(BINARY, "ours", "calls/s"), WANTED), "×", 3, "least"
    for case in features:
        yield f"{case}: to Rust's", f.over_rust(case, "calls/s"), "×", 0.9, "least"
        yield f"{case}: to Feast's", f.over(case, ["feast"]), "×", 50, "least"
    for case in inference:
        yield f"{case}: to Rust's", f.over_rust(case, "calls/s"), "×", 0.8, "least"
        yield f"{case}: to MLServer's, the better of its two", f.over(case, ["mlserver", "mlserver-alone"]), "×", 10, "least"
    yield ("batch of 256, binary, trees by ONNX Runtime: service CPU per call minus the model's (including the store client)",
           f.ours_alone(BINARY, BATCH, "ours-onnxruntime", False), "µs", BUDGET_US, "most")
    yield "batch of 256, binary: bytes allocated per call", f.closed(BINARY, "ours", "bytes/call"), "", BYTES, "most"
    yield "single score at half of its own maximum: P99", f.at_half_load("P99 ms"), "ms", 5, "most"
    yield "single score at half of its own maximum: unflagged answers over the budget of 10 ms", f.most_at_half_load("unflagged"), "", 0, "most"
    yield "store, mixed workload, to redis-benchmark's", _store(), "×", 0.8, "least"


def _store():
    """Returns the ratio measured by store/run over loopback with the most operations in flight; None if it was not run."""
    runs = [json.loads(line) for line in STORE.read_text().splitlines()] if STORE.exists() else []
    over_tcp = [run for run in runs if run["transport"] == "tcp" and "ratio" in run]
    return max(over_tcp, key=lambda run: (run["in_flight"], run["connections"]))["ratio"] if over_tcp else None


def report(results):
    rows = [[what, f"{'≥' if bound_is == 'least' else '≤'} {bound:g} {unit}".strip(),
             f"{figure(got)} {unit}".strip() if got is not None else "not measured", _verdict(got, bound, bound_is)]
            for what, got, unit, bound, bound_is in _aims(Figures(results))]
    return "Rust is the better of its two runtimes by calls per second in each case.\n\n" + table(["aim", "bound", "measured", ""], rows)


def _verdict(got, bound, bound_is):
    if got is None:
        return ""
    return "reached" if (got >= bound if bound_is == "least" else got <= bound) else "**missed**"
