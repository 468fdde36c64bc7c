"""Order of the servers in a round, and the rates at which they are measured."""
import unittest

from harness.rounds import HALF, Rounds, half


class OrderTest(unittest.TestCase):
    def test_every_other_round_is_in_reverse_order(self):
        rounds = Rounds(bench=None, options=None)
        orders = []
        for rounds.number in range(3):
            orders.append(rounds.in_turn(("ours", "ours-native", "rust-shared")))
        self.assertEqual(orders, [["ours", "ours-native", "rust-shared"], ["rust-shared", "ours-native", "ours"], ["ours", "ours-native", "rust-shared"]])


class RatesTest(unittest.TestCase):
    def test_rate_is_half_of_the_weaker_of_ours_and_the_better_rust(self):
        self.assertEqual(half({"ours": 60, "rust-shared": 40, "rust-per-core": 50}), {HALF: 25})

    def test_executable_is_measured_at_the_rate_of_the_jvm(self):
        self.assertEqual(half({"ours": 60, "ours-native": 20, "rust-shared": 80}), {HALF: 30})

    def test_slow_rival_gives_a_rate_of_its_own(self):
        self.assertEqual(half({"ours": 60, "rust-shared": 80, "fastapi": 6}), {HALF: 30, "FastAPI": 3})

    def test_executable_alone_has_no_rate(self):
        self.assertEqual(half({"ours-native": 20}), {})


if __name__ == "__main__":
    unittest.main()
