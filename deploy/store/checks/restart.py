"""
The store killed under load and started again: from its last snapshot, as DragonflyDB is, and from its log as valkey.conf has it. What the snapshot held
must be back byte for byte, what was acknowledged after it is lost and no more, and the services need no warm-up and no restart.
"""
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import redis

from .roads import answered, event, now
from .servers import RulesDatabase, Service, Store, expect, wait_for

SNAPSHOTS_ALONE = ("--appendonly", "no", "--save", "")
BEFORE_S, AFTER_S, AWAY_S, WHOLE_S = 4.0, 3.0, 2.0, 30.0
# written again by whoever runs: engines' acknowledgements, replicas' states, the names of an idle group's consumers, which the log does not have
REPEATED = (b"{rules:core}:ack:", b"{rules:core}:engines", b"{models:", b"voxguard:rules:changed")
KINDS = ("features pushed", "call events into features", "limits", "entries of streams")


@dataclass
class Writer:
    """Writes one thing after the other, each under a key or name of its own, and remembers what was acknowledged and when."""
    kind: str
    write: Callable[[int], None]
    acknowledged: dict[int, float] = field(default_factory=dict)
    uncertain: set[int] = field(default_factory=set)
    attempts: int = 0
    _paused: threading.Event = field(default_factory=threading.Event)
    _idle: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _over: bool = False

    def run(self) -> None:
        while not self._ended.is_set():
            if self._paused.is_set():
                self._idle.set()
                time.sleep(0.005)
                continue
            self.attempts += 1
            try:
                self.write(self.attempts)
            except Exception:  # late, or the store is gone: neither kept nor lost for certain
                self.uncertain.add(self.attempts)
                continue
            self.acknowledged[self.attempts] = time.monotonic()
        self._over = True

    def pause(self) -> None:
        self._idle.clear()
        self._paused.set()
        expect(self._idle.wait(10), f"{self.kind}: a write did not end within 10 s")

    def resume(self) -> None:
        self._paused.clear()

    def end(self) -> None:
        self._ended.set()

    def ended(self) -> bool:
        return self._over


@dataclass
class Answer:
    at: float
    status: int
    degraded: bool


class Scorer:
    """Scores calls all the time."""

    def __init__(self, serving: Service):
        self.answers: list[Answer] = []
        self._serving, self._ended = serving, threading.Event()

    def run(self) -> None:
        while not self._ended.is_set():
            call = {"caller": "+14155550123", "callee": "+442071838750", "trunk": "trunk-1", "deadline_ms": 100}
            try:
                status, body = self._serving.call("POST", "/v1/score", call, timeout=5)
                self.answers.append(Answer(time.monotonic(), status, bool(body.get("degraded", True))))
            except OSError:
                self.answers.append(Answer(time.monotonic(), 0, True))
            time.sleep(0.002)

    def whole_since(self, moment: float, count: int = 50) -> bool:
        recent = [answer for answer in self.answers[-count:] if answer.at > moment]
        return len(recent) == count and not any(answer.degraded for answer in recent)

    def end(self) -> None:
        self._ended.set()


def number_of(kind: int, number: int) -> str:
    return f"+1{kind}{number:09}"


def writers(serving: Service, updating: Service, names: list[str]) -> list[Writer]:
    def push(number: int) -> None:
        frame = {"callee": [number_of(2, number)], "event_timestamp": [now()], **{name: [number] for name in names}}
        answered(serving.call("POST", "/push", {"push_source_name": "callee_profile_push", "df": frame, "to": "online"}))

    def update(number: int) -> None:
        data = {"call_id": f"u-{number}", "caller": number_of(3, number), "callee": "+442071838750", "trunk": "trunk-1", "started_at": now()}
        answered(updating.call("POST", "/", data, event("io.voxguard.call.started.v1")), 202)

    def limit(number: int) -> None:
        body = answered(serving.call("POST", "/v1/limits/trial/consume", {"caller": number_of(4, number)}))
        expect(body["degraded"] is False, "the store did not answer")

    def append(number: int) -> None:
        body = {"type": "started", "caller": number_of(5, number), "callee": "+442071838750", "trunk": "trunk-2", "started_at": now()}
        answered(serving.call("POST", f"/v1/calls/s-{number}/events", body))
    return [Writer(kind, write) for kind, write in zip(KINDS, (push, update, limit, append))]


def stored(inspector: redis.Redis) -> dict[str, set[int]]:
    """Returns the numbers of each kind that the store has."""
    numbers: dict[str, set[int]] = {kind: set() for kind in KINDS}
    patterns = {KINDS[0]: "fv:{+12*}:callee_profile", KINDS[1]: "fs:{+13*}:caller", KINDS[2]: "limit:{+14*}:trial"}
    for kind, pattern in patterns.items():
        numbers[kind] = {int(key.split(b"}")[0][-9:]) for key in inspector.scan_iter(match=pattern, count=1000)}
    for _, fields in inspector.xrange("voxguard:calls"):
        numbers[KINDS[3]].add(int(fields[b"record"].split(b'"call_id":"s-')[1].split(b'"')[0]))
    return numbers


def contents(inspector: redis.Redis) -> dict[bytes, tuple[bytes | None, int]]:
    """Returns every key that nobody writes again with its serialised value and the time of its expiry."""
    return {key: (inspector.dump(key), inspector.pexpiretime(key)) for key in inspector.scan_iter(count=1000) if not key.startswith(REPEATED)}


@dataclass
class Outcome:
    title: str
    rows: list[tuple[str, int, int, int]]
    keys: int
    away_ms: float
    whole_ms: float
    degraded: int
    answers: int


def run(folder: Path, engine: str, binary: str, title: str, settings: tuple[str, ...]) -> Outcome:
    store = Store(folder, engine, binary, settings).start()
    with ExitStack() as ending:
        ending.callback(store.stop)
        serving = Service(folder, "feature-serving/service", store, "feature-serving", VOXGUARD_RULES_SET="core", VOXGUARD_CALLS_STREAM="voxguard:calls",
                          VOXGUARD_LIMITS_TRIAL_PER="caller", VOXGUARD_LIMITS_TRIAL_WINDOWS="5/1h",
                          # a busy machine must not make writes uncertain
                          VOXGUARD_LIMIT_CHECKS_DEADLINE="5s", VOXGUARD_CALLS_TIMEOUT="5s", VOXGUARD_FEATURES_WRITE_DEADLINE="5s")
        updating = Service(folder, "functions/feature-update/service", store, "feature-update", VOXGUARD_FUNCTION_STREAM="")
        for service in (serving, updating):
            ending.callback(service.stop)
            service.start()
        publish(folder, store)
        for service in (serving, updating):
            service.await_connected()
        wait_for("the rules in an answer", lambda: "rules" in serving.call("POST", "/v1/score", {"caller": "+14155550123", "callee": "112", "deadline_ms": 1000})[1], 20)
        names = [name.removeprefix("callee_profile:") for name in feature_names()]
        return under_load(title, store, serving, updating, writers(serving, updating, names), ending)


def feature_names() -> list[str]:
    import yaml

    from .servers import ROOT
    return [f"callee_profile:{feature['name']}" for feature in yaml.safe_load((ROOT / "models/feature-views/callee_profile.yaml").read_text())["features"]]


def publish(folder: Path, store: Store) -> None:
    """Has rule-refresh publish the sample rules, and ends it: nobody puts them back afterwards."""
    database = RulesDatabase(folder)
    try:
        rules = Service(folder, "functions/rule-refresh/service", store, "rule-refresh", **database.environment())
        rules.start()
        try:
            rules.await_connected()
            with store.client("inspector") as inspector:
                wait_for("the rules in the store", lambda: inspector.exists("{rules:core}:cur"), 20)
        finally:
            rules.stop()
    finally:
        database.stop()


def under_load(title: str, store: Store, serving: Service, updating: Service, all_writers: list[Writer], ending: ExitStack) -> Outcome:
    scorer = Scorer(serving)
    for task in (scorer, *all_writers):
        threading.Thread(target=task.run, daemon=True).start()
        ending.callback(task.end)
    time.sleep(BEFORE_S)

    for writer in all_writers:
        writer.pause()
    with store.client("inspector") as inspector:
        taken = inspector.lastsave()
        time.sleep(1.1 - time.time() % 1)  # LASTSAVE counts in seconds
        inspector.bgsave()
        wait_for("the snapshot", lambda: inspector.lastsave() != taken and inspector.info("persistence")["rdb_bgsave_in_progress"] == 0, 60)
        expect(inspector.info("persistence")["rdb_last_bgsave_status"] == "ok", "expected the snapshot to be written")
        held, kept = contents(inspector), stored(inspector)
    until = {writer.kind: set(writer.acknowledged) for writer in all_writers}
    kept = {writer.kind: kept[writer.kind] - writer.uncertain for writer in all_writers}
    expect(kept == until, f"expected the store to have what it acknowledged, got {Counter({kind: len(kept[kind] ^ until[kind]) for kind in kept})} others")
    for writer in all_writers:
        writer.resume()
    time.sleep(AFTER_S)

    killed = time.monotonic()
    store.kill()
    for writer in all_writers:
        writer.end()
    wait_for("answers to be degraded", lambda: scorer.answers[-1].degraded, 10)
    for writer in all_writers:  # a service repeats what was under way for some seconds; after the restart it would be a write that nobody counted
        wait_for(f"the last write of {writer.kind} to be given up", writer.ended, 20)
    time.sleep(max(0.0, killed + AWAY_S - time.monotonic()))
    began = time.monotonic()
    store.start()
    wait_for("whole answers", lambda: scorer.whole_since(began), WHOLE_S)
    whole = first_whole(scorer.answers, began)
    scorer.end()
    for service in (serving, updating):
        expect(service.running(), f"expected {service.log.stem} to live, got its end")
    return verdict(title, store, serving, scorer, all_writers, held, until, (killed, began, whole))


def first_whole(answers: list[Answer], after: float) -> float:
    """Returns the time of the first answer from which on none is degraded."""
    last_degraded = max(answer.at for answer in answers if answer.degraded)
    expect(last_degraded > after - 2, "expected degraded answers while the store was away")
    return next(answer.at for answer in answers if answer.at > last_degraded)


def verdict(title: str, store: Store, serving: Service, scorer: Scorer, all_writers: list[Writer], held: dict[bytes, tuple[bytes | None, int]],
            until: dict[str, set[int]], times: tuple[float, float, float]) -> Outcome:
    killed, began, whole = times
    with store.client("inspector") as inspector:
        found, back = contents(inspector), stored(inspector)
    from_snapshot = "--appendonly" in store._command
    shared = [key for key in held if key.startswith((b"fs:{trunk", b"fv:{trunk", b"fs:{+44", b"fv:{+44", b"calls:{trunk", b"voxguard:calls"))]
    # from the log more comes back than the snapshot held: keys that later events changed differ from it
    compared = held.keys() if from_snapshot else held.keys() - set(shared)
    different = [key for key in compared if found.get(key) != held[key]]
    expect(not different, f"{title}: expected {len(held)} keys as in the snapshot, got {len(different)} different or missing: "
                          f"{[(key, held[key], found.get(key)) for key in different[:3]]}")
    expect({b"{rules:core}:cur"} <= found.keys(), "expected the rules to be back")
    rows = []
    for writer in all_writers:
        kind, after = writer.kind, set(writer.acknowledged) - until[writer.kind]
        lost = set(writer.acknowledged) - back[kind]
        expect(after, f"{kind}: expected writes after the snapshot, got none")
        expect(not lost & until[kind], f"{kind}: expected nothing of the snapshot to be lost, got {len(lost & until[kind])}")
        if from_snapshot:
            expect(lost == after and back[kind] - writer.uncertain == until[kind], f"{kind}: expected exactly the {len(after)} later writes to be lost, got {len(lost)}")
        else:
            early = [number for number in lost if writer.acknowledged[number] < killed - 2]
            expect(not early, f"{kind}: expected at most the last 2 s to be lost, got {len(early)} earlier ones")
        rows.append((kind, len(until[kind]), len(after), len(lost)))
    bad = [answer for answer in scorer.answers if answer.status != 200]
    expect(not bad, f"expected every call to be answered with 200, got {Counter(answer.status for answer in bad)}")
    body = answered(serving.call("POST", "/v1/score", {"caller": "+14155550123", "callee": "112", "deadline_ms": 1000}))
    expect("rules" in body and body["degraded"] == [], f"expected a whole answer with rules, got {body}")
    degraded = sum(answer.degraded for answer in scorer.answers)
    return Outcome(title, rows, len(held), (began - killed) * 1e3, (whole - began) * 1e3, degraded, len(scorer.answers))


def check(folder: Path, engine: str, binary: str, markdown: bool) -> str:
    """Returns the report."""
    outcomes = []
    for name, title, settings in (("snapshot", "snapshots alone", SNAPSHOTS_ALONE), ("log", "valkey.conf: appendfsync everysec", ())):
        place = folder / name
        place.mkdir()
        outcomes.append(run(place, engine, binary, title, settings))
    return report(engine, outcomes) if markdown else "\n".join(summary(engine, outcome) for outcome in outcomes)


def summary(engine: str, outcome: Outcome) -> str:
    lost = ", ".join(f"{lost} of {after} {kind}" for kind, _, after, lost in outcome.rows)
    return (f"{engine} killed and restarted, {outcome.title}: {outcome.keys} keys back byte for byte; lost of what was written after the snapshot: {lost};"
            f" whole {outcome.whole_ms:.0f} ms after the start, {outcome.degraded} of {outcome.answers} answers degraded, none failed")


def report(engine: str, outcomes: list[Outcome]) -> str:
    lines = [f"{engine}, {datetime.now(UTC):%Y-%m-%d}", "", "| | kind | in the snapshot | written after it | of these lost |", "| --- | --- | --- | --- | --- |"]
    for outcome in outcomes:
        lines += [f"| {outcome.title} | {kind} | {before} | {after} | {lost} |" for kind, before, after, lost in outcome.rows]
    lines += ["", "| | keys back byte for byte | killed to started, ms | start to whole answers, ms | answers degraded | answers |",
              "| --- | --- | --- | --- | --- | --- |"]
    lines += [f"| {outcome.title} | {outcome.keys} | {outcome.away_ms:.0f} | {outcome.whole_ms:.0f} | {outcome.degraded} | {outcome.answers} |"
              for outcome in outcomes]
    return "\n".join(lines)
