"""Checking and reading of a revision's blob."""
import hashlib
import json

from .fields import Torn, Unusable
from .pointer import FORMAT
from .rule import read_rule


def check_bytes(blob, pointer):
    """Raises Torn unless the bytes have the length and hash in the pointer."""
    if len(blob) != pointer.bytes:
        raise Torn("bytes", f"a blob of {pointer.bytes} bytes", f"{len(blob)}")
    digest = hashlib.sha256(blob).hexdigest()
    if digest != pointer.sha256:
        raise Torn("sha256", f"a blob with {pointer.sha256}", digest)


def read_rules(blob, pointer, rule_set):
    """Returns the rules in a blob, in the order of evaluation. Raises Unusable if any rule is invalid."""
    try:
        content = json.loads(blob.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unusable("blob", "JSON", error) from None
    if not isinstance(content, dict):
        raise Unusable("blob", "an object", type(content).__name__)
    for field, expected in (("format", FORMAT), ("set", rule_set)):
        if content.get(field) != expected:
            raise Unusable(field, expected, content.get(field))
    entries = content.get("rules")
    if not isinstance(entries, list):
        raise Unusable("rules", "a list", entries)
    if len(entries) != pointer.count:
        raise Unusable("count", f"{pointer.count} rules", f"{len(entries)}")
    rules = sorted((read_rule(number, entry) for number, entry in enumerate(entries)), key=lambda rule: rule.order)
    _check_ids(rules)
    return tuple(rules)


def _check_ids(rules):
    seen = set()
    for rule in rules:
        if rule.id in seen:
            raise Unusable("id", "unique in its set", f"duplicate id {rule.id}")
        seen.add(rule.id)


def _no_number(name):
    raise ValueError(f"{name} is not a JSON number")
