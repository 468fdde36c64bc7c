"""Rewriting of conditions for the evaluator.

Values of float32 features are bound as their shortest decimals. A literal with more digits than that must still count as its float32, so a comparison
with such a literal tests whether the value is a float32.
"""
from .float32 import beside_float32
from .tokens import DOUBLE, END, SYMBOL, WORD, Token

# Prefix of the name that tells whether the value of another name is a float32 with a fraction. No view in a condition has it.
FRACTION = "is_float32_fraction__"

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
_BEFORE = ("(", "&&", "||", "?", ":")
_AFTER = (*_RELATIONS, ")", "&&", "||", "?", ":")


def fraction_name(name):
    """Returns the name that tells whether the value of another name is a float32 with a fraction."""
    return FRACTION + name


def names_of(tokens):
    """Returns the names in a condition, as in view.feature."""
    return {f"{view.text}.{feature.text}" for view, dot, feature, after in zip(tokens, tokens[1:], tokens[2:], tokens[3:])
            if view.kind == feature.kind == WORD and dot.reads(".") and not after.reads("(")}


def rewritten(tokens):
    """Returns the text of a condition for the evaluator."""
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
    """Removes parentheses around a single name or literal."""
    tokens, at = list(tokens), 0
    while at < len(tokens):
        end = _operand(tokens, at + 1) if tokens[at].reads("(") and not (at and _takes_parentheses(tokens[at - 1])) else None
        if end and tokens[end].reads(")"):
            tokens[at:end + 1] = tokens[at + 1:end]
            at = max(0, at - 1)  # another pair may begin there
        else:
            at += 1
    return tokens


def _takes_parentheses(token):
    return token.kind == WORD or token.reads("-")


def _operand(tokens, at):
    """Returns the end of the name or literal that begins here; None if there is none."""
    if at + 3 < len(tokens) and tokens[at].kind == WORD and tokens[at + 1].reads(".") and not tokens[at + 3].reads("("):
        return at + 3
    return _double(tokens, at) or (at + 1 if tokens[at].is_literal else None)


def _double(tokens, at):
    signed = at + tokens[at].reads("-")
    return signed + 1 if tokens[signed].kind == DOUBLE else None


def _name(tokens, at):
    return _operand(tokens, at) if tokens[at].kind == WORD else None


def _comparison(tokens, at):
    """Returns the end of the comparison of a name with doubles that begins here; None if there is none, or it is an operand of arithmetic."""
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
