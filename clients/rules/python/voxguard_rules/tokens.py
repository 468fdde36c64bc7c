"""Scanner of conditions: the lexical half of docs/wire/rules-grammar.md, which every engine implements alike."""
import math
import re
from typing import NamedTuple

INT, DOUBLE, STRING, WORD, SYMBOL, END = "int", "double", "string", "word", "symbol", "end"

LEAST_INT_MAGNITUDE = 2**63

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"(?:[ \t\n\r]|//[^\n]*)*")
_NUMBER = re.compile(r"[0-9]+(?P<fraction>\.[0-9]+)?(?P<exponent>[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TRIPLE = re.compile(r"'''|\"\"\"")
_STRING = re.compile(r"""'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*\"""")
_ESCAPE = re.compile(r"""\\(?:[\\'"nrt]|u(?P<four>[0-9a-fA-F]{4})|U(?P<eight>[0-9a-fA-F]{8}))""")
_SYMBOL = re.compile(r"&&|\|\||[=!<>]=|[!<>+\-*/%?:.,()\[\]]")


class ConditionError(Exception):
    """Text that is not a condition."""


class Token(NamedTuple):
    """Token of a condition. at: index of its first character, from 0."""

    kind: str
    text: str
    at: int

    def reads(self, *texts):
        """Returns whether the token is one of these symbols or words."""
        return self.kind in (SYMBOL, WORD) and self.text in texts

    @property
    def is_literal(self):
        return self.kind in (INT, DOUBLE, STRING)


def expected(what, got, at):
    return ConditionError(f"expected {what}, got {got} at character {at + 1}")


def scan(text):
    """Returns the tokens of a condition; the last one is END. Raises ConditionError."""
    if control := _CONTROL.search(text):
        raise expected("no control characters but tabs and line ends", f"U+{ord(control[0]):04X}", control.start())
    if half := _SURROGATE.search(text):
        raise expected("Unicode text", "half of a surrogate pair", half.start())
    tokens, at = [], _BLANK.match(text).end()
    while at < len(text):
        tokens.append(_token(text, at))
        at = _BLANK.match(text, at + len(tokens[-1].text)).end()
    return [*tokens, Token(END, "the end", at)]


def _token(text, at):
    character = text[at]
    if character in "'\"":
        return _string(text, at)
    if number := _NUMBER.match(text, at):
        return _number(text, number)
    if word := _WORD.match(text, at):
        if text[word.end():word.end() + 1] in ("'", '"'):
            raise expected("a string without a prefix", text[at:word.end() + 1], at)
        return Token(WORD, word[0], at)
    if symbol := _SYMBOL.match(text, at):
        return Token(SYMBOL, symbol[0], at)
    raise expected("a condition", repr(character), at)


def _number(text, match):
    number, at, after = match[0], match.start(), text[match.end():match.end() + 1]
    leading_zero = re.match("0[0-9]", number)
    if leading_zero or re.match(r"[A-Za-z0-9_.]", after):
        raise expected("a number such as 12, 0.5 or 1e6", number + after, at)
    if match["fraction"] is None and match["exponent"] is None:
        if len(number) > 19 or int(number) > LEAST_INT_MAGNITUDE:
            raise expected("an int of 64 bits", number, at)
        return Token(INT, number, at)
    value = float(number)
    if math.isinf(value) or value == 0 and re.match(r"[0.]*[1-9]", number):
        raise expected("a double between 5e-324 and 1.7976931348623157e308", number, at)
    return Token(DOUBLE, number, at)


def _string(text, at):
    if _TRIPLE.match(text, at):
        raise expected("a string between single quotation marks", "one between triple marks", at)
    string = _STRING.match(text, at)
    if string is None:
        raise expected("a string that ends on its line", "a line end or the end", at)
    for backslash in re.finditer(r"\\.", string[0], re.DOTALL):
        escape = _ESCAPE.match(string[0], backslash.start())
        if escape is None:
            raise expected(r"an escape of \\ \' \" \n \r \t \u with 4 or \U with 8 hexadecimal digits", backslash[0], at + backslash.start())
        code_point = int(escape["four"] or escape["eight"] or "1", 16)
        if code_point == 0 or code_point > 0x10FFFF or 0xD800 <= code_point <= 0xDFFF:
            raise expected(r"an escape from \u0001 to \U0010FFFF, no surrogate", escape[0], at + escape.start())
    return Token(STRING, string[0], at)
