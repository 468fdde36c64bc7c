"""The slowest of many loads."""
import unittest

from harness import steady

CONDITIONS = {"command": "benchmarks/steady", "date": "2026-01-01", "case": "single score, 32 connections", "server": "ours", "rounds": 4, "seconds": 30, "machine": "2 cores", "software": []}


def loads(*rates, **figures):
    return [{"calls/s": rate, "P99 ms": 2, "errors": 0} | figures for rate in rates]


class SlowestTest(unittest.TestCase):
    def test_throughput_is_held_against_the_median(self):
        self.assertEqual(steady.slowest(loads(100, 50, 100, 120)), (2, 2))

    def test_highest_latency_is_the_worst(self):
        self.assertEqual(steady.slowest([{"P99 ms": 2}, {"P99 ms": 2}, {"P99 ms": 8}], "P99 ms", min), (3, 4))

    def test_load_without_any_call_is_infinitely_slow(self):
        self.assertEqual(steady.slowest(loads(100, 0, 100)), (2, float("inf")))


class ReportTest(unittest.TestCase):
    def test_slow_load_is_named(self):
        text, is_steady = steady.report({"conditions": CONDITIONS, "runs": {"At saturation": loads(100, 100, 60, 100)}}, limit=1.3)
        self.assertIn("load 3, 1.67 times slower than the median (at most 1.3: **missed**)", text)
        self.assertFalse(is_steady)

    def test_columns_without_figures_are_left_out(self):
        text, is_steady = steady.report({"conditions": CONDITIONS, "runs": {"At saturation": loads(100, 90)}}, limit=1.3)
        self.assertNotIn("collections", text)
        self.assertTrue(is_steady)


if __name__ == "__main__":
    unittest.main()
