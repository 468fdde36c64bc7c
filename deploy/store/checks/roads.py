"""The services' main roads as their users: every request is answered whole, so that nothing was refused on its way."""
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import redis
import yaml

from .servers import ROOT, RulesDatabase, Service, Store, expect, wait_for

CALLER, CALLEE, TRUNK = "+14155550123", "+442071838750", "trunk-7"
DESTINATIONS = """\
destinations:
  - {name: cases, type: stream, stream: "voxguard:cases", start: earliest}
  - {name: alerts, type: channel, channel: "voxguard:alerts", start: earliest}
  - {name: unreachable, type: webhook, url: "http://127.0.0.1:1/", allow_private: true, retry_for: 500ms, start: earliest}
"""
SERVING = {
    "VOXGUARD_RULES_SET": "core", "VOXGUARD_EVENTS_TO": "stream", "VOXGUARD_EVENTS_TYPES": "detection,call-scored", "VOXGUARD_DECISION_LOG_TO": "stream",
    "VOXGUARD_LIMITS_TRIAL_PER": "caller", "VOXGUARD_LIMITS_TRIAL_WINDOWS": "5/1m", "VOXGUARD_LIMITS_SCORED_PER": "caller",
    "VOXGUARD_LIMITS_SCORED_WINDOWS": "100000/1s", "VOXGUARD_SCORING_LIMITS": "scored", "VOXGUARD_CALLS_IN_SCORING": "true",
    "VOXGUARD_MODELS_POLL": "200ms"}
# keys with quotes in them have no unambiguous name in the environment
NEAR_CACHE = {'voxguard.near-cache.views."caller_velocity".ttl': "1s"}


@dataclass
class Parts:
    store: Store
    serving: Service
    scoring: Service
    rules: Service
    fanout: Service
    updating: Service
    database: RulesDatabase


@contextmanager
def running(folder: Path, store: Store) -> Iterator[Parts]:
    """Starts all services; they are stopped at the end."""
    destinations = folder / "destinations.yaml"
    destinations.write_text(DESTINATIONS)
    with ExitStack() as ending:
        database = RulesDatabase(folder)
        ending.callback(database.stop)
        parts = Parts(
            store,
            Service(folder, "feature-serving/service", store, "feature-serving", NEAR_CACHE, VOXGUARD_CALLS_STREAM="voxguard:calls", **SERVING),
            Service(folder, "functions/score/service", store, "score", NEAR_CACHE, **SERVING),
            Service(folder, "functions/rule-refresh/service", store, "rule-refresh", VOXGUARD_RULES_RECONCILE="1s", **database.environment()),
            Service(folder, "functions/event-fanout/service", store, "event-fanout", VOXGUARD_FANOUT_DESTINATIONS=str(destinations)),
            Service(folder, "functions/feature-update/service", store, "feature-update"),
            database)
        for service in (parts.serving, parts.scoring, parts.rules, parts.fanout, parts.updating):
            ending.callback(service.stop)
            service.start()
        for service in (parts.serving, parts.scoring, parts.rules, parts.fanout, parts.updating):
            service.await_connected()
        yield parts


def call_all(parts: Parts) -> list[str]:
    """Goes all roads; returns what was done."""
    done = []
    for road in (publish_rules, push_features, score, score_events, limits, calls, update_features, fan_out, models, other_users):
        road(parts)
        done.append(road.__name__.replace("_", " "))
    return done


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event(kind: str) -> dict[str, str]:
    return {"ce-specversion": "1.0", "ce-type": kind, "ce-source": "/check", "ce-id": str(uuid.uuid4()), "ce-time": now()}


def envelope(number: int, data: dict[str, Any]) -> dict[str, Any]:
    call = {**data, "call_id": f"batch-{number}", "caller": f"+1415556{number:04}"}
    return {"specversion": "1.0", "type": "io.voxguard.call.started.v1", "source": "/check", "id": f"batch-{number}", "datacontenttype": "application/json", "data": call}


def answered(reply: tuple[int, Any], *statuses: int) -> Any:
    status, body = reply
    expect(status in (statuses or (200,)), f"expected {statuses or 200}, got {status}: {body}")
    return body


def scored(service: Service, **call: Any) -> Any:
    body = answered(service.call("POST", "/v1/score", {"caller": CALLER, "callee": CALLEE, "trunk": TRUNK, "deadline_ms": 5000, **call}))
    expect(body["degraded"] == [], f"{service.log.stem}: expected a whole answer, got {body['degraded']}")
    return body


def publish_rules(parts: Parts) -> None:
    with psycopg.connect(parts.database.url, autocommit=True) as database:
        database.execute("INSERT INTO rules (rule_set, id, name, typology, condition, action, priority, owner) VALUES"
                         " ('core', 'check', 'A rule', 'irsf', %s, 'block', 900, 'desk')", (f"call.caller == '{CALLER}'",))
    parts.store.client("event-publisher").xadd("voxguard:rules:changed", {
        "record": '{"specversion":"1.0","type":"io.voxguard.rules.changed.v1","source":"/check","id":"1","datacontenttype":"application/json","data":{"set":"core"}}'})
    wait_for("the rule to decide in feature serving", lambda: decided_by_rule(scored(parts.serving)), 20)
    wait_for("both engines to run the published revision", lambda: engines_behind(parts.rules, known=2) == 0, 20)


def engines_behind(rules: Service, known: int) -> int:
    """Returns how many of the set's engines do not run the database's revision; engines that have not acknowledged anything yet count as behind."""
    status = answered(rules.call("GET", "/v1/rules/core/status"))
    running = [engine for engine in status["engines"] if engine["status"] == "applied" and engine["running"] == status["database"]["revision"]]
    return max(known, len(status["engines"])) - len(running)


def decided_by_rule(answer: Any) -> bool:
    return any(reason.get("rule") == "check" for reason in answer["reasons"])


def push_features(parts: Parts) -> None:
    features = [feature["name"] for feature in yaml.safe_load((ROOT / "models/feature-views/caller_velocity.yaml").read_text())["features"]]
    frame = {"caller": [CALLER], "event_timestamp": [now()], **{name: [3] for name in features}}
    answered(parts.serving.call("POST", "/push", {"push_source_name": "caller_velocity_push", "df": frame, "to": "online"}))
    read = answered(parts.serving.call("POST", "/get-online-features", {
        "features": [f"caller_velocity:{name}" for name in features], "entities": {"caller": [CALLER, "+14155550999"]}}))
    columns = dict(zip(read["metadata"]["feature_names"], read["results"]))
    for name in features:
        expect(columns[name]["values"][0] == 3, f"{name}: expected what was pushed, got {columns[name]}")


def score(parts: Parts) -> None:
    scored(parts.serving)
    batch = answered(parts.serving.call("POST", "/v1/score/batch", {
        "calls": [{"caller": f"+1415555{number:04}", "callee": CALLEE, "trunk": TRUNK} for number in range(50)], "deadline_ms": 5000}))
    expect(all(result["degraded"] == [] for result in batch["results"]), "expected whole answers of the batch")


def score_events(parts: Parts) -> None:
    with parts.store.client("operator") as operator:
        before = operator.xlen("voxguard:calls-scored")
        data = {"call_id": "e-1", "caller": CALLER, "callee": CALLEE, "trunk": TRUNK, "started_at": now()}
        answered(parts.scoring.call("POST", "/", data, event("io.voxguard.call.started.v1")), 202)
        expect(operator.xlen("voxguard:calls-scored") > before, "expected the answer in the stream of scored calls")
    with parts.store.client("inspector") as inspector:
        newest = json.loads(inspector.xrevrange("voxguard:calls-scored", count=1)[0][1][b"record"])
        expect(newest["source"] == "/voxguard/score" and newest["data"]["degraded"] == {}, f"expected a whole answer of score, got {newest}")
        expect(decided_by_rule(newest["data"]), f"expected the rule to decide, got {newest}")
    answered(parts.scoring.call("POST", "/", {"no": "call"}, event("io.voxguard.call.started.v1")), 400)  # a dead letter in the store


def limits(parts: Parts) -> None:
    verdicts = [parts.serving.call("POST", "/v1/limits/trial/consume", {"caller": CALLER})[0] for _ in range(6)]
    expect(verdicts == [200] * 5 + [429], f"expected five calls to pass, got {verdicts}")
    peeked = parts.serving.call("POST", "/v1/limits/trial/peek", {"caller": CALLER})[1]
    expect(peeked["degraded"] is False, f"expected the store's answer, got {peeked}")
    expect(answered(parts.serving.call("POST", "/v1/limits/trial/reset", {"caller": CALLER}))["reset"] == 1, "expected the bucket to be reset")


def calls(parts: Parts) -> None:
    began = now()
    for kind in ("started", "answered", "ended"):
        body = {"type": kind, "caller": CALLER, "callee": CALLEE, "trunk": TRUNK, "started_at": began}
        body |= {"answered_at": began} if kind == "answered" else {"ended_at": began, "duration_s": 0} if kind == "ended" else {}
        answered(parts.serving.call("POST", "/v1/calls/c-1/events", body), 200, 202)
        active = answered(parts.serving.call("GET", f"/v1/calls/active?trunk={TRUNK}&ids=true"))["active"]
        expect(active == (kind != "ended"), f"after {kind}: expected {int(kind != 'ended')} call in progress, got {active}")
    with parts.store.client("operator") as operator:
        wait_for("feature-update to take the stream's entries", lambda: operator.xlen("voxguard:calls") == 0, 20)


def update_features(parts: Parts) -> None:
    caller = "+14155550177"
    data = {"call_id": "c-2", "caller": caller, "callee": CALLEE, "trunk": TRUNK, "started_at": now()}
    answered(parts.updating.call("POST", "/", data, event("io.voxguard.call.started.v1")), 202)
    with parts.store.client("operator") as operator:
        expect(operator.exists(f"fv:{{{caller}}}:caller_velocity", f"fs:{{{caller}}}:caller") == 2, "expected a row and a state of the caller")
    for batch in range(2):  # a trunk with many recent events, of which the second batch is appended
        answered(parts.updating.call("POST", "/", [envelope(100 * batch + number, data) for number in range(100)],
                                     {"content-type": "application/cloudevents-batch+json"}), 202)
    answered(parts.updating.call("POST", "/", {"no": "call"}, event("io.voxguard.call.started.v1")), 400)  # a dead letter in the store


def fan_out(parts: Parts) -> None:
    heard: list[Any] = []
    # no part of the project listens to the channel: whoever does gets a user of its own
    with parts.store.client("inspector") as inspector, inspector.pubsub() as listening:
        listening.subscribe("voxguard:alerts")
        wait_for("the subscription", lambda: listening.get_message(timeout=1), 5)
        scored(parts.serving, call_id="detected")
        wait_for("the detection in the stream of cases", lambda: inspector.xlen("voxguard:cases") > 0, 20)
        wait_for("the detection in the channel", lambda: heard.append(listening.get_message(timeout=1)) or any(heard), 10)
    answered(parts.fanout.call("POST", "/", {"a": 1}, event("io.voxguard.unknown.v1")), 400)
    unreachable = "/v1/destinations/unreachable/dead-letters"
    letters = wait_for("a dead letter", lambda: answered(parts.fanout.call("GET", unreachable))["dead_letters"], 20)
    answered(parts.fanout.call("DELETE", f"{unreachable}/{letters[0]['id']}"), 200, 204)
    since = datetime.fromtimestamp(time.time() - 600, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    replay = answered(parts.fanout.call("POST", "/v1/destinations/cases/replay", {"from": since}), 202)
    wait_for("the replay to end", lambda: answered(parts.fanout.call("GET", f"/v1/destinations/cases/replays/{replay['id']}"))["state"] == "done", 20)


def models(parts: Parts) -> None:
    answered(parts.serving.call("PUT", "/v1/models/call-fraud-gbm/policy", {"policy": "latest"}), 200)
    wait_for("both replicas in the model's state", lambda: len(answered(parts.serving.call("GET", "/v1/models/call-fraud-gbm")).get("replicas", [])) >= 2, 10)


def other_users(parts: Parts) -> None:
    store = parts.store
    with store.client("engine") as engine, engine.pubsub() as hints:
        hints.subscribe("rules:core")
        revision = engine.get("{rules:core}:cur").split(b"|")[0].decode()
        expect(engine.get(f"{{rules:core}}:v:{revision}"), "expected the engine to read the blob")
        engine.set("{rules:core}:ack:check-1", f"applied|{revision}|{revision}|{int(time.time() * 1e3)}|", px=30000)
        engine.zadd("{rules:core}:engines", {"check-1": int(time.time() * 1e3)})
    with store.client("feature-publisher") as publisher, store.client("inspector") as inspector:
        row = inspector.get(f"fv:{{{CALLER}}}:caller_velocity")
        publisher.set("fv:{+14155550188}:caller_velocity", row, px=60000)
    with store.client("model-publisher") as publisher:
        publisher.hset("{models:check}:v:1", mapping={"manifest.json": b"{}"})
    with store.client("event-consumer") as consumer:
        try:
            consumer.xgroup_create("voxguard:cases", "check", id="0")
        except redis.ResponseError as error:
            expect("BUSYGROUP" in str(error), f"expected a group, got {error}")
        read = consumer.xreadgroup("check", "1", {"voxguard:cases": ">"}, count=10)
        entries = read[b"voxguard:cases"][0] if isinstance(read, dict) else read[0][1]
        consumer.xautoclaim("voxguard:cases", "check", "2", 60000)
        consumer.xack("voxguard:cases", "check", *(entry[0] for entry in entries))
    with store.client("operator") as operator:
        operator.info()
        operator.slowlog_get()
        operator.client_list()
        operator.scan()
    with store.client("probe") as probe:
        expect(probe.ping(), "expected the probe to be answered")
