"""Requests without a pause, of which each must have an answer."""
import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from cloudevents.core.bindings.http import HTTPMessage

CONNECTIONS = 16
ANSWER_S = 20


@dataclass
class Tally:
    """What became of requests. `refused` is a connection that was not accepted: no request was sent on it."""
    statuses: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    lost: list[str] = field(default_factory=list)
    last_answer: float = 0.0
    first_refusal: float = float("inf")


class Load:
    """Context that sends requests while it is open, each thread over one connection until the server closes it."""

    def __init__(self, port: int, path: str, request: Callable[[], HTTPMessage]):
        self.tally = Tally()
        self._port, self._path, self._request = port, path, request
        self._stopped, self._lock = threading.Event(), threading.Lock()
        self._threads = [threading.Thread(target=self._send, daemon=True) for _ in range(CONNECTIONS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(ANSWER_S * 2)

    def answered(self) -> int:
        with self._lock:
            return self.tally.statuses.total()

    def _send(self) -> None:
        connection = None
        while not self._stopped.is_set():
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_S)
                try:
                    connection.connect()
                except ConnectionRefusedError:
                    with self._lock:
                        self.tally.refused += 1
                        self.tally.first_refusal = min(self.tally.first_refusal, time.monotonic())
                    connection = None
                    time.sleep(0.05)
                    continue
                except OSError as failure:
                    self._lose(f"connecting: {failure!r}")
                    connection = None
                    continue
            message = self._request()
            try:
                connection.request("POST", self._path, message.body, message.headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as failure:
                self._lose(repr(failure))
                connection.close()
                connection = None
                continue
            with self._lock:
                self.tally.statuses[answer.status] += 1
                self.tally.last_answer = time.monotonic()
            if answer.will_close:
                connection.close()
                connection = None

    def _lose(self, what: str) -> None:
        with self._lock:
            self.tally.lost.append(what)
