"""Conditions in CEL, by Google's C++ evaluator. What its binding throws or names ends here."""
import re

from cel_expr_python import cel

# What docs/wire/rules.md allows, as CEL names it: an operator, function or macro that is not here does not compile.
_LANGUAGE = cel.NewEnvConfigFromYaml("stdlib:\n  disable_macros: true\n  include_functions:\n" + "".join(
    f'  - name: "{name}"\n' for name in (
        "!_", "-_", "_!=_", "_%_", "_&&_", "_*_", "_+_", "_-_", "_/_", "_<=_", "_<_", "_==_", "_>=_", "_>_", "_?_:_", "_||_", "@in",
        "contains", "double", "endsWith", "int", "size", "startsWith")))

_INT_LIMIT = 2**63

# CEL wants to know its names before it compiles, and a blob does not list them. Names within texts and comments are none.
_NAME_OR_TEXT = re.compile(r"""
    [rR](?:'''.*?'''|\"\"\".*?\"\"\"|'[^']*'|"[^"]*")
    | '''(?:\\.|[^\\])*?''' | \"\"\"(?:\\.|[^\\])*?\"\"\" | '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*"
    | //[^\n]*
    | (?P<name>[A-Za-z_]\w*\s*\.\s*[A-Za-z_]\w*)
    """, re.VERBOSE | re.DOTALL | re.ASCII)


class ConditionError(Exception):
    """Text that is no condition."""


class Vocabulary:
    """The names that the conditions of a set use, resolved once. names: as in view.feature."""

    def __init__(self, names):
        self.names = frozenset(names)
        # Which type a feature has is not in a blob; the conditions were type-checked before they were published.
        self._environment = cel.NewEnv(config=_LANGUAGE, variables={name: cel.Type.DYN for name in self.names})

    def compile(self, text):
        """A condition: called with what bind returns, it gives an object whose value() is True or False, or anything else where it fails."""
        try:
            expression = self._environment.compile(text)
            kind = expression.return_type()
            if kind == cel.Type.DYN:
                # Only a bool may come out: value() of a null gives away a reference to None that it does not own, which ends the process.
                expression = self._environment.compile(f"({text}\n) && true")
            # The evaluator plans at the first evaluation: it is to be now, and not in the middle of a call.
            expression.eval(self._environment.Activation({}))
        except (RuntimeError, ValueError, TypeError, LookupError) as error:
            raise ConditionError(_first_line(error)) from error
        if kind not in (cel.Type.BOOL, cel.Type.DYN):
            raise ConditionError(f"the result is {kind.name()} and not BOOL")
        return expression.eval

    def bind(self, values):
        """Values by name, for all the conditions of a set: each is converted once, when the first condition asks for it."""
        return self._environment.Activation({name: value for name in self.names if (value := values.get(name)) is not None and _is_whole(value)})


def _is_whole(value):
    """Whether the library reads a value as it is: it cuts a string at a NUL, and makes a uint of an integer that is too large for an int."""
    if value.__class__ is str:
        return "\0" not in value
    return value.__class__ is not int or -_INT_LIMIT <= value < _INT_LIMIT


def names_in(text):
    """The names in a condition, as in view.feature; whether it is one is for compile to say."""
    return {"".join(match["name"].split()) for match in _NAME_OR_TEXT.finditer(text) if match["name"]}


def _first_line(error):
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
