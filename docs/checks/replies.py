"""Whether a command printed what the documentation says.

JSON: the fields that are shown must be there and equal; others may be there too. `…` in place of the rest of a list or an object means that there may
be more, within a text that anything may stand there. Of fields that vary, only the type counts. Text: each line, `…` included, is found somewhere.
"""

import json
import re
from typing import Any

MORE = "\0more"


def difference(language: str, expected: str, varies: frozenset[str], printed: str) -> str | None:
    """Returns what differs, or None."""
    if language != "json":
        missing = [line.strip() for line in expected.splitlines() if line.strip() and not _matches(line.strip(), printed, whole=False)]
        return f"not in the output: {missing[0]}" if missing else None
    try:
        actual = json.loads(printed)
    except ValueError as e:
        return f"expected JSON: {e}"
    return _differs(json.loads(_without_dots(expected)), actual, varies, "$")


def _without_dots(text: str) -> str:
    """Makes JSON of JSON in which the rest of a list or an object is left out."""
    text = re.sub(r"(^|[\[,])\s*…\s*\]", lambda rest: rest.group(1) + json.dumps(MORE) + "]", text)
    return re.sub(r",?\s*…\s*(?=[,}])", "", "".join(_outside_texts(text)))


def _outside_texts(text: str) -> list[str]:
    """Returns the pieces of JSON with the dots inside of texts escaped, so that only those between fields are left."""
    return [piece.replace("…", "\\u2026") if piece.startswith('"') else piece for piece in re.split(r'("(?:[^"\\]|\\.)*")', text)]


def _differs(expected: Any, actual: Any, varies: frozenset[str], at: str) -> str | None:
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            if key not in actual:
                return f"{at}.{key}: expected {value!r}, got nothing"
            found = (_varying if key in varies else _differs)(value, actual[key], varies, f"{at}.{key}")
            if found:
                return found
        return None
    if isinstance(expected, list) and isinstance(actual, list):
        open_end = bool(expected) and expected[-1] == MORE
        shown = expected[:-1] if open_end else expected
        if len(actual) < len(shown) or (len(actual) > len(shown) and not open_end):
            return f"{at}: expected {len(shown)} items, got {len(actual)}"
        return next((found for i, value in enumerate(shown) if (found := _differs(value, actual[i], varies, f"{at}[{i}]"))), None)
    if isinstance(expected, str) and isinstance(actual, str):
        return None if _matches(expected, actual, whole=True) else f"{at}: expected {expected!r}, got {actual!r}"
    return None if type(expected) is type(actual) and expected == actual else f"{at}: expected {expected!r}, got {actual!r}"


def _varying(expected: Any, actual: Any, varies: frozenset[str], at: str) -> str | None:
    number = isinstance(expected, (int, float)) and isinstance(actual, (int, float))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _differs(dict.fromkeys(expected), dict.fromkeys(actual), varies, at)
    return None if number or type(expected) is type(actual) else f"{at}: expected something like {expected!r}, got {actual!r}"


def _matches(pattern: str, text: str, whole: bool) -> bool:
    expression = ".*".join(re.escape(part) for part in pattern.split("…"))
    return bool((re.fullmatch if whole else re.search)(expression, text, re.DOTALL if whole else 0))
