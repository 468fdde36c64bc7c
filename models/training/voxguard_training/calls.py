"""A call record, and the numbers that calls are made between."""
from dataclasses import dataclass

HOME_PREFIXES = ["1212555", "1312555", "1415555", "1617555", "1713555", "442071", "441611", "441215"]
MOBILE_PREFIXES = ["447911", "447700", "447811"]
ABROAD_PREFIXES = ["4930", "33142", "3491", "3902", "8180", "5511", "91226", "52551", "61298"]
MOBILE_ABROAD_PREFIXES = ["49151", "33612", "34612", "39333"]
COSTLY_PREFIXES = ["53", "373", "371", "387", "252", "232", "685", "882", "881", "1900", "4490", "216", "960", "678"]
TOLL_FREE_PREFIXES = ["1800", "1888", "44800"]
ORDINARY = "ordinary"
TYPOLOGIES = ["wangiri", "revenue_share_pumping", "sim_box", "sequential_dialling", "pbx_takeover", "cli_spoofing"]


@dataclass(frozen=True)
class Call:
    """One call. Times in whole seconds since 1970, UTC; label is `ordinary` or one of the typologies."""

    caller: str
    callee: str
    trunk: str
    started_at: int
    duration_s: int
    label: str = ORDINARY


def number(rng, prefixes, digits=11):
    """A number in E.164 form with one of the prefixes; country code 1 always has 11 digits."""
    prefix = prefixes[rng.integers(len(prefixes))]
    length = 11 if prefix.startswith("1") else max(digits, len(prefix) + 5)
    return "+" + prefix + "".join(str(d) for d in rng.integers(0, 10, length - len(prefix)))


def neighbour(value, offset):
    """The number that lies offset behind another, in the same number of digits."""
    digits = value.lstrip("+")
    moved = (int(digits) + offset) % 10 ** len(digits)
    return value[: len(value) - len(digits)] + str(moved).zfill(len(digits))
