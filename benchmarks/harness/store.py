"""The store: Redis on a loopback port and a Unix socket, and the callers' packed rows (docs/wire/rows.md) written into it."""
import socket
import struct
import time

import numpy

from .processes import Process, free_port

KEY_PREFIX = "fv:"
ROWS_AT_ONCE = 20_000
START_S = 10


def start(folder):
    """Store process; `socket` is the path of its Unix socket."""
    port, path = free_port(), folder / "store.sock"
    store = Process(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--unixsocket", str(path)], port)
    store.socket = path
    return store.wait_until(lambda: _answers(port), START_S)


def _answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False


def write(store, view, callers, values):
    """Writes a row for each of the first `callers` numbers; values(start, stop) gives [n, features] float32."""
    with socket.create_connection(("127.0.0.1", store.port)) as connection:
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
