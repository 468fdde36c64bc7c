"""The store: Redis on a loopback port and a Unix socket, or the one that STORE_URL names; and the callers' packed rows (docs/wire/rows.md) written into it."""
import os
import re
import socket
import struct
import time
import urllib.parse
from pathlib import Path

import numpy

from .processes import Process, free_port

KEY_PREFIX = "fv:"
ROWS_AT_ONCE = 20_000
START_S = 10


def chosen(folder, overwrite=False):
    """The store that STORE_URL names; without it, one that is started. Refuses to write into a named one that holds keys, unless `overwrite`."""
    if url := os.environ.get("STORE_URL"):
        store = Named(url)
        if not overwrite and (keys := store.keys()):
            raise SystemExit(f"STORE_URL: expected an empty store, got {keys} keys; --overwrite-store writes the benchmark's rows over them")
        return store
    return start(folder)


def start(folder):
    """Store process; `socket` is the path of its Unix socket."""
    port, path = free_port(), folder / "store.sock"
    store = Process(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--unixsocket", str(path)], port)
    store.host, store.address, store.socket, store.here = "127.0.0.1", ("127.0.0.1", port), path, True
    return store.wait_until(lambda: _answers(port), START_S)


class Named:
    """A running store that is measured and left running. Its CPU time is that of its process on this machine, or else what it reports."""

    socket = None

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "redis" or not parts.hostname or parts.username or parts.password or parts.path.strip("/"):
            raise SystemExit("STORE_URL: expected redis://HOST:PORT without user, password and database, got another address")
        self.url, self.host, self.port = url, parts.hostname, parts.port or 6379
        self.address = (self.host, self.port)
        self.pid = _listener(self.port) if self.host in ("127.0.0.1", "localhost") else None
        self.here = self.pid is not None

    def keys(self):
        return int(self.ask("DBSIZE").lstrip(":"))

    def engine(self):
        """Returns name and version, as INFO says them."""
        told = self.info("server")
        for name in ("dragonfly", "valkey", "redis"):
            if version := told.get(f"{name}_version"):
                return f"{name.capitalize().replace('fly', 'flyDB')} {version.removeprefix('df-')}"
        return "unknown engine"

    def info(self, section):
        return dict(line.split(":", 1) for line in self.ask(f"INFO {section}").splitlines() if ":" in line)

    def ask(self, command):
        with socket.create_connection(self.address, timeout=START_S) as connection, connection.makefile("rb") as replies:
            connection.sendall(command.encode() + b"\r\n")
            head = replies.readline().decode().strip()
            if head.startswith("-"):
                raise SystemExit(f"the store refused {command}: {head}")
            return replies.read(int(head[1:])).decode() if head.startswith("$") else head

    def cpu_seconds(self):
        """Returns 0 if the store is elsewhere and does not report it."""
        if self.here:
            return time.clock_gettime(~self.pid << 3 | 2)
        told = self.info("cpu")
        return sum(float(told.get(name, 0)) for name in ("used_cpu_sys", "used_cpu_user"))

    def memory_mb(self):
        return int(self.info("memory")["used_memory_rss"]) / 2 ** 20

    def stop(self):
        """Leaves it running."""


def _listener(port):
    """Returns the process that listens on a port of this machine; None if it cannot be found."""
    wanted = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                wanted.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").iterdir():
        if re.fullmatch("[0-9]+", process.name):
            try:
                if any(os.readlink(file) in wanted for file in (process / "fd").iterdir()):
                    return int(process.name)
            except OSError:  # has ended, or belongs to someone else
                continue
    return None


def _answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


def write(store, view, callers, values):
    """Writes a row for each of the first `callers` numbers; values(start, stop) gives [n, features] float32."""
    with socket.create_connection(store.address) as connection:
        for start in range(0, callers, ROWS_AT_ONCE):
            stop = min(start + ROWS_AT_ONCE, callers)
            connection.sendall(_commands(view, start, values(start, stop)))
            _written(connection, stop - start)


def _commands(view, start, values):
    """Returns `SET key row PX ttl` of each caller as bytes, all of one length."""
    count, features = values.shape
    event_time_ms, ttl_ms = int(time.time() * 1000) - 60_000, str((view.ttl_s + 3600) * 1000)
    head = struct.pack("<BIBqB", 0x0D, view.id << 8 | view.version, 0x11, event_time_ms, 0x22) + _varint(4 * features)
    key = len(KEY_PREFIX) + len(f"{{{view.caller(start)}}}:{view.name}")
    before = f"*5\r\n$3\r\nSET\r\n${key}\r\n{KEY_PREFIX}{{{view.prefix}".encode()
    between = f"}}:{view.name}\r\n${len(head) + 4 * features}\r\n".encode() + head
    after = f"\r\n$2\r\nPX\r\n${len(ttl_ms)}\r\n{ttl_ms}\r\n".encode()
    commands = numpy.zeros(count, [("before", "V", len(before)), ("number", "S", view.digits), ("between", "V", len(between)),
                                   ("values", "<f4", features), ("after", "V", len(after))])
    for name, constant in (("before", before), ("between", between), ("after", after)):
        commands[name] = numpy.void(constant)
    commands["number"] = numpy.strings.zfill(numpy.arange(start, start + count).astype("S"), view.digits)
    commands["values"] = values
    return commands.tobytes()


def _varint(number):
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80]) + _varint(number >> 7)


def _written(connection, count):
    left = count * len(b"+OK\r\n")
    while left > 0:
        reply = connection.recv(1 << 16)
        if not reply or b"-" in reply:
            raise SystemExit(f"the store refused rows: {reply[:200]!r}")
        left -= len(reply)
