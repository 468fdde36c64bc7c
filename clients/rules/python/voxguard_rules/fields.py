"""Errors that name a field, what was expected in it, and what came."""

_SHOWN = 80
_SHOWN_OF_ERRORS = 160


class FieldError(ValueError):
    """A field that does not hold what it must."""

    def __init__(self, field, expected, got):
        super().__init__(f"{field}: expected {expected}, got {_shown(got)}")
        self.field, self.expected, self.got = field, expected, got


class Refusal(FieldError):
    """What was published must not run. What runs stays."""


class Unverifiable(Refusal):
    """A pointer that cannot be parsed, or that no known key has signed."""


class Fallen(Refusal):
    """A pointer below what this engine has run."""


class Torn(Refusal):
    """A blob that is not what its pointer says, or that is gone while its pointer is current."""


class Unusable(Refusal):
    """A blob that is what its pointer says and yet must not run: reading it again changes nothing."""


def _shown(got):
    text, most = (str(got), _SHOWN_OF_ERRORS) if isinstance(got, BaseException) else (repr(got), _SHOWN)
    return text if len(text) <= most else text[:most] + "…"
