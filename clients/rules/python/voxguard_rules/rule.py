"""Detection rules as a blob has them."""
import re
from dataclasses import dataclass

from .fields import Unusable
from .grammar import MAX_CONDITION

ACTIONS = ("flag", "allow", "review", "block")
MAX_TEXT = 200
MAX_PRIORITY = 1_000_000
_MAX_MS = 2**53 - 1

_ID = re.compile("[A-Za-z0-9._:-]{1,64}")
_CONDITION = re.compile(f"[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]{{1,{MAX_CONDITION}}}")
_TEXT = re.compile(f"[^\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]{{0,{MAX_TEXT}}}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Detection rule. valid_from (inclusive), valid_to (exclusive): Unix milliseconds; None for no limit."""

    id: str
    name: str
    owner: str
    typology: str
    condition: str
    action: str
    priority: int
    valid_from: int | None = None
    valid_to: int | None = None

    @property
    def order(self):
        """Returns the sort key for the order of evaluation."""
        return -self.priority, self.id


def read_rule(number, entry):
    """Returns the rule in an entry of a blob. Unknown fields are ignored. Raises Unusable."""
    at = f"rules[{number}]"
    if not isinstance(entry, dict):
        raise Unusable(at, "an object", entry)
    rule_id, action, condition = entry.get("id"), entry.get("action"), entry.get("condition")
    if not isinstance(rule_id, str) or not _ID.fullmatch(rule_id):
        raise Unusable(f"{at}.id", "1 to 64 of A-Z a-z 0-9 - _ . :", rule_id)
    at = f"rules[{rule_id}]"
    if action not in ACTIONS:
        raise Unusable(f"{at}.action", "allow, review, block or flag", action)
    if not isinstance(condition, str) or not _CONDITION.fullmatch(condition):
        raise Unusable(f"{at}.condition", f"1 to {MAX_CONDITION} characters, no control characters but tabs and line ends", condition)
    return Rule(rule_id, *(_text(at, field, entry.get(field)) for field in ("name", "owner", "typology")), condition, action,
                _integer(at, "priority", entry.get("priority"), MAX_PRIORITY),
                *(_integer(at, field, entry[field], _MAX_MS) if field in entry else None for field in ("valid_from", "valid_to")))


def _text(at, field, value):
    if not isinstance(value, str) or not _TEXT.fullmatch(value):
        raise Unusable(f"{at}.{field}", f"text of up to {MAX_TEXT} characters without control characters", value)
    return value


def _integer(at, field, value, limit):
    if type(value) is not int or not -limit <= value <= limit:  # True is an int, but not a priority
        raise Unusable(f"{at}.{field}", f"an integer from -{limit} to {limit}", value)
    return value
