"""Child processes: a private Redis, Feast's server, and ours. Each is stopped by its pid, also after a failure."""
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[3]
READY_SECONDS = 60


class Children:
    """Context that stops all children at its end. folder: of their logs."""

    def __init__(self, folder):
        self._folder = Path(folder)
        self._running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self._running):
            process.terminate()
        for process in reversed(self._running):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def redis(self):
        """Starts a store without persistence; returns its port."""
        port = free_port()
        self._start("redis", ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        _until(lambda: _answers(port), "redis-server")
        return port

    def feast(self, repo):
        """Starts Feast's server for a repo; returns its address."""
        port = free_port()
        command = [Path(sys.executable).parent / "feast", "-c", repo, "serve", "-h", "127.0.0.1", "-p", port, "--workers", 1, "--no-access-log",
                   "--max-requests", 0, "--keep-alive-timeout", 300]
        return self._server("feast", command, port, {"HOME": str(self._folder), "FEAST_USAGE": "False"})

    def voxguard(self, repo, store, *, compatible, versioning=False, key_serialization=3):
        """Starts our server for the same repo and store; returns its address. VOXGUARD_SERVER: a jar, or an executable."""
        port = free_port()
        server = Path(os.environ.get("VOXGUARD_SERVER", ROOT / "feature-serving/service/target/quarkus-app/quarkus-run.jar"))
        command = [_java(), "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar", server] if server.suffix == ".jar" else [server]
        return self._server("compatible" if compatible else "truthful", command, port, {
            "PORT": port, "QUARKUS_HTTP_HOST": "127.0.0.1", "STORE_URL": store, "MODELS_DIR": ROOT / "models",
            "VOXGUARD_FEAST_REGISTRY": Path(repo) / "registry.db", "VOXGUARD_FEAST_PROJECT": "voice_fraud",
            "VOXGUARD_FEAST_COMPATIBLE_STATUSES": str(compatible).lower(), "VOXGUARD_FEAST_VERSIONING": str(versioning).lower(),
            "VOXGUARD_FEAST_KEY_SERIALIZATION": key_serialization})

    def feature_update(self, store, models):
        """Starts feature-update with the views in a folder of models; returns its address."""
        port = free_port()
        server = ROOT / "functions/feature-update/service/target/quarkus-app/quarkus-run.jar"
        return self._server("feature-update", [_java(), "-Xmx256m", "-jar", server], port, {
            "PORT": port, "QUARKUS_HTTP_HOST": "127.0.0.1", "STORE_URL": store, "MODELS_DIR": models}, health="/q/health/ready")

    def _server(self, name, command, port, environment, health="/health"):
        process, log = self._start(name, command, environment)
        url = f"http://127.0.0.1:{port}"

        def ready():
            if process.poll() is not None:
                raise RuntimeError(f"{name} has ended:\n{log.read_text()[-3000:]}")
            try:
                return requests.get(f"{url}{health}", timeout=5).status_code == 200
            except requests.RequestException:
                return False

        try:
            _until(ready, name)
        except TimeoutError as error:
            raise TimeoutError(f"{error}:\n{log.read_text()[-3000:]}") from error
        return url

    def _start(self, name, command, environment=None):
        log = self._folder / f"{name}-{len(self._running)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env={**os.environ, **{key: str(value) for key, value in (environment or {}).items()}})
        self._running.append(process)
        return process, log


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _java():
    home = subprocess.run([ROOT / ".mvn/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
    return f"{home}/bin/java"


def _answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7).startswith(b"+PONG")
    except OSError:
        return False


def _until(condition, what):
    end = time.monotonic() + READY_SECONDS
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not ready within {READY_SECONDS} s")
        time.sleep(0.1)
