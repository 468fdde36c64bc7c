"""The sign test and its verdicts, against values computed by hand."""
import unittest

from harness import signs


class SignTest(unittest.TestCase):
    def test_p_is_twice_the_tail_of_the_binomial_distribution(self):
        # of 2^10 = 1024 sequences, 1 + 10 + 45 = 56 have at most two on one side
        self.assertAlmostEqual(signs.p_value(8, 10), 2 * 56 / 1024)
        self.assertAlmostEqual(signs.p_value(2, 10), 2 * 56 / 1024)

    def test_even_split_has_p_one(self):
        self.assertEqual(signs.p_value(5, 10), 1)
        self.assertEqual(signs.p_value(0, 0), 1)

    def test_six_rounds_on_one_side_are_the_fewest_that_decide(self):
        self.assertEqual(signs.verdict([1.1] * signs.LEAST_ROUNDS, 1, "least"), "reached")
        self.assertEqual(signs.verdict([1.1] * (signs.LEAST_ROUNDS - 1), 1, "least"), "undecided (5 of 5 rounds reach it, p = 0.062)")

    def test_rounds_below_a_lower_bound_miss_it(self):
        self.assertEqual(signs.verdict([0.9] * 6, 1, "least"), "**missed**")

    def test_rounds_below_an_upper_bound_reach_it(self):
        self.assertEqual(signs.verdict([0.9] * 6, 1, "most"), "reached")

    def test_median_beyond_the_bound_is_undecided_if_rounds_disagree(self):
        self.assertEqual(signs.verdict([0.9, 0.95, 1.1, 1.2, 1.3, 1.3, 1.4], 1, "least"), "undecided (5 of 7 rounds reach it, p = 0.45)")

    def test_value_equal_to_the_bound_reaches_it(self):
        self.assertEqual(signs.reaching([0, 0, 1], 0, "most"), 2)

    def test_nothing_measured_has_no_verdict(self):
        self.assertEqual(signs.verdict([], 1, "least"), "")


if __name__ == "__main__":
    unittest.main()
