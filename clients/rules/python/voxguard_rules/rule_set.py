"""Compiled rule set: immutable, and shared by all threads."""
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
_RULES_PER_PROGRESS_CALL = 1000


@dataclass(frozen=True, slots=True)
class Fired:
    """Result of an evaluation. rules: those that fired, in the order of evaluation. failed: number of conditions without a result."""

    rules: tuple[Rule, ...]
    failed: int

    def action(self, decision="allow"):
        """Returns the decision about the call: allow, review or block. decision: the model's.

        The first allow overrides later rules and the model, but not earlier rules. Without one, the strictest action wins.
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
    """Compiled set of a pointer and its blob; created by compile."""

    name: str
    pointer: Pointer
    rules: tuple[Rule, ...]
    _plan: tuple
    _conditions: dict
    _vocabulary: Vocabulary

    @classmethod
    def compile(cls, name, pointer, blob, previous=None, on_progress=lambda: None):
        """Checks and compiles a whole blob. previous: set whose equal conditions are reused.

        The pointer's signature must have been verified by PublicKeys. on_progress: called regularly, since many rules take seconds; an exception of it
        ends the work. Raises Torn or Unusable.
        """
        check_bytes(blob, pointer)
        rules = read_rules(blob, pointer, name)
        vocabulary, conditions = _compiled_conditions(rules, previous, on_progress)
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
        """Returns this set under another pointer to the same bytes. Raises Torn or Unusable."""
        check_bytes(blob, pointer)
        if pointer.count != len(self.rules):
            raise Unusable("count", f"{len(self.rules)} rules", f"{pointer.count}")
        return replace(self, pointer=pointer)

    def evaluate(self, values, now_ms):
        """Evaluates the rules on a call. values: by name, as in {"caller_velocity.calls_1h": 101, "call.caller": "+14155550100"}. now_ms: Unix milliseconds.

        A condition fails if a value that it needs is omitted.
        """
        bound = self._vocabulary.bind(values)
        fired, failed = [], 0
        for condition, valid_from, valid_to, rule in self._plan:
            if valid_from <= now_ms < valid_to:
                try:
                    result = condition(bound).value()
                except Exception:  # a value of a type unknown to CEL fails its conditions, not the call
                    result = None
                if result is True:
                    fired.append(rule)
                elif result is not False:
                    failed += 1
        return Fired(tuple(fired), failed)


def _compiled_conditions(rules, previous, on_progress):
    """Returns the vocabulary of the rules' conditions, and the compiled conditions by text."""
    known = {} if previous is None else previous._conditions
    parsed = _parsed(rules, known, on_progress)
    names = {name for each in parsed.values() for name in each.names}
    if previous is not None and names <= previous._vocabulary.names:
        vocabulary = previous._vocabulary
    else:
        parsed |= _parsed(rules, parsed, on_progress)
        vocabulary, known = Vocabulary(name for each in parsed.values() for name in each.names), {}
    conditions = {}
    for number, rule in enumerate(rules):
        if number % _RULES_PER_PROGRESS_CALL == 0:
            on_progress()
        if rule.condition not in conditions:
            conditions[rule.condition] = known.get(rule.condition) or _checked(rule, vocabulary.compile, parsed[rule.condition])
    return vocabulary, conditions


def _parsed(rules, known, on_progress):
    """Parses the conditions of rules that are not compiled yet."""
    parsed = {}
    for number, rule in enumerate(rules):
        if number % _RULES_PER_PROGRESS_CALL == 0:
            on_progress()
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
