"""What users must not do: the server refuses each of it."""
import redis
from redis.exceptions import NoPermissionError

from .servers import CheckFailed, Store, expect

NOBODY = ("FLUSHALL", "FLUSHDB", "CONFIG GET maxmemory", "CONFIG SET maxmemory-policy allkeys-lru", "KEYS *", "SHUTDOWN NOSAVE", "ACL SETUSER other on",
          "ACL DELUSER engine", "SCRIPT FLUSH", "FUNCTION FLUSH", "REPLICAOF NO ONE", "MONITOR", "SAVE", "SWAPDB 0 1", "CLIENT KILL TYPE normal",
          "RENAME a b", "COPY a b", "SORT a", "DUMP a", "RESTORE a 0 x", "MULTI")
OF_RULES = ("SET {rules:core}:cur x", "SET {rules:core}:v:1 x", "DEL {rules:core}:cur", "UNLINK {rules:core}:cur", "EXPIRE {rules:core}:cur 1",
            "PEXPIRE {rules:core}:cur 1", "PUBLISH rules:core 1", "EVAL return 1 {rules:core}:cur")
SCRIPT = "return redis.call('SET',KEYS[1],'x')"
UNDECLARED = "return redis.call('SET','{rules:core}:cur','x')"
OF = {
    "feature-serving": (*OF_RULES, ("EVAL", SCRIPT, 1, "{rules:core}:cur"), ("EVAL", UNDECLARED, 0), "GET fs:{+1}:caller", "XRANGE voxguard:detections - +",
                        "XADD voxguard:cases * record x", "XADD voxguard:rules:changed * record x", "HSET {models:m}:v:1 f x", "DEL fv:{+1}:caller_velocity"),
    "score": (*OF_RULES, "ZREM {rules:core}:engines x", "SET fv:{+1}:caller_velocity x", ("EVAL", SCRIPT, 1, "fv:{+1}:caller_velocity"), ("EVAL", UNDECLARED, 0), "ZADD calls:{+1}:caller 1 c",
              "SET {models:m}:cur x", "XADD voxguard:calls * record x", "GET fs:{+1}:caller", "UNLINK limit:{+1}:trial"),
    "rule-refresh": ("SET {rules:core}:ack:e x", "GET fv:{+1}:caller_velocity", "SET fv:{+1}:caller_velocity x", "PUBLISH voxguard:alerts x", "DEL {rules:core}:cur",
                     "XREADGROUP GROUP g c STREAMS voxguard:calls >", "XADD voxguard:cases * record x"),
    "event-fanout": (*OF_RULES, "GET fv:{+1}:caller_velocity", "SET limit:{+1}:trial x", "XREADGROUP GROUP g c STREAMS voxguard:calls >", "XRANGE voxguard:cases - +",
                     "XADD voxguard:calls * record x", "SUBSCRIBE rules:core"),
    "undelivered": (*OF_RULES, "XREADGROUP GROUP g c STREAMS voxguard:detections >", "XRANGE {voxguard:fanout:0}:log - +", "XADD voxguard:cases * record x",
                    "GET fv:{+1}:caller_velocity", "PUBLISH voxguard:alerts x"),
    "feature-update": (*OF_RULES, "SET limit:{+1}:trial x", "XADD voxguard:detections * record x", "SET {models:m}:cur x", "XREADGROUP GROUP g c STREAMS voxguard:detections >"),
    "engine": ("SET {rules:core}:cur x", "SET {rules:core}:v:1 x", "DEL {rules:core}:cur", "PUBLISH rules:core 1", "EVAL return 1 0", "GET {rules:core}:ack:other",
               "GET fv:{+1}:caller_velocity", "ZREM {rules:core}:engines x", "SUBSCRIBE voxguard:alerts", "XADD voxguard:detections * record x"),
    "feature-publisher": ("GET fv:{+1}:caller_velocity", "DEL fv:{+1}:caller_velocity", "SET fs:{+1}:caller x", "SET {rules:core}:cur x"),
    "model-publisher": ("SET {models:m}:cur x", "HSET {models:m}:replicas f x", "DEL {models:m}:v:1"),
    "event-publisher": ("XADD voxguard:cases * record x", "XRANGE voxguard:detections - +", "XTRIM voxguard:detections MAXLEN 0", "DEL voxguard:detections"),
    "event-consumer": ("XADD voxguard:cases * record x", "XTRIM voxguard:cases MAXLEN 0", "XREADGROUP GROUP g c STREAMS voxguard:detections >", "DEL voxguard:cases"),
    "operator": (*OF_RULES, "GET fv:{+1}:caller_velocity", "HGETALL {models:m}:v:1", "XRANGE voxguard:detections - +", "SET a b"),
    "probe": ("GET a", "INFO", "SET a b"),
}


def words(command: str | tuple[object, ...]) -> list[object]:
    return list(command) if isinstance(command, tuple) else list(_with_keys(command.split()))


def _with_keys(given: list[str]) -> list[object]:
    """EVAL's script and its number of keys: `EVAL return 1 key`, where 0 stands for none."""
    if given[0] != "EVAL":
        return list(given)
    return ["EVAL", " ".join(given[1:3]), 0] if given[3] == "0" else ["EVAL", " ".join(given[1:3]), 1, given[3]]


def refuses(store: Store, user: str, command: str | tuple[object, ...]) -> None:
    with store.client(user) as client:
        connection = client.connection_pool.get_connection()
        try:
            connection.send_command(*words(command))
            answer = connection.read_response()
        except NoPermissionError:
            return
        except redis.ResponseError as error:
            if "user executing the script can't" in str(error) or "ACL failure in script" in str(error):  # Redis, Valkey
                return
            raise CheckFailed(f"{user}: {command}: expected NOPERM, got {error}") from None
        finally:
            connection.disconnect()
    raise CheckFailed(f"{user}: {command}: expected NOPERM, got {answer!r}")


def check(store: Store) -> int:
    """Returns how many commands were refused."""
    with store.client("inspector") as inspector:
        before = lasting(inspector)
        count = 0
        for user, commands in OF.items():
            for command in (*NOBODY, *commands):
                refuses(store, user, command)
                count += 1
        expect(lasting(inspector) == before, "expected refused commands to change nothing")
        expect(set(OF) == {user.decode() for user in inspector.execute_command("ACL USERS")} - {"default", "inspector"}, "expected a case for each user")
    anonymous(store)
    return count


def lasting(inspector: redis.Redis) -> tuple[dict[bytes, bytes | None], object]:
    """Returns what does not expire by itself: keys with their values, and the users."""
    keys = [key for key in inspector.scan_iter(count=1000) if inspector.pttl(key) == -1]
    return {key: inspector.dump(key) for key in keys}, inspector.execute_command("ACL LIST")


def anonymous(store: Store) -> None:
    """Without a user, and as the default user, with any password, nobody gets in."""
    for user in (None, "default"):
        try:
            with store.client(user) as client:
                answer = client.ping()
        except (redis.AuthenticationError, redis.ResponseError) as error:
            expect(any(word in str(error) for word in ("NOAUTH", "HELLO must be called", "invalid username-password")), f"as {user}: expected a refusal, got {error}")
        else:
            raise CheckFailed(f"as {user}: expected a refusal, got {answer!r}")
