"""Store, Kafka broker and replicas of the function as processes that are killed and started again on the same ports and data."""
import base64
import os
import signal
import subprocess
import time
import urllib.request
import uuid
from pathlib import Path

import checks.servers
from checks.servers import Process, free_port
from confluent_kafka.admin import NewTopic

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
JAVA = f"{os.environ['JAVA_HOME']}/bin/java" if "JAVA_HOME" in os.environ else "java"
START_LIMIT_S = 600
FAST_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

__all__ = ["Broker", "Replica", "Store", "create_topics", "free_port", "pause", "resume"]


def pause(process):
    process._process.send_signal(signal.SIGSTOP)


def resume(process):
    process._process.send_signal(signal.SIGCONT)


class Store(checks.servers.Store):
    """redis-server that does not lose what it acknowledged, with time to read a large append-only file."""

    def start(self):
        Process.start(self)
        deadline = time.monotonic() + START_LIMIT_S
        while not self._answers():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {START_LIMIT_S} s for the store")
            time.sleep(0.05)
        return self


class Broker(Process):
    """Kafka's own broker, with its controller. Its data outlive it."""

    def __init__(self, folder):
        port, controller, data = free_port(), free_port(), folder / "kafka"
        self.address = f"127.0.0.1:{port}"
        settings = folder / "broker.properties"
        settings.write_text("\n".join((
            "process.roles=broker,controller", "node.id=1", f"controller.quorum.voters=1@127.0.0.1:{controller}",
            f"listeners=PLAINTEXT://{self.address},CONTROLLER://127.0.0.1:{controller}", "controller.listener.names=CONTROLLER",
            "inter.broker.listener.name=PLAINTEXT", f"log.dirs={data}", "offsets.topic.replication.factor=1", "offsets.topic.num.partitions=1",
            "group.initial.rebalance.delay.ms=0", "group.min.session.timeout.ms=1000", "num.partitions=4", "auto.create.topics.enable=true",
            "broker.session.timeout.ms=3000", "broker.heartbeat.interval.ms=500", "log.segment.bytes=268435456")) + "\n")
        classes = str(HERE / "broker/target/lib/*")
        java = [JAVA, *FAST_START, "-Xmx384m", "-cp", classes]
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        subprocess.run([*java, "kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", str(settings)], check=True, capture_output=True, timeout=60)
        super().__init__(folder / "broker.log", *java, "kafka.Kafka", settings)


class Replica(Process):
    """Process of a function's service; VOXGUARD_FANOUT or VOXGUARD_FEATURE_UPDATE may name a native executable."""
    _NATIVE = {"event-fanout": "VOXGUARD_FANOUT", "feature-update": "VOXGUARD_FEATURE_UPDATE"}

    def __init__(self, folder, name, function, store, broker, light, settings):
        self.port = free_port()
        native = os.environ.get(self._NATIVE[function])
        java = [JAVA, *(FAST_START if light else ("-XX:+UseSerialGC",)), "-Xmx512m", "-jar", ROOT / f"functions/{function}/service/target/quarkus-app/quarkus-run.jar"]
        super().__init__(folder / f"{name}.log", *([native] if native else java), HOSTNAME=name, PORT=str(self.port), QUARKUS_HTTP_HOST="127.0.0.1",
                         STORE_URL=store.url, VOXGUARD_SHUTDOWN_NOTICE="0s", VOXGUARD_SHUTDOWN_QUIET="0s",
                         **({"KAFKA_BOOTSTRAP_SERVERS": broker.address} if broker else {}), **settings)

    def ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/q/health/ready", timeout=2) as reply:
                return reply.status == 200
        except OSError:
            return False

    def metrics(self):
        """Returns the text of the replica's metrics."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/q/metrics", timeout=5) as reply:
            return reply.read().decode()


def create_topics(admin, topics, partitions):
    """Creates topics; returns whether the broker has them."""
    for future in admin.create_topics([NewTopic(name, partitions, 1) for name in topics]).values():
        try:
            future.result(10)
        except Exception as error:
            if "already exists" not in str(error):
                return False
    return True
