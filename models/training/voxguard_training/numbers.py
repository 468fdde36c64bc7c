"""Properties of phone numbers: country code, category, plausibility. docs/features.md has the rules; the Java code follows them too."""
import csv
from functools import lru_cache
from pathlib import Path

MODELS = Path(__file__).resolve().parents[2]
TWO_DIGIT_CODES = {"20", "27", "36", "39", "81", "82", "84", "86", "98"} | {
    str(c) for r in (range(30, 35), range(40, 42), range(43, 50), range(51, 59), range(60, 67), range(90, 96)) for c in r}
CATEGORIES = ["ordinary", "mobile", "toll_free", "premium", "high_risk", "satellite"]
COSTLY = {3, 4, 5}


def digits(number):
    return number[1:] if number.startswith("+") else number


def country_code(number):
    """Returns the country code of a number with +."""
    rest = number[1:]
    if rest[0] in "17":
        return rest[0]
    return rest[:2] if rest[:2] in TWO_DIGIT_CODES else rest[:3]


def is_international(caller, callee):
    return caller.startswith("+") and callee.startswith("+") and country_code(caller) != country_code(callee)


@lru_cache(maxsize=1)
def _ranges():
    lines = [line for line in (MODELS / "number-ranges.csv").read_text().splitlines() if line and not line.startswith("#")]
    return {row["prefix"]: CATEGORIES.index(row["category"]) for row in csv.DictReader(lines)}


@lru_cache(maxsize=1_000_000)
def category(number):
    """Returns the index of the category of the longest known prefix; ordinary without +."""
    if not number.startswith("+"):
        return 0
    ranges = _ranges()
    for length in range(len(number) - 1, 0, -1):
        found = ranges.get(number[1:1 + length])
        if found is not None:
            return found
    return 0


def is_plausible(number):
    if not number.startswith("+"):
        return True
    rest = number[1:]
    return rest[0] != "0" and 7 <= len(rest) <= 15 and (rest[0] != "1" or len(rest) == 11)


def common_digits(a, b):
    common = 0
    for x, y in zip(digits(a), digits(b)):
        if x != y:
            break
        common += 1
    return common
