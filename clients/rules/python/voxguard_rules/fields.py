"""Errors that name a field, the expected value, and the actual one."""

_SHOWN = 80
_SHOWN_OF_ERRORS = 160


class FieldError(ValueError):
    """Invalid value of a field."""

    def __init__(self, field, expected, got):
        super().__init__(f"{field}: expected {expected}, got {_shown(got)}")
        self.field, self.expected, self.got = field, expected, got


class Refusal(FieldError):
    """The published set is refused; the current one stays in force."""


class Unverifiable(Refusal):
    """Pointer that is malformed or not signed by a known key."""


class Fallen(Refusal):
    """Pointer with a revision below the one in force."""


class Torn(Refusal):
    """Blob that does not match its pointer, or is missing although its pointer is current."""


class Unusable(Refusal):
    """Blob that matches its pointer but cannot be used; reading it again would not help."""


def _shown(got):
    text, most = (str(got), _SHOWN_OF_ERRORS) if isinstance(got, BaseException) else (repr(got), _SHOWN)
    return text if len(text) <= most else text[:most] + "…"
