"""Store and rules database as processes."""
from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import redis

from harness.environment import ROOT

START_S = 30
_LOCAL = ROOT / "functions/rule-refresh/local/target"


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class Store:
    """Redis server that can be taken away and comes back empty on the same port."""

    def __init__(self, folder: Path):
        binary = os.environ.get("LAMBDA_STORE") or shutil.which("redis-server") or shutil.which("valkey-server")
        assert binary, "no redis-server on the path: install one or name one in LAMBDA_STORE"
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self.client = redis.Redis(port=self.port, socket_timeout=5)
        self._folder = folder
        self._command = [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
        self._process: subprocess.Popen | None = None

    def start(self) -> Store:
        with (self._folder / "store.log").open("ab") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + START_S
        while not self._answers():
            assert time.monotonic() < end, f"the store does not answer after {START_S} s"
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None
            self.client.connection_pool.disconnect()

    def restart(self) -> None:
        self.kill()
        self.start()

    def hang(self) -> None:
        """Lets it accept connections and answer nothing, as a server behind a broken network does."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            return self.client.ping()
        except redis.RedisError:
            return False


class Database:
    """PostgreSQL with the rules' schema, as ./voxguard rules starts it."""

    def __init__(self, java: str):
        command = [java, "-Xmx128m", "-cp", f"{_LOCAL}/rule-refresh-local.jar:{_LOCAL}/lib/*", "io.voxguard.rulerefresh.local.Local", "--servers-only"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        found = dict(line.split() for line in (self._process.stdout.readline() for _ in range(2)) if line.strip())
        self.url = found["database"]

    @staticmethod
    def missing() -> str | None:
        """Returns what keeps it from starting."""
        if not (_LOCAL / "rule-refresh-local.jar").exists():
            return "functions/rule-refresh/local is not built (./mvnw package)"
        return None if shutil.which("psql") else "no psql on the path"

    def environment(self) -> dict[str, str]:
        user, password, place = re.match(r"postgresql://([^:]+):([^@]+)@(.+)", self.url).groups()
        return {"RULES_DB_URL": f"jdbc:postgresql://{place}", "RULES_DB_USER": user, "RULES_DB_PASSWORD": password}

    def execute(self, statements: str) -> None:
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", self.url, "-c", statements], check=True, timeout=30)

    def stop(self) -> None:
        self._process.stdin.close()
        self._process.wait(30)
