"""Call records, and phone numbers for them."""
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneMetadata

from .patterns import Pattern

ORDINARY = "ordinary"
TYPOLOGIES = ["wangiri", "revenue_share_pumping", "sim_box", "slow_sim_box", "sequential_dialling", "pbx_takeover", "account_takeover",
              "cli_spoofing", "subscriber_spoofing"]
# Origins of ordinary numbers: shares of the home network's subscribers, and hours by which their day is behind UTC (negative: ahead).
HOME = {"US": (0.28, 6), "GB": (0.18, 0), "DE": (0.08, -1), "FR": (0.06, -1), "ES": (0.05, -1), "IT": (0.05, -1), "NL": (0.03, -1),
        "PL": (0.04, -1), "IN": (0.05, -5), "BR": (0.05, 3), "MX": (0.03, 6), "JP": (0.02, -9), "AU": (0.03, -10), "ZA": (0.02, -2),
        "NG": (0.01, -1), "TR": (0.02, -3)}
ELSEWHERE = sorted(region for region in phonenumbers.SUPPORTED_REGIONS if region not in HOME)
# Destinations that revenue share and one-ring campaigns use; ordinary people live there too (they are in ELSEWHERE).
COSTLY = ["CU", "MD", "LV", "BA", "SO", "SL", "WS", "TN", "MV", "KM", "GN", "RS", "BY", "EE", "LT", "JM", "ZW", "BF", "PG", "NR"]
INSIDE = "inside"  # a separate network, whose switch writes numbers without +
TOLL_FREE = ["US", "GB", "DE"]
SHORT_CODES = ["112", "911", "999", "411", "118", "101", "150", "1300"]


@dataclass(frozen=True)
class Call:
    """One call. Times in whole seconds since 1970, UTC; label is `ordinary` or one of the typologies. campaign: number of the fraud
    campaign, 0 for an ordinary call."""

    caller: str
    callee: str
    trunk: str
    started_at: int
    duration_s: int
    label: str = ORDINARY
    campaign: int = 0


class NumberPlan:
    """Generator of random numbers that are valid by libphonenumber's metadata."""

    def __init__(self, rng):
        self.rng = rng
        self.homes = list(HOME)
        total = sum(share for share, _ in HOME.values())
        self.shares = [share / total for share, _ in HOME.values()]

    def home(self):
        """Returns a region of the home network."""
        return self.homes[self.rng.choice(len(self.homes), p=self.shares)]

    def anywhere(self):
        """Returns a region: mostly a home one, one time in eight any of the world, one in eight one of those that fraud uses most."""
        roll = self.rng.random()
        if roll < 0.75:
            return self.home()
        among = ELSEWHERE if roll < 0.875 else COSTLY
        return among[self.rng.integers(len(among))]

    def of(self, region, kind=None):
        """Returns a number of a region in E.164 form, or of INSIDE; without a kind, fixed-line or mobile."""
        if region == INSIDE:
            length = self.rng.integers(1, 5) if self.rng.random() < 0.6 else self.rng.integers(6, 11)
            return "".join(str(d) for d in self.rng.integers(0 if length < 4 else 1, 10, length))
        if kind is None:
            kind = "mobile" if self.rng.random() < 0.55 else "fixed_line"
        pattern = _pattern(region, kind) or _pattern(region, "mobile") or _pattern(region, "fixed_line")
        return f"+{phonenumbers.country_code_for_region(region)}{pattern.member(self.rng)}"

    def costly(self):
        """Returns a number whose calls earn someone a share: of such a destination, or premium."""
        roll = self.rng.random()
        if roll < 0.15:
            return self.of("GB", "premium_rate" if roll < 0.08 else "personal_number")
        if roll < 0.2:
            return "+88" + str(self.rng.integers(1, 4)) + "".join(str(d) for d in self.rng.integers(0, 10, 9))
        return self.of(COSTLY[self.rng.integers(len(COSTLY))])

    def toll_free(self):
        return self.of(TOLL_FREE[self.rng.integers(len(TOLL_FREE))], "toll_free")


@lru_cache(maxsize=None)
def _pattern(region, kind):
    description = getattr(PhoneMetadata.metadata_for_region(region, None), kind)
    if description is None or description.national_number_pattern in (None, "", "NA"):
        return None
    return Pattern(description.national_number_pattern)


def neighbour(value, offset):
    """Returns the number at an offset from another, with the same number of digits."""
    digits = value.lstrip("+")
    moved = (int(digits) + offset) % 10 ** len(digits)
    return value[: len(value) - len(digits)] + str(moved).zfill(len(digits))
