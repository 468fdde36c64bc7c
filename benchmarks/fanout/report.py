"""The figures as Markdown: medians over all drains and loads (minimum to maximum)."""
import os
import platform
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

OURS, THEIRS = "event-fanout", "Python consumer"
AIM_RATE, AIM_P99_MS, AIM_FACTOR, AIM_FAULT = 20_000, 50, 10, 1.2

LOADS = ((OURS, "well", "event-fanout, half its load"), (OURS, "fail", "event-fanout, webhook fails"), (OURS, "slow", "event-fanout, webhook takes 2 s"),
         (OURS, "at the consumer's rate", "event-fanout, half the consumer's load"), (THEIRS, "well", "Python consumer, half its load"))


def spread(values, shape="{:,.0f}"):
    texts = [shape.format(value) for value in (median(values), min(values), max(values))]
    return texts[0] if len(values) == 1 else f"{texts[0]} ({texts[1]}–{texts[2]})"


def millis(value):
    return f"{value:.3g}"


def conditions():
    processor = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    java = subprocess.run([f"{os.environ['JAVA_HOME']}/bin/java", "-version"], capture_output=True, text=True, check=False).stderr.splitlines()[1]
    redis = subprocess.run(["redis-server", "--version"], capture_output=True, text=True, check=False).stdout.split(" sha=")[0].replace("server v=", "")
    what = "the native executable" if not os.environ.get("VOXGUARD_FANOUT", ".jar").endswith(".jar") else f"{java}, {os.environ.get('BENCH_JAVA_OPTS', '-Xmx512m')}"
    return (f"`benchmarks/fanout/run {' '.join(sys.argv[1:])}`, {date.today().isoformat()}: {os.cpu_count()} cores ({processor}, {platform.machine()}) shared by all processes: "
            f"event-fanout ({what}), {redis} without persistence, a Kafka broker (its own JVM, 512 MB, one node), and the probe that writes, receives and measures. "
            f"Linux {platform.release()}; Python {platform.python_version()} with "
            f"{', '.join(f'{library} {version(library)}' for library in ('redis', 'confluent-kafka', 'requests'))}. "
            "Events of 1.0 KB, 10,000 callers.")


def turns(figures, subject, hooks):
    return [turn for turn in figures if turn["subject"] == subject and turn["hooks"] == hooks]


def write(figures, options):
    print(conditions() + "\n")
    formats = [hooks for hooks in ("batched", "structured") if turns(figures, OURS, hooks)]
    ceilings = [f"{spread([turn['rate'] for turn in turns(figures, 'webhook', hooks)])} {hooks}" for hooks in formats]
    print(f"The probe's webhook alone takes, from the pacer on 16 connections, events/s: {', '.join(ceilings)}.\n")
    _aims(figures, formats)
    _drains(figures, formats)
    _latencies(figures, formats)
    print()


def _rates(figures, subject, hooks):
    return [drain["rate"] for turn in turns(figures, subject, hooks) for drain in turn["drain"]]


def _paced(figures, subject, hooks, load, destination, figure):
    return [result["destinations"][destination][figure] for turn in turns(figures, subject, hooks) for result in turn["paced"].get(load, [])]


def _faults(figures, hooks, load, destination):
    """Returns P99 beside a fault to that of the load before it, of each pair."""
    pairs = []
    for turn in turns(figures, OURS, hooks):
        for fault, well in zip(turn["paced"].get(load, []), turn["paced"].get("well", [])["slow" == load:]):
            pairs.append(fault["destinations"][destination]["p99_ms"] / well["destinations"][destination]["p99_ms"])
    return pairs


def _aims(figures, formats):
    print("| aim | bound | measured |  |\n|---|---|---|---|")
    for hooks in formats:
        rates, theirs = _rates(figures, OURS, hooks), _rates(figures, THEIRS, hooks)
        _aim(f"webhook {hooks}: events/s to three destinations", f"≥ {AIM_RATE:,}", spread(rates), median(rates) >= AIM_RATE)
        if theirs:
            factor = median(rates) / median(theirs)
            _aim(f"webhook {hooks}: events/s, to the Python consumer's", f"≥ {AIM_FACTOR} ×", f"{factor:.3g} ×", factor >= AIM_FACTOR)
        worst = [max(values) for values in zip(*(_paced(figures, OURS, hooks, "well", destination, "p99_ms") for destination in ("stream", "topic", "webhook")))]
        if worst:
            _aim(f"webhook {hooks}, half load: P99 of the slowest destination", f"< {AIM_P99_MS} ms", spread(worst, "{:.3g}") + " ms", median(worst) < AIM_P99_MS)
        for load, words in (("fail", "fails"), ("slow", "takes 2 s")):
            for destination in ("stream", "topic"):
                if pairs := _faults(figures, hooks, load, destination):
                    _aim(f"webhook {hooks} {words}: P99 of the {destination}, to that without", f"≤ {AIM_FAULT} ×", spread(pairs, "{:.3g}") + " ×", median(pairs) <= AIM_FAULT)
    print()


def _aim(name, bound, measured, reached):
    print(f"| {name} | {bound} | {measured} | {'reached' if reached else '**missed**'} |")


def _drains(figures, formats):
    print("| backlog, three destinations | webhook | events/s | stream done, s | topic done, s | webhook done, s | events | own µs/event | of it compiling | store | broker | probe | memory MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    for hooks in formats:
        for subject in (OURS, THEIRS):
            drains = [drain for turn in turns(figures, subject, hooks) for drain in turn["drain"]]
            if drains:
                done = [spread([drain["destinations"][name]["seconds"] for drain in drains], "{:.2f}") for name in ("stream", "topic", "webhook")]
                cpu = [f"{median(drain['µs/event'].get(name, 0) for drain in drains):.3g}" for name in ("own", "compiler", "store", "broker", "probe")]
                memory = f"{median(turn['memory MB'] for turn in turns(figures, subject, hooks)):.0f}"
                rate, events = spread([drain["rate"] for drain in drains]), median(drain["events"] for drain in drains)
                print(f"| {subject} | {hooks} | {rate} | {' | '.join(done)} | {events:,.0f} | {' | '.join(cpu)} | {memory} |")
    print()


def _latencies(figures, formats):
    print("| paced | webhook | events/s | destination | P50 ms | P99 ms | P99.9 ms | generator behind P99 ms | own CPU % | of it compiling |\n|---|---|---|---|---|---|---|---|---|---|")
    for hooks in formats:
        for subject, load, words in LOADS:
            loads = [result for turn in turns(figures, subject, hooks) for result in turn["paced"].get(load, [])]
            for destination in ("stream", "topic", "webhook") if loads else ():
                if destination == "webhook" and load in ("fail", "slow"):
                    continue
                latencies = [spread(_paced(figures, subject, hooks, load, destination, figure), "{:.3g}") for figure in ("p50_ms", "p99_ms", "p999_ms")]
                print(f"| {words} | {hooks} | {spread([result['rate'] for result in loads])} | {destination} | {' | '.join(latencies)} | "
                      f"{millis(median(result['behind_p99_ms'] for result in loads))} | {median(result['own CPU %'] for result in loads):.0f} | "
                      f"{median(result.get('compiler CPU %', 0) for result in loads):.0f} |")
