"""Figures by round: pairs, ratios, and which Rust server is compared."""
import unittest

from harness.aims import BINARY, JSON_BATCH, SINGLE
from harness.figures import HALF, Figures, Series


def rounds(name, *values):
    return [{name: value, "round": number} for number, value in enumerate(values) if value is not None]


def figures(closed=None, **results):
    return Figures({"closed": closed or {}, "paced": {}, "curve": {}, "http": {}, "limits": []} | results)


class SeriesTest(unittest.TestCase):
    def test_ratio_pairs_the_values_of_one_round(self):
        ratio = Series({0: 10, 1: 30}) / Series({0: 20, 1: 10})
        self.assertEqual(ratio, {0: 0.5, 1: 3})
        self.assertEqual(ratio.median, 1.75)

    def test_round_that_one_side_lacks_is_left_out(self):
        self.assertEqual(Series({0: 10, 1: 30, 2: 40}) / Series({1: 10, 2: 20}), {1: 3, 2: 2})

    def test_ratio_to_zero_is_left_out(self):
        self.assertEqual(Series({0: 1, 1: 4}) / Series({0: 0, 1: 2}), {1: 2})

    def test_ratio_to_a_constant(self):
        self.assertEqual(Series({0: 10, 1: 30}) / 10, {0: 1, 1: 3})

    def test_nothing_measured_has_no_median(self):
        self.assertIsNone(Series().median)

    def test_measurement_without_a_number_stands_at_its_place(self):
        self.assertEqual(Series.of([{"x": 1}, {}, {"x": 3}], "x"), {0: 1, 2: 3})


class FiguresTest(unittest.TestCase):
    def test_rust_is_the_runtime_with_the_higher_median(self):
        closed = {SINGLE: {"ours": rounds("calls/s", 12, 12, 12), "rust-shared": rounds("calls/s", 6, 6, 24), "rust-per-core": rounds("calls/s", 10, 10, 10)}}
        self.assertEqual(figures(closed).over_rust(SINGLE), {0: 1.2, 1: 1.2, 2: 1.2})

    def test_native_is_compared_with_the_jvm(self):
        closed = {SINGLE: {"ours": rounds("calls/s", 10, 20), "ours-native": rounds("calls/s", 8, 10)}}
        self.assertEqual(figures(closed).over(SINGLE, ["ours"], ours="ours-native"), {0: 0.8, 1: 0.5})

    def test_binary_batch_is_compared_with_rust_in_json(self):
        closed = {BINARY: {"ours": rounds("calls/s", 30, 60)}, JSON_BATCH: {"rust-shared": rounds("calls/s", 10, 10)}}
        self.assertEqual(figures(closed).over_rust(BINARY, rust_case=JSON_BATCH), {0: 3, 1: 6})

    def test_fixed_rate_that_a_server_missed_in_a_round_is_not_paired_with_another_round(self):
        closed = {SINGLE: {"rust-shared": rounds("calls/s", 10, 10, 10)}}
        paced = {SINGLE: {HALF: {"ours": rounds("P99 ms", None, 3, 4), "rust-shared": rounds("P99 ms", 1, 2, 4)}}}
        self.assertEqual(figures(closed, paced=paced).paced_over_rust(SINGLE, "P99 ms"), {1: 1.5, 2: 1})

    def test_model_is_subtracted_in_each_round(self):
        closed = {BINARY: {"ours-onnxruntime": rounds("service µs/call", 4, 6)}}
        limits = [{"model": [{"engine": "ONNX Runtime", "batch": 256, "us_per_run": 256 * us}]} for us in (3, 4)]
        self.assertEqual(figures(closed, limits=limits).ours_alone(BINARY, 256, "ours-onnxruntime", False), {0: 1, 1: 2})

    def test_variant_of_ours_has_the_http_of_ours_unless_it_was_measured(self):
        http = {"ours": rounds("service µs/call", 12), "ours-native": rounds("service µs/call", 20)}
        self.assertEqual(figures(http=http).http_us("ours-onnxruntime"), {0: 12})
        self.assertEqual(figures(http=http).http_us("ours-native"), {0: 20})


if __name__ == "__main__":
    unittest.main()
