"""
`python -m soak.features`: sends call events by a Kafka topic or by the store's stream to two replicas of feature-update, kills them, pauses them for longer than their
session, lets a further one join and leave; then compares every row with those of one replica that took the same events undisturbed. Prints a line of JSON; exits with 1
if any byte differs.
"""
import argparse
import faulthandler
import json
import random
import re
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from checks.servers import wait_for
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient

from ..faults import FaultInjector, schedule
from ..senders import StreamSender, TopicSender
from ..servers import ROOT, Broker, Replica, Store, create_topics
from . import rows
from .calls import CallEvents

TOPIC, STREAM = "io.voxguard.calls", "voxguard:calls"
PARTITIONS = 4
LONG = "1h"  # longer than any run: nothing is late
MOST_SPAN_MS = 50 * 60_000  # one window holds all calls, so that they can be counted


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="soak.features", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--binding", choices=("topic", "stream"), default="topic")
    parser.add_argument("--kills", type=int, default=3, help="of a replica, by SIGKILL")
    parser.add_argument("--pauses", type=int, default=1, help="of a replica, for longer than its session: it goes on while another has its partitions")
    parser.add_argument("--rebalances", type=int, default=0, help="by a further replica that joins and leaves")
    parser.add_argument("--rate", type=int, default=2000, help="events a second that are sent; 0: all that is taken")
    parser.add_argument("--backlog", action="store_true", help="send all events before the replicas start, as after an outage")
    parser.add_argument("--span", type=float, default=600, help="seconds from the first event to the last; 0: they take place as they are sent")
    parser.add_argument("--lateness", default=LONG, help="of feature-update; empty: its default. Shorter than the span, it shows what consumers behind others lose")
    parser.add_argument("--session", type=float, default=3, help="seconds after which the group gives up a member; 0: the default")
    parser.add_argument("--seconds", type=int, default=600, help="limit for the whole run")
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--callers", type=int, default=20_000)
    parser.add_argument("--optimize", action="store_true", help="compile the function fully, which pays where replicas live for minutes")
    parser.add_argument("--keep", type=Path, help="folder for data and output, which stay there")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    if options.span == 0 and options.rate == 0:
        parser.error("--span: expected seconds, or a --rate, got neither")
    if (options.span or options.events / options.rate) * 1000 > MOST_SPAN_MS:
        parser.error(f"--span: expected at most {MOST_SPAN_MS // 1000} s")
    return options


class Side:
    """Replicas that share a store and a group."""

    def __init__(self, run, name, replicas, lateness):
        folder = run.folder / name
        folder.mkdir(exist_ok=True)
        self.name, self._run, options = name, run, run.options
        self.store = run.start(Store(folder, durable=False))
        settings = {"MODELS_DIR": str(ROOT / "models"), "MP_MESSAGING_INCOMING_CALLS_GROUP_ID": name}
        if lateness:
            settings["VOXGUARD_FEATURE_UPDATE_LATENESS"] = lateness
        if options.session:
            settings["MP_MESSAGING_INCOMING_CALLS_SESSION_TIMEOUT_MS"] = str(int(options.session * 1000))
            settings["MP_MESSAGING_INCOMING_CALLS_HEARTBEAT_INTERVAL_MS"] = str(int(options.session * 250))
        self._all = [Replica(folder, f"replica-{number}", "feature-update", self.store, run.broker, not options.optimize, settings) for number in range(replicas + 1)]
        self.replicas, self.further = self._all[:-1], self._all[-1]
        run.end_at_last(self.further)
        self._group = run.broker and Consumer({"bootstrap.servers": run.broker.address, "group.id": name, "enable.auto.commit": False, "log_level": 0})
        self._handled, self._asked = 0, 0.0

    def start(self):
        for replica in self.replicas:
            self._run.start(replica)

    def is_ready(self):
        return all(replica.ready() for replica in self.replicas)

    def handled(self):
        """Returns how many of the events that were sent are handled, as the group has acknowledged them."""
        if time.monotonic() - self._asked > 0.2:
            if self._group is None:
                self._handled = sum(sender.acknowledged for sender in self._run.senders if sender.name == self.name) - self.store.client.xlen(STREAM)
            else:
                committed = self._group.committed([TopicPartition(TOPIC, number) for number in range(PARTITIONS)], timeout=10)
                self._handled = sum(max(0, partition.offset) for partition in committed)
            self._asked = time.monotonic()
        return self._handled

    def results(self):
        """Returns what became of the events that the replicas took since they started, by result; under "missed", for how many entities they came too late."""
        counts = {"missed": 0}
        for replica in self.replicas:
            metrics = replica.metrics()
            counts["missed"] += sum(int(float(value)) for value in re.findall(r"voxguard_feature_update_late_total\S* (\S+)", metrics))
            for label, value in re.findall(r'voxguard_feature_update_events_total\{result="(\w+)"[^}]*\} (\S+)', metrics):
                counts[label] = counts.get(label, 0) + int(float(value))
        return counts

    def dead_letters(self):
        return self.store.client.xlen("voxguard:feature-update:dead-letters")


class Visit:
    """A further replica that joins the group and leaves it again: two rebalances. In the place of a process among the victims of faults."""

    def __init__(self, replica):
        self._replica = replica

    def kill(self):
        self._replica.start()
        wait_for(self._replica.ready, "the further replica")

    def start(self):
        self._replica.terminate()


class Paced:
    """Sender that sends its batches at a rate."""

    def pace(self, rate):
        self._rate = rate
        return self

    def _batches(self):
        began = time.monotonic()
        sent = 0
        for batch in super()._batches():
            if self._rate:
                self.stopped.wait(max(0, began + (sent + len(batch)) / self._rate - time.monotonic()))
            yield batch
            sent += len(batch)


class PacedStream(Paced, StreamSender):
    """Events by the store's stream at a rate."""


class PacedTopic(Paced, TopicSender):
    """Events by the topic at a rate."""


class Run:
    """Servers, sender and faults of one run."""

    def __init__(self, options, folder, stack):
        self.options, self.folder, self._stack, self.senders = options, folder, stack, []
        self.began = time.monotonic()
        self.broker = self.start(Broker(folder)) if options.binding == "topic" else None
        if self.broker:
            admin = AdminClient({"bootstrap.servers": self.broker.address, "log_level": 0})
            wait_for(lambda: create_topics(admin, (TOPIC,), PARTITIONS), "the broker")
        self.disturbed, self.undisturbed = Side(self, "disturbed", options.replicas, options.lateness), Side(self, "undisturbed", 1, LONG)
        self.sides = (self.disturbed, self.undisturbed)
        if not options.backlog:
            self._start_replicas()
        span_ms = options.span * 1000 or options.events * 1000 / options.rate
        start_ms = time.time() * 1000 - (span_ms if options.span else 0)
        self.events = CallEvents(options.events, options.callers, options.seed, int(start_ms) - 25_000, span_ms / options.events)
        self._sent = self.events.sent()
        self.senders = self._senders()
        if options.backlog:
            for sender in self.senders:
                sender.start()
            for sender in self.senders:
                sender.join()
            self._start_replicas()
        counts = {"kill": options.kills, "pause": options.pauses, "rebalance": options.rebalances}
        victims = {"kill": self.disturbed.replicas, "pause": self.disturbed.replicas, "rebalance": [Visit(self.disturbed.further)]}
        self.faults = FaultInjector(schedule(options.seed, counts, options.replicas), self.progress, victims, self._pause_s(), say)

    def _pause_s(self):
        """Returns how long a replica is paused: until another has its partitions, or its entries of the stream, which are claimed after 10 s."""
        return (self.options.session or 45) * 1.5 if self.broker else 15

    def start(self, process):
        process.start()
        self._stack.callback(process.kill)
        return process

    def _start_replicas(self):
        for side in self.sides:
            side.start()
        wait_for(lambda: all(side.is_ready() for side in self.sides), "the function")

    def end_at_last(self, process):
        """Ends a process with the run, if somebody has started it."""
        self._stack.callback(lambda: process.log.exists() and process.kill())

    def _senders(self):
        if self.broker:
            return [PacedTopic("topic", self.events, self._sent, self.broker.address, TOPIC).pace(self.options.rate)]
        return [PacedStream(side.name, self.events, self._sent, side.store.url, STREAM).pace(self.options.rate) for side in self.sides]

    def progress(self):
        """Returns how much of the run is done, from 0 to 1: the mean of what is sent and what is handled."""
        return (self.senders[0].acknowledged + self.disturbed.handled()) / (2 * len(self._sent))

    def failures(self):
        return [f"{part.name}: {part.failure!r}" for part in (*self.senders, self.faults) if part.failure]

    def run(self):
        """Sends all events and waits until all are handled and all faults have happened; returns whether they have."""
        say(f"started after {time.monotonic() - self.began:.1f} s")
        for part in (self.faults,) if self.options.backlog else (*self.senders, self.faults):
            part.start()
        told = time.monotonic()
        while time.monotonic() < self.began + self.options.seconds and not self.failures():
            handled = [side.handled() for side in self.sides]
            if all(not part.is_alive() for part in (*self.senders, self.faults)) and all(count >= len(self._sent) for count in handled):
                return True
            if time.monotonic() - told > 10:
                told = time.monotonic()
                say(f"sent {self.senders[0].acknowledged} of {len(self._sent)}, handled {handled}")
            time.sleep(0.1)
        return False

    def end(self):
        """Ends what might send events or start processes."""
        for sender in self.senders:
            sender.stopped.set()
        self.faults.end()

    def judge(self, settled):
        wrong = self.failures() + ([] if settled else [f"not settled within {self.options.seconds} s"])
        # the undisturbed run is right by itself: each event once, and each call in the row of its caller
        wait_for(lambda: all(side.is_ready() for side in self.sides), "the function")
        results, expected, found = [side.results() for side in self.sides], rows.read(self.undisturbed.store.client), rows.read(self.disturbed.store.client)
        counted = self.events.counted()
        if results[1].get("counted") != counted or results[1]["missed"] or rows.calls(expected) != self.events.calls():
            wrong.append(f"undisturbed run: expected {counted} events counted and {self.events.calls()} calls, "
                         f"got {results[1]} and {rows.calls(expected)}")
        wrong += rows.compare(expected, found) + self.faults.missing()
        dead = [side.dead_letters() for side in self.sides]
        if any(dead):
            wrong.append(f"dead letters: expected none, got {dead}")
        return {"seed": self.options.seed, "binding": self.options.binding, "events": self.events.count, "sent": len(self._sent), "replicas": self.options.replicas,
                "seconds": round(time.monotonic() - self.began, 1), "faults": self.faults.done, "rows": len(expected),
                "disturbed_since_last_start": results[0], "undisturbed": results[1], "wrong": wrong}


def main():
    options = arguments()
    faulthandler.register(signal.SIGUSR1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are ended too
    say(f"seed {options.seed}")
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        folder.mkdir(parents=True, exist_ok=True)
        settled, run = False, None
        try:
            run = Run(options, folder, stack)
            settled = run.run()
            result = run.judge(settled)
        finally:
            if run:
                run.end()
            if not settled:
                for log in sorted(folder.glob("**/*.log")):
                    say(f"--- {log.relative_to(folder)}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]))
    print(json.dumps(result), flush=True)
    sys.exit(1 if result["wrong"] else 0)


main()
