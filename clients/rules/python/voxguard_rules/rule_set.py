"""A rule set that is ready to evaluate: immutable, and shared by all threads."""
from dataclasses import dataclass, replace

from .blob import check_bytes, read_rules
from .conditions import Vocabulary, parse
from .fields import FieldError, Unusable
from .pointer import Pointer
from .rule import Rule
from .tokens import ConditionError

DECISIONS = ("allow", "review", "block")
_STRICTNESS = {decision: strictness for strictness, decision in enumerate(DECISIONS)}
_ALWAYS = 2**63
_PULSE = 1000


@dataclass(frozen=True, slots=True)
class Fired:
    """rules: those whose condition is true, in the order of evaluation. failed: conditions that have no result."""

    rules: tuple[Rule, ...]
    failed: int

    def action(self, decision="allow"):
        """What to do with the call: allow, review or block. decision: the model's.

        The first allow wins over every rule below it and over the model; rules above it count. Without one, the strictest of all.
        """
        if decision not in _STRICTNESS:
            raise FieldError("decision", "allow, review or block", decision)
        above = 0
        for rule in self.rules:
            if rule.action == "allow":
                return DECISIONS[above]
            above = max(above, _STRICTNESS.get(rule.action, 0))
        return DECISIONS[max(above, _STRICTNESS[decision])]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What compile makes of a pointer and its blob. pointer: as it was read."""

    name: str
    pointer: Pointer
    rules: tuple[Rule, ...]
    _plan: tuple
    _conditions: dict
    _vocabulary: Vocabulary

    @classmethod
    def compile(cls, name, pointer, blob, like=None, pulse=lambda: None):
        """Checks and compiles a whole blob. like: a set whose conditions are taken over where they read the same.

        The pointer's signature is checked before, by PublicKeys. pulse: called now and then, since many rules take seconds; what it raises
        ends the work. Raises Torn or Unusable.
        """
        check_bytes(blob, pointer)
        rules = read_rules(blob, pointer, name)
        vocabulary, conditions = _compiled_conditions(rules, like, pulse)
        return cls(name, pointer, rules, tuple(_step(rule, conditions) for rule in rules), conditions, vocabulary)

    @property
    def revision(self):
        return self.pointer.revision

    @property
    def sha256(self):
        return self.pointer.sha256

    def names_the_same(self, pointer):
        return (pointer.revision, pointer.sha256) == (self.revision, self.sha256)

    def published_again(self, pointer, blob):
        """This set under another pointer to the same bytes. Raises Torn or Unusable."""
        check_bytes(blob, pointer)
        if pointer.count != len(self.rules):
            raise Unusable("count", f"{len(self.rules)} rules", f"{pointer.count}")
        return replace(self, pointer=pointer)

    def evaluate(self, values, now_ms):
        """values: by name, as in {"caller_velocity.calls_1h": 101, "call.caller": "+14155550100"}. now_ms: Unix milliseconds.

        No value may be left out that a rule could name: a condition without one of its values fails.
        """
        bound = self._vocabulary.bind(values)
        fired, failed = [], 0
        for condition, valid_from, valid_to, rule in self._plan:
            if valid_from <= now_ms < valid_to:
                try:
                    result = condition(bound).value()
                except Exception:  # a value of a type that CEL has not fails its conditions, and not the call
                    result = None
                if result is True:
                    fired.append(rule)
                elif result is not False:
                    failed += 1
        return Fired(tuple(fired), failed)


def _compiled_conditions(rules, like, pulse):
    """What the conditions of rules are compiled with, and each of them by its text."""
    known = {} if like is None else like._conditions
    parsed = _parsed(rules, known, pulse)
    names = {name for each in parsed.values() for name in each.names}
    if like is not None and names <= like._vocabulary.names:
        vocabulary = like._vocabulary
    else:
        parsed |= _parsed(rules, parsed, pulse)
        vocabulary, known = Vocabulary(name for each in parsed.values() for name in each.names), {}
    conditions = {}
    for number, rule in enumerate(rules):
        if number % _PULSE == 0:
            pulse()
        if rule.condition not in conditions:
            conditions[rule.condition] = known.get(rule.condition) or _checked(rule, vocabulary.compile, parsed[rule.condition])
    return vocabulary, conditions


def _parsed(rules, known, pulse):
    """The conditions of rules that are not known."""
    parsed = {}
    for number, rule in enumerate(rules):
        if number % _PULSE == 0:
            pulse()
        if rule.condition not in known and rule.condition not in parsed:
            parsed[rule.condition] = _checked(rule, parse, rule.condition)
    return parsed


def _checked(rule, step, argument):
    try:
        return step(argument)
    except ConditionError as error:
        raise Unusable(f"rules[{rule.id}].condition", "CEL over view.feature and call.*", error) from None


def _step(rule, conditions):
    return (conditions[rule.condition], -_ALWAYS if rule.valid_from is None else rule.valid_from,
            _ALWAYS if rule.valid_to is None else rule.valid_to, rule)
