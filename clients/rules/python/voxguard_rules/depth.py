"""Nesting depth of a condition."""

MAX_DEPTH = 24  # the evaluator supports 32 by its own count, which is lower than this one


class _Group:
    def __init__(self):
        self.operators = self.innermost = self.deepest_part = self.choices = 0
        self.connectives = set()

    def end_part(self):
        self.deepest_part = max(self.deepest_part, self.operators + self.innermost)
        self.operators = self.innermost = 0

    def depth(self):
        self.end_part()
        return self.deepest_part + self.choices + len(self.connectives)


class Depth:
    """Nesting depth, computed from the tokens in order.

    A group is the text between two parentheses, or the whole condition. `&&`, `||`, `?` and `:` divide a group into parts. The depth of a part is
    the number of its other operators plus the depth of its deepest group. The depth of a group is that of its deepest part, plus one for each
    `?`, one for any `&&`, one for any `||`, and one for its parentheses.
    """

    def __init__(self):
        self._groups = [_Group()]

    @property
    def is_open(self):
        return len(self._groups) > 1

    def open(self):
        self._groups.append(_Group())

    def close(self):
        inner = self._groups.pop().depth() + 1
        self._groups[-1].innermost = max(self._groups[-1].innermost, inner)

    def operator(self):
        self._groups[-1].operators += 1

    def connective(self, text):
        self._groups[-1].end_part()
        self._groups[-1].connectives.add(text)

    def choice(self, is_question_mark):
        self._groups[-1].end_part()
        self._groups[-1].choices += is_question_mark

    def whole(self):
        return self._groups[0].depth()
