"""The program as a separate process."""
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from publication import SET, Publisher, Signer, blob_of, pointer_of, rule
from redis_server import RedisServer
from waiting import BOUND_S, until

PACKAGE = Path(__file__).resolve().parents[1]


class Watch:
    """Running program and its output lines, stopped by its process id."""

    def __init__(self, url, *arguments):
        command = [sys.executable, "-m", "voxguard_rules.watch", "--store", url, "--set", SET, "--engine", "watch-1", "--poll-ms", "20",
                   *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PACKAGE,
                                        env={**os.environ, "PYTHONPATH": str(PACKAGE)})
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=lambda: [self._lines.put(line) for line in self.process.stdout])
        self._reader.start()

    def next(self):
        return json.loads(self._lines.get(timeout=BOUND_S))

    def end(self, by=signal.SIGTERM):
        self.process.send_signal(by)
        assert self.process.wait(BOUND_S) == 0
        return self.next()

    def close(self):
        self.process.kill()
        self.process.wait(BOUND_S)
        self._reader.join(BOUND_S)
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture
def watch():
    opened = []

    def opens(*arguments):
        opened.append(Watch(*arguments))
        return opened[-1]

    yield opens
    for each in opened:
        each.close()


def test_applied_and_refused_sets_are_printed_and_counted_at_the_end(watch, server, signer, publisher):
    program = watch(server.url, "--public-key", Signer("key-0").argument, "--public-key", signer.argument)
    pointer = publisher.publish(1, [rule()]).decode().split("|")
    applied = program.next()
    assert applied.pop("at_ms") >= int(pointer[4]) - 1000
    assert applied == {"event": "applied", "revision": 1, "sha256": pointer[1], "count": 1, "published_at": int(pointer[4])}
    blob = blob_of([rule(priority=1)])
    publisher.write(2, pointer_of(2, blob, 1), blob)
    refused = program.next()
    assert "signature" in refused.pop("reason")
    assert refused == {"event": "refused", "revision": 2, "running": 1}
    end = program.end()
    assert end.pop("reads") >= 2 and end.pop("unverifiable") >= 1
    assert end == {"event": "end", "applied": 1, "refused": 1, "torn": 0, "fallen": 0, "revision": 1, "sha256": pointer[1]}


def test_the_program_waits_for_a_store_that_is_down(watch, tmp_path):
    server = RedisServer(tmp_path)
    program = watch(server.url)
    until(lambda: _follows(program.process.pid), "the program follows")
    try:
        server.start()
        Publisher(server.client).publish(1, [rule()])
        assert program.next()["revision"] == 1
    finally:
        server.end()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_the_program_ends_on_a_signal_although_the_store_is_down(watch, tmp_path, by):
    program = watch(RedisServer(tmp_path).url)
    until(lambda: _follows(program.process.pid), "the program follows")
    assert program.end(by) == {"event": "end", "reads": 0, "applied": 0, "refused": 0, "torn": 0, "unverifiable": 0, "fallen": 0,
                               "revision": 0, "sha256": ""}


def test_flat_out_with_a_pipeline_and_a_folder(watch, server, publisher, signer, tmp_path):
    arguments = ("--public-key", signer.argument, "--flat-out", "--pipeline", "8", "--state-dir", str(tmp_path / "state"))
    program = watch(server.url, *arguments)
    publisher.publish(1, [rule()])
    assert program.next()["revision"] == 1
    end = program.end()
    assert (end["torn"], end["unverifiable"], end["fallen"], end["refused"]) == (0, 0, 0, 0)
    assert watch(server.url, *arguments).next()["revision"] == 1


@pytest.mark.parametrize("arguments, named", [
    (("--public-key", "key-1=short"), "public key"), (("--pipeline", "0"), "pipeline"), (("--poll-ms", "many"), "poll-ms"),
    (("--set", "Core"), "rule_set"), (("--engine", "a b"), "engine"), (("--store", "nowhere"), "store"),
    (("--state-dir", "/dev/null/a"), "state_dir"),
])
def test_bad_usage_is_named(watch, arguments, named):
    program = watch("redis://127.0.0.1:1", *arguments)
    assert program.process.wait(BOUND_S) == 2
    assert named in program.process.stderr.read()


def _follows(pid):
    """Returns whether the program's threads have started: then it waits for signals."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("Threads:"))) >= 3
