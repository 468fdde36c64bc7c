"""Subset of CEL that a condition may use, checked token by token before CEL parses it: docs/wire/rules-grammar.md.

The publisher and every engine make the same checks, so no engine meets a construct that the others accept and it lacks.
"""
from .depth import MAX_DEPTH, Depth
from .tokens import END, INT, LEAST_INT_MAGNITUDE, STRING, SYMBOL, WORD, ConditionError, expected, scan

MAX_CONDITION = 4096

_FUNCTIONS = ("size", "int", "double")
_METHODS = ("startsWith", "endsWith", "contains", "size")
_CALL_FIELDS = ("call_id", "caller", "callee", "trunk", "started_at")
_RESERVED = frozenset(("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "namespace",
                       "null", "package", "return", "true", "var", "void", "while"))
_BINARY = ("==", "!=", "<", "<=", ">", ">=", "+", "*", "/", "%")


def tokens_of(text):
    """Returns the tokens of a condition inside the grammar. Raises ConditionError."""
    if not 1 <= len(text) <= MAX_CONDITION:
        raise ConditionError(f"expected 1 to {MAX_CONDITION} characters, got {len(text)}")
    tokens = scan(text)
    _Grammar(tokens).check()
    return tokens


class _Grammar:
    def __init__(self, tokens):
        self._tokens, self._depth, self._at = tokens, Depth(), 0
        self._after_value = False  # True if the token before ended a value, so that an operator may follow

    def check(self):
        while self._tokens[self._at].kind != END:
            token = self._tokens[self._at]
            {WORD: self._word, SYMBOL: self._symbol}.get(token.kind, self._literal)(token)
            self._at += 1
        self._require(self._after_value, "a value")
        self._require(not self._depth.is_open, "a closing parenthesis")
        if (depth := self._depth.whole()) > MAX_DEPTH:
            raise ConditionError(f"expected operators and parentheses nested at most {MAX_DEPTH} deep, got {depth}")

    def _require(self, holds, what, ahead=0):
        if not holds:
            token = self._tokens[min(self._at + ahead, len(self._tokens) - 1)]
            raise expected(what, token.text, token.at)

    def _token(self, ahead):
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _literal(self, token):
        self._require(not self._after_value, "an operator")
        self._require(not _is_min_int_magnitude(token) or self._is_signed(), "an int of 64 bits")
        self._after_value = True

    def _is_signed(self):
        """Returns whether the token before is a sign rather than a subtraction."""
        at = self._at - 1
        return at >= 0 and self._tokens[at].reads("-") and (at == 0 or not _ends_value(self._tokens[at - 1]))

    def _word(self, token):
        if token.text == "in":
            self._list()
            return
        self._require(not self._after_value, "an operator")
        if token.text in ("true", "false"):
            self._after_value = True
        elif self._token(1).reads("("):
            self._require(token.text in _FUNCTIONS, "size, int or double")
        else:
            self._name(token)
            self._after_value = True

    def _name(self, view):
        self._require(view.text not in _RESERVED and self._token(1).reads("."), "view.feature")
        feature = self._token(2)
        self._require(feature.kind == WORD and feature.text not in _RESERVED and not self._token(3).reads("("), "view.feature", 2)
        self._require(view.text != "call" or feature.text in _CALL_FIELDS, "call_id, caller, callee, trunk or started_at of the call", 2)
        self._at += 2

    def _symbol(self, token):
        match token.text:
            case ".":
                self._method()
            case "(":
                self._require(not self._after_value, "an operator")
                self._depth.open()
            case ")":
                self._close()
            case "-":
                self._require(self._after_value or not self._token(1).reads("-", "!"), "a value after the sign", 1)
                self._depth.operator()
                self._after_value = False
            case "!":
                self._require(not self._after_value, "an operator")
                self._require(not self._token(1).reads("-"), "a bool after !", 1)
                self._depth.operator()
            case "[" | "]" | ",":
                self._require(False, "a list only after in, and no other value")
            case _:
                self._operator(token.text)

    def _close(self):
        empty_of_size = self._at >= 3 and [each.text for each in self._tokens[self._at - 3:self._at]] == [".", "size", "("]
        self._require(self._depth.is_open and (self._after_value or empty_of_size), "a value")
        self._depth.close()
        self._after_value = True

    def _operator(self, text):
        self._require(self._after_value, "a value")
        if text in ("&&", "||"):
            self._depth.connective(text)
        elif text in _BINARY:
            self._depth.operator()
        else:
            self._depth.choice(text == "?")
        self._after_value = False

    def _method(self):
        self._require(self._after_value, "a value")
        before = self._tokens[self._at - 1]
        self._require(before.kind == STRING or before.reads(")") or before.kind == WORD and before.text not in ("true", "false"), "an operator")
        self._require(self._token(1).text in _METHODS and self._token(2).reads("("),
                   "startsWith(…), endsWith(…), contains(…) or size() after the dot", 1)
        self._depth.operator()
        self._at += 1
        self._after_value = False

    def _list(self):
        """Reads a list, from `in` to the closing bracket."""
        self._require(self._after_value, "a value")
        self._depth.operator()
        self._at += 1
        self._require(self._token(0).reads("["), "a list of literals after in")
        self._at += 1
        if self._token(0).reads("]"):
            return
        first = self._element()
        while self._token(0).reads(","):
            self._at += 1
            self._require(self._element() == first, "elements of one type in the list", -1)
        self._require(self._token(0).reads("]"), "a comma or the list's end")

    def _element(self):
        negative = self._token(0).reads("-")
        self._at += negative
        literal = self._token(0)
        self._require(literal.is_literal and not (negative and literal.kind == STRING), "a number or a string in the list")
        self._require(negative or not _is_min_int_magnitude(literal), "an int of 64 bits")
        self._at += 1
        return literal.kind


def _is_min_int_magnitude(token):
    return token.kind == INT and int(token.text) == LEAST_INT_MAGNITUDE


def _ends_value(token):
    return token.is_literal or token.reads(")", "]") or token.kind == WORD and token.text != "in"
