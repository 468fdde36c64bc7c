"""Conditions in CEL, evaluated by Google's C++ library. Exceptions and names of its binding do not leave this module."""
from typing import NamedTuple

from cel_expr_python import cel

from .float32 import decimal, is_fraction
from .grammar import tokens_of
from .rewriting import fraction_name, names_of, rewritten
from .tokens import ConditionError

# Operators and functions of docs/wire/rules.md with their overloads (none listed: all of them). There are no macros.
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
    """Condition inside the grammar. names: as in view.feature. text: rewritten for the evaluator."""

    names: frozenset
    text: str


def parse(text):
    """Parses a condition. Raises ConditionError."""
    tokens = tokens_of(text)
    return Parsed(frozenset(names_of(tokens)), rewritten(tokens))


class Vocabulary:
    """Names that the conditions of a set use, resolved once. names: as in view.feature."""

    def __init__(self, names):
        self.names = frozenset(names)
        self._beside_literals = set()  # names whose conditions test whether the value is a float32
        # The blob does not have the types of features; the publisher has type-checked the conditions.
        variables = {name: _CALL_TYPES.get(name, cel.Type.DYN) for name in self.names}
        variables.update((fraction_name(name), cel.Type.BOOL) for name in self.names)
        self._environment = cel.NewEnv(config=_LANGUAGE, variables=variables)

    def compile(self, parsed):
        """Returns a compiled condition: called with the result of bind, it returns an object whose value() is True or False, or something else if it failed."""
        text = parsed.text
        self._beside_literals.update(name for name in parsed.names if fraction_name(name) in text)
        try:
            expression = self._environment.compile(text)
            kind = expression.return_type()
            if kind == cel.Type.DYN:
                # The result must be a bool: value() of a null releases a reference to None that it does not own, which crashes the process.
                expression = self._environment.compile(f"({text}) && true")
            # The evaluator plans at the first evaluation: do that now, not during a call.
            expression.eval(self._environment.Activation({}))
        except (RuntimeError, ValueError, TypeError, LookupError) as error:
            raise ConditionError(_first_line(error)) from error
        if kind not in (cel.Type.BOOL, cel.Type.DYN):
            raise ConditionError(f"the result is {kind.name()} instead of BOOL")
        return expression.eval

    def bind(self, values):
        """Binds values by name for all conditions of a set. Each value is converted once, when a condition first needs it."""
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
    """Returns whether the library reads a value unchanged: it cuts strings at a NUL, and turns integers too large for an int into uints."""
    if value.__class__ is str:
        return "\0" not in value
    return value.__class__ is not int or -_INT_LIMIT <= value < _INT_LIMIT


def _first_line(error):
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
