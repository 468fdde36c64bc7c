import json
from typing import NamedTuple

from confluent_kafka import OFFSET_INVALID, Consumer, KafkaError, KafkaException, TopicPartition
from voxguard_events import StreamGroup


class Record(NamedTuple):
    position: object  # what `commit` takes; not seen twice unless the record is
    value: bytes  # structured CloudEvent, JSON


class StreamSource:
    """Stream of the store: what is committed is acknowledged."""

    def __init__(self, *group):
        self._group = StreamGroup(*group)

    def read(self, wait_s):
        """Returns records: an empty list if there are no more now, None if the source is away."""
        entries = self._group.read(round(wait_s * 1000))
        return entries if entries is None else [Record(entry.id, entry.record or b"") for entry in entries]

    def commit(self, positions):
        self._group.acknowledge(list(positions))

    def close(self):
        pass


class KafkaSource:
    """Kafka topic: what is committed are offsets. `on_revoked` is called before partitions go to another consumer, `on_lost` when they already did."""

    def __init__(self, servers, topic, group, on_revoked, on_lost):
        self._topic, self._ended, self._assigned = topic, set(), None
        self._consumer = Consumer({"bootstrap.servers": servers, "group.id": group, "enable.auto.commit": False, "auto.offset.reset": "earliest",
                                   "enable.partition.eof": True, "session.timeout.ms": 6_000})
        self._consumer.subscribe([topic], on_assign=self._assign, on_revoke=lambda *_: on_revoked(), on_lost=lambda *_: on_lost())

    def _assign(self, _, partitions):
        self._assigned, self._ended = {partition.partition for partition in partitions}, set()

    def read(self, wait_s):
        """Returns records: an empty list when the ends of all partitions have been seen, None if there is nothing yet."""
        records = []
        for message in self._consumer.consume(500, wait_s):
            error = message.error()
            if error is None:
                self._ended.discard(message.partition())
                records.append(Record((message.partition(), message.offset()), _structured(message)))
            elif error.code() == KafkaError._PARTITION_EOF:
                self._ended.add(message.partition())
            elif error.fatal():
                raise KafkaException(error)
        at_end = self._assigned is not None and self._ended >= self._assigned
        return records if records or at_end else None

    def commit(self, positions):
        after = {}
        for partition, offset in positions:
            after[partition] = max(after.get(partition, OFFSET_INVALID), offset + 1)
        if after:
            self._consumer.commit(offsets=[TopicPartition(self._topic, *item) for item in after.items()], asynchronous=False)

    def close(self):
        self._consumer.close()


def _structured(message):
    """Value of a record in structured mode; that of one in binary mode, whose attributes are in headers, is put together."""
    headers = {name.lower(): value.decode("utf-8", "replace") for name, value in message.headers() or [] if value is not None}
    if headers.get("content-type", "").startswith("application/cloudevents") or "ce_id" not in headers:
        return message.value() or b""
    attributes = {name[3:]: value for name, value in headers.items() if name.startswith("ce_")}
    return json.dumps(attributes).encode()[:-1] + b', "data": ' + (message.value() or b"null") + b"}"
