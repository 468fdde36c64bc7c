"""The parts that are started, and the requests that stand for their work."""

from __future__ import annotations

import http.client
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 120
STOP_LIMIT_S = 90
CLOUD_EVENT = "application/cloudevents+json"
CLOUD_EVENTS = "application/cloudevents-batch+json"
CALLER, CALLEE = "+817060299810", "+441462036192"


@dataclass(frozen=True)
class Request:
    """A POST whose reply has to be a success."""

    path: str
    content_type: str
    body: str


@dataclass(frozen=True)
class Part:
    """A process that answers requests.

    `first` is the one whose reply ends the start; `work` is sent again and again in training.
    """

    name: str
    module: str
    first: Request
    work: tuple[Request, ...]


def _json(path: str, **body: object) -> Request:
    return Request(path, "application/json", json.dumps(body))


def _started(number: int) -> dict[str, object]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {
        "specversion": "1.0",
        "type": "io.voxguard.call.started.v1",
        "source": "/warm-start",
        "id": f"started:w-{number}",
        "datacontenttype": "application/json",
        "data": {"call_id": f"w-{number}", "caller": CALLER, "callee": CALLEE, "started_at": now},
    }


def _event(number: int) -> Request:
    return Request("/", CLOUD_EVENT, json.dumps(_started(number)))


def _events(count: int) -> Request:
    return Request("/", CLOUD_EVENTS, json.dumps([_started(number) for number in range(count)]))


def parts() -> dict[str, Part]:
    """Returns the parts by name. rule-refresh is not among them: it does not start without its database."""
    call = {"caller": CALLER, "callee": CALLEE}
    score = _json("/v1/score", **call, deadline_ms=1000)
    features = _json(
        "/get-online-features",
        features=["caller_velocity:calls_1h", "caller_velocity:calls_1m"],
        entities={"caller": [CALLER, "+14155550100"]},
    )
    serving = Part(
        "feature-serving",
        "feature-serving/service",
        score,
        (score, _json("/v1/score/batch", calls=[call] * 16, deadline_ms=1000), features),
    )
    functions = [
        Part(name, f"functions/{name}/service", _event(0), (_event(1), _events(16))) for name in ("score", "feature-update")
    ]
    return {part.name: part for part in (serving, *functions)}


def java() -> str:
    """Returns the launcher of the JDK that the project finds."""
    home = subprocess.run([ROOT / ".mvn/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
    return f"{home}/bin/java"


def unpack_libraries(app: Path) -> None:
    """Puts ONNX Runtime's native libraries beside the jar that is started, if the part has them: otherwise each start unpacks them."""
    system = {"x86_64": "linux-x64", "aarch64": "linux-aarch64"}[platform.machine()]
    for jar in app.glob("lib/*/com.microsoft.onnxruntime.onnxruntime-*.jar"):
        with zipfile.ZipFile(jar) as entries:
            for name in entries.namelist():
                if name.startswith(f"ai/onnxruntime/native/{system}/") and name.endswith(".so"):
                    (app / Path(name).name).write_bytes(entries.read(name))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def store() -> Iterator[str]:
    """Yields the address of a store: STORE_URL's, or one of its own for as long as it is used."""
    if os.environ.get("STORE_URL"):
        yield os.environ["STORE_URL"]
        return
    server = os.environ.get("VALKEY_SERVER") or shutil.which("valkey-server") or shutil.which("redis-server")
    if not server:
        raise SystemExit("STORE_URL: expected the address of a store, or valkey-server or redis-server on the path, got neither")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen([server, *options], stdout=subprocess.DEVNULL)
        try:
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(STOP_LIMIT_S)


class Running(AbstractContextManager["Running"]):
    """A started part, with the time from the start of its process to its first success. Leaving its context kills what is not stopped."""

    def __init__(self, part: Part, app: Path, options: list[str], store_url: str) -> None:
        self.part = part
        self.port = free_port()
        environment = {**os.environ, "STORE_URL": store_url, "PORT": str(self.port)}
        environment.setdefault("MODELS_DIR", str(ROOT / "models"))
        environment |= {"VOXGUARD_SHUTDOWN_NOTICE": "0s", "VOXGUARD_SHUTDOWN_QUIET": "0s"}
        self._log = tempfile.TemporaryFile("w+")
        started = time.monotonic()
        self._process = subprocess.Popen(
            [java(), "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", *options, "-jar", app / "quarkus-run.jar"],
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._await_first(started + START_LIMIT_S)
        except BaseException:
            self._process.kill()
            raise
        self.first_success_ms = (time.monotonic() - started) * 1000

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()

    def _await_first(self, end: float) -> None:
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self._log.seek(0)
                raise SystemExit(f"{self.part.name} does not answer:\n{self._log.read()[-3000:]}")
            time.sleep(0.002)

    def _answers(self) -> bool:
        try:
            return self.send(self.part.first) < 300
        except OSError:
            return False

    def send(self, request: Request) -> int:
        """Returns the status of the reply."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", request.path, request.body, {"content-type": request.content_type})
            reply = connection.getresponse()
            reply.read()
            return reply.status
        finally:
            connection.close()

    def rss_mb(self) -> float:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024

    def stop(self) -> str:
        """Ends the process as a platform does; returns what it has written."""
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(STOP_LIMIT_S)
        self._log.seek(0)
        text = self._log.read()
        self._log.close()
        if code != 0:
            raise SystemExit(f"{self.part.name} ended with {code}:\n{text[-3000:]}")
        return text
