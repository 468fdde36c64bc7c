"""Requests at a fixed rate, whatever the server does: arrivals as of independent callers (Poisson), the same for every server.

A latency counts from when a request was due, so that waiting for a free connection is part of it. One thread: the generator's own
delay is measured too, from when a request was due and a connection free.
"""
import gc
import random
import select
import socket
import statistics
import time
from collections import deque

GRACE_S = 10
CHUNK = 1 << 18


class Connection:
    """One request at a time over one socket."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.fileno = self.socket.fileno
        self.free_since = 0.0
        self.due = None

    def send(self, request, due):
        self.due, self.left, self.chunked = due, None, False
        self.socket.sendall(request)

    def answered(self):
        """Reads what is there; whether the reply is complete."""
        data = self.socket.recv(CHUNK)
        if not data:
            raise SystemExit("the server closed a connection")
        if self.left is None:
            end = data.index(b"\r\n\r\n") + 4
            head = data[:end].lower()
            if head[9:12] != b"200":
                raise SystemExit(f"under load: {data[:500]!r}")
            self.chunked = b"\r\ntransfer-encoding: chunked" in head
            self.left = end if self.chunked else end + int(head.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0])
        self.left -= len(data)
        return data.endswith(b"0\r\n\r\n") if self.chunked else self.left == 0


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def paced(port, path, bodies, rate, seconds, connections):
    """Milliseconds of latency at `rate` requests a second, and how far the generator itself was behind."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: "
    requests = [f"{head}{len(body)}\r\n\r\n{body}".encode() for body in bodies]
    arrivals, due, at = random.Random(20260802), [], 0.0
    while (at := at + arrivals.expovariate(rate)) < seconds:
        due.append(at)
    opened = [Connection(port) for _ in range(connections)]  # all at once: Feast's workers then share them most evenly
    gc.collect()
    gc.disable()
    try:
        cpu = time.process_time()
        latencies, behind = _drive(opened, requests, due, seconds)
        cpu = (time.process_time() - cpu) / seconds
    finally:
        gc.enable()
        for connection in opened:
            connection.socket.close()
    return {"P50 ms": statistics.median(latencies) * 1e3, "P99 ms": percentile(latencies, 0.99) * 1e3, "requests": len(latencies),
            "generator behind P99 ms": percentile(behind, 0.99) * 1e3, "generator CPU %": cpu * 100}


def _drive(opened, requests, due, seconds):
    clock = time.monotonic
    free, latencies, behind = deque(opened), [], []
    begin, sent = clock() + 0.05, 0
    while len(latencies) < len(due):
        now = clock() - begin
        while sent < len(due) and due[sent] <= now and free:
            connection = free.popleft()
            behind.append(now - max(due[sent], connection.free_since))
            connection.send(requests[sent % len(requests)], due[sent])
            sent += 1
            now = clock() - begin
        wait = min(max(0.0, due[sent] - now), 1.0) if sent < len(due) and free else 1.0
        for connection in select.select(opened, (), (), wait)[0]:
            if connection.answered():
                connection.free_since = clock() - begin
                latencies.append(connection.free_since - connection.due)
                free.append(connection)
        if now > seconds + GRACE_S:  # the server does not keep up: what is left is at least this late
            return latencies + [now - at for at in due[len(latencies):]], behind
    return latencies, behind
