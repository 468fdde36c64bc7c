"""The keys of a rule set in a store that speaks Redis' protocol. What redis-py throws ends here."""
import contextlib
import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .acknowledgement import EXPIRES_MS
from .fields import FieldError


class StoreError(Exception):
    """The store did not answer in time, or with an error."""


class RulesStore:
    """One connection for polls and acknowledgements, used by one thread; hints have another."""

    def __init__(self, settings):
        self._tag = f"{{rules:{settings.rule_set}}}"
        self._channel = f"rules:{settings.rule_set}"
        self._engine = settings.engine
        try:
            # No retries inside: the next poll is the retry, and a wait has one bound only.
            self._redis = redis.Redis.from_url(
                settings.store, decode_responses=False, retry=Retry(NoBackoff(), 0), socket_keepalive=True,
                socket_connect_timeout=settings.connect_timeout_ms / 1e3, socket_timeout=settings.command_timeout_ms / 1e3)
        except ValueError as error:
            raise FieldError("store", "redis://host:port", error) from None

    def pointers(self, count):
        """The pointer, read so many times in one round trip; each as bytes, or None where there is none."""
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
        """The bytes of a revision; None where they are gone."""
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
        """A subscription as a function of seconds to wait: whether something came (the subscription itself counts)."""
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
