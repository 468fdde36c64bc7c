"""Store, database and services as processes that are ended by their id. Every wait is bounded."""
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
import requests

from .manifests import ROOT, Manifest, Probe, rendered

START_S, STOP_S = 90, 30
NOBODY = 65534
# module, and the variable that names another jar or a native executable
PROGRAMS = {
    "feature-serving": ("feature-serving/service", "VOXGUARD_SERVER"),
    "score": ("functions/score/service", "VOXGUARD_SCORE"),
    "rule-refresh": ("functions/rule-refresh/service", "VOXGUARD_RULE_REFRESH"),
    "feature-update": ("functions/feature-update/service", "VOXGUARD_FEATURE_UPDATE"),
    "event-fanout": ("functions/event-fanout/service", "VOXGUARD_FANOUT"),
    "undelivered": ("functions/event-fanout/service", "VOXGUARD_FANOUT"),
}


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_for(condition: Callable[[], Any], what: str, limit_s: float = START_S) -> Any:
    """Polls until the condition gives something true, and returns it."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {limit_s} s for {what}")


class Process:
    """Program whose output goes to a file."""

    def __init__(self, log: Path, command: list[str], environment: dict[str, str], **options: Any):
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, cwd=log.parent, **options)

    def running(self) -> bool:
        return self._process.poll() is None

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def wait(self, limit_s: float) -> int:
        return self._process.wait(limit_s)

    def kill(self) -> None:
        if self.running():
            self.signal(signal.SIGKILL)
            self.wait(STOP_S)


class Store(Process):
    """redis-server without persistence, which can be taken away."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        super().__init__(folder / "store.log", ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)], dict(os.environ))
        self.client = redis.Redis(port=self.port, socket_timeout=10)
        wait_for(self._answers, "the store")

    def _answers(self) -> bool:
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False


def open_to_all(folder: Path) -> None:
    """Lets other users pass through a folder of the test, which only root may by default."""
    for one in (folder, *folder.parents):
        if one.name.startswith("pytest") or one == folder:
            one.chmod(one.stat().st_mode | 0o055)
        elif not one.stat().st_mode & 0o001:
            break


class Database(Process):
    """PostgreSQL of the machine, with a database that is empty until rule-refresh brings its schema."""

    @staticmethod
    def binaries() -> Path | None:
        """Returns the folder with initdb and postgres, if there is one."""
        found = shutil.which("initdb")
        candidates = [*([Path(found).resolve().parent] if found else []), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
        return next((folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()), None)

    def __init__(self, folder: Path):
        # PostgreSQL refuses to run as root
        options: dict[str, Any] = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
        data, binaries, self.port = folder / "data", self.binaries(), free_port()
        data.mkdir()
        if options:
            os.chown(data, NOBODY, NOBODY)
            open_to_all(folder)
        environment = {**os.environ, "HOME": str(data), "LC_ALL": "C"}
        subprocess.run([binaries / "initdb", "-D", data, "-U", "rules", "-A", "trust", "--no-sync"], check=True, capture_output=True, timeout=START_S, cwd="/",
                       env=environment, **options)
        super().__init__(folder / "database.log", [str(binaries / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(self.port), "-k", "",
                                                   "-c", "fsync=off"], environment, **options)
        self.variables = {"RULES_DB_URL": f"jdbc:postgresql://127.0.0.1:{self.port}/postgres", "RULES_DB_USER": "rules", "RULES_DB_PASSWORD": "unused"}
        wait_for(self._accepts, "the database")

    def execute(self, statement: str) -> None:
        psql = self.binaries() / "psql"
        subprocess.run([psql if psql.exists() else "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "rules", "-d", "postgres", "-q",
                        "-v", "ON_ERROR_STOP=1", "-c", statement], check=True, capture_output=True, text=True, timeout=START_S)

    def _accepts(self) -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0


class Service(Process):
    """Service of a part, with the environment of its container; Secrets and paths are the test's."""

    def __init__(self, folder: Path, part: str, confidential: dict[str, str], wrapper: tuple[str, ...] = ()):
        self.manifest: Manifest = rendered()[part]
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        missing = self.manifest.secrets.keys() - confidential.keys()
        assert not missing, f"the manifest of {part} takes {missing} from Secrets, and the test has none"
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("VOXGUARD_", "KAFKA_", "STORE_", "RULES_"))}
        environment |= self.manifest.variables | {name: confidential[name] for name in self.manifest.secrets}
        environment |= {"PORT": str(self.port), "QUARKUS_HTTP_HOST": "127.0.0.1", "TMPDIR": str(folder)}
        if "MODELS_DIR" in environment:
            environment["MODELS_DIR"] = str(ROOT / environment["MODELS_DIR"].strip("/"))
        for path, text in self.manifest.documents.items():
            document = folder / Path(path).name
            document.write_text(text)
            environment = {name: str(document) if value == path else value for name, value in environment.items()}
        super().__init__(folder / f"{part}.log", [*wrapper, *command(part)], environment)

    def probe(self, probe: Probe) -> int | None:
        """Returns the status that the kubelet would see; nothing if there is no answer."""
        try:
            # as the kubelet does: a connection of its own each time
            return requests.get(self.url + probe.path, timeout=probe.timeout_s, headers={"Connection": "close"}).status_code
        except requests.RequestException:
            return None

    def await_ready(self) -> "Service":
        wait_for(lambda: self.probe(self.manifest.readiness) == 200 or not self.running(), f"{self.manifest.name} to be ready")
        assert self.running(), self.log.read_text()[-2000:]
        return self

    def post(self, headers: dict[str, str], body: bytes) -> requests.Response:
        return requests.post(self.url, headers=headers, data=body, timeout=30)


def program(part: str) -> Path:
    module, variable = PROGRAMS[part]
    return Path(os.environ.get(variable) or ROOT / module / "target/quarkus-app/quarkus-run.jar")


def command(part: str) -> list[str]:
    file = program(part)
    return [f"{os.environ['JAVA_HOME']}/bin/java", "-jar", str(file)] if file.suffix == ".jar" else [str(file)]
