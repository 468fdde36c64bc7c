"""Reports of made-up results."""
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from harness import aims, report
from harness.aims import SINGLE, Aim
from harness.figures import HALF, Series

CONDITIONS = {"command": "benchmarks/run", "date": "2026-01-01", "rounds": 7, "seconds": 5, "warm up": 3, "callers": 10, "machine": "2 cores", "software": [], "quick": False,
              "servers": ["ours", "ours-native", "rust-shared"]}


def measured(number, **figures):
    return {"round": number, "calls/s": 100, "P50 ms": 1, "P99 ms": 2, "P99.9 ms": 3, "service µs/call": 20, "memory MB": 100} | figures


def results(**changes):
    servers = {"ours": [measured(number, **{"calls/s": 100, "bytes/call": 3000}) for number in range(7)],
               "ours-native": [measured(number, **{"calls/s": 70 + 5 * number}) for number in range(7)],
               "rust-shared": [measured(number, **{"calls/s": 90}) for number in range(7)]}
    return {"conditions": CONDITIONS, "closed": {SINGLE: servers}, "paced": {}, "curve": {}, "http": {}, "first": {}, "limits": [],
            "started": {"ours": [{"ready s": 3, "memory MB": 200}]}} | changes


def line(text, start):
    return next(line for line in text.splitlines() if line.startswith(f"| {start}"))


class RecordTest(unittest.TestCase):
    def test_title_says_what_stands_beside_what(self):
        self.assertIn("## The executable beside the JVM and Rust", report.rivals(results(), pictures=None))
        with_fastapi = results(conditions=CONDITIONS | {"servers": ["ours", "fastapi"]})
        self.assertIn("## Comparison with the rivals", report.rivals(with_fastapi, pictures=None))

    def test_partial_run_is_recorded_between_its_markers_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            file, partial = Path(folder, "RESULTS.md"), Path(folder, "target/partial.md")
            partial.parent.mkdir()
            file.write_text("before\n\n<!-- one -->\nold\n<!-- /one -->\nafter\n")
            with mock.patch.multiple(report, RESULTS=file, PARTIAL=partial), mock.patch("builtins.print"):
                report.write("partial-rivals", results())
                self.assertIn("old", file.read_text())
                report.write("partial-rivals", results(), "one")
            text = file.read_text()
            self.assertNotIn("old", text)
            self.assertTrue(text.startswith("before\n\n<!-- one -->\n## The executable") and text.endswith("<!-- /one -->\nafter\n"), text)


class AimTest(unittest.TestCase):
    def test_row_has_median_range_rounds_probability_and_verdict(self):
        row = Aim("an aim", Series(enumerate([0.5, 1.0, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8])), "×", 1, "least").row()
        self.assertEqual(row, ["an aim", "≥ 1 ×", "1.40 ×", "0.500–1.80", "8 of 9", "0.039", "reached"])

    def test_partial_run_shows_what_it_measured(self):
        text = aims.report(results(), partial=True)
        self.assertNotIn("not measured", text)
        self.assertIn("not measured", aims.report(results()))

    def test_single_value_has_no_range_and_decides_nothing(self):
        self.assertEqual(Aim("an aim", Series({0: 3}), "", 5, "most").row(), ["an aim", "≤ 5", "3", "", "1 of 1", "1", "undecided (1 of 1 rounds reach it, p = 1)"])

    def test_nothing_measured_is_said(self):
        self.assertEqual(Aim("an aim", Series(), "×", 1, "least").row()[2], "not measured")


class AimsTest(unittest.TestCase):
    def test_native_that_is_slow_in_some_rounds_is_undecided(self):
        row = line(aims.report(results()), f"{SINGLE}: calls/s, native to JVM")
        self.assertIn("| 0.850 × | 0.700–1.00 | 5 of 7 | 0.45 | undecided", row)

    def test_ratio_below_its_bound_in_all_rounds_is_missed(self):
        self.assertIn("| 0 of 7 | 0.016 | **missed** |", line(aims.report(results()), f"{SINGLE}: calls/s, to Rust"))

    def test_first_scored_call_is_held_against_its_bound(self):
        first = {"ours-native": [{"round": number, "first call ms": 100, "RSS MB": 120} for number in range(7)]}
        text = aims.report(results(first=first))
        self.assertIn("| reached |", line(text, "first scored call after the start of the process: native"))
        self.assertIn("| **missed** |", line(text, "resident memory then: native"))

    def test_first_seconds_are_compared_with_later_ones(self):
        first = {"ours-aot": [{"round": number, "first seconds P99 ms": 9, "later P99 ms": 3} for number in range(7)]}
        self.assertIn("| 3.00 × |", line(aims.report(results(first=first)), "P99 of the first ten seconds"))


class ReportTest(unittest.TestCase):
    def test_native_has_no_figure_of_the_jvm(self):
        text = report.rivals(results(), pictures=None)
        head = line(text, " |  | calls/s").split(" | ")
        native, jvm = (line(text, f"{SINGLE} | {label} |").split(" | ") for label in ("ours, native", "ours"))
        place = head.index("bytes/call")
        self.assertEqual((native[place].strip(), jvm[place]), ("", "3 000"))

    def test_errors_under_load_are_listed(self):
        failed = results(paced={SINGLE: {HALF: {"ours": [measured(0, errors=2, rate=10, **{"first error": "503"})]}}})
        self.assertEqual(list(report._errors(failed)), [f"paced {SINGLE} {HALF} ours, round 1: 2, first: 503"])

    def test_start_has_first_call_and_first_seconds(self):
        first = {"ours-native": [{"round": 0, "first call ms": 100, "RSS MB": 90, "rate": 27000, "first seconds P99 ms": 4, "later P99 ms": 2}]}
        self.assertIn("| ours, native | 100 | 90 | 27 000 |  | 4 |  |  | 2 |", report.rivals(results(first=first), pictures=None))


if __name__ == "__main__":
    unittest.main()
