"""`python -m soak`: revisions published by replicas that are killed, while readers check them; then the time that a change takes to an engine."""
import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg
import redis

from .servers import Copy, Engine, Keys, Servers, wait_for

READERS = tuple(os.environ.get("SOAK_READERS", "rust,rust,rust,go,go,go,python,python").split(","))


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--revisions", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--copies", type=int, default=3)
    parser.add_argument("--reads", type=float, default=1e7, help="the readers' pointer reads, at least: goes on until they are reached")
    parser.add_argument("--pipeline", type=int, default=32)
    parser.add_argument("--changes", type=int, default=200, help="whose time to an engine is measured; 0: none")
    parser.add_argument("--large", type=int, default=100_000, help="rules in a set whose way to the engines is measured; 0: none")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    return parser.parse_args()


class Rules:
    """Database in which rules are changed."""

    def __init__(self, url):
        self.connection = psycopg.connect(url, autocommit=True)

    def change(self, number):
        """Changes two rules in one transaction; returns the resulting revision. Readers must never see half of it."""
        with self.connection.transaction():
            for rule in ("irsf-premium", "sequential"):
                self.connection.execute("UPDATE rules SET name = %s WHERE rule_set = 'core' AND id = %s", (f"change {number}", rule))
        return self.connection.execute("SELECT revision FROM rule_sets WHERE name = 'core'").fetchone()[0]


def published(store):
    pointer = store.get("{rules:core}:cur")
    return int(pointer.split(b"|")[0]) if pointer else 0


def torn(options, folder, servers, keys):
    """Runs the soak test: returns figures, or raises SystemExit with the error."""
    draw = random.Random(options.seed)
    rules, store = Rules(servers.database), redis.Redis.from_url(servers.store)
    with ExitStack() as stack:
        copies = [stopped(stack, Copy(servers, keys, folder / f"copy-{i}.log")) for i in range(options.copies)]
        wait_for("a copy to be ready", lambda: any(copy.ready() for copy in copies), 60)
        wait_for("first rules", lambda: published(store) > 0, 30)
        engines = [stopped(stack, Engine(kind, f"{kind}-{i}", servers, keys, folder / f"{kind}-{i}.log", "--flat-out", "--pipeline", str(options.pipeline)))
                   for i, kind in enumerate(READERS)]
        wait_for("all readers to have rules", lambda: all(engine.revision for engine in engines), 60)
        killed, began, slowest, number = 0, time.monotonic(), 0.0, 0
        kill_at = sorted(draw.sample(range(options.revisions), options.kills))
        while number < options.revisions:
            number += 1
            revision = rules.change(number)
            if kill_at and number > kill_at[0]:
                kill_at.pop(0)
                killed += 1
                victim = draw.choice(copies)
                # in the middle of its work: a replica that has just received an event
                teller = threading.Thread(target=victim.changed, args=("core", number), daemon=True)
                teller.start()
                time.sleep(draw.random() * 0.01)
                victim.kill()
                victim.start()
            asked = time.monotonic()
            told = [threading.Thread(target=copy.changed, args=("core", number), daemon=True) for copy in draw.sample(copies, 2)]
            for one in told:
                one.start()
            wait_for(f"revision {revision} in the store", lambda: published(store) >= revision, 60)
            slowest = max(slowest, time.monotonic() - asked)
            if number % 500 == 0:
                say(f"{number} revisions, {killed} kills, {time.monotonic() - began:.0f} s, slowest {slowest:.2f} s")
        last = published(store)
        wait_for("all readers on the last revision", lambda: all(engine.revision == last for engine in engines), 60)
        seconds = time.monotonic() - began
        time.sleep(seconds_more(options, seconds))
        ends = [engine.stop() for engine in engines]
        return judge(options, engines, ends, store.get("{rules:core}:cur").decode(), last, killed, seconds, slowest)


def seconds_more(options, seconds):
    """Returns how much longer the readers read. Their count is known only at the end; short runs read for a fraction of the time of a full one."""
    return max(0.0, options.reads / 100_000 - seconds)


def judge(options, engines, ends, pointer, last, killed, seconds, slowest):
    total = {name: sum(end[name] for end in ends) for name in ("reads", "applied", "refused", "torn", "unverifiable", "fallen")}
    wrong = [f"{name}: {total[name]}" for name in ("refused", "torn", "unverifiable", "fallen") if total[name]]
    wrong += [f"{engine.name}: {engine.refusals[:3]}" for engine in engines if engine.refusals]
    wrong += [f"{engine.name} ended on {end['revision']} {end['sha256']}, not on {pointer}" for engine, end in zip(engines, ends)
              if end["revision"] != last or end["sha256"] != pointer.split("|")[1]]
    if total["reads"] < options.reads:
        wrong.append(f"{total['reads']:,} reads, fewer than {options.reads:,.0f}")
    figures = {"revisions": options.revisions, "kills": killed, "copies": options.copies, "seconds": round(seconds, 1),
               "slowest publication s": round(slowest, 2), **total,
               "by reader": {engine.name: {"reads": end["reads"], "applied": end["applied"]} for engine, end in zip(engines, ends)}}
    if wrong:
        raise SystemExit("\n".join([json.dumps(figures), *wrong]))
    return figures


def latency(options, folder, servers, keys):
    """Measures the time from the commit in the database to the rule in a Rust engine that polls twice per second, in ms: with an event, and without."""
    rules = Rules(servers.database)
    figures = {}
    with ExitStack() as stack:
        copy = stopped(stack, Copy(servers, keys, folder / "copy.log"))
        wait_for("the copy to be ready", copy.ready, 60)
        engine = stopped(stack, Engine("rust", "latency", servers, keys, folder / "latency.log", "--poll-ms", "500"))
        wait_for("the engine to have rules", lambda: engine.revision, 30)
        for how, count in (("with a message", options.changes), ("without", max(3, options.changes // 10))):
            took = []
            for number in range(count):
                while not engine.applied.empty():
                    engine.applied.get()
                time.sleep(random.random() * 0.1)
                revision = rules.change(f"{how} {number}")
                began = time.time() * 1000
                if how == "with a message":
                    threading.Thread(target=copy.changed, args=("core", f"{how} {number}"), daemon=True).start()
                applied = engine.applied.get(timeout=30)
                while applied["revision"] < revision:
                    applied = engine.applied.get(timeout=30)
                took.append(applied["at_ms"] - began)
            took.sort()
            figures[how] = {"changes": count, "P50 ms": round(statistics.median(took), 1),
                            "P99 ms": round(took[min(len(took) - 1, int(len(took) * 0.99))], 1), "most ms": round(took[-1], 1)}
    return figures


def large(options, folder, servers, keys):
    """Measures a very large set, and then one change in it, in seconds from the commit."""
    rules, store = Rules(servers.database), redis.Redis.from_url(servers.store)
    with ExitStack() as stack:
        copy = stopped(stack, Copy(servers, keys, folder / "large.log", {"VOXGUARD_RULES_STORE_LIMIT": "20s"}, heap="512m"))
        wait_for("the copy to be ready", copy.ready, 60)
        rules.connection.execute(
            "INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) SELECT 'core', 'many-' || i, 'one of many', 'irsf', "
            "'caller_velocity.calls_1h > ' || (i %% 1000 + 100) || ' && call.callee.startsWith(\"+' || i || '\")', 'review', 'soak' FROM generate_series(1, %s) i",
            (options.large,))
        engines = [stopped(stack, Engine(kind, f"large-{kind}", servers, keys, folder / f"large-{kind}.log")) for kind in ("rust", "go", "python")]
        figures = {"rules": options.large}
        for what in ("the whole set", "one change"):
            if what == "one change":
                rules.connection.execute("UPDATE rules SET priority = 5 WHERE rule_set = 'core' AND id = 'many-1'")
            revision = rules.connection.execute("SELECT revision FROM rule_sets WHERE name = 'core'").fetchone()[0]
            began = time.time()
            threading.Thread(target=copy.changed, args=("core", what), daemon=True).start()
            wait_for(f"{what}: published", lambda: published(store) >= revision, 300)
            figures[what] = {"published after s": round(time.time() - began, 2)}
            for engine in engines:
                wait_for(f"{what}: applied by {engine.name}", lambda: engine.revision >= revision, 300)
            for engine in engines:
                last = list(engine.applied.queue)[-1]
                figures[what][f"applied by {engine.name} after s"] = round(last["at_ms"] / 1000 - began, 2)
        figures["blob bytes"] = int(store.get("{rules:core}:cur").split(b"|")[2])
        rules.connection.execute("DELETE FROM rules WHERE rule_set = 'core' AND id LIKE 'many-%'")
    return figures


def stopped(stack, process):
    def end():
        if process.process.poll() is None:
            process.stop()
    stack.callback(end)
    return process


def told(what, figures):
    print(json.dumps({what: figures}), flush=True)


def main():
    options = arguments()
    say(f"seed {options.seed}")
    keys = Keys()
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers()
        try:
            if options.revisions:
                told("torn", torn(options, Path(folder), servers, keys))
            if options.changes:
                told("latency", latency(options, Path(folder), servers, keys))
            if options.large:
                told("large", large(options, Path(folder), servers, keys))
        except BaseException:
            for log in sorted(Path(folder).glob("*.log")):
                say(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]))
            raise
        finally:
            servers.stop()


main()
