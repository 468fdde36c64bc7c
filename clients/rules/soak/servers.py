"""Database, store, replicas of rule-refresh and engines, each a process; all are stopped at the end."""
import base64
import json
import os
import queue
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "clients/rules"
FUNCTION = ROOT / "functions/rule-refresh"
JAVA = f"{os.environ['JAVA_HOME']}/bin/java"
RUST = Path(os.environ.get("CARGO_TARGET_DIR", RULES / "rust/target")) / "release/voxguard-rules-watch"
WATCHERS = {
    "rust": [str(RUST)],
    "go": [str(RULES / "go/bin/voxguard-rules-watch")],
    "python": [str(RULES / "python/.venv/bin/python"), "-m", "voxguard_rules.watch"],
}


class Keys:
    """Signing key in the forms that the programs accept."""

    def __init__(self, key_id="soak-1"):
        key = Ed25519PrivateKey.generate()
        self.id = key_id
        self.private = base64.b64encode(key.private_bytes(s.Encoding.DER, s.PrivateFormat.PKCS8, s.NoEncryption())).decode()
        self.public = base64.b64encode(key.public_key().public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)).decode()
        self.raw = base64.b64encode(key.public_key().public_bytes(s.Encoding.Raw, s.PublicFormat.Raw)).decode()


class Servers:
    """Database with the rules' schema, and a store."""

    def __init__(self):
        libraries = f"{FUNCTION}/local/target/rule-refresh-local.jar:{FUNCTION}/local/target/lib/*"
        self.process = subprocess.Popen([JAVA, "-Xmx128m", "-cp", libraries, "io.voxguard.rulerefresh.local.Local", "--servers-only"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        found = dict(line.split() for line in (self.process.stdout.readline() for _ in range(2)))
        self.database, self.store = found["database"], found["store"]

    def environment(self):
        user, password, place = re.match(r"postgresql://([^:]+):([^@]+)@(.+)", self.database).groups()
        return {"RULES_DB_URL": f"jdbc:postgresql://{place}", "RULES_DB_USER": user, "RULES_DB_PASSWORD": password, "STORE_URL": self.store}

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)


class Copy:
    """Replica of rule-refresh; VOXGUARD_RULE_REFRESH may name a native executable."""

    def __init__(self, servers, keys, log, settings=(), heap="128m"):
        self.servers, self.keys, self.log, self.settings, self.heap = servers, keys, open(log, "ab"), dict(settings), heap
        self.start()

    def start(self):
        self.port = free_port()
        native = os.environ.get("VOXGUARD_RULE_REFRESH")
        command = [native] if native else [JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", f"-Xmx{self.heap}", "-jar",
                                           str(FUNCTION / "service/target/quarkus-app/quarkus-run.jar")]
        environment = {**os.environ, **self.servers.environment(), "PORT": str(self.port), "QUARKUS_HTTP_HOST": "127.0.0.1",
                       "MODELS_DIR": str(ROOT / "models"), "VOXGUARD_RULES_SIGNING_KEY_ID": self.keys.id,
                       "VOXGUARD_RULES_SIGNING_PRIVATE_KEY": self.keys.private,
                       "VOXGUARD_RULES_PUBLIC_KEYS": f"{self.keys.id}={self.keys.public}", **self.settings}
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=subprocess.STDOUT)

    def ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/q/health/ready", timeout=2) as reply:
                return reply.status == 200
        except OSError:
            return False

    def changed(self, rule_set, number):
        """Sends the event that a set has changed; returns whether it was handled."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/", json.dumps({"set": rule_set}).encode(),
            {"content-type": "application/json", "ce-specversion": "1.0", "ce-type": "io.voxguard.rules.changed.v1",
             "ce-source": "/soak", "ce-id": str(number)})
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status == 202
        except OSError:
            return False

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Scoring:
    """Feature serving that evaluates the set core; VOXGUARD_SERVER may name a native executable."""

    def __init__(self, servers, keys, log, name, **settings):
        self.port = free_port()
        native = os.environ.get("VOXGUARD_SERVER")
        command = [native] if native else [JAVA, "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar",
                                           str(ROOT / "feature-serving/service/target/quarkus-app/quarkus-run.jar")]
        environment = {**os.environ, "STORE_URL": servers.store, "MODELS_DIR": str(ROOT / "models"), "PORT": str(self.port), "QUARKUS_HTTP_HOST": "127.0.0.1",
                       "VOXGUARD_RULES_SET": "core", "VOXGUARD_RULES_ENGINE": name, "VOXGUARD_RULES_PUBLIC_KEYS": f"{keys.id}={keys.public}", **settings}
        self.process = subprocess.Popen(command, env=environment, stdout=open(log, "ab"), stderr=subprocess.STDOUT)

    ready, stop = Copy.ready, Copy.stop

    def score(self, **call):
        call = {"caller": "+14155550123", "callee": "+442071838750", "started_at": "2026-03-02T08:15:30Z", "deadline_ms": 5000, **call}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/score", json.dumps(call).encode(), {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)


class Engine:
    """Watch program of a client, and the events that it prints."""

    def __init__(self, kind, name, servers, keys, log, *flags):
        command = [*WATCHERS[kind], "--store", servers.store, "--set", "core", "--engine", name, "--public-key", f"{keys.id}={keys.raw}", *flags]
        environment = {**os.environ, "PYTHONPATH": str(RULES / "python")}
        self.name, self.applied, self.refusals, self.end = name, queue.Queue(), [], None
        self.revision = 0
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=open(log, "ab"), text=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            event = json.loads(line)
            if event["event"] == "applied":
                if event["revision"] < self.revision:
                    self.refusals.append({"fell": event, "from": self.revision})
                self.revision = event["revision"]
                self.applied.put(event)
            elif event["event"] == "refused":
                self.refusals.append(event)
            elif event["event"] == "end":
                self.end = event

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.reader.join(10)
        return self.end


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(what, condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {seconds} s")
        time.sleep(0.002)
