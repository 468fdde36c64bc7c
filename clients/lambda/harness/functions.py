"""The functions: their packages, settings and events, and what they leave in the store."""
from __future__ import annotations

import datetime
import itertools
import json
from abc import ABC, abstractmethod

from harness.environment import ROOT
from harness.servers import Database, Store

EVENTS = "io.voxguard.function.lambda.FunctionHandler::handleRequest"
HTTP = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest"
_NUMBERS = itertools.count()


def now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def call() -> dict:
    """Call of a caller of its own."""
    number = next(_NUMBERS)
    return {"call_id": f"c-{number}", "caller": f"+1415555{number:04d}", "callee": "+442079460018", "trunk": "trunk-1"}


def _event(kind: str, key: str, identity: str, data: dict) -> dict:
    return {"specversion": "1.0", "type": kind, "source": "/check", "id": identity, "time": now(), "subject": key, "partitionkey": key,
            "datacontenttype": "application/json", "data": data}


def _started() -> dict:
    started = {**call(), "started_at": now()}
    return _event("io.voxguard.call.started.v1", started["caller"], f"started:{started['call_id']}", started)


class Function(ABC):
    """Function that takes batches of events."""
    name: str
    module: str
    handler = EVENTS
    needs_database = False

    def __init__(self, store: Store, database: Database | None = None):
        self.store = store
        self.database = database

    def settings(self) -> dict[str, str]:
        """Settings with short waits, so that a store that is away is noticed within a second or two."""
        return {"STORE_URL": self.store.url, "VOXGUARD_FUNCTION_RETRY": "500ms", "VOXGUARD_STORE_SILENCE": "1s"}

    @property
    def dead_letters(self) -> str:
        return f"voxguard:{self.name}:dead-letters"

    def rejected(self) -> int:
        """Number of dead letters."""
        return self.store.client.xlen(self.dead_letters)

    @abstractmethod
    def event(self) -> dict:
        """Returns an event that the function accepts, and that no other is equal to."""

    @abstractmethod
    def handled(self, event: dict) -> bool:
        """Returns whether the store has what the function makes of the event."""


class EventFanout(Function):
    name = "event-fanout"
    module = "functions/event-fanout/lambda"

    def event(self) -> dict:
        data = {**call(), "scored_at": now(), "decision": "block", "severity": "critical"}
        return _event("io.voxguard.detection.v1", data["caller"], data["call_id"], data)

    def handled(self, event: dict) -> bool:
        logs = (self.store.client.xrange(f"{{voxguard:fanout:{partition}}}:log") for partition in range(4))
        return any(event["data"]["call_id"].encode() + b'"' in entry[b"record"] for log in logs for _, entry in log)


class FeatureUpdate(Function):
    name = "feature-update"
    module = "functions/feature-update/lambda"

    def settings(self) -> dict[str, str]:
        return {**super().settings(), "MODELS_DIR": str(ROOT / "models")}

    def event(self) -> dict:
        return _started()

    def handled(self, event: dict) -> bool:
        return self.store.client.exists(f"fv:{{{event['data']['caller']}}}:caller_velocity") == 1


class RuleRefresh(Function):
    name = "rule-refresh"
    module = "functions/rule-refresh/lambda"
    needs_database = True

    def settings(self) -> dict[str, str]:
        return {**super().settings(), **self.database.environment(), "MODELS_DIR": str(ROOT / "models"), "VOXGUARD_RULES_RETRY": "500ms"}

    @property
    def dead_letters(self) -> str:
        return "voxguard:rules:dead-letters"

    def event(self) -> dict:
        rule_set = f"check-{next(_NUMBERS)}"
        self.database.execute(
            f"INSERT INTO rule_sets (name) VALUES ('{rule_set}'); "
            "INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) "
            f"VALUES ('{rule_set}', 'r1', 'Many calls', 'wangiri', 'caller_velocity.calls_1h > 100', 'block', 'check')")
        return _event("io.voxguard.rules.changed.v1", rule_set, rule_set, {"set": rule_set})

    def handled(self, event: dict) -> bool:
        return self.store.client.exists(f"{{rules:{event['data']['set']}}}:cur") == 1


class Score(Function):
    name = "score"
    module = "functions/score/lambda"

    def settings(self) -> dict[str, str]:
        return {**super().settings(), "MODELS_DIR": str(ROOT / "models"), "VOXGUARD_EVENTS_TO": "stream"}

    def event(self) -> dict:
        return _started()

    def handled(self, event: dict) -> bool:
        scored = (json.loads(entry[b"record"]) for _, entry in self.store.client.xrange("voxguard:calls-scored"))
        return any(event["data"]["call_id"] == one["data"].get("call_id") for one in scored)


class ScoreHttp:
    """Scoring and features behind a function URL."""
    name = "score-http"
    module = "functions/score/lambda-http"
    handler = HTTP
    needs_database = False

    def __init__(self, store: Store):
        self.store = store

    def settings(self) -> dict[str, str]:
        return {"STORE_URL": self.store.url, "MODELS_DIR": str(ROOT / "models"), "VOXGUARD_STORE_SILENCE": "1s"}


EVENT_FUNCTIONS = (EventFanout, FeatureUpdate, RuleRefresh, Score)
ALL_FUNCTIONS = (*EVENT_FUNCTIONS, ScoreHttp)
