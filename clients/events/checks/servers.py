"""Store, Kafka broker and consumers as processes that can be killed."""
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import redis

EVENTS = Path(__file__).resolve().parents[1]
LIMIT_S = 60


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_for(condition, what):
    """Polls until the condition gives something true, and returns it."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {LIMIT_S} s for {what}")


class Process:
    """Program whose output goes to a file. `start` after `kill` starts it anew."""

    def __init__(self, log, *command, **environment):
        self.log, self._command = log, [str(part) for part in command]
        self._environment = {**os.environ, "PYTHONPATH": str(EVENTS), **environment}
        self._process = None

    def start(self):
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment, cwd=self.log.parent)
        return self

    def kill(self):
        """Kills the process by SIGKILL."""
        self._end(signal.SIGKILL)

    def terminate(self):
        """Asks the process to end, and returns its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number):
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self._process.wait(LIMIT_S)

    def run(self):
        """Runs the program to its end and returns what it printed on standard output."""
        done = subprocess.run(self._command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=self._environment, cwd=self.log.parent,
                              timeout=LIMIT_S * 2)
        assert done.returncode == 0, done.stderr
        return done.stdout


class Store(Process):
    """redis-server that does not lose what it acknowledged, unless it is told to keep all in memory."""

    def __init__(self, folder, durable=True):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        durability = ("--appendonly", "yes", "--appendfsync", "always") if durable else ()
        super().__init__(folder / "store.log", "redis-server", "--port", self.port, "--bind", "127.0.0.1", "--save", "", "--dir", folder, *durability)
        self.client = redis.Redis(port=self.port)

    def start(self):
        super().start()
        wait_for(self._answers, "the store")
        return self

    def _answers(self):
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False


def python(log, module, *options):
    return Process(log, sys.executable, "-m", module, *options)
