"""The script of limits by redis-py, as one would use it in Python: one key after the other, 256 in a pipeline, and 400 coroutines on one hot key.

redis_py.py ADDRESS ROUNDS SECONDS: a line of JSON for each, medians of the rounds.
"""

import asyncio
import json
import random
import statistics
import sys
import time
from pathlib import Path

import redis
import redis.asyncio

SCRIPT = Path(__file__).resolve().parents[2] / "libs/store/client/src/main/resources/io/voxguard/store/redis/limit.lua"
KEYS = 100_000
# 1,000 tokens a second: a check of one bucket that takes, binds, and has one window; a token is 1,000 µs, the burst a second
ARGUMENTS = [1, 1, 1, 1, 1_000, 0, 1_000_000, 0, 1]


def key() -> str:
    return f"limit:{{bench-{random.randrange(KEYS)}}}:bench"


def summary(took: list[float], checks: int, seconds: float) -> tuple[float, float, float]:
    took.sort()
    return checks / seconds, took[len(took) // 2] * 1e6, took[int(len(took) * 0.99)] * 1e6


def closed_loop(ask, checks_each: int, seconds: float) -> tuple[float, float, float]:
    took, start = [], time.perf_counter()
    while (before := time.perf_counter()) - start < seconds:
        ask()
        took.append(time.perf_counter() - before)
    return summary(took, len(took) * checks_each, time.perf_counter() - start)


def single(address: str, seconds: float):
    client = redis.Redis.from_url(address)
    sha = client.script_load(SCRIPT.read_text())
    return closed_loop(lambda: client.evalsha(sha, 1, key(), *ARGUMENTS), 1, seconds)


def pipelined(address: str, seconds: float):
    client = redis.Redis.from_url(address)
    sha = client.script_load(SCRIPT.read_text())

    def ask():
        pipeline = client.pipeline(transaction=False)
        for _ in range(256):
            pipeline.evalsha(sha, 1, key(), *ARGUMENTS)
        pipeline.execute()

    return closed_loop(ask, 256, seconds)


async def concurrent(address: str, seconds: float, hot: bool):
    client = redis.asyncio.Redis.from_url(address, max_connections=400)
    sha = await client.script_load(SCRIPT.read_text())
    took, start = [], time.perf_counter()

    async def ask():
        while (before := time.perf_counter()) - start < seconds:
            await client.evalsha(sha, 1, "limit:{bench-hot}:bench" if hot else key(), *ARGUMENTS)
            took.append(time.perf_counter() - before)

    await asyncio.gather(*(ask() for _ in range(400)))
    elapsed = time.perf_counter() - start
    await client.aclose()
    return summary(took, len(took), elapsed)


def main(address: str, rounds: str, seconds: str) -> None:
    shapes = {
        "single key, 1 in flight": lambda length: single(address, length),
        "single key, 400 in flight": lambda length: asyncio.run(concurrent(address, length, False)),
        "256 keys at once, 1 in flight": lambda length: pipelined(address, length),
        "one hot key, 400 in flight": lambda length: asyncio.run(concurrent(address, length, True)),
    }
    figures = {name: [] for name in shapes}
    for round_ in range(-1, int(rounds)):
        for name, run in shapes.items():
            measured = run(float(seconds))
            if round_ >= 0:
                figures[name].append(measured)
    for name, of in figures.items():
        rates = [one[0] for one in of]
        print(json.dumps({
            "client": f"redis-py {redis.__version__}, the same script", "shape": name, "checks_per_s": round(statistics.median(rates)),
            "least": round(min(rates)), "most": round(max(rates)),
            "p50_us": round(statistics.median(one[1] for one in of)), "p99_us": round(statistics.median(one[2] for one in of)),
        }))


if __name__ == "__main__":
    main(*sys.argv[1:])
