"""The plain consumer that event-fanout is measured beside: one process, one loop, batched where the libraries make it easy.

    consumer.py STORE_PORT BROKERS WEBHOOK_URL structured|batched

Reads the stream with a consumer group, 100 events at a time, and hands each batch to the three destinations: a pipeline of XADD, a Kafka producer that is flushed, and
the webhook, signed, by one POST per event (structured) or per batch. Then it acknowledges. It has no log: a destination that fails holds up the others.
"""
import base64
import hashlib
import hmac
import json
import signal
import sys
import time

import redis
import requests
from confluent_kafka import Producer

SOURCE, GROUP, STREAM, TOPIC = "voxguard:detections", "consumer", "bench:events", "bench.events"
SECRET = b"benchmark"
BATCH = 100


class Webhook:
    def __init__(self, url, batched):
        self.url, self.batched, self.session = url, batched, requests.Session()

    def send(self, events, records):
        if self.batched:
            self._post(events[0]["id"], b"[" + b",".join(records) + b"]", "application/cloudevents-batch+json")
        else:
            for event, record in zip(events, records):
                self._post(event["id"], record, "application/cloudevents+json")

    def _post(self, event_id, body, content_type):
        timestamp = str(int(time.time()))
        signature = base64.b64encode(hmac.digest(SECRET, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)).decode()
        headers = {"Content-Type": content_type, "Webhook-Id": event_id, "Webhook-Timestamp": timestamp, "Webhook-Signature": f"v1,{signature}"}
        while True:
            reply = self.session.post(self.url, data=body, headers=headers, timeout=5)
            if reply.ok:
                return
            time.sleep(0.2)


def deliver(store, producer, webhook, entries):
    records = [fields[b"record"] for _, fields in entries]
    events = [json.loads(record) for record in records]
    matching = [(event, record) for event, record in zip(events, records) if event["severity"] != "info"]
    with store.pipeline(transaction=False) as pipeline:
        for _, record in matching:
            pipeline.xadd(STREAM, {"record": record}, maxlen=1_000_000, approximate=True)
        pipeline.execute()
    for event, record in matching:
        producer.produce(TOPIC, record, event["partitionkey"])
    producer.flush()
    webhook.send([event for event, _ in matching], [record for _, record in matching])
    ids = [entry_id for entry_id, _ in entries]
    with store.pipeline(transaction=False) as pipeline:
        pipeline.xack(SOURCE, GROUP, *ids)
        pipeline.xdel(SOURCE, *ids)
        pipeline.execute()


def main():
    port, brokers, url, webhook_format = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    store = redis.Redis(port=int(port), protocol=2)
    store.xgroup_create(SOURCE, GROUP, id="0", mkstream=True)
    producer = Producer({"bootstrap.servers": brokers, "acks": "all", "enable.idempotence": True, "linger.ms": 0})
    webhook = Webhook(url, webhook_format == "batched")
    while True:
        for _, entries in store.xreadgroup(GROUP, "consumer", {SOURCE: ">"}, count=BATCH, block=1000) or []:
            deliver(store, producer, webhook, entries)


if __name__ == "__main__":
    main()
