"""Keys of a rule set in a store that speaks the Redis protocol. Exceptions of redis-py do not leave this module."""
import contextlib
import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .acknowledgement import EXPIRES_MS
from .fields import FieldError


class StoreError(Exception):
    """The store did not answer in time, or answered with an error."""


class RulesStore:
    """Connection for polls and acknowledgements, used by one thread; hints have another."""

    def __init__(self, settings):
        self._tag = f"{{rules:{settings.rule_set}}}"
        self._channel = f"rules:{settings.rule_set}"
        self._engine = settings.engine
        try:
            # No retries here: the next poll is the retry, so each wait has a single timeout.
            self._redis = redis.Redis.from_url(
                settings.store, decode_responses=False, retry=Retry(NoBackoff(), 0), socket_keepalive=True,
                socket_connect_timeout=settings.connect_timeout_ms / 1e3, socket_timeout=settings.command_timeout_ms / 1e3)
        except ValueError as error:
            raise FieldError("store", "redis://host:port", error) from None

    def pointers(self, count):
        """Reads the pointer a number of times in one round trip; each as bytes, or None if it does not exist."""
        if count == 1:
            return [self.pointer()]
        with _faults():
            pipeline = self._redis.pipeline(transaction=False)
            for _ in range(count):
                pipeline.get(f"{self._tag}:cur")
            return pipeline.execute()

    def pointer(self):
        with _faults():
            return self._redis.get(f"{self._tag}:cur")

    def blob(self, revision):
        """Returns the bytes of a revision; None if they do not exist."""
        with _faults():
            return self._redis.get(f"{self._tag}:v:{revision}")

    def acknowledge(self, acknowledgement):
        with _faults():
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.set(f"{self._tag}:ack:{self._engine}", acknowledgement.value(), px=EXPIRES_MS)
            pipeline.zadd(f"{self._tag}:engines", {self._engine: int(time.time() * 1e3)})
            pipeline.execute()

    @contextlib.contextmanager
    def hints(self):
        """Returns a subscription as a function that waits for some seconds and returns whether a message arrived (that of the subscription itself counts)."""
        with _faults(), self._redis.pubsub() as subscription:
            subscription.subscribe(self._channel)
            yield lambda seconds: subscription.get_message(timeout=seconds) is not None

    def close(self):
        with contextlib.suppress(redis.RedisError, OSError):
            self._redis.close()


@contextlib.contextmanager
def _faults():
    try:
        yield
    except (redis.RedisError, OSError) as error:
        raise StoreError(f"{type(error).__name__}: {error}") from error
