"""event-fanout beside a plain consumer in Python: how many events a second reach three destinations, how fast, and what a failing or slow destination does to the others.

Called by benchmarks/fanout/run. Prints Markdown. The two take turns, round by round, on one store and one broker.

drain  events that are in the source stream already: from the moment the process goes on until the last destination has the last event
paced  an open loop at half the rate of the drain: from when an event was due until it arrives
"""
import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import report
from servers import ROOT, Broker, Consumer, Fanout, Probe, Store, compiler_seconds

from harness.load import Request, pace, write_frames
from harness.processes import end_on_signals, ended

EXAMPLE, CONNECTIONS = ROOT / "docs/events/examples/detection-by-rules.json", 16
ALL, OTHERS = ["stream", "topic", "webhook"], ["stream", "topic"]
LEAST_WARM_UP_S, LONGEST_WARM_UP_S, COMPILERS_S, LOAD_WARM_UP_S, DRAIN_LIMIT_S, PACED_LIMIT_S, SETTLED_S = 20, 50, 10, 2, 90, 15, 0.5
FIRST_DRAIN, LARGEST_DRAIN = {Fanout: 20_000, Consumer: 1_000}, 100_000
EVENTS_OF_A_DRAIN_S = 4


class Turn:
    """One process of one of the two, from its start to its end."""

    def __init__(self, servers, kind, hooks, options):
        self.store, self.broker, self.probe = servers
        self.hooks, self.options, self.subject = hooks, options, kind(options.folder, *servers, hooks)
        self.figures = {"subject": kind.name, "hooks": hooks, "drain": [], "paced": {}}

    def drain(self, events):
        compiled = compiler_seconds(self.subject)
        servers = {"own": self.subject, "store": self.store, "broker": self.broker, "probe": self.probe}
        cpu = {name: server.cpu_seconds() for name, server in servers.items()}
        result = self.load(ALL, DRAIN_LIMIT_S, events=events, pause=self.subject.process.pid)
        seconds = max(result["destinations"][name]["seconds"] for name in ALL)
        result["rate"], result["events"] = events / seconds, events
        result["µs/event"] = {name: (server.cpu_seconds() - cpu[name]) * 1e6 / events for name, server in servers.items()}
        result["µs/event"]["compiler"] = (compiler_seconds(self.subject) - compiled) * 1e6 / events
        return result

    def pace(self, rate, expected=ALL):
        seconds = self.options.seconds + LOAD_WARM_UP_S
        cpu, compiled = self.subject.cpu_seconds(), compiler_seconds(self.subject)
        result = self.load(expected, PACED_LIMIT_S, events=int(rate * seconds), rate=rate, warmup_s=LOAD_WARM_UP_S)
        return result | {"rate": rate, "own CPU %": (self.subject.cpu_seconds() - cpu) * 100 / seconds,
                         "compiler CPU %": (compiler_seconds(self.subject) - compiled) * 100 / seconds}

    def load(self, expected, limit, **command):
        result = self.probe.load(expect=expected, limit_s=limit, **command)
        for name in expected:
            seen = result["destinations"][name]
            if not result["complete"] or seen["disordered"]:
                raise SystemExit(f"{self.subject.name}: {name}: not every event, or out of order: {command} {result}")
        time.sleep(SETTLED_S)
        return result

    def highest(self):
        """Warms up by drains, until one is hardly faster than the best before it; then measures drains, and returns their median rate."""
        events, best, begun = FIRST_DRAIN[type(self.subject)], 0, time.monotonic()
        while time.monotonic() - begun < (1 if self.options.quick else LONGEST_WARM_UP_S):
            rate = self.drain(events)["rate"]
            self.await_compilers()
            events = max(1_000, min(LARGEST_DRAIN, int(rate * EVENTS_OF_A_DRAIN_S)))
            if time.monotonic() - begun > LEAST_WARM_UP_S and rate < best * 1.05:
                break
            best = max(best, rate)
        for _ in range(1 if self.options.quick else 3):
            self.figures["drain"].append(self.drain(events))
            print(f"{self.subject.name}, {self.hooks}: {self.figures['drain'][-1]['rate']:.0f} events/s", file=sys.stderr)
        return report.median([drain["rate"] for drain in self.figures["drain"]])

    def await_compilers(self):
        """Waits until the JVM's compilers have done what the load gave them to do and no time for; a bounded time."""
        begun = time.monotonic()
        while time.monotonic() - begun < COMPILERS_S:
            before = compiler_seconds(self.subject)
            time.sleep(0.5)
            if compiler_seconds(self.subject) - before < 0.05:
                return

    def paced(self, name, rate, expected=ALL):
        self.figures["paced"].setdefault(name, []).append(self.pace(rate, expected))
        latest = self.figures["paced"][name][-1]["destinations"]
        print(f"  {name} at {rate:.0f}/s: P99 ms " + ", ".join(f"{destination} {latest[destination]['p99_ms']:.2f}" for destination in expected), file=sys.stderr)

    def faults(self, rate):
        """Measures the others beside a destination that fails, and one that is slow; before each, all while they are well."""
        for path in ("fail", "slow"):
            self.paced("well", rate)
            self.subject.switch(self.hooks, path)
            time.sleep(SETTLED_S)
            self.paced(path, rate, OTHERS)
            self.subject.switch(self.hooks, "ok")
            time.sleep(SETTLED_S)

    def end(self):
        self.figures["memory MB"] = self.subject.memory_mb()
        self.subject.stop()
        self.store.command("FLUSHALL")
        return self.figures


def ceiling(probe, hooks, options):
    """Returns how many events a second the probe's webhook takes from the pacer, on as many connections as event-fanout has."""
    event = json.dumps(json.loads(EXAMPLE.read_text()) | {"bench": "0.0.0"}, separators=(",", ":")).encode()
    size = 100 if hooks == "batched" else 1
    body = b"[" + b",".join([event] * size) + b"]" if size > 1 else event
    frames = write_frames(options.folder / "frames", [Request("/ok", body, {"Content-Type": "application/cloudevents+json"})])
    measured = pace(probe.webhook, frames, CONNECTIONS, 2)
    return {"subject": "webhook", "hooks": hooks, "rate": measured["requests"] / measured["seconds"] * size}


def rate_of(highest):
    return max(50, round(highest / 2, -2))


def measure_round(servers, options):
    """Yields the figures of each turn."""
    for hooks in options.hooks:
        consumer_rate = None
        yield ceiling(servers[2], hooks, options)
        if not options.alone:
            consumer = Turn(servers, Consumer, hooks, options)
            consumer_rate = rate_of(consumer.highest())
            consumer.paced("well", consumer_rate)
            yield consumer.end()
        fanout = Turn(servers, Fanout, hooks, options)
        highest = fanout.highest()
        if consumer_rate:
            fanout.paced("at the consumer's rate", consumer_rate)
        if not options.drain_only:
            fanout.faults(options.rate or rate_of(highest))
        yield fanout.end()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a smoke test: one short round, the first of --hooks")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8, help="of a paced load, after its warm-up")
    parser.add_argument("--hooks", nargs="+", choices=["batched", "structured"], default=["batched", "structured"])
    parser.add_argument("--rate", type=float, help="of event-fanout's paced loads, instead of half its drain")
    parser.add_argument("--alone", action="store_true", help="without the Python consumer")
    parser.add_argument("--drain-only", action="store_true")
    parser.add_argument("--save", type=Path, help="append the figures to this file; the report is of all that it holds")
    parser.add_argument("--report-only", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.hooks = 1, 2, options.hooks[:1]
    return options


def main():
    options = arguments()
    figures = json.loads(options.save.read_text()) if options.save and options.save.exists() else []
    if not options.report_only:
        end_on_signals()
        with tempfile.TemporaryDirectory(prefix="fanout-") as folder, ended():
            options.folder = Path(folder)
            store, broker = Store(options.folder), Broker(options.folder)
            servers = store, broker, Probe(store, broker)
            for _ in range(options.rounds):
                for turn in measure_round(servers, options):
                    figures.append(turn)
                    if options.save:
                        options.save.write_text(json.dumps(figures))
    report.write(figures, options)


if __name__ == "__main__":
    main()
