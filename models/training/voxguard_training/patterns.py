"""Regular expressions of digits, as in number plans: their prefixes and random members."""
import re

try:
    import re._parser as parser
except ImportError:  # Python 3.10 and older
    import sre_parse as parser


class Pattern:
    """Regular expression over digits: literals, sets, groups, alternatives and bounded repetitions."""

    def __init__(self, text):
        self._whole = re.compile(text)
        self._tree = parser.parse(text)

    def matches(self, digits):
        return self._whole.fullmatch(digits) is not None

    def prefixes(self, depth):
        """Returns all prefixes of the members with `depth` digits; whole members if they are shorter."""
        return {text for text, _ in _extend({("", False)}, self._tree, depth)}

    def size(self):
        """Number of members."""
        return _size(self._tree)

    def member(self, rng):
        """Returns a random member; alternatives are weighted by their number of members."""
        return "".join(_sample(self._tree, rng))


def _extend(starts, tree, depth):
    """Yields each (text, full) extended by all texts that `tree` allows; full: it has `depth` digits and is truncated there."""
    for op, argument in tree:
        name = str(op)
        open_ends = {text for text, full in starts if not full}
        closed = {(text, True) for text, full in starts if full}
        if name == "LITERAL":
            grown = {(text + chr(argument), False) for text in open_ends}
        elif name == "IN":
            grown = {(text + digit, False) for text in open_ends for digit in _digits(argument)}
        elif name == "SUBPATTERN":
            grown = _extend({(text, False) for text in open_ends}, argument[3], depth)
        elif name == "BRANCH":
            grown = set()
            for branch in argument[1]:
                grown |= _extend({(text, False) for text in open_ends}, branch, depth)
        elif name == "MAX_REPEAT":
            least, most, inner = argument
            current = {(text, False) for text in open_ends}
            grown = set()
            for times in range(int(most) + 1):
                if times >= least:
                    grown |= current
                if times == most or all(full for _, full in current):
                    break
                current = _extend(current, inner, depth)
            grown |= {(text, True) for text, full in current if full}
        else:
            raise ValueError(f"expected a pattern of digits, got {name}")
        starts = closed | {(text[:depth], full or len(text) >= depth) for text, full in grown}
    return starts


def _digits(items):
    found = set()
    for op, argument in items:
        name = str(op)
        if name == "LITERAL":
            found.add(chr(argument))
        elif name == "RANGE":
            found |= {chr(c) for c in range(argument[0], argument[1] + 1)}
        elif name == "CATEGORY":
            found |= set("0123456789")
        else:
            raise ValueError(f"expected digits, got {name}")
    return sorted(found)


def _size(tree):
    size = 1
    for op, argument in tree:
        name = str(op)
        if name == "IN":
            size *= len(_digits(argument))
        elif name == "SUBPATTERN":
            size *= _size(argument[3])
        elif name == "BRANCH":
            size *= sum(_size(branch) for branch in argument[1])
        elif name == "MAX_REPEAT":
            least, most, inner = argument
            one = _size(inner)
            size *= sum(one ** times for times in range(least, int(most) + 1))
    return size


def _sample(tree, rng):
    for op, argument in tree:
        name = str(op)
        if name == "LITERAL":
            yield chr(argument)
        elif name == "IN":
            digits = _digits(argument)
            yield digits[rng.integers(len(digits))]
        elif name == "SUBPATTERN":
            yield from _sample(argument[3], rng)
        elif name == "BRANCH":
            sizes = [float(_size(branch)) for branch in argument[1]]
            total, at = sum(sizes), rng.random()
            for branch, size in zip(argument[1], sizes):
                at -= size / total
                if at < 0:
                    break
            yield from _sample(branch, rng)
        elif name == "MAX_REPEAT":
            least, most, inner = argument
            for _ in range(int(rng.integers(least, int(most) + 1))):
                yield from _sample(inner, rng)
