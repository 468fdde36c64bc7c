"""Conditions as the evaluator takes them.

Values of float32 features are bound as their decimals. A literal with more digits than its float32 needs differs from them, and yet must count as
that float32: beside such a literal, a comparison asks whether the value is one.
"""
from .float32 import beside_float32
from .tokens import DOUBLE, END, SYMBOL, WORD, Token

# Of a name: whether its value is a float32 that has a fraction. No name of a condition has this view (two names never share a feature and a view).
FRACTION = "is_float32_fraction__"

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
_BEFORE = ("(", "&&", "||", "?", ":")
_AFTER = (*_RELATIONS, ")", "&&", "||", "?", ":")


def fraction_name(name):
    """The name that tells whether the value of another is a float32 that has a fraction."""
    return FRACTION + name


def names_of(tokens):
    """The names in a condition, as in view.feature."""
    return {f"{view.text}.{feature.text}" for view, dot, feature, after in zip(tokens, tokens[1:], tokens[2:], tokens[3:])
            if view.kind == feature.kind == WORD and dot.reads(".") and not after.reads("(")}


def rewritten(tokens):
    """The text of a condition for the evaluator."""
    plain = _without_needless_parentheses(tokens)
    parts, at = [], 0
    while plain[at].kind != END:
        end = _comparison(plain, at)
        if end is None:
            parts.append(plain[at].text)
            at += 1
        else:
            parts.append(_beside_literals(plain[at:end]))
            at = end
    return " ".join(parts)


def _without_needless_parentheses(tokens):
    """Without those around a name or a literal alone."""
    tokens, at = list(tokens), 0
    while at < len(tokens):
        end = _operand(tokens, at + 1) if tokens[at].reads("(") and not (at and _takes_parentheses(tokens[at - 1])) else None
        if end and tokens[end].reads(")"):
            tokens[at:end + 1] = tokens[at + 1:end]
            at = max(0, at - 1)  # where another pair may begin
        else:
            at += 1
    return tokens


def _takes_parentheses(token):
    return token.kind == WORD or token.reads("-")


def _operand(tokens, at):
    """Where a name or a literal ends that begins here; None where none does."""
    if at + 3 < len(tokens) and tokens[at].kind == WORD and tokens[at + 1].reads(".") and not tokens[at + 3].reads("("):
        return at + 3
    return _double(tokens, at) or (at + 1 if tokens[at].is_literal else None)


def _double(tokens, at):
    signed = at + tokens[at].reads("-")
    return signed + 1 if tokens[signed].kind == DOUBLE else None


def _name(tokens, at):
    return _operand(tokens, at) if tokens[at].kind == WORD else None


def _comparison(tokens, at):
    """Where a comparison of a name with doubles ends that begins here and is an operand of no arithmetic; None where none does."""
    if at and not (tokens[at - 1].kind == SYMBOL and tokens[at - 1].text in _BEFORE):
        return None
    left = _name(tokens, at)
    if left and tokens[left].reads("in") and tokens[left + 2].kind != END:
        return _list_end(tokens, left + 1)
    relation = left or _double(tokens, at)
    if not relation or not tokens[relation].reads(*_RELATIONS):
        return None
    end = (_double if left else _name)(tokens, relation + 1)
    return end if end and (tokens[end].kind == END or tokens[end].reads(*_AFTER)) else None


def _list_end(tokens, at):
    end = next(place for place in range(at, len(tokens)) if tokens[place].reads("]"))
    return end + 1 if any(token.kind == DOUBLE for token in tokens[at:end]) else None


def _beside_literals(comparison):
    narrowed = _narrowed(comparison)
    text = " ".join(token.text for token in comparison)
    if narrowed == comparison:
        return text
    (name,) = names_of([*comparison, comparison[-1]])
    return f"({fraction_name(name)} ? {' '.join(token.text for token in narrowed)} : {text})"


def _narrowed(comparison):
    return [Token(DOUBLE, repr(beside), token.at) if token.kind == DOUBLE and (beside := beside_float32(float(token.text))) != float(token.text)
            else token for token in comparison]
