"""The servers of the benchmark, on loopback: store, broker, probe, and what is measured."""
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from harness.processes import Process, free_port

HERE, ROOT = Path(__file__).resolve().parent, Path(__file__).resolve().parents[2]
FANOUT = os.environ.get("VOXGUARD_FANOUT", str(ROOT / "functions/event-fanout/service/target/quarkus-app/quarkus-run.jar"))  # a jar or an executable
JAVA = f"{os.environ['JAVA_HOME']}/bin/java"
JAVA_OPTIONS = os.environ.get("BENCH_JAVA_OPTS", "-Xmx512m").split()
SOURCE, STREAM, TOPIC = "voxguard:detections", "bench:events", "bench.events"
START_S = 60


def compiler_seconds(process):
    """Returns the CPU time of a JVM's compiler threads, which has nothing to do with the load; 0 for other processes."""
    seconds = 0
    for task in Path(f"/proc/{process.process.pid}/task").iterdir():
        try:
            if "Compiler" in (task / "comm").read_text():
                seconds += int((task / "schedstat").read_text().split()[0]) / 1e9
        except OSError:  # a thread that has just ended
            continue
    return seconds


class Store(Process):
    def __init__(self, folder):
        port = free_port()
        super().__init__(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)], port)
        self.wait_until(lambda: self.command("PING") == "PONG", START_S)

    def command(self, *words):
        return subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True, check=False).stdout.strip()


class Broker(Process):
    """Kafka's own broker, with its controller, as its distribution starts it."""

    def __init__(self, folder):
        port, controller = free_port(), free_port()
        settings = folder / "broker.properties"
        settings.write_text("\n".join([
            "process.roles=broker,controller", "node.id=1", f"controller.quorum.voters=1@127.0.0.1:{controller}",
            f"listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}", "controller.listener.names=CONTROLLER",
            "inter.broker.listener.name=PLAINTEXT", f"log.dirs={folder / 'kafka'}", "offsets.topic.replication.factor=1", "num.partitions=4",
            "log.retention.bytes=1073741824"]))
        java = [JAVA, "-Xmx512m", "-cp", Path(os.environ["FANOUT_BROKER_CLASSPATH"]).read_text().strip()]
        subprocess.run([*java, "kafka.tools.StorageTool", "format", "--cluster-id", "4L6g3nShT-eMCtK--X86sw", "--config", str(settings)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.log = (folder / "broker.log").open("w")
        super().__init__([*java, "kafka.Kafka", str(settings)], port, log=self.log)
        self.address = f"127.0.0.1:{port}"
        self.wait_until(lambda: _listens(port), START_S)


def _listens(port):
    return any(f":{port:04X} " in line and line.split()[3] == "0A" for file in ("tcp", "tcp6")
               for line in Path(f"/proc/net/{file}").read_text().splitlines()[1:])


class Probe(Process):
    """Writes events, and sees what arrives where."""

    def __init__(self, store, broker):
        self.run_number, self.port = 0, 0
        self.process = subprocess.Popen([str(HERE / "probe/probe"), "--store", f"127.0.0.1:{store.port}", "--brokers", broker.address,
                                         "--stream", STREAM, "--topic", TOPIC], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        Process.running.append(self)
        self.webhook = self._reply()["webhook"]

    def _reply(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the probe ended")
        return json.loads(line)

    def load(self, **command):
        self.run_number += 1
        self.process.stdin.write(json.dumps({"run": self.run_number, **command}) + "\n")
        self.process.stdin.flush()
        return self._reply()


class Fanout(Process):
    """event-fanout, with a destinations document that can be changed."""

    name = "event-fanout"

    def __init__(self, folder, store, broker, probe, hooks):
        self.document, self.probe, self.hook = folder / "destinations.yaml", probe, None
        self.write(hooks, "ok")
        port = free_port()
        command = [JAVA, *JAVA_OPTIONS, "-jar", FANOUT] if FANOUT.endswith(".jar") else [FANOUT]
        self.log = (folder / "fanout.log").open("a")
        super().__init__(command, port, log=self.log, PORT=str(port), QUARKUS_HTTP_HOST="127.0.0.1", STORE_URL=f"redis://127.0.0.1:{store.port}",
                         KAFKA_BOOTSTRAP_SERVERS=broker.address, FANOUT_SECRET="benchmark", VOXGUARD_FANOUT_DESTINATIONS=str(self.document),
                         VOXGUARD_SHUTDOWN_NOTICE="0s", VOXGUARD_SHUTDOWN_QUIET="0s")
        self.wait_until(self.ready, START_S)

    def ready(self):
        try:
            with urllib.request.urlopen(self.url + "/q/health/ready", timeout=5) as reply:
                return reply.status == 200 and len(self.states()) == 3
        except OSError:
            return False

    def states(self):
        with urllib.request.urlopen(self.url + "/v1/destinations", timeout=5) as reply:
            return json.load(reply)["destinations"]

    def switch(self, webhook_format, path):
        """Replaces the webhook by one under another path, and waits until that is in force."""
        self.write(webhook_format, path)
        begun = time.monotonic()
        while self.hook not in (names := [state["name"] for state in self.states()]) or len(names) != 3:
            if time.monotonic() - begun > START_S:
                raise SystemExit(f"destinations not in force: {names}")
            time.sleep(0.1)

    def write(self, webhook_format, path):
        """Replaces the webhook by one under another path, which begins with the events from now on."""
        former, self.hook = self.hook, f"hook-{webhook_format}-{path}"
        removed = f"removed: [{former}]\n" if former not in (None, self.hook) else ""
        text = f"""destinations:
  - {{name: cases, type: stream, stream: "{STREAM}", filter: "severity <> 'info'"}}
  - {{name: analytics, type: topic, topic: {TOPIC}, filter: "severity <> 'info'"}}
  - {{name: {self.hook}, type: webhook, url: "{self.probe.webhook}/{path}", secret_env: FANOUT_SECRET, allow_private: true, format: {webhook_format}, filter: "severity <> 'info'"}}
{removed}"""
        new = self.document.with_suffix(".new")
        new.write_text(text)
        new.replace(self.document)


class Consumer(Process):
    """The plain consumer in Python."""

    name = "Python consumer"

    def __init__(self, folder, store, broker, probe, hooks):
        self.log = (folder / "consumer.log").open("a")
        super().__init__([sys.executable, str(HERE / "consumer.py"), str(store.port), broker.address, f"{probe.webhook}/ok", hooks], 0, log=self.log)
        self.wait_until(lambda: "consumer" in store.command("XINFO", "GROUPS", SOURCE), START_S)
