"""A store that does not lose acknowledged writes, and the service, as processes that can be killed and restarted on their ports."""
import os
import shlex
import shutil
import socket
import subprocess
import time
from pathlib import Path

import redis
import requests

ROOT = Path(__file__).resolve().parents[2]
JAR = ROOT / "feature-serving/service/target/quarkus-app/quarkus-run.jar"
START_S = 60


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class Server:
    """Server with one process at a time, always on the same port; its output goes to a file."""

    def __init__(self, folder, command, **environment):
        self.log = folder / f"{type(self).__name__.lower()}.log"
        self._command = command
        self._environment = {**os.environ, **environment}
        self._process = None

    def start(self):
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def kill(self):
        """Kills the process by SIGKILL."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def await_ready(self):
        end = time.monotonic() + START_S
        while not self.ready():
            assert self._process.poll() is None, f"{self._command[0]} ended: {self.tail()}"
            assert time.monotonic() < end, f"{self._command[0]} is not ready after {START_S} s: {self.tail()}"
            time.sleep(0.05)

    def tail(self):
        said = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n" + "\n".join(said.splitlines()[-30:])


class Store(Server):
    """Redis server that flushes each write to disk before it answers."""

    def __init__(self, folder):
        binary = os.environ.get("CRASH_STORE") or shutil.which("redis-server") or shutil.which("valkey-server")
        assert binary, "no redis-server on the path: install one or name one in CRASH_STORE"
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}"
        super().__init__(folder, [binary, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "",
                                  "--appendonly", "yes", "--appendfsync", "always"])
        self.client = redis.Redis.from_url(self.url, socket_timeout=5)

    def ready(self):
        try:
            return self.client.ping()
        except redis.RedisError:  # not started yet, or still loading
            return False


class Service(Server):
    def __init__(self, folder, store_url, models):
        command = shlex.split(os.environ.get("CRASH_SERVICE", ""))
        if not command:
            assert JAR.exists(), f"no {JAR}: build it first, ./mvnw package"
            home = subprocess.run([ROOT / ".mvn/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
            command = [f"{home}/bin/java", "--enable-native-access=ALL-UNNAMED", "-jar", str(JAR)]
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(folder, command, PORT=str(port), QUARKUS_HTTP_HOST="127.0.0.1", STORE_URL=store_url, MODELS_DIR=str(models))

    def ready(self):
        try:
            return requests.get(f"{self.url}/health", timeout=5).status_code == 200
        except requests.RequestException:
            return False
