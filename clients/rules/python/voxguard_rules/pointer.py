"""Pointer of a rule set: seven fields separated by bars, as in docs/wire/rules.md."""
import base64
import binascii
import re
from dataclasses import dataclass

from .fields import Unverifiable

MAX_INTEGER = 2**53 - 1
SIGNATURE_BYTES = 64
FORMAT = "voxguard.rules.v1"

_FIELDS = ("revision", "sha256", "bytes", "count", "published_at", "key_id", "signature")
_NUMBER = re.compile("0|[1-9][0-9]{0,15}")
_SHA256 = re.compile("[0-9a-f]{64}")
_KEY_ID = re.compile("[A-Za-z0-9._-]{0,64}")


@dataclass(frozen=True, slots=True)
class Pointer:
    """Parsed pointer. raw: the bytes as read. signature: decoded."""

    revision: int
    sha256: str
    bytes: int
    count: int
    published_at: int
    key_id: str
    signature: bytes
    raw: bytes

    @classmethod
    def parse(cls, raw):
        """Parses a pointer. Raises Unverifiable for the first malformed field."""
        try:
            fields = raw.decode("ascii").split("|")
        except UnicodeDecodeError:
            raise Unverifiable("pointer", "ASCII", raw) from None
        if len(fields) != len(_FIELDS):
            raise Unverifiable("pointer", f"{len(_FIELDS)} fields", f"{len(fields)} in {raw[:40]!r}")
        revision, sha256, length, count, published_at, key_id, signature = fields
        if not _SHA256.fullmatch(sha256):
            raise Unverifiable("sha256", "64 lower-case hexadecimal digits", sha256)
        if not _KEY_ID.fullmatch(key_id):
            raise Unverifiable("key_id", "up to 64 of A-Z a-z 0-9 - _ .", key_id)
        if bool(key_id) != bool(signature):
            raise Unverifiable("signature", "both key_id and signature, or neither", f"key_id {key_id!r}, signature {signature!r}")
        return cls(_number("revision", revision, 1), sha256, _number("bytes", length, 0), _number("count", count, 0),
                   _number("published_at", published_at, 0), key_id, _signature(signature), raw)

    def signed(self, rule_set):
        """Returns the bytes that the signature covers."""
        return f"{FORMAT}|{rule_set}|".encode() + self.raw.rpartition(b"|")[0]


def revision_of(raw):
    """Returns the revision of a possibly malformed pointer; 0 if it cannot be read."""
    digits = raw.partition(b"|")[0][:17].decode("latin-1")
    return int(digits) if _NUMBER.fullmatch(digits) and int(digits) <= MAX_INTEGER else 0


def _number(field, text, minimum):
    if not _NUMBER.fullmatch(text) or not minimum <= int(text) <= MAX_INTEGER:
        raise Unverifiable(field, f"{minimum} to {MAX_INTEGER} in digits without leading zeros", text)
    return int(text)


def _signature(text):
    if not text:
        return b""
    try:
        signature = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unverifiable("signature", "base64 with padding", text) from None
    # Base64 has spare bits at its end: without this check, one revision could have two pointers.
    if len(signature) != SIGNATURE_BYTES or base64.b64encode(signature).decode() != text:
        raise Unverifiable("signature", f"{SIGNATURE_BYTES} bytes in base64 with padding", text)
    return signature
