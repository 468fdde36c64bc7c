"""Sign test: whether rounds fall on one side of a bound more often than a fair coin would, and the verdict on an aim."""
import math

LEVEL = 0.05  # a verdict is given below this probability
LEAST_ROUNDS = 6  # the fewest with which all rounds on one side are below it


def p_value(reaching, rounds):
    """Returns the exact two-sided binomial probability of a split that is at least as uneven, if both sides were equally likely; 1 without rounds."""
    fewer = min(reaching, rounds - reaching)
    return min(1.0, 2 * sum(math.comb(rounds, k) for k in range(fewer + 1)) / 2 ** rounds)


def reaching(values, bound, bound_is):
    """Returns how many values reach the bound, "least" or "most". A value equal to the bound reaches it."""
    return sum(value >= bound if bound_is == "least" else value <= bound for value in values)


def verdict(values, bound, bound_is):
    """Returns "reached", "missed", or "undecided" with the split and its probability; empty without values."""
    if not values:
        return ""
    good = reaching(values, bound, bound_is)
    p = p_value(good, len(values))
    if p >= LEVEL:
        return f"undecided ({good} of {len(values)} rounds reach it, p = {p:.2g})"
    return "reached" if 2 * good > len(values) else "**missed**"
