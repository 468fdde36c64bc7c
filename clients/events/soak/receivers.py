"""Readers of what the destinations got, and of the log: each event is given to a Record as it arrives."""
import re
import threading
import time

import redis
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition
from redis.backoff import NoBackoff
from redis.retry import Retry

_ID = re.compile(rb'"id":"e(\d+)"')


def numbers(body):
    return map(int, _ID.findall(body))


class Receiver(threading.Thread):
    def __init__(self, name, record):
        super().__init__(name=name, daemon=True)
        self.record = record
        self.failure = None
        self.stopped = threading.Event()

    def run(self):
        try:
            self._receive()
        except Exception as failure:  # shown in the verdict
            self.failure = failure


class StreamReceiver(Receiver):
    """Reads one or more streams from their beginnings. Knows if entries were trimmed before it read them."""

    def __init__(self, name, record, url, streams):
        super().__init__(name, record)
        self._redis = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=20)
        self._last = {stream.encode(): b"0-0" for stream in streams}
        self._read = dict.fromkeys(self._last, 0)

    def _receive(self):
        while not self.stopped.is_set():
            try:
                found = self._redis.xread(self._last, count=1000, block=200)
            except redis.RedisError:
                time.sleep(0.1)
                continue
            for stream, entries in found.items() if isinstance(found, dict) else found:
                if entries and isinstance(entries[0], list):
                    entries = entries[0]
                for id, fields in entries:
                    for number in numbers(fields[b"record"]):
                        self.record.add(number)
                self._read[stream] += len(entries)
                self._last[stream] = entries[-1][0]

    def unread(self):
        """Returns the number of entries that were ever appended and have not been read here."""
        added = 0
        for stream in self._last:
            try:
                added += self._redis.xinfo_stream(stream)["entries-added"]
            except redis.ResponseError:  # no such stream yet
                pass
        return added - sum(self._read.values())


class TopicReceiver(Receiver):
    """Reads all partitions of a topic from their beginnings, without a group."""

    def __init__(self, name, record, brokers, topic, partitions):
        super().__init__(name, record)
        settings = {"bootstrap.servers": brokers, "group.id": "soak", "enable.auto.commit": False, "log_level": 0, "reconnect.backoff.max.ms": 1000}
        self._consumer, self._asking = Consumer(settings), Consumer(settings)  # one that consumes does not answer other threads
        self._partitions = [TopicPartition(topic, number, OFFSET_BEGINNING) for number in range(partitions)]
        self._next = [0] * partitions

    def _receive(self):
        self._consumer.assign(self._partitions)
        while not self.stopped.is_set():
            for message in self._consumer.consume(1000, 0.2):
                if message.error() is None:
                    for number in numbers(message.value()):
                        self.record.add(number)
                    self._next[message.partition()] = message.offset() + 1

    def unread(self):
        return sum(self._asking.get_watermark_offsets(partition, timeout=10)[1] for partition in self._partitions) - sum(self._next)


class WebhookReceiver(Receiver):
    """Reads the journal of the webhook's server: lines with its destination, whether the sender was told, and the numbers of the events."""

    def __init__(self, journal, records):
        super().__init__("webhooks", None)
        self._journal, self._records = journal, records
        self.unanswered = dict.fromkeys(records, 0)
        self._quiet = False

    def _receive(self):
        with open(self._journal, "rb") as lines:
            rest = b""
            while not self.stopped.is_set():
                found = lines.read(1 << 20)
                self._quiet = not found
                if not found:
                    time.sleep(0.05)
                *whole, rest = (rest + found).split(b"\n")
                for line in whole:
                    destination, answered, *handled = line.decode().split(" ")
                    for number in handled:
                        self._records[destination].add(int(number))
                    if answered != "answered":
                        self.unanswered[destination] += len(handled)

    def unread(self):
        return 0 if self._quiet else 1
