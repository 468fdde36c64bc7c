"""Called by deploy/sizing/calibrate: turns the benchmark's figures of our service into measured.json's, or compares the model with them."""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from model import Replica, Request

FOLDER = Path(__file__).resolve().parent
BENCHMARKS = FOLDER.parents[1] / "benchmarks"
RAW = BENCHMARKS / "target/partial-rivals.json"
VALIDATED = ("0.25", "0.50", "0.70")
CONNECTIONS = 32


def median(rounds: list[dict[str, float]], name: str) -> float:
    return statistics.median(measured[name] for measured in rounds)


def measure(cases: str, rounds: int, seconds: float) -> None:
    subprocess.run([sys.executable, "-m", "harness", "--servers", "ours", "--cases", cases, "--rounds", str(rounds), "--seconds", str(seconds)],
                   check=True, cwd=BENCHMARKS, stdout=subprocess.DEVNULL)


def calibrated(raw: dict[str, Any], shipped: dict[str, Any]) -> dict[str, Any]:
    """Returns the shipped figures with those that were measured in their place."""
    curve = raw["curve"]["ours"]
    single, batch = (raw["closed"][name]["ours"] for name in (f"single score, {CONNECTIONS} connections", "batch of 256, JSON"))
    paced = next(iter(raw["paced"]["batch of 256, JSON"].values()))["ours"]

    def points(name: str) -> list[dict[str, float]]:
        measured = [*curve.values(), single]
        return sorted(({"calls_per_second": round(median(rounds, "calls/s")), "us": round(median(rounds, name), 2)} for rounds in measured),
                      key=lambda point: point["calls_per_second"])
    source = "deploy/sizing/calibrate on this machine"
    least = min(curve)
    return shipped | {
        "single": {"source": source, "cores": os.cpu_count(), "service": points("service µs/call"), "store": points("store µs/call"),
                   "memory_mb": round(median(single, "memory MB"))},
        "latency": {"source": source, "p50_ms": round(median(curve[least], "P50 ms"), 3), "p99_ms": round(median(curve[least], "P99 ms"), 3)},
        "batch": {"source": source, "points": [
            {"batch": size, "service_us": round(median(rounds, "service µs/call"), 2), "store_us": round(median(rounds, "store µs/call"), 3)}
            for size, rounds in ((1, single), (256, batch))],
            "latency": {"batch": 256, "service_us": round(median(paced, "service µs/call"), 2), "p99_ms": round(median(paced, "P99 ms"), 3)}}}


def validation(raw: dict[str, Any], figures: dict[str, Any]) -> list[str]:
    """Returns a table: the model, which knows the rate and what else the cores did, beside what was measured."""
    lines = ["| load | calls/s | | predicted | measured | error |", "| --- | --- | --- | --- | --- | --- |"]
    for share in VALIDATED:
        rounds = raw["curve"]["ours"][share]
        rate = median(rounds, "calls/s")
        # load generator, store and whatever else ran take the same cores: none of it in a deployment
        neighbours = statistics.median(each["store µs/call"] + (each["generator CPU %"] + each["others' CPU %"]) * 1e4 / each["calls/s"] for each in rounds)
        request = Request(rate, 1e6, cores_per_replica=os.cpu_count() or 1, store_round_trip_ms=0, neighbours_us=neighbours)
        replica = Replica(figures, request)
        rows = (("service CPU, µs a call", replica.service_us(rate), median(rounds, "service µs/call")), ("P50, ms", replica.p50_ms(rate), median(rounds, "P50 ms")),
                ("P99, ms", replica.p99_ms(rate), median(rounds, "P99 ms")))
        lines += [f"| {float(share):.0%} | {rate:,.0f} | {name} | {predicted:.3g} | {measured:.3g} | {predicted / measured - 1:+.0%} |" for name, predicted, measured in rows]
        lines.append(f"| | | others on the cores, µs a call | | {neighbours:.3g} | |")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(prog="deploy/sizing/calibrate")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--save", type=Path, metavar="FILE")
    parser.add_argument("--validate", action="store_true")
    parser.add_argument("--measured", type=Path, default=FOLDER / "measured.json")
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    if not options.save and not options.validate:
        parser.error("expected --save FILE or --validate, got neither")
    if not options.again:
        measure("single,batch,load" if options.save else "load", options.rounds, options.seconds)
    if not RAW.exists():
        parser.error(f"--again: expected {RAW} of a run before, got none")
    raw, figures = json.loads(RAW.read_text()), json.loads(options.measured.read_text())
    if options.save:
        options.save.write_text(json.dumps(calibrated(raw, figures), indent=2) + "\n")
    if options.validate:
        print("\n".join(validation(raw, figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
