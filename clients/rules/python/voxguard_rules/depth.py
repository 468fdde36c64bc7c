"""How deep a condition is nested."""

DEEPEST = 24  # the evaluator can do 32 by its own count, which is lower than this one


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
    """The depth of a condition from its tokens in their order.

    A group is what stands between two parentheses, or the condition as a whole. `&&`, `||`, `?` and `:` divide it into parts. A part is as deep
    as it has other operators, plus the deepest group in it; a group is as deep as its deepest part, plus one for each `?`, one for any `&&`, one
    for any `||`, and one for its parentheses.
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

    def choice(self, begins):
        self._groups[-1].end_part()
        self._groups[-1].choices += begins

    def whole(self):
        return self._groups[0].depth()
