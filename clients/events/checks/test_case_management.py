"""Case management on a real store, killed again and again."""
import random
import sqlite3
from datetime import timedelta

from sample import record
from servers import python, wait_for

STREAM, EVENTS, CALLERS, KILLS = "voxguard:cases", 20_000, 50, 12


def test_nothing_is_lost_or_counted_twice_while_consumers_and_store_are_killed(store, started, tmp_path):
    draw = random.Random(7)
    options = ("--store", store.url, "--claim-after", "0.3", "--print-every", "1", "--database", tmp_path / "cases.db")
    consumers = [python(tmp_path / f"{name}.log", "case_management", *options, "--consumer", name).start() for name in ("a", "b")]
    started += consumers
    expected = {}
    sent = 0
    for round_number in range(KILLS):
        pipe = store.client.pipeline(transaction=False)
        while sent < EVENTS * (round_number + 1) // KILLS:
            caller = f"+1415555{draw.randrange(CALLERS):04d}"
            body = record(str(sent), caller=caller, after=timedelta(seconds=sent % 1000))
            for _ in range(draw.choice((1, 1, 1, 2))):
                pipe.xadd(STREAM, {"record": body})
            expected[caller] = expected.get(caller, 0) + 1
            sent += 1
        pipe.execute()
        victim = draw.choice(consumers)
        before = handled(tmp_path)
        wait_for(lambda: handled(tmp_path) > before, "progress")
        victim.kill()
        if round_number % 4 == 3:
            store.kill()
            store.start()
        victim.start()

    wait_for(lambda: handled(tmp_path) == EVENTS, "all events")
    for consumer in consumers:
        consumer.kill()
    outputs = [python(tmp_path / "once.log", "case_management", *options, "--consumer", name, "--once").run() for name in ("a", "b")]

    with sqlite3.connect(tmp_path / "cases.db") as db:
        assert dict(db.execute("SELECT caller, count(*) FROM cases JOIN events ON case_id = cases.id GROUP BY cases.id")) == expected
        assert db.execute("SELECT count(*) FROM unreadable").fetchone() == (0,)
    assert store.client.xpending(STREAM, "case-management")["pending"] == 0
    assert outputs[1].splitlines()[-1] == f"{len(expected)} cases, 0 open, {EVENTS} events, 0 unreadable entries"


def handled(folder):
    try:
        with sqlite3.connect(folder / "cases.db", timeout=10) as db:
            return db.execute("SELECT count(*) FROM events").fetchone()[0]
    except sqlite3.OperationalError:  # not created yet
        return 0


def test_once_prints_the_cases_of_the_stream(store, tmp_path):
    store.client.xadd(STREAM, {"record": record("1")})
    store.client.xadd(STREAM, {"other": b"field"})

    lines = python(tmp_path / "once.log", "case_management", "--store", store.url, "--once").run().splitlines()

    assert lines[1].split()[1] == "+14155550123"
    assert lines[-1] == "1 cases, 0 open, 1 events, 1 unreadable entries"
