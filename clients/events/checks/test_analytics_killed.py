"""Analytics from a real store, and from the Kafka broker that librdkafka simulates, killed again and again."""
import random
from collections import Counter
from datetime import timedelta

import pyarrow.parquet as parquet
import pytest
from confluent_kafka import Producer
from sample import record
from servers import python, wait_for

EVENTS = 6_000


class StreamTarget:
    kills = 8

    def __init__(self, store):
        self._client, self.options = store.client, ("--store", store.url, "--stream", "s")

    def send(self, records):
        pipe = self._client.pipeline(transaction=False)
        for _, body in records:
            pipe.xadd("s", {"record": body})
        pipe.execute()


class KafkaTarget:
    kills = 3  # the group waits for the session timeout of each that was killed

    def __init__(self):
        self._producer = Producer({"bootstrap.servers": "simulated", "test.mock.num.brokers": 1})
        brokers = self._producer.list_topics("t", timeout=10).brokers.values()
        self.options = ("--kafka", ",".join(f"{broker.host}:{broker.port}" for broker in brokers), "--topic", "t")

    def send(self, records):
        for caller, body in records:
            self._producer.produce("t", body, key=caller)
        assert self._producer.flush(30) == 0


@pytest.fixture(params=["stream", "kafka"])
def target(request):
    return StreamTarget(request.getfixturevalue("store")) if request.param == "stream" else KafkaTarget()


def test_every_event_is_in_a_file_while_the_consumer_is_killed(target, started, tmp_path):
    draw = random.Random(7)
    out = tmp_path / "out"
    options = (*target.options, "--out", out, "--max-age", "0.2", "--max-rows", "200", "--claim-after", "5", "--consumer", "a")
    consumer = python(tmp_path / "analytics.log", "analytics", *options).start()
    started.append(consumer)
    for number in range(target.kills):
        ids = range(EVENTS * number // target.kills, EVENTS * (number + 1) // target.kills)
        target.send([(f"+{id % 50}", record(str(id), caller=f"+{id % 50}", after=timedelta(days=id % 2))) for id in ids])
        before = len(list(out.glob("day=*/*.parquet")))
        wait_for(lambda: len(list(out.glob("day=*/*.parquet"))) >= before + draw.randrange(1, 6), "files")
        consumer.kill()
        consumer.start()
    wait_for(lambda: {id for ids in files(out) for id in ids} == {str(id) for id in range(EVENTS)}, "all events")
    assert consumer.terminate() == 0
    python(tmp_path / "once.log", "analytics", *options, "--once").run()

    found = files(out)
    assert {id for ids in found for id in ids} == {str(id) for id in range(EVENTS)}
    assert all(count == 1 for ids in found for count in Counter(ids).values())
    assert not list(out.glob("unreadable/*"))


def test_once_writes_exactly_what_the_source_has(target, tmp_path):
    target.send([("+1", record(str(id), caller="+1")) for id in range(1000)] + [("+1", record("7", caller="+1")), ("+1", b"{")])
    options = (*target.options, "--out", tmp_path / "out", "--once")

    python(tmp_path / "once.log", "analytics", *options).run()
    first = files(tmp_path / "out")
    python(tmp_path / "once.log", "analytics", *options).run()

    assert sorted(id for ids in first for id in ids) == sorted(str(id) for id in range(1000))
    assert files(tmp_path / "out") == first  # all of it was committed
    assert len(list((tmp_path / "out").glob("unreadable/*"))) == 1


def files(folder):
    return [parquet.ParquetFile(path).read(["id"])["id"].to_pylist() for path in sorted(folder.glob("day=*/*.parquet"))]
