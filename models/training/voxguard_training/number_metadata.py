"""Writes models/number-ranges.csv and models/short-numbers.csv from the metadata of libphonenumber (PyPI `phonenumbers`).

`python -m voxguard_training.number_metadata`
"""
import phonenumbers
from phonenumbers import PhoneMetadata

from .numbers import MODELS
from .patterns import Pattern

DEPTH = 4  # number of national digits that distinguish ranges
SATELLITE = ("870", "881", "882", "883")
# Where a prefix belongs to several kinds of number, the first of these decides; one that is also fixed-line is ordinary.
# Personal numbers (070 in the United Kingdom; not those of North America) cost the caller as much as premium ones.
KINDS = (("premium", "premium_rate"), ("premium", "personal_number"), ("toll_free", "toll_free"), ("mobile", "mobile"))
# Not in libphonenumber: destinations that published test-number lists of international revenue share fraud name most often.
HIGH_RISK = ("371 373 375 381 387 216 220 222 224 231 232 239 252 257 269 53 670 675 677 678 682 685 688 960").split()

RANGES_HEADER = f"""# Number ranges by leading digits (without +); the longest prefix wins. Everything else is ordinary.
# Only numbers written with + are looked up: what a number without + starts with says nothing.
# Written by models/training (number_metadata.py) from the metadata of libphonenumber, PyPI phonenumbers {phonenumbers.__version__},
# by the first {DEPTH} digits behind the country code at the most. Categories: mobile, toll_free, premium, high_risk, satellite.
# Satellite: ITU-T E.164 codes 870, 881, 882, 883. High-risk: destinations that published lists of test numbers of international
# revenue share fraud name most often (kept in number_metadata.py).
prefix,category
"""
SHORT_HEADER = f"""# Short numbers by country code, as dialled (without +): emergency services, and short codes that are free or dear.
# Written by models/training (number_metadata.py) from the metadata of libphonenumber, PyPI phonenumbers {phonenumbers.__version__}.
# Calls to a number of category emergency are never blocked or held back. Other categories: toll_free, premium.
country_code,number,category
"""
SHORT_AT_MOST = 200  # short codes of one kind and region; longer lists are whole ranges, which are not written one by one


def main():
    ranges = number_ranges()
    (MODELS / "number-ranges.csv").write_text(RANGES_HEADER + "".join(f"{prefix},{category}\n" for prefix, category in ranges))
    numbers = short_numbers()
    (MODELS / "short-numbers.csv").write_text(SHORT_HEADER + "".join(f"{code},{number},{category}\n" for code, number, category in numbers))
    print(f"{len(ranges)} ranges, {len(numbers)} short numbers, {sum(c == 'emergency' for *_, c in numbers)} of them for emergencies")


def number_ranges():
    """Returns (prefix, category), sorted."""
    found = {prefix: "satellite" for prefix in SATELLITE}
    found.update({"800": "toll_free", "979": "premium", "808": "premium"})
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        if regions == ("001",):
            continue
        found.update(_country(str(code), regions))
    return sorted(found.items())


def _country(code, regions):
    metadata = [m for m in (PhoneMetadata.metadata_for_region(region, None) for region in regions) if m is not None]
    prefixes = {kind: set() for _, kind in KINDS}
    fixed = set()
    for region in metadata:
        fixed |= _prefixes(region.fixed_line)
        for _, kind in KINDS:
            prefixes[kind] |= _prefixes(getattr(region, kind))
    if code == "1":
        prefixes["personal_number"] = set()  # 5XX of North America costs as much as an ordinary number
    otherwise = "high_risk" if code in HIGH_RISK else "ordinary"
    categories = {}
    for prefix in fixed.union(*prefixes.values()):
        category = next((category for category, kind in KINDS if prefix in prefixes[kind]), "ordinary")
        if category in ("mobile", "ordinary") and (prefix in fixed or otherwise == "high_risk"):
            category = otherwise
        categories[prefix] = category
    lines = {code + prefix: category for prefix, category in _shortest(categories, otherwise)}
    if otherwise != "ordinary":
        lines[code] = otherwise
    return lines


def _prefixes(description):
    if description is None or not description.national_number_pattern or description.national_number_pattern == "NA":
        return set()
    return Pattern(description.national_number_pattern).prefixes(DEPTH)


def _shortest(categories, otherwise):
    """Returns the fewest prefixes that give each of `categories` its category by the longest match; without a match it is `otherwise`."""
    children = {}
    for prefix in categories:
        for length in range(len(prefix)):
            children.setdefault(prefix[:length], set()).add(prefix[:length + 1])

    def settle(node):
        """Returns (common category of the subtree or None, lines of the subtree)."""
        if node not in children:
            return categories[node], []
        settled = [(child, *settle(child)) for child in sorted(children[node])]
        shared = {category for _, category, _ in settled}
        if len(shared) == 1 and None not in shared:
            return shared.pop(), []
        lines = [line for _, _, below in settled for line in below]
        lines += [(child, category) for child, category, _ in settled if category not in (None, otherwise)]
        return None, lines

    category, lines = settle("")
    return lines + ([("", category)] if category not in (None, otherwise) else [])


def short_numbers():
    """Returns (country code, number, category), sorted."""
    found = set()
    for region in sorted(phonenumbers.SUPPORTED_SHORT_REGIONS):
        metadata = PhoneMetadata.short_metadata_for_region(region, None)
        code = str(phonenumbers.country_code_for_region(region))
        emergency = _numbers(metadata.emergency)
        found |= {(code, number, "emergency") for number in emergency}
        for category, kind in (("toll_free", metadata.toll_free), ("premium", metadata.premium_rate)):
            numbers = _numbers(kind)
            if len(numbers) <= SHORT_AT_MOST:
                found |= {(code, number, category) for number in numbers - emergency}
    emergencies = {(code, number) for code, number, category in found if category == "emergency"}
    found = {line for line in found if line[2] == "emergency" or line[:2] not in emergencies}
    dear = {(code, number) for code, number, category in found if category == "premium"}
    return sorted((line for line in found if line[2] != "toll_free" or line[:2] not in dear), key=lambda line: (int(line[0]), line[1]))


def _numbers(description):
    if description is None or not description.national_number_pattern or description.national_number_pattern == "NA":
        return set()
    pattern = Pattern(description.national_number_pattern)
    longest = max(description.possible_length or (6,))
    return {number for number in pattern.prefixes(longest) if pattern.matches(number)} if pattern.size() <= 100_000 else set()


if __name__ == "__main__":
    main()
