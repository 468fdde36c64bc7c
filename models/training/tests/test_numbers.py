"""Number ranges and patterns of number plans."""
import numpy as np
import phonenumbers
import pytest

from voxguard_training import number_metadata, numbers
from voxguard_training.patterns import Pattern


def test_the_prefixes_of_a_pattern_are_those_of_its_members():
    pattern = Pattern(r"7[1-3]\d{3}|80(?:0|8\d{2,3})")
    assert pattern.prefixes(2) == {"71", "72", "73", "80"}
    assert pattern.prefixes(4) >= {"7100", "800", "8089"} and pattern.matches("8081234") is False
    rng = np.random.default_rng(3)
    for _ in range(200):
        assert pattern.matches(pattern.member(rng))
    assert pattern.size() == 3 * 1000 + 1 + 100 + 1000


@pytest.mark.parametrize("number, category", [
    ("+447911123456", "mobile"), ("+442071838750", "ordinary"), ("+448001111111", "toll_free"), ("+449098765432", "premium"), ("+18005550100", "toll_free"),
    ("+19005550100", "premium"), ("+4915123456789", "mobile"), ("+493012345678", "ordinary"), ("+33612345678", "mobile"), ("+37167123456", "high_risk"),
    ("+881612345678", "satellite"), ("+34612345678", "mobile"), ("+80012345678", "toll_free"), ("112", "ordinary")])
def test_known_numbers_have_their_category(number, category):
    assert numbers.CATEGORIES[numbers.category(number)] == category


def test_the_files_match_the_metadata():
    ranges = number_metadata.RANGES_HEADER + "".join(f"{prefix},{category}\n" for prefix, category in number_metadata.number_ranges())
    assert (numbers.MODELS / "number-ranges.csv").read_text() == ranges
    short = number_metadata.SHORT_HEADER + "".join(f"{c},{n},{k}\n" for c, n, k in number_metadata.short_numbers())
    assert (numbers.MODELS / "short-numbers.csv").read_text() == short


@pytest.mark.parametrize("region", ["US", "GB", "DE", "FR", "IN", "JP", "AU", "BR", "ZA"])
def test_every_emergency_number_that_libphonenumber_knows_is_in_the_file(region):
    code = phonenumbers.country_code_for_region(region)
    written = {number for c, number, category in number_metadata.short_numbers() if c == str(code) and category == "emergency"}
    known = {str(n) for n in range(1000) if phonenumbers.is_emergency_number(str(n), region)} | {
        n for n in ("000", "999", "112") if phonenumbers.is_emergency_number(n, region)}
    assert known - {n for n in known if len(n) < 2} <= written
