"""The servers that are compared, started alike: ready when GET /health is 200."""
import os
import sys
import urllib.request
from pathlib import Path

from harness.processes import Process, free_port
from harness.servers import JAR
from harness.servers import NATIVE as EXECUTABLE

FEAST, JVM, NATIVE = "Feast", "JVM", "native"
CONNECTIONS, ROUNDS, SECONDS = 32, int(os.environ.get("ROUNDS", "3")), int(os.environ.get("SECONDS_EACH", "10"))
START_S = 60


def available():
    return [FEAST] + [JVM] * JAR.exists() + [NATIVE] * bool(EXECUTABLE)


def start(kind, store, data):
    port = free_port()
    if kind == FEAST:
        service = Process([str(Path(sys.executable).with_name("feast")), "-c", str(data.repo), "serve", "--host", "127.0.0.1", "--port", str(port),
                           "--workers", str(os.cpu_count()), "--no-access-log", "--max-requests", "0", "--keep-alive-timeout", "120",
                           "--registry_ttl_sec", "3600"], port, FEAST_USAGE="False", HOME=str(data.repo))
    else:
        command = ([str(EXECUTABLE)] if kind == NATIVE else
                   [f"{os.environ['JAVA_HOME']}/bin/java", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar", str(JAR)])
        service = Process(command, port, PORT=str(port), QUARKUS_HTTP_HOST="127.0.0.1", STORE_URL=f"redis://127.0.0.1:{store.port}",
                          MODELS_DIR=str(data.models), VOXGUARD_FEAST_REGISTRY=str(data.registry), VOXGUARD_FEAST_PROJECT=data.feast.project)
    return service.wait_until(lambda: _healthy(service), START_S)


def _healthy(service):
    try:
        with urllib.request.urlopen(service.url + "/health", timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False
