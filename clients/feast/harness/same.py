"""Differences of two replies, compared as JSON: 1 equals 1.0, but true does not equal 1, nor -0.0 0."""
import math

MOST_LINES, MOST_REQUESTS = 6, 5


class Report:
    """Collects differences, so that a run shows more than the first."""

    def __init__(self):
        self._found = []

    def compare(self, request, expected, got):
        lines = list(_differences(expected, got, "reply"))
        if lines:
            self._found.append("\n  ".join([str(getattr(request, "body", request)), *lines[:MOST_LINES]]))
        if len(self._found) == MOST_REQUESTS:
            self.end()

    def end(self):
        """Fails if there are any."""
        assert not self._found, "\n".join(["replies differ:", *self._found])


def _differences(expected, got, path):
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in sorted(expected.keys() | got.keys()):
            if key not in got or key not in expected:
                yield f"{path}.{key}: {'only expected' if key in expected else 'not expected'}: {(expected | got)[key]!r}"
            else:
                yield from _differences(expected[key], got[key], f"{path}.{key}")
    elif isinstance(expected, (list, tuple)) and isinstance(got, (list, tuple)) and len(expected) == len(got):
        for at, (one, other) in enumerate(zip(expected, got)):
            yield from _differences(one, other, f"{path}[{at}]")
    elif not _same(expected, got):
        yield f"{path}: expected {expected!r}, got {got!r}"


def _same(expected, got):
    if isinstance(expected, bool) or isinstance(got, bool) or not isinstance(expected, (int, float)) or not isinstance(got, (int, float)):
        return type(expected) is type(got) and expected == got
    return expected == got and math.copysign(1, expected) == math.copysign(1, got)
