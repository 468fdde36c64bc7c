"""Conditions in CEL, by Google's C++ evaluator. What its binding throws or names ends here."""
from typing import NamedTuple

from cel_expr_python import cel

from .float32 import decimal, is_fraction
from .grammar import tokens_of
from .rewriting import fraction_name, names_of, rewritten
from .tokens import ConditionError

# The operators and functions of docs/wire/rules.md, each with the types that it takes (with none: all). Macros there are none.
_OVERLOADS = {
    "!_": (), "_&&_": (), "_||_": (), "_?_:_": (), "@in": (), "_==_": (), "_!=_": (), "contains": (), "endsWith": (), "startsWith": (),
    "_<_": ("less_int64", "less_double", "less_string"),
    "_<=_": ("less_equals_int64", "less_equals_double", "less_equals_string"),
    "_>_": ("greater_int64", "greater_double", "greater_string"),
    "_>=_": ("greater_equals_int64", "greater_equals_double", "greater_equals_string"),
    "_+_": ("add_int64", "add_double", "add_string"),
    "_-_": ("subtract_int64", "subtract_double"),
    "_*_": ("multiply_int64", "multiply_double"),
    "_/_": ("divide_int64", "divide_double"),
    "_%_": ("modulo_int64",),
    "-_": ("negate_int64", "negate_double"),
    "int": ("int64_to_int64", "double_to_int64"),
    "double": ("double_to_double", "int64_to_double"),
    "size": ("size_string", "string_size"),
}
_LANGUAGE = cel.NewEnvConfigFromYaml("stdlib:\n  disable_macros: true\n  include_functions:\n" + "".join(
    f'  - name: "{name}"\n' + ("    overloads:\n" if overloads else "") + "".join(f'    - id: "{overload}"\n' for overload in overloads)
    for name, overloads in _OVERLOADS.items()))

_CALL_TYPES = {"call.call_id": cel.Type.STRING, "call.caller": cel.Type.STRING, "call.callee": cel.Type.STRING,
               "call.trunk": cel.Type.STRING, "call.started_at": cel.Type.INT}
_INT_LIMIT = 2**63


class Parsed(NamedTuple):
    """A condition that keeps to the grammar. names: as in view.feature. text: as the evaluator takes it."""

    names: frozenset
    text: str


def parse(text):
    """Raises ConditionError."""
    tokens = tokens_of(text)
    return Parsed(frozenset(names_of(tokens)), rewritten(tokens))


class Vocabulary:
    """The names that the conditions of a set use, resolved once. names: as in view.feature."""

    def __init__(self, names):
        self.names = frozenset(names)
        self._beside_literals = set()  # names of which conditions ask whether their value is a float32
        # Which type a feature has is not in a blob; the conditions were type-checked before they were published.
        variables = {name: _CALL_TYPES.get(name, cel.Type.DYN) for name in self.names}
        variables.update((fraction_name(name), cel.Type.BOOL) for name in self.names)
        self._environment = cel.NewEnv(config=_LANGUAGE, variables=variables)

    def compile(self, parsed):
        """A condition: called with what bind returns, it gives an object whose value() is True or False, or anything else where it fails."""
        text = parsed.text
        self._beside_literals.update(name for name in parsed.names if fraction_name(name) in text)
        try:
            expression = self._environment.compile(text)
            kind = expression.return_type()
            if kind == cel.Type.DYN:
                # Only a bool may come out: value() of a null gives away a reference to None that it does not own, which ends the process.
                expression = self._environment.compile(f"({text}) && true")
            # The evaluator plans at the first evaluation: it is to be now, and not in the middle of a call.
            expression.eval(self._environment.Activation({}))
        except (RuntimeError, ValueError, TypeError, LookupError) as error:
            raise ConditionError(_first_line(error)) from error
        if kind not in (cel.Type.BOOL, cel.Type.DYN):
            raise ConditionError(f"the result is {kind.name()} and not BOOL")
        return expression.eval

    def bind(self, values):
        """Values by name, for all the conditions of a set: each is converted once, when the first condition asks for it."""
        bound = {}
        for name in self.names:
            value = values.get(name)
            if value.__class__ is float:
                bound[name] = decimal(value)
                if name in self._beside_literals:
                    bound[fraction_name(name)] = is_fraction(value)
            elif value is not None and _is_whole(value):
                bound[name] = value
        return self._environment.Activation(bound)


def _is_whole(value):
    """Whether the library reads a value as it is: it cuts a string at a NUL, and makes a uint of an integer that is too large for an int."""
    if value.__class__ is str:
        return "\0" not in value
    return value.__class__ is not int or -_INT_LIMIT <= value < _INT_LIMIT


def _first_line(error):
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
