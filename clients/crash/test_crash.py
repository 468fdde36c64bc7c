"""A crash in the middle of concurrent pushes leaves, for each entity, the newest acknowledged event.

The service and the store are killed several times, once together, and come back on their ports; a client without an answer tries
again or gives up. Sizes: CRASH_ENTITIES, CRASH_EVENTS (of each), CRASH_THREADS; CRASH_SEED repeats a run.
CRASH_SERVICE: another command that starts the service. CRASH_STORE: another server's path.
"""
import os
import random
import shutil
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timezone

import pytest
import requests
import yaml

import feast_layout
from servers import ROOT, Service, Store
from voxguard_client import decode, read_views

ENTITIES = int(os.environ.get("CRASH_ENTITIES", 200))
EVENTS = int(os.environ.get("CRASH_EVENTS", 50))
THREADS = int(os.environ.get("CRASH_THREADS", 16))
SEED = int(os.environ.get("CRASH_SEED", random.randrange(1 << 32)))
LIMIT_S = 300
CRASHES = [(0.15, ["service"]), (0.3, ["store"]), (0.45, ["service"]), (0.6, ["store"]), (0.75, ["service", "store"])]  # after this share

FEAST_VIEW = {
    "view": "crash_feast", "join_keys": [{"name": "caller_id", "type": "string"}], "layout": "feast", "project": "voice_fraud",
    "push_source": "crash_feast_push", "ttl": "P7D",
    "features": [{"name": "calls", "type": "int64", "unit": "calls", "default": 0, "meaning": "number of the event"},
                 {"name": "ratio", "type": "double", "unit": "ratio", "default": 0.0, "meaning": "number of the event and a fraction"}]}


@dataclass(frozen=True)
class Event:
    """values: one for each feature of the view; no two events of a run share any."""

    entity: str
    time_ms: int
    values: tuple


class PackedRows:
    """Own view of the project: one row per entity under one key."""

    def __init__(self, folder):
        self.models = ROOT / "models"
        self._view = read_views(self.models / "feature-views")["caller_velocity"]
        self.view, self.push_source, self.join_key = self._view.name, f"{self._view.name}_push", self._view.entity
        self.features = self._view.features

    def entity(self, i):
        return f"+1415{i:07d}"

    def stored(self, store, entity):
        data = store.client.get(self._view.key(entity))
        if data is None:
            return None
        row = decode(data)
        assert row.schema_id == self._view.schema_id
        return row.event_time_ms, row.values


class FeastHash:
    """Feast's layout: a field per feature in the hash of the entity."""

    def __init__(self, folder):
        self.models = folder / "models"
        shutil.copytree(ROOT / "models", self.models, ignore=shutil.ignore_patterns("training"))
        (self.models / "feature-views/crash_feast.yaml").write_text(yaml.safe_dump(FEAST_VIEW, sort_keys=False))
        self.view, self.push_source = FEAST_VIEW["view"], FEAST_VIEW["push_source"]
        self.join_key = FEAST_VIEW["join_keys"][0]["name"]
        self.features = tuple((feature["name"], feature["type"]) for feature in FEAST_VIEW["features"])

    def entity(self, i):
        return f"crash-{i:04d}"

    def stored(self, store, entity):
        fields = [feast_layout.time_field(self.view)] + [feast_layout.field(self.view, name) for name, _ in self.features]
        time, *values = store.client.hmget(feast_layout.key(FEAST_VIEW["project"], self.join_key, entity), fields)
        if time is None:
            assert values == [None] * len(values), "values without a time"
            return None
        return feast_layout.time_ms(time), tuple(feast_layout.value(data) for data in values)


class Run:
    """Requests sent and answers received. Thread-safe."""

    def __init__(self, layout, service, rng):
        self.layout, self.service = layout, service
        self.events = {}
        self.newest = {}
        self.answers = Counter()
        self.finished = 0
        self.faults = []
        self.over = threading.Event()
        self._changed = threading.Condition()
        now = int(time.time() * 1000)
        places = {}
        for i in range(ENTITIES):
            width = rng.choice([0.02, 1])  # events of some entities are close together, those of others spread over the run
            start = rng.random() * (1 - width)
            times = rng.sample(range(now - 3_000_000, now - 60_000), EVENTS)  # distinct, and within the TTL of every view
            for number, time_ms in enumerate(times):
                event = Event(layout.entity(i), time_ms, self._values(i * EVENTS + number))
                self.events[event.entity, event.time_ms] = event
                places[event] = start + rng.random() * width
        self._pushes = self._split(sorted(places, key=places.get), rng)

    def _values(self, number):
        width = len(self.layout.features)
        return tuple(number * width + place + (0 if kind.startswith("int") else 0.25) for place, (_, kind) in enumerate(self.layout.features))

    @staticmethod
    def _split(events, rng):
        """Groups events into pushes: most alone, some together."""
        pushes = []
        while events:
            size = 1 if rng.random() < 0.7 else rng.randint(2, 8)
            pushes.append((events[:size], rng.random() < 0.9))
            del events[:size]
        return pushes

    def thread(self, work, *arguments):
        def guarded():
            try:
                work(*arguments)
            except Exception as fault:
                self._fault(repr(fault))
        return threading.Thread(target=guarded, daemon=True)

    def push_all(self):
        """Client thread that sends pushes until none is left. It tries some only once."""
        http = requests.Session()
        while not self.over.is_set():
            with self._changed:
                if not self._pushes:
                    return
                events, persistent = self._pushes.pop()
            left = self._push(http, events)
            while left and persistent and not self.over.wait(0.02):
                left = self._push(http, left)
            with self._changed:
                self.answers["given up"] += len(left)
                self.finished += len(events)
                self._changed.notify_all()

    def _push(self, http, events):
        """Returns the events that are not acknowledged."""
        columns = zip(*(event.values for event in events))
        frame = {self.layout.join_key: [event.entity for event in events], "event_timestamp": [_rfc3339(event.time_ms) for event in events],
                 **{name: list(column) for (name, _), column in zip(self.layout.features, columns)}}
        try:
            reply = http.post(f"{self.service.url}/push", timeout=10,
                                 json={"push_source_name": self.layout.push_source, "df": frame, "to": "online"})
        except requests.RequestException:
            reply = None
        if reply is None or reply.status_code != 200:
            if reply is not None and reply.status_code < 500:
                self._fault(f"{reply.status_code} for {frame}: {reply.text}")
            with self._changed:
                self.answers["no answer" if reply is None else str(reply.status_code)] += len(events)
            return events
        results = reply.json()["results"]
        if [(result["row"], result["view"]) for result in results] != [(i, self.layout.view) for i in range(len(events))]:
            self._fault(f"results for {frame}: {results}")
        return [event for event, result in zip(events, results) if not self._acknowledged(event, result["status"])]

    def _acknowledged(self, event, status):
        with self._changed:
            self.answers[status] += 1
            if status not in ("written", "older", "duplicate"):
                return False
            # `older` means that a newer event is stored
            time_ms = event.time_ms + (status == "older")
            self.newest[event.entity] = max(time_ms, self.newest.get(event.entity, 0))
            return True

    def read_on(self, rng):
        """Reads during the crashes: an answer may be missing, but never mix two events."""
        http = requests.Session()
        while not self.over.is_set():
            entities = [self.layout.entity(rng.randrange(ENTITIES)) for _ in range(10)]
            try:
                rows = self.read(http, entities)
            except requests.RequestException:
                self.over.wait(0.02)
                continue
            for entity, row in zip(entities, rows):
                if row is not None and self.is_unknown(entity, row):
                    self._fault(f"read for {entity}: {row}")

    def read(self, http, entities):
        """Returns (event time, values) of each entity from the service, or None."""
        features = [f"{self.layout.view}:{name}" for name, _ in self.layout.features]
        reply = http.post(f"{self.service.url}/get-online-features", timeout=10,
                             json={"entities": {self.layout.join_key: entities}, "features": features})
        reply.raise_for_status()
        body = reply.json()
        columns = dict(zip(body["metadata"]["feature_names"], body["results"]))
        chosen = [columns[name] for name, _ in self.layout.features]
        rows = []
        for i in range(len(entities)):
            if any(column["statuses"][i] != "PRESENT" for column in chosen):
                rows.append(None)
                continue
            times = {_milliseconds(column["event_timestamps"][i]) for column in chosen}
            rows.append((times.pop() if len(times) == 1 else times, tuple(column["values"][i] for column in chosen)))
        return rows

    def is_unknown(self, entity, row):
        event = None if isinstance(row[0], set) else self.events.get((entity, row[0]))
        return event is None or event.values != row[1]

    def wrong(self, entity, row):
        """Returns the error in the finally stored row of an entity, or None."""
        newest = self.newest.get(entity)
        if row is None:
            return f"{entity}: nothing stored, but {newest} was acknowledged" if newest else None
        if self.is_unknown(entity, row):
            return f"{entity}: {row} is not one of its events"
        return f"{entity}: {row[0]} stored, but {newest} was acknowledged" if newest and row[0] < newest else None

    def await_share(self, share):
        with self._changed:
            self._changed.wait_for(lambda: self.finished >= share * len(self.events) or self.over.is_set(), LIMIT_S)

    def _fault(self, what):
        self.over.set()
        with self._changed:
            self.faults.append(what)
            self._changed.notify_all()


def _rfc3339(time_ms):
    return f"{datetime.fromtimestamp(time_ms // 1000, timezone.utc):%Y-%m-%dT%H:%M:%S}.{time_ms % 1000:03d}Z"


def _milliseconds(text):
    return round(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def crash(run, servers, rng):
    for share, victims in CRASHES:
        run.await_share(share)
        for victim in victims:
            servers[victim].kill()
        run.over.wait(rng.random() / 2)
        for victim in reversed(victims):
            servers[victim].start()
        for victim in reversed(victims):
            servers[victim].await_ready()


@pytest.mark.parametrize("layout", [PackedRows, FeastHash])
def test_each_entity_keeps_its_newest_acknowledged_event(layout, tmp_path, capsys):
    rng = random.Random(SEED)
    layout = layout(tmp_path)
    store = Store(tmp_path)
    service = Service(tmp_path, store.url, layout.models)
    run = Run(layout, service, rng)
    try:
        for server in (store, service):
            server.start()
            server.await_ready()
        threads = [run.thread(run.push_all) for _ in range(THREADS)] + [run.thread(run.read_on, random.Random(SEED))]
        for thread in threads:
            thread.start()
        crash(run, {"service": service, "store": store}, rng)
        run.await_share(1)
        run.over.set()
        for thread in threads:
            thread.join(30)
        with capsys.disabled():
            print(f"\n{layout.view}: seed {SEED}, {len(run.events)} events in {THREADS} threads: {dict(run.answers)}")

        assert run.faults == []
        assert run.finished == len(run.events), f"not done in {LIMIT_S} s"
        assert run.answers["no answer"] > 0, "no crash hit a push"
        assert run.answers["given up"] < len(run.events) / 5
        entities = [layout.entity(i) for i in range(ENTITIES)]
        assert [fault for entity in entities if (fault := run.wrong(entity, layout.stored(store, entity)))] == []
        service.await_ready()
        await_same(run, entities, [layout.stored(store, entity) for entity in entities])
    except BaseException:
        with capsys.disabled():
            print(f"\n{layout.view}: seed {SEED}; the service said:{service.tail()}")
        raise
    finally:
        run.over.set()
        service.kill()
        store.kill()


def await_same(run, entities, stored):
    """Waits until the service reads the stored rows, once the last invalidation has reached it."""
    http = requests.Session()
    end = time.monotonic() + 5
    while True:
        rows = [row for start in range(0, len(entities), 50) for row in run.read(http, entities[start:start + 50])]
        differ = [(entity, row, kept) for entity, row, kept in zip(entities, rows, stored) if row != kept]
        if not differ:
            return
        assert time.monotonic() < end, f"read, stored: {differ}"
        time.sleep(0.1)


def test_the_layout_is_that_of_feast():
    """Compares with bytes written by Feast's client."""
    assert feast_layout.field("caller_velocity", "calls_1m").hex() == "06178063"
    assert feast_layout.field("acct_stats", "spend").hex() == "094ca508"
    assert feast_layout.value(bytes.fromhex("2007")) == 7
    assert feast_layout.value(bytes.fromhex("29000000000000f83f")) == 1.5
    assert feast_layout.time_ms(bytes.fromhex("0880f2d6ca061080cab5ee01")) == 1767225600500
    assert feast_layout.key("voice_fraud", "caller_id", "+1415").hex() == (
        "01000000" "02000000" "09000000" + b"caller_id".hex() + "02000000" "05000000" + b"+1415".hex() + b"voice_fraud".hex())
