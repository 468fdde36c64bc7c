"""The follower against a real redis-server and its failures."""
import socket
import time

import pytest

from publication import SET, Publisher, Signer, blob_of, pointer_of, rule
from redis_server import RedisServer
from voxguard_rules import Follower, PublicKeys, Settings, State
from waiting import until

ENGINE = "engine-1"
FOREVER_MS = 60_000
CALLS = {"caller_velocity.calls_1h": 101}


@pytest.fixture
def follow(server, signer):
    """Opens followers of the store and closes them at the end; keyword arguments are settings."""
    opened = []

    def opens(**settings):
        settings = {"store": server.url, "rule_set": SET, "engine": ENGINE, "poll_ms": 20, "longest_pause_ms": 100,
                    "public_keys": PublicKeys({signer.key_id: signer.public_key})} | settings
        follower = Follower(Settings(**settings))
        opened.append(follower)
        follower.start()
        return follower

    yield opens
    assert all([follower.close() for follower in opened])


def runs(follower, revision, bound_s=20):
    until(lambda: follower.current() is not None and follower.current().revision == revision, f"revision {revision} runs", bound_s)


def is_in(follower, state):
    until(lambda: follower.health().state is state, f"health {state}, now {follower.health()}")


def test_the_first_set_is_followed_and_evaluated(follow, publisher):
    follower = follow()
    assert follower.current() is None
    assert follower.health().state is State.ERROR
    publisher.publish(1, [rule()])
    runs(follower, 1)
    fired = follower.current().evaluate(CALLS, int(time.time() * 1e3))
    assert ([each.id for each in fired.rules], fired.action()) == (["velocity"], "block")
    is_in(follower, State.READY)
    assert follower.health().age_s < 5


def test_a_change_is_followed_and_a_set_in_use_stays_unchanged(follow, publisher):
    follower = follow()
    publisher.publish(1, [rule()])
    runs(follower, 1)
    in_hand = follower.current()
    publisher.publish(2, [rule(action="review"), rule("second", "false")])
    runs(follower, 2)
    assert in_hand.evaluate(CALLS, 0).action() == "block"
    assert follower.current().evaluate(CALLS, 0).action() == "review"


def test_a_hint_comes_faster_than_a_poll(follow, publisher, server):
    follower = follow(poll_ms=FOREVER_MS)
    until(lambda: dict(server.client.pubsub_numsub(f"rules:{SET}"))[f"rules:{SET}".encode()] == 1, "the hints are subscribed")
    for revision in (1, 2):
        publisher.publish(revision, [rule()])
        runs(follower, revision, bound_s=10)


def test_a_lost_subscription_is_renewed(follow, publisher, server):
    follower = follow(poll_ms=FOREVER_MS)
    publisher.publish(1, [rule()])
    runs(follower, 1)
    until(lambda: server.client.execute_command("CLIENT", "KILL", "TYPE", "pubsub") > 0, "the subscription is cut")
    publisher.publish(2, [rule()], hint=False)
    runs(follower, 2)


def test_a_falling_revision_is_refused_and_acknowledged(follow, publisher):
    follower = follow()
    old = publisher.publish(1, [rule()])
    publisher.publish(2, [rule(action="review")])
    runs(follower, 2)
    publisher.write(1, old, blob_of([rule()]))
    is_in(follower, State.ERROR)
    assert follower.current().revision == 2
    fields = until(lambda: (publisher.acknowledged(ENGINE) or [""])[0] == "refused" and publisher.acknowledged(ENGINE), "the refusal is known")
    assert fields[1:3] == ["1", "2"] and "revision" in fields[4]
    publisher.publish(3, [rule()])
    runs(follower, 3)
    is_in(follower, State.READY)


@pytest.mark.parametrize("tampered", [
    lambda pointer, blob, signer: (pointer, blob.replace(b"block", b"allow")),
    lambda pointer, blob, signer: (pointer, blob + b" "),
    lambda pointer, blob, signer: (pointer[:-6] + b"AAAA==", blob),
    lambda pointer, blob, signer: (pointer.replace(b"2|", b"3|", 1), blob),
    lambda pointer, blob, signer: (pointer_of(2, blob, 1, Signer()), blob),
    lambda pointer, blob, signer: (pointer_of(2, blob, 1), blob),
    lambda pointer, blob, signer: (pointer_of(2, blob, 2, signer), blob),
    lambda pointer, blob, signer: (pointer_of(2, blob, 1, signer, bytes=len(blob) + 1), blob),
    lambda pointer, blob, signer: (b"2|nothing", blob),
    lambda pointer, blob, signer: (pointer_of(2, b"{}", 0, signer), b"{}"),
], ids=["blob", "longer blob", "signature", "revision", "other key", "unsigned", "count", "length", "no pointer", "no set"])
def test_a_tampered_set_never_runs(follow, publisher, signer, tampered):
    follower = follow()
    publisher.publish(1, [rule()])
    runs(follower, 1)
    blob = blob_of([rule(priority=2)])
    publisher.write(2, *tampered(pointer_of(2, blob, 1, signer), blob, signer))
    is_in(follower, State.ERROR)
    assert follower.current().revision == 1
    assert follower.health().revision == 1


def test_an_emptied_store_keeps_the_current_set(follow, publisher, server):
    follower = follow()
    pointer = publisher.publish(1, [rule()])
    runs(follower, 1)
    server.client.flushall()
    is_in(follower, State.STALE)
    assert follower.current().evaluate(CALLS, 0).action() == "block"
    publisher.write(1, pointer, blob_of([rule()]))
    is_in(follower, State.READY)
    assert follower.tally().applied == 1


def test_a_store_that_is_killed_and_started_again_is_followed_again(follow, publisher, server):
    follower = follow()
    publisher.publish(1, [rule()])
    runs(follower, 1)
    server.kill()
    is_in(follower, State.STALE)
    assert "store" in follower.health().reason
    assert follower.current().revision == 1
    server.start()
    publisher.publish(2, [rule()])
    runs(follower, 2)
    is_in(follower, State.READY)


def test_an_engine_starts_from_disk_while_the_store_is_down(follow, publisher, server, tmp_path):
    kept = {"state_dir": tmp_path / "state"}
    first = follow(**kept)
    publisher.publish(1, [rule()])
    runs(first, 1)
    first.close()
    server.kill()
    second = follow(**kept)
    assert second.current().evaluate(CALLS, 0).action() == "block"
    assert second.health().state is State.STALE
    server.start()
    publisher.publish(2, [rule()])
    runs(second, 2)


def test_a_set_older_than_the_one_on_disk_is_refused_after_a_restart(follow, publisher, tmp_path):
    kept = {"state_dir": tmp_path / "state"}
    first = follow(**kept)
    old = publisher.publish(1, [rule()])
    publisher.publish(2, [rule()])
    runs(first, 2)
    first.close()
    publisher.write(1, old, blob_of([rule()]))
    second = follow(**kept)
    is_in(second, State.ERROR)
    assert second.current().revision == 2


def test_an_acknowledgement_names_the_current_set_expires_and_is_renewed(follow, publisher, server):
    follower = follow(acknowledge_ms=50)
    before = int(time.time() * 1e3)
    publisher.publish(7, [rule()])
    fields = until(lambda: publisher.acknowledged(ENGINE), "the acknowledgement is written")
    assert fields[:3] == ["applied", "7", "7"] and fields[4:] == [""]
    assert before <= int(fields[3]) <= time.time() * 1e3
    key = f"{publisher.tag}:ack:{ENGINE}"
    assert 0 < server.client.pttl(key) <= 30_000
    assert before <= server.client.zscore(f"{publisher.tag}:engines", ENGINE) <= time.time() * 1e3
    server.client.delete(key)
    assert until(lambda: publisher.acknowledged(ENGINE), "the acknowledgement is renewed") == fields
    follower.close()
    server.client.pexpire(key, 1)
    until(lambda: publisher.acknowledged(ENGINE) is None, "the acknowledgement of a closed engine expires")


def test_an_acknowledgement_is_renewed_while_the_store_is_empty(follow, publisher, server):
    follower = follow(acknowledge_ms=50)
    publisher.publish(7, [rule()])
    runs(follower, 7)
    server.client.flushall()
    assert until(lambda: publisher.acknowledged(ENGINE), "the acknowledgement is renewed")[:3] == ["applied", "7", "7"]


def test_a_follower_waits_for_a_store_that_is_down_at_its_start(signer, tmp_path):
    server = RedisServer(tmp_path)
    settings = Settings(server.url, SET, ENGINE, PublicKeys({signer.key_id: signer.public_key}), poll_ms=20, longest_pause_ms=100)
    with Follower(settings) as follower:
        until(lambda: "does not answer" in follower.health().reason, "the store is known to be down")
        try:
            server.start()
            Publisher(server.client, signer).publish(1, [rule()])
            runs(follower, 1)
        finally:
            server.end()


def test_a_silent_store_does_not_block_callers(signer):
    """A listener that never accepts: connected, and silent."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = Settings(f"redis://127.0.0.1:{silent.getsockname()[1]}", SET, ENGINE, poll_ms=20, command_timeout_ms=100)
        follower = Follower(settings)
        follower.start()
        until(lambda: "does not answer" in follower.health().reason, "the silence is noticed")
        began = time.monotonic()
        assert follower.close()
        assert time.monotonic() - began < settings.shutdown_ms / 1e3


def test_a_set_that_is_compiling_does_not_delay_close(follow, publisher):
    follower = follow(shutdown_ms=5000)
    publisher.publish(1, [rule(f"rule-{number}", f"caller_velocity.calls_1h > {number}") for number in range(50_000)])
    until(lambda: follower.tally().reads > 0 and follower.health().reason == "no rules: the first set is being read", "the set is being read")
    assert follower.close()
    assert follower.current() is None


def test_flat_out_each_reply_of_a_pipeline_is_a_poll(follow, publisher):
    follower = follow(flat_out=True, pipeline=16)
    for revision in range(1, 51):
        publisher.publish(revision, [rule(name=f"revision {revision}")])
    runs(follower, 50)
    reads = follower.tally().reads
    until(lambda: follower.tally().reads > reads + 1000, "reads go on")
    follower.close()
    tally = follower.tally()
    assert (tally.torn, tally.unverifiable, tally.fallen, tally.refused) == (0, 0, 0, 0)
    assert 1 <= tally.applied <= 50
