"""A private redis-server on a free loopback port, stopped by its process id."""
import socket
import subprocess

import redis

from waiting import until

_END_S = 10


class RedisServer:
    """Server without persistence. Starting it again uses the same port."""

    def __init__(self, folder):
        self._folder, self._process = folder, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}"
        self.client = redis.Redis(port=self.port, socket_timeout=5, socket_connect_timeout=5)

    def start(self):
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self._folder)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self._answers, "redis-server answers")

    def kill(self):
        """Kills the process at once, like a crash."""
        self._process.kill()
        self._process.wait(_END_S)
        self._process = None

    def end(self):
        self.client.close()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def _answers(self):
        try:
            return self.client.ping()
        except redis.RedisError:
            return False
