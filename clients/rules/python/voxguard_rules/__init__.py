"""Follows the detection rules that are published into a store, and evaluates them."""
from .events import Applied, Refused
from .fields import FieldError, Refusal
from .keys import PublicKeys
from .pointer import Pointer
from .rule import Rule
from .rule_set import Fired, RuleSet

__all__ = ["Applied", "FieldError", "Fired", "Pointer", "PublicKeys", "Refusal", "Refused", "Rule", "RuleSet"]
