"""Senders of events: each sends its callers' events in order, and sends a batch again until it is acknowledged before it sends the next."""
import http.client
import random
import threading
import time

import redis
from confluent_kafka import KafkaException, Producer
from redis.backoff import NoBackoff
from redis.retry import Retry

STREAM = "voxguard:detections"
TOPIC = "io.voxguard.detection.v1"
_PAUSE_S = 0.1


class Sender(threading.Thread):
    """Sends the given events from a thread of its own, in batches."""

    def __init__(self, name, events, numbers):
        super().__init__(name=name, daemon=True)
        self.events, self._numbers = events, numbers
        self.total, self.acknowledged, self.repeated = len(numbers), 0, 0
        self.failure = None
        self.stopped = threading.Event()

    def run(self):
        try:
            for batch in self._batches():
                while not self.stopped.is_set() and not self._deliver(batch):
                    self.repeated += 1
                    self.stopped.wait(_PAUSE_S)
                if self.stopped.is_set():
                    return
                self.acknowledged += len(batch)
        except Exception as failure:  # shown in the verdict
            self.failure = failure

    def _batches(self):
        size = self.batch_size
        for start in range(0, self.total, size):
            yield self._numbers[start:start + size]

    def _deliver(self, batch):
        """Sends a batch once; returns whether it is acknowledged."""
        raise NotImplementedError


class HttpSender(Sender):
    """Posts batches to the replicas, to another one after each failure. Acknowledged: 202."""
    batch_size = 100

    def __init__(self, name, events, numbers, ports, seed):
        super().__init__(name, events, numbers)
        self._ports, self._draw, self._connection = ports, random.Random(seed), None

    def _deliver(self, batch):
        body = b"[" + b",".join(map(self.events.json, batch)) + b"]"
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._draw.choice(self._ports), timeout=20)
            self._connection.request("POST", "/", body, {"content-type": "application/cloudevents-batch+json"})
            reply = self._connection.getresponse()
            text = reply.read()
            if reply.status == 202:
                return True
            if reply.status != 503:
                raise RuntimeError(f"status {reply.status}: {text[:300]}")
        except (OSError, http.client.HTTPException):
            pass
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        return False


class StreamSender(Sender):
    """
    Appends to the stream that the function reads, and goes on as soon as the store has the entries, as feature serving does; waits while the function is far behind.
    """
    batch_size = 200
    _MOST_WAITING = 5_000

    def __init__(self, name, events, numbers, url, stream=STREAM):
        super().__init__(name, events, numbers)
        self._stream = stream
        self._redis = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=15)

    def _deliver(self, batch):
        try:
            while self._redis.xlen(self._stream) > self._MOST_WAITING and not self.stopped.is_set():
                time.sleep(_PAUSE_S)
            pipe = self._redis.pipeline(transaction=False)
            for number in batch:
                pipe.xadd(self._stream, {"record": self.events.json(number)})
            pipe.execute()
            return True
        except redis.RedisError:
            return False


class TopicSender(Sender):
    """Produces to the topic that the function reads; the key is the caller. Acknowledged: by the broker, for all in-sync replicas."""
    batch_size = 200

    def __init__(self, name, events, numbers, brokers, topic=TOPIC):
        super().__init__(name, events, numbers)
        self._topic = topic
        self._producer = Producer({"bootstrap.servers": brokers, "enable.idempotence": True, "acks": "all", "linger.ms": 5, "message.timeout.ms": 600_000,
                                   "log_level": 0, "reconnect.backoff.max.ms": 1000})

    def _deliver(self, batch):
        failures = []
        try:
            for number in batch:
                self._producer.produce(self._topic, self.events.json(number), key=self.events.key(number),
                                       on_delivery=lambda error, message: error and failures.append(error))
            while self._producer.flush(1) and not self.stopped.is_set():
                pass
        except (KafkaException, BufferError):
            return False
        return not failures
