"""
`python -m soak`: sends numbered events through all bindings of event-fanout, kills the function, restarts its store and its broker meanwhile, and checks that each
destination has every event, in order for each caller. Prints a line of JSON; exits with 1 if anything is lost or out of order.
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

import redis
from checks.servers import python, wait_for
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from . import verdict
from .events import BINDINGS, Events, Record
from .faults import FaultInjector, schedule
from .receivers import StreamReceiver, TopicReceiver, WebhookReceiver
from .senders import STREAM, TOPIC, HttpSender, StreamSender, TopicSender
from .servers import Broker, Replica, Store, create_topics, free_port
from .webhooks import SECRET

PARTITIONS = 4
_QUIET_S = 60
MAX_HELD = 500
LEASE = "4s"
BATCH_SIZE, BATCHES, IN_FLIGHT = 50, 8, 64
DESTINATIONS = """\
destinations:
  - {{name: archive, type: stream, stream: 'soak:archive', max_length: 200000, in_flight: {in_flight}}}
  - {{name: analytics, type: topic, topic: soak.analytics, in_flight: {in_flight}}}
  - {{name: audit, type: webhook, url: 'http://127.0.0.1:{port}/audit', allow_private: true, secret_env: SOAK_SECRET, format: batched,
      batch_size: {batch_size}, in_flight: {batches}, timeout: 2s}}
  - {{name: alerts, type: webhook, url: 'http://127.0.0.1:{port}/alerts', allow_private: true, secret_env: SOAK_SECRET, timeout: 2s,
      filter: "severity = 'critical'"}}
"""


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--events", type=int, default=40_000)
    parser.add_argument("--kills", type=int, default=6, help="of a replica of the function, by SIGKILL")
    parser.add_argument("--store-restarts", type=int, default=2, help="by SIGKILL; it starts from its append-only file")
    parser.add_argument("--store-pauses", type=int, default=1, help="in which it does not answer for 3 s")
    parser.add_argument("--broker-restarts", type=int, default=2, help="by SIGKILL")
    parser.add_argument("--seconds", type=int, default=600, help="limit for the whole run; what is missing then is lost")
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--callers", type=int, default=1000)
    parser.add_argument("--optimize", action="store_true", help="compile the function fully, which pays where replicas live for minutes")
    parser.add_argument("--retention", default="30s", help="of delivered events in the log")
    parser.add_argument("--keep", type=Path, help="folder for data and output, which stay there")
    parser.add_argument("--max-duplicates", type=float, help="percent of a destination's events, which short runs may exceed")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    return parser.parse_args()


class Run:
    """Servers, senders and receivers of one run."""

    def __init__(self, options, folder, stack):
        self.options, self.folder, self.stack = options, folder, stack
        self.began = time.monotonic()
        self._distinct, self._since = None, self.began
        self.events = Events(options.events, options.callers, options.seed)
        critical = [self.events.severity(number) == "critical" for number in range(options.events)]
        poisoned = self.events.poisoned
        wanted = {"archive": lambda number: True, "analytics": lambda number: True, "audit": lambda number: number not in poisoned,
                  "alerts": lambda number: critical[number] and number not in poisoned}
        self.log = Record(self.events, lambda number: True)
        self.records = {name: Record(self.events, wants) for name, wants in wanted.items()}
        self.poisoned = {"archive": set(), "analytics": set(), "audit": poisoned, "alerts": poisoned}
        self._start_servers()
        self._start_receivers()
        self.senders = self._senders()
        counts = {"kill": options.kills, "store restart": options.store_restarts, "store pause": options.store_pauses, "broker restart": options.broker_restarts}
        victims = {"kill": self.replicas, "store restart": [self.store], "store pause": [self.store], "broker restart": [self.broker]}
        self.faults = FaultInjector(schedule(options.seed, counts, options.replicas), self.progress, victims, 3.0, say)

    def _start(self, process):
        process.start()
        self.stack.callback(process.kill)
        return process

    def _start_servers(self):
        options, folder = self.options, self.folder
        self.store = self._start(Store(folder))
        self.broker = self._start(Broker(folder))
        port = free_port()
        self.journal = folder / "webhooks.journal"
        self.journal.touch()
        self._start(python(folder / "webhooks.log", "soak.webhooks", "--port", port, "--journal", self.journal, "--seed", options.seed))
        destinations = folder / "destinations.yaml"
        destinations.write_text(DESTINATIONS.format(port=port, batch_size=BATCH_SIZE, batches=BATCHES, in_flight=IN_FLIGHT))
        # A group of the broker waits for a dead member until its session ends, 45 s unless it is told otherwise.
        settings = {"SOAK_SECRET": SECRET, "VOXGUARD_FANOUT_DESTINATIONS": str(destinations), "VOXGUARD_FANOUT_LEASE": LEASE, "VOXGUARD_FANOUT_RETENTION": options.retention, "VOXGUARD_FANOUT_RETRY_LONGEST": "2s",
                    "VOXGUARD_FANOUT_MAX_HELD": str(MAX_HELD), "MP_MESSAGING_INCOMING_DETECTIONS_SESSION_TIMEOUT_MS": "6000",
                    "MP_MESSAGING_INCOMING_DETECTIONS_HEARTBEAT_INTERVAL_MS": "1500"}
        self.replicas = [self._start(Replica(folder, f"replica-{number}", "event-fanout", self.store, self.broker, not options.optimize, settings))
                         for number in range(options.replicas)]
        admin = AdminClient({"bootstrap.servers": self.broker.address, "log_level": 0})
        wait_for(lambda: create_topics(admin, (TOPIC, "soak.analytics"), PARTITIONS), "the broker")
        wait_for(lambda: all(replica.ready() for replica in self.replicas), "the function")

    def _start_receivers(self):
        logs = [f"{{voxguard:fanout:{number}}}:log" for number in range(PARTITIONS)]
        self.webhooks = WebhookReceiver(self.journal, {name: self.records[name] for name in ("audit", "alerts")})
        self.receivers = [StreamReceiver("log", self.log, self.store.url, logs), StreamReceiver("archive", self.records["archive"], self.store.url, ["soak:archive"]),
                          TopicReceiver("analytics", self.records["analytics"], self.broker.address, "soak.analytics", PARTITIONS), self.webhooks]
        for receiver in self.receivers:
            receiver.start()

    def _senders(self):
        events, ports = self.events, [replica.port for replica in self.replicas]
        numbers = {binding: [] for binding in BINDINGS}
        for number in range(events.count):
            numbers[events.binding(number)].append(number)
        senders = [HttpSender(f"http {part}", events, [number for number in numbers["http"] if events.caller_of[number] % 3 == part], ports, part)
                   for part in range(3)]
        senders.append(StreamSender("stream", events, numbers["stream"], self.store.url))
        senders.append(TopicSender("topic", events, numbers["topic"], self.broker.address))
        return senders

    def progress(self):
        """Returns how much of the run is done: the mean of what is acknowledged and what each destination has."""
        acknowledged = sum(sender.acknowledged for sender in self.senders) / self.events.count
        return (acknowledged + sum(record.distinct / record.expected for record in self.records.values())) / (1 + len(self.records))

    def left_s(self):
        return self.began + self.options.seconds - time.monotonic()

    def failures(self):
        return [f"{part.name}: {part.failure!r}" for part in (*self.senders, *self.receivers, self.faults) if part.failure]

    def run(self):
        """Sends all events, waits until every destination has settled or the time is over; returns whether they have."""
        say(f"started after {time.monotonic() - self.began:.1f} s")
        for part in (*self.senders, self.faults):
            part.start()
        told = time.monotonic()
        while self.left_s() > 0 and not self.failures():
            if all(not part.is_alive() for part in (*self.senders, self.faults)) and self._is_settled():
                return True
            if time.monotonic() - told > 10:
                told = time.monotonic()
                say(self.state())
            time.sleep(0.2)
        say(f"not settled: {self.state()}")
        return False

    def state(self):
        parts = [f"{sender.name} {sender.acknowledged}/{sender.total}" for sender in self.senders]
        return ", ".join(parts + [f"{name} {record.distinct}/{record.expected}" for name, record in self.records.items()])

    def _is_settled(self):
        """
        Every destination's group has acknowledged the whole log, all that the destinations got is read here, and it is complete, or has been the same for a minute: the
        function may be slow to take up the topic again after its broker was away.
        """
        try:
            if self.store.client.xlen(STREAM):
                return False
            for number in range(PARTITIONS):
                log = f"{{voxguard:fanout:{number}}}:log"
                newest = self.store.client.xinfo_stream(log)["last-generated-id"]
                if any(group["pending"] or group["last-delivered-id"] != newest for group in self.store.client.xinfo_groups(log)):
                    return False
            if any(receiver.unread() for receiver in self.receivers):
                return False
            distinct = [record.distinct for record in self.records.values()]
            if distinct != self._distinct:
                self._distinct, self._since = distinct, time.monotonic()
            return all(record.distinct >= record.expected for record in self.records.values()) or time.monotonic() - self._since > _QUIET_S
        except (redis.RedisError, KafkaException):
            return False

    def judge(self, settled):
        store = self.store.client
        wrong = self.failures() + self.faults.missing() + ([] if settled else [f"not settled within {self.options.seconds} s"])
        log_figures, log_wrong = verdict.log(self.log)
        wrong += [f"log: {text}" for text in log_wrong]
        destinations = {}
        for name, record in self.records.items():
            dead = [int(found) for entry in store.xrange(f"voxguard:fanout:dead:{name}") for found in re.findall(rb'"id\\":\\"e(\d+)\\"', entry[1][b"record"])]
            destinations[name], destination_wrong = verdict.destination(record, self.webhooks.unanswered.get(name, 0), dead, self.poisoned[name],
                                                                       self._most_duplicates(name))
            wrong += [f"{name}: {text}" for text in destination_wrong]
        refused = store.xlen("voxguard:event-fanout:dead-letters")
        if refused:
            wrong.append(f"{refused} events refused by the function")
        exits = [replica.terminate() for replica in self.replicas] if settled else []
        if any(code not in (0, 143) for code in exits):
            wrong.append(f"replicas ended with {exits}")
        return {"seed": self.options.seed, "events": self.events.count, "seconds": round(time.monotonic() - self.began, 1), "replicas": len(self.replicas),
                "faults": self.faults.done, "acknowledged": sum(sender.acknowledged for sender in self.senders),
                "batches_sent_again": {sender.name: sender.repeated for sender in self.senders}, "log": log_figures, "destinations": destinations,
                "refused": refused, "wrong": wrong}

    def _most_duplicates(self, name):
        """
        Returns how many duplicates a destination may get. Without a share that is asked for, it is the most that the faults of this run can cause: at a kill what was
        under way; at an outage of the store, which may end the leases, all that was delivered and could not be acknowledged.
        """
        if self.options.max_duplicates is not None:
            return int(self.records[name].expected * self.options.max_duplicates / 100)
        under_way = {"audit": BATCH_SIZE * BATCHES, "alerts": 16}.get(name, IN_FLIGHT)
        done = self.faults.done
        outages = done["store restart"] + done["store pause"]
        return (done["kill"] + done["broker restart"]) * 2 * under_way + outages * PARTITIONS * MAX_HELD


def main():
    options = arguments()
    faulthandler.register(signal.SIGUSR1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are ended too
    say(f"seed {options.seed}")
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            run = Run(options, folder, stack)
            result = run.judge(run.run())
        except BaseException:
            for log in sorted(folder.glob("*.log")):
                say(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]))
            raise
        if result["wrong"]:
            for log in sorted(folder.glob("replica-*.log")):
                say(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-40:]))
    print(json.dumps(result), flush=True)
    sys.exit(1 if result["wrong"] else 0)


main()
