"""The servers that are compared, started alike: ready when GET /health is 200."""
import contextlib
import os
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks/load"))  # before this folder: both have a measure
from measure import CONNECTIONS, ROUNDS, SECONDS, TARGET, Server, free_port, load, post  # noqa: E402, F401

JAR = TARGET / "quarkus-app/quarkus-run.jar"
FEAST, JVM, NATIVE = "Feast", "JVM", "native"


class Service(Server):
    """CPU (in nanoseconds, where /proc has hundredths of a second) and memory are those of the process and its children."""

    def __init__(self, command, port, **environment):
        super().__init__(command, **environment)
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def cpu_seconds(self):
        return sum(time.clock_gettime(~pid << 3 | 2) for pid in self._processes())  # clock_getcpuclockid(3) of each

    def rss_mb(self):
        """Pages that the processes share are counted once."""
        rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self._processes()]
        return sum(int(rollup.split("\nPss:")[1].split()[0]) for rollup in rollups) / 1024

    def _processes(self):
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").iterdir():
                with contextlib.suppress(OSError):  # a thread that has just ended
                    todo += map(int, (task / "children").read_text().split())
        return found


def available():
    return [FEAST] + [JVM] * JAR.exists() + [NATIVE] * bool(list(TARGET.glob("*-runner")))


def start_store():
    port = free_port()
    store = Service(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], port)
    time.sleep(0.5)
    return store


def start(kind, store, data):
    port = free_port()
    if kind == FEAST:
        service = Service([str(Path(sys.executable).with_name("feast")), "-c", str(data.repo), "serve", "--host", "127.0.0.1", "--port", str(port),
                           "--workers", str(os.cpu_count()), "--no-access-log", "--max-requests", "0", "--keep-alive-timeout", "120",
                           "--registry_ttl_sec", "3600"], port, FEAST_USAGE="False", HOME=str(data.repo))
    else:
        command = ([str(next(TARGET.glob("*-runner")))] if kind == NATIVE else
                   [f"{os.environ['JAVA_HOME']}/bin/java", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar", str(JAR)])
        service = Service(command, port, PORT=str(port), QUARKUS_HTTP_HOST="127.0.0.1", STORE_URL=f"redis://127.0.0.1:{store.port}",
                          MODELS_DIR=str(data.models), VOXGUARD_FEAST_REGISTRY=str(data.registry), VOXGUARD_FEAST_PROJECT=data.feast.project)
    while not _healthy(service):
        if time.monotonic() - service.started > 60 or service.process.poll() is not None:
            raise SystemExit(f"{kind} did not start: {' '.join(service.process.args)}")
        time.sleep(0.01)
    service.ready_s = time.monotonic() - service.started
    return service


def _healthy(service):
    try:
        with urllib.request.urlopen(service.url + "/health", timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False
