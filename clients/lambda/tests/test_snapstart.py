"""SnapStart: no connection is in the snapshot, and a restored environment makes its own.

Between the hooks before and after the snapshot, Lambda's Java runtime asks for restore/next. Here that request waits while the process is stopped and the store is
replaced, which is what a restored environment finds: its connections lead nowhere. The clocks do not jump, and no second copy of the process is made.
"""
from __future__ import annotations

import json
import time

import pytest

from harness import payloads
from harness.environment import START_S
from waiting import eventually


@pytest.fixture
def snapshot(function, environments, running_store, packages):
    if packages(function).native:
        pytest.skip("SnapStart is for the managed runtimes")
    environment = environments(function, snap_start=True)
    assert environment.api.restore_requested.wait(START_S), environment.tail()
    return environment


def test_no_connection_is_in_the_snapshot(snapshot):
    end = time.monotonic() + 1.5  # longer than the pauses between attempts to connect
    while time.monotonic() < end:
        assert snapshot.connections() == set()
        time.sleep(0.05)


def test_restored_environment_handles_its_first_event_over_new_connections(function, snapshot, running_store):
    before = snapshot.connections()
    snapshot.freeze()
    running_store.restart()
    time.sleep(3)
    snapshot.thaw()
    snapshot.api.restore_allowed.set()
    event = function.event()
    reply = snapshot.invoke(payloads.sqs([json.dumps(event).encode()]))
    assert reply.failures == []
    assert function.handled(event)
    assert any(connection.remote_port == running_store.port for connection in snapshot.connections() - before)
    assert snapshot.api.restore_error is None


def test_restored_environment_reports_all_while_the_store_is_away(function, snapshot, running_store):
    """The hook after the restore must not fail for want of a store: Lambda would not come into service."""
    event = function.event()
    running_store.kill()
    snapshot.api.restore_allowed.set()
    batch = payloads.sqs([json.dumps(event).encode()])
    assert len(snapshot.invoke(batch).failures) == 1
    assert snapshot.api.restore_error is None
    running_store.start()
    eventually(lambda: not snapshot.invoke(batch).failures, "the event is handled")
