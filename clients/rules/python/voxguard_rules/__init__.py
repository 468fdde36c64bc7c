"""Follows the detection rules that are published into a store, and evaluates them."""
from .events import Applied, Refused
from .fields import FieldError, Refusal
from .follower import Follower
from .health import Health, State
from .keys import PublicKeys
from .pointer import Pointer
from .rule import Rule
from .rule_set import Fired, RuleSet
from .settings import Settings

__all__ = ["Applied", "FieldError", "Fired", "Follower", "Health", "Pointer", "PublicKeys", "Refusal", "Refused", "Rule", "RuleSet",
           "Settings", "State"]
