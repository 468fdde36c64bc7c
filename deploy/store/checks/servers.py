"""The store with this folder's configuration, and the services, as processes on free ports of loopback."""
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import redis

import acl

STORE = Path(__file__).resolve().parents[1]
ROOT = STORE.parents[1]
BUILT = Path(os.environ.get("VOXGUARD_BUILT", ROOT))
JAVA = f"{os.environ['JAVA_HOME']}/bin/java"
START_S = 60
INSPECTOR = "inspector"


class CheckFailed(Exception):
    """Something is not as it has to be."""


def expect(condition: object, what: str) -> None:
    if not condition:
        raise CheckFailed(what)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_for(what: str, condition: Callable[[], Any], seconds: float = START_S) -> Any:
    """Polls until the condition gives something true, and returns it."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise CheckFailed(f"{what}: not within {seconds} s")
        time.sleep(0.02)
    return found


class Process:
    """Program whose output goes to a file; `start` after `kill` starts it anew, on the same port."""

    def __init__(self, log: Path, command: list[str], **environment: str):
        self.log, self._command, self._environment = log, command, {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment, cwd=self.log.parent)
        return self

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self._process is None:
            return
        if self.running():
            self._process.send_signal(number)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)

    def await_ready(self, ready: Callable[[], bool]) -> None:
        def answers() -> bool:
            expect(self.running(), f"{self.log.stem} ended:\n{self.tail()}")
            return ready()
        try:
            wait_for(f"{self.log.stem} to be ready", answers)
        except CheckFailed as fault:
            raise CheckFailed(f"{fault}\n{self.tail()}") from None

    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])


class Certificates:
    """An authority and a server's certificate for loopback, in the files that the configuration names."""

    def __init__(self, folder: Path):
        folder.mkdir()
        self.authority, self.certificate, self.key = folder / "ca.crt", folder / "tls.crt", folder / "tls.key"
        authority_key, request, names = folder / "ca.key", folder / "tls.csr", folder / "names"
        names.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
        for line in (
            f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=check -keyout {authority_key} -out {self.authority}",
            f"req -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout {self.key} -out {request}",
            f"x509 -req -in {request} -CA {self.authority} -CAkey {authority_key} -CAcreateserial -days 2 -extfile {names} -out {self.certificate}",
        ):
            subprocess.run(["openssl", *line.split()], check=True, capture_output=True, timeout=60)


class Store(Process):
    """Valkey or Redis with valkey.conf and the users of users.toml; a further user, which may do anything, looks at what the check needs to see."""

    def __init__(self, folder: Path, engine: str, binary: str, settings: tuple[str, ...] = ()):
        self.folder, self.port = folder, free_port()
        self.certificates = Certificates(folder / "tls")
        data = folder / "data"
        data.mkdir()
        self.passwords = {user.name: acl.password_of(user, folder / "passwords", generate=True) for user in acl.read_users() if user.password}
        self.passwords[INSPECTOR] = secrets.token_hex(24)
        inspector = f"user {INSPECTOR} on #{hashlib.sha256(self.passwords[INSPECTOR].encode()).hexdigest()} ~* &* +@all\n"
        users = folder / "users.acl"
        users.write_text(acl.acl_file(acl.ENGINES[engine], self.passwords) + inspector)
        super().__init__(folder / "store.log", [
            binary, str(STORE / "valkey/valkey.conf"), "--tls-port", str(self.port), "--bind", "127.0.0.1", "--dir", str(data), "--aclfile", str(users),
            "--tls-cert-file", str(self.certificates.certificate), "--tls-key-file", str(self.certificates.key),
            "--tls-ca-cert-file", str(self.certificates.authority), "--maxmemory", "512mb", "--io-threads", "1", *settings])

    def start(self) -> Self:
        super().start()
        self.await_ready(self.answers)
        return self

    def answers(self) -> bool:
        try:
            with self.client(INSPECTOR) as client:
                return bool(client.ping())
        except redis.RedisError:  # not started yet, or still loading
            return False

    def url(self, user: str) -> str:
        return f"rediss://{user}:{self.passwords[user]}@127.0.0.1:{self.port}"

    def client(self, user: str | None) -> redis.Redis:
        named = {"username": user, "password": self.passwords.get(user, "any")} if user else {}
        return redis.Redis("127.0.0.1", self.port, ssl=True, ssl_ca_certs=str(self.certificates.authority), socket_timeout=10, protocol=3,
                           lib_name=None, lib_version=None, **named)

    def environment(self, user: str) -> dict[str, str]:
        return {"STORE_URL": self.url(user), "VOXGUARD_STORE_TRUSTED_CERTIFICATES": str(self.certificates.authority)}

    def denials(self) -> list[str]:
        """Returns what the server has refused, as `user: command or key (reason)`."""
        with self.client("operator") as operator:
            return [f"{entry['username']}: {entry['object']} ({entry['reason']}, {entry['context']})" for entry in operator.acl_log(1000)]


class Service(Process):
    """A service of the project as a user of the store."""

    def __init__(self, folder: Path, module: str, store: Store, user: str, properties: dict[str, str] | None = None, **environment: str):
        self.port = free_port()
        jar = BUILT / module / "target/quarkus-app/quarkus-run.jar"
        expect(jar.exists(), f"no {jar}: build it first, ./mvnw package")
        options = [f"-D{key}={value}" for key, value in (properties or {}).items()]
        super().__init__(folder / f"{user}.log", [
            JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", *options, "-jar", str(jar)],
            PORT=str(self.port), QUARKUS_HTTP_HOST="127.0.0.1", HOSTNAME=user, MODELS_DIR=str(ROOT / "models"), VOXGUARD_SHUTDOWN_NOTICE="0s",
            VOXGUARD_SHUTDOWN_QUIET="0s", **{**store.environment(user), **environment})

    def await_connected(self) -> None:
        self.await_ready(lambda: self._ready())

    def _ready(self) -> bool:
        try:
            status, body = self.call("GET", "/q/health/ready")
        except OSError:
            return False
        connected = [check["data"]["connected"] for check in body["checks"] if "connected" in check.get("data", {})]
        return status == 200 and all(connected)

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, timeout: float = 15) -> tuple[int, Any]:
        """Returns the status and the JSON of an answer, whatever the status."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method, data=None if body is None else json.dumps(body).encode(),
                                         headers={"content-type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as reply:
                return reply.status, _json(reply.read())
        except urllib.error.HTTPError as reply:
            return reply.code, _json(reply.read())

    def metrics(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/q/metrics", timeout=10) as reply:
            return reply.read().decode()


def _json(content: bytes) -> Any:
    return json.loads(content) if content else None


class RulesDatabase:
    """PostgreSQL with the schema of the rules and sample rules, as ./voxguard rules has it."""

    def __init__(self, folder: Path):
        target = BUILT / "functions/rule-refresh/local/target"
        expect((target / "rule-refresh-local.jar").exists(), f"no {target}/rule-refresh-local.jar: build it first, ./mvnw package")
        with (folder / "database.log").open("ab") as log:
            self._process = subprocess.Popen([JAVA, "-Xmx128m", "-cp", f"{target}/rule-refresh-local.jar:{target}/lib/*", "io.voxguard.rulerefresh.local.Local",
                                              "--servers-only"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout
        line = self._process.stdout.readline().split()
        expect(line[:1] == ["database"], f"the rules database did not start: {folder / 'database.log'}")
        self.url = line[1]

    def environment(self) -> dict[str, str]:
        user, rest = self.url.removeprefix("postgresql://").split(":", 1)
        password, place = rest.split("@", 1)
        return {"RULES_DB_URL": f"jdbc:postgresql://{place}", "RULES_DB_USER": user, "RULES_DB_PASSWORD": password}

    def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
