"""Rules end to end: a change in the database, rule-refresh, the store, and the decision of /v1/score."""
import json
import time
import urllib.request

import psycopg
import pytest
import redis
from soak.servers import Copy, Keys, Scoring, Servers, wait_for

INTERVAL_S = 5
KNOWN, UNKNOWN = "+14155550123", "+14155550177"


class Road:
    def __init__(self, folder):
        self.keys, self.servers = Keys(), Servers()
        self.rules = psycopg.connect(self.servers.database, autocommit=True)
        self.store = redis.Redis.from_url(self.servers.store)
        self.copy = Copy(self.servers, self.keys, folder / "copy.log")
        self.scoring = Scoring(self.servers, self.keys, folder / "scoring.log", "scoring-1", VOXGUARD_RULES_BEARABLE="20s")

    def start(self):
        wait_for("rule-refresh to be ready", self.copy.ready, 60)
        wait_for("feature serving to be ready", self.scoring.ready, 60)
        wait_for("first rules", lambda: "rules" in self.scoring.score(), 10)
        return self

    def stop(self):
        self.rules.close()
        for part in (self.scoring, self.copy, self.servers):
            part.stop()

    def revision(self):
        return self.rules.execute("SELECT revision FROM rule_sets WHERE name = 'core'").fetchone()[0]

    def put(self, rule, condition, action="block", priority=500):
        self.rules.execute(
            "INSERT INTO rules (rule_set, id, name, typology, condition, action, priority, owner) VALUES ('core', %s, 'A rule', 'irsf', %s, %s, %s, 'desk')"
            " ON CONFLICT (rule_set, id) DO UPDATE SET condition = excluded.condition, action = excluded.action", (rule, condition, action, priority))

    def remove(self, rule):
        self.rules.execute("DELETE FROM rules WHERE rule_set = 'core' AND id = %s", (rule,))

    def status(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.copy.port}/v1/rules/core/status", timeout=10) as reply:
            return json.load(reply)


@pytest.fixture(scope="module")
def road(tmp_path_factory):
    road = Road(tmp_path_factory.mktemp("road"))
    try:
        yield road.start()
    finally:
        road.stop()


def test_a_change_decides_calls_within_one_interval_without_any_message(road):
    assert road.scoring.score(caller=KNOWN)["decision"] == "allow"
    road.put("known", f"call.caller == '{KNOWN}'")
    wait_for("the rule to decide", lambda: road.scoring.score(caller=KNOWN)["decision"] == "block", INTERVAL_S + 3)
    reply = road.scoring.score(caller=KNOWN)
    assert reply["reasons"][0] == {"rule": "known", "name": "A rule", "typology": "irsf", "action": "block"}
    assert reply["rules"] | {"failed": 0} == {"set": "core", "revision": road.revision(), "fired": 1, "failed": 0, "model_decision": "allow"}
    assert reply["degraded"] == []
    assert road.scoring.score(caller=UNKNOWN)["decision"] == "allow"


def test_with_a_message_it_decides_within_the_engines_poll(road):
    road.put("known", f"call.caller == '{UNKNOWN}'")
    began = time.monotonic()
    assert road.copy.changed("core", 1)
    wait_for("the rule to decide", lambda: road.scoring.score(caller=UNKNOWN)["decision"] == "block", 3)
    assert time.monotonic() - began < INTERVAL_S
    road.remove("known")
    assert road.copy.changed("core", 2)
    wait_for("the rule to be gone", lambda: road.scoring.score(caller=UNKNOWN)["decision"] == "allow", 3)


def test_the_same_message_again_and_an_old_one_change_nothing(road):
    for number in (1, 2, 1, 1):
        assert road.copy.changed("core", number)
    assert road.status()["store"]["revision"] == road.revision()
    assert road.scoring.score()["rules"]["revision"] == road.revision()


def test_the_status_lists_what_engines_run(road):
    # an engine decides by a revision before its acknowledgement is in the store
    wait_for("an acknowledgement of the revision", lambda: [engine["running"] for engine in road.status()["engines"]] == [road.revision()], 3)
    engine = road.status()["engines"][0]
    assert (engine["engine"], engine["status"]) == ("scoring-1", "applied")
    assert engine["lag"] == {"revisions": 0, "seconds": 0.0}


def test_invalid_rules_are_not_published_and_the_former_ones_decide(road):
    before = road.scoring.score()["rules"]["revision"]
    road.put("wrong", "caller_velocity.calls_1h > 'many'")
    assert road.copy.changed("core", 3)
    status = road.status()
    assert status["state"] == "STALE"
    assert [problem["rule"] for problem in status["problems"]] == ["wrong"]
    reply = road.scoring.score()
    assert (reply["rules"]["revision"], reply["degraded"]) == (before, [])
    road.remove("wrong")
    assert road.copy.changed("core", 4)
    wait_for("the rules to be right", lambda: road.scoring.score()["rules"]["revision"] == road.revision(), 3)


def test_an_emptied_store_never_leaves_a_call_without_rules(road):
    road.put("known", f"call.caller == '{KNOWN}'")
    assert road.copy.changed("core", 5)
    wait_for("the rule to decide", lambda: road.scoring.score(caller=KNOWN)["decision"] == "block", 3)
    road.store.flushall()
    end = time.monotonic() + INTERVAL_S + 1
    while time.monotonic() < end:
        assert road.scoring.score(caller=KNOWN)["decision"] == "block"
        time.sleep(0.05)
    assert road.store.get("{rules:core}:cur").startswith(f"{road.revision()}|".encode())


def test_unsigned_rules_are_refused(road):
    pointer = road.store.get("{rules:core}:cur")
    fields = pointer.split(b"|")
    forged = b"|".join([str(int(fields[0]) + 1).encode(), *fields[1:6], b""])
    road.store.set(f"{{rules:core}}:v:{int(fields[0]) + 1}", road.store.get(f"{{rules:core}}:v:{int(fields[0])}"))
    road.store.set("{rules:core}:cur", forged)
    end = time.monotonic() + INTERVAL_S + 2
    while time.monotonic() < end:
        assert road.scoring.score()["rules"]["revision"] <= road.revision()
        time.sleep(0.1)
    assert road.store.get("{rules:core}:cur") != forged
