"""
Server of the webhooks, which fails at random: `python -m soak.webhooks --port P --journal FILE --seed N`. The last part of the path is the destination; it is the
receiver that a destination may meet: refuses (500, 429), breaks the connection before or after it has handled a request, answers too late. Poisoned events get 410.
"""
import argparse
import asyncio
import base64
import hashlib
import hmac
import os
import random
import re

from .events import POISON
from .receivers import numbers

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_SIGNED = {name: re.compile(rb"\r\n" + name + rb": *([^\r]+)", re.IGNORECASE) for name in (b"webhook-id", b"webhook-timestamp", b"webhook-signature")}
SECRET = "soak-secret"
LATE_S = 3.0
# Of a thousand requests: how many meet each fault.
FAULTS = (("500", 15), ("429", 3), ("reset before", 5), ("reset after", 3), ("late", 2))


class Webhook(asyncio.Protocol):
    def __init__(self, journal, draw):
        self._journal, self._draw = journal, draw
        self._received = b""

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._received += data
        while (head := self._received.find(b"\r\n\r\n")) >= 0:
            headers = self._received[:head + 2]
            end = head + 4 + int(_LENGTH.search(headers)[1])
            if len(self._received) < end:
                return
            body, self._received = self._received[head + 4:end], self._received[end:]
            self._answer(headers, body)

    def _answer(self, headers, body):
        destination = headers.split(b" ", 2)[1].rsplit(b"/", 1)[1].decode()
        if not _signature_is_right(headers, body):
            self._reply(401)
            return
        match self._fault():
            case "500":
                self._reply(500)
            case "429":
                self._reply(429, b"retry-after: 1\r\n")
            case "reset before":
                self._transport.abort()
            case "reset after":
                if POISON not in body:
                    self._handle(destination, body, "unanswered")
                self._transport.abort()
            case "late":
                asyncio.get_running_loop().call_later(LATE_S, self._answer_late, destination, body)
            case _:
                if POISON in body:
                    self._reply(410)
                else:
                    self._handle(destination, body, "answered")
                    self._reply(204)

    def _fault(self):
        number = self._draw.randrange(1000)
        for fault, share in FAULTS:
            number -= share
            if number < 0:
                return fault
        return None

    def _answer_late(self, destination, body):
        if POISON not in body:
            self._handle(destination, body, "unanswered")
        self._transport.close()

    def _handle(self, destination, body, answered):
        self._journal.write(f"{destination} {answered} {' '.join(map(str, numbers(body)))}\n".encode())

    def _reply(self, status, headers=b""):
        length = b"" if status == 204 else b"content-length: 0\r\n"
        self._transport.write(b"HTTP/1.1 %d -\r\n%s%s\r\n" % (status, length, headers))


def _signature_is_right(headers, body):
    id, timestamp, signature = (pattern.search(headers) for pattern in _SIGNED.values())
    if not (id and timestamp and signature):
        return False
    signed = hmac.new(SECRET.encode(), id[1] + b"." + timestamp[1] + b"." + body, hashlib.sha256).digest()
    return hmac.compare_digest(signature[1], b"v1," + base64.b64encode(signed))


async def serve(port, journal, seed):
    draw = random.Random(seed)
    with open(journal, "ab", buffering=0) as handled:
        server = await asyncio.get_running_loop().create_server(lambda: Webhook(handled, draw), "127.0.0.1", port)
        async with server:
            parent = os.getppid()
            while os.getppid() == parent:  # ends with the soak test
                await asyncio.sleep(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="soak.webhooks", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", required=True)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.journal, options.seed))
