"""Measures the cost of a rule set: python measure.py [RULES]. All conditions differ, each over two or three features of a call."""
import argparse
import random
import resource
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "tests"))

from publication import SET, blob_of, pointer_of, rule  # noqa: E402
from voxguard_rules import Pointer, RuleSet  # noqa: E402

SEED, EVALUATIONS_S, CHANGED = 4, 3, 100
VALUES = {"call.call_id": "c-1", "call.caller": "+14155550100", "call.callee": "+442071838750", "call.trunk": "trunk-07",
          "call.started_at": 1767225600000, "caller_velocity.calls_1h": 12, "caller_velocity.calls_5m": 3,
          "caller_velocity.distinct_callees_1h": 5, "caller_geography.premium_ratio_24h": 0.25, "caller_geography.sequential_ratio_1h": 0.1,
          "caller_rhythm.night_ratio_7d": 0.5, "request.night": True, "request.callee_category": 4}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", type=int, nargs="?", default=100_000)
    count = parser.parse_args().rules
    chance = random.Random(SEED)
    rules = [_rule(number, chance) for number in range(count)]
    pointer, blob = _published(1, rules)
    print(f"{count:,} rules, {len(blob) / 1e6:.1f} MB, seed {SEED}, Python {sys.version.split()[0]}")
    first = _timed("compiled", lambda: RuleSet.compile(SET, pointer, blob))
    print(f"peak resident memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for number in range(min(CHANGED, count)):
        rules[number] = _rule(number, chance)
    pointer, blob = _published(2, rules)
    second = _timed(f"compiled again, {min(CHANGED, count)} of them changed", lambda: RuleSet.compile(SET, pointer, blob, first))
    _evaluations(second)


def _published(revision, rules):
    blob = blob_of(rules)
    return Pointer.parse(pointer_of(revision, blob, len(rules))), blob


def _rule(number, chance):
    condition = chance.choice([
        lambda: f"caller_velocity.calls_1h > {chance.randrange(10**9)} && caller_geography.premium_ratio_24h > {chance.random():.9f}",
        lambda: f"call.caller.startsWith('+{chance.randrange(10**11)}') && caller_velocity.distinct_callees_1h >= {chance.randrange(10**6)}",
        lambda: f"call.trunk in ['trunk-{chance.randrange(10**6)}', 'trunk-{chance.randrange(10**6)}'] || caller_rhythm.night_ratio_7d > "
                f"1.{chance.randrange(10**9)}",
        lambda: f"double(caller_velocity.calls_5m) / 5.0 > {chance.randrange(10**9)}.5 && request.night",
    ])()
    return rule(f"rule-{number:06d}", condition, priority=number % 1000)


def _timed(what, work):
    began, cpu = time.perf_counter(), time.thread_time()
    result = work()
    print(f"{what}: {time.perf_counter() - began:.1f} s, CPU {time.thread_time() - cpu:.1f} s")
    return result


def _evaluations(rules):
    now_ms, done, end, cpu = int(time.time() * 1e3), 0, time.perf_counter() + EVALUATIONS_S, time.thread_time()
    while time.perf_counter() < end:
        rules.evaluate(VALUES, now_ms)
        done += 1
    each_us = (time.thread_time() - cpu) / done * 1e6
    print(f"evaluated: {each_us:,.1f} us CPU per call, {each_us * 1e3 / max(1, len(rules.rules)):,.0f} ns per rule")


if __name__ == "__main__":
    main()
