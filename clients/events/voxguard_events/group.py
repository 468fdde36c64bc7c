import logging
import time
from typing import NamedTuple

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

_LOG = logging.getLogger(__name__)
_LONGEST_PAUSE_S = 5
_LOST = (redis.ConnectionError, redis.TimeoutError, redis.exceptions.ReadOnlyError)


class Entry(NamedTuple):
    id: bytes
    record: bytes | None  # None: the entry has no field `record`


class StreamGroup:
    """
    Consumer of a stream's group. An entry is delivered until it is acknowledged: to this consumer again after a restart or a lost connection, and to
    another one when this one has had it for `claim_after_ms`. Replicas need names of their own. Not thread-safe.
    """

    def __init__(self, url, stream, group, consumer, claim_after_ms=60_000, count=500):
        # Commands are not repeated by the client: entries of a lost reply are only found by reading the pending ones again.
        self._redis = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=10, socket_connect_timeout=5)
        self._stream, self._group, self._consumer = stream, group, consumer
        self._claim_after_ms, self._count = claim_after_ms, count
        self._pause_s = 0.1
        self._recover()

    def _recover(self):
        self._own = b"0"  # position in this consumer's pending entries; None: all were read again
        self._claim_from, self._next_claim = b"0-0", 0.0
        self._created = False

    def read(self, block_ms):
        """Returns the next entries: an empty list if there are none for `block_ms`, None if the store is away, after a pause."""
        try:
            entries = self._next(block_ms)
            self._pause_s = 0.1
            return entries
        except _LOST as error:
            self._wait(error)
        except redis.ResponseError as error:
            if not str(error).startswith("NOGROUP"):  # the stream was deleted
                raise
            self._wait(error)
        return None

    def acknowledge(self, ids):
        """Acknowledges entries. What could not be acknowledged will be delivered again."""
        try:
            if ids:
                self._redis.xack(self._stream, self._group, *ids)
        except _LOST as error:
            self._wait(error)

    def _wait(self, error):
        _LOG.warning("Cannot reach the store; trying again in %.1f s: %s", self._pause_s, error)
        self._recover()
        time.sleep(self._pause_s)
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)

    def _next(self, block_ms):
        if not self._created:
            self._create()
        if self._own is not None:
            entries = self._read(self._own, None)
            self._own = entries[-1].id if entries else None
            if entries:
                return entries
        return self._claim() or self._read(b">", block_ms)

    def _create(self):
        try:
            self._redis.xgroup_create(self._stream, self._group, id="0", mkstream=True)
        except redis.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
        self._created = True

    def _read(self, position, block_ms):
        found = self._redis.execute_command("XREADGROUP", "GROUP", self._group, self._consumer, "COUNT", self._count,
                                            *(("BLOCK", block_ms) if block_ms else ()), "STREAMS", self._stream, position)
        entries = (found[0][1] if isinstance(found, list) else next(iter(found.values()))) if found else []
        return _entries(entries)

    def _claim(self):
        if time.monotonic() < self._next_claim:
            return []
        while True:
            self._claim_from, entries, *_ = self._redis.xautoclaim(
                self._stream, self._group, self._consumer, self._claim_after_ms, self._claim_from, self._count)
            if self._claim_from == b"0-0":  # once through
                self._next_claim = time.monotonic() + self._claim_after_ms / 2000
            if entries or self._claim_from == b"0-0":
                return _entries(entries)


def _entries(found):
    """Entries with their records. One that was trimmed before it was handled has no fields, and is acknowledged like an unreadable one."""
    return [Entry(id, fields.get(b"record") if isinstance(fields, dict) else None) for id, fields in found]
