"""Public keys whose signatures an engine accepts."""
import base64
import binascii
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .fields import FieldError, Unverifiable

_KEY_ID = re.compile("[A-Za-z0-9._-]{1,64}")
_RAW_BYTES = 32


class PublicKeys:
    """Keys by id. raw: 32 bytes each. Without keys, nothing is verified and the store is trusted."""

    def __init__(self, raw=()):
        self._keys = {key_id: _key(key_id, key) for key_id, key in dict(raw).items()}

    @classmethod
    def parse(cls, texts):
        """Parses keys written as ID=BASE64 of the raw 32 bytes."""
        raw = {}
        for text in texts:
            key_id, equals, encoded = text.partition("=")
            if not equals or key_id in raw:
                raise FieldError("public key", "ID=BASE64 with unique IDs", text)
            try:
                raw[key_id] = base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                raise FieldError(f"public key {key_id}", "32 bytes in base64", encoded) from None
        return cls(raw)

    def verify(self, pointer, rule_set):
        """Raises Unverifiable unless one of the keys, if there are any, has signed this pointer of this set."""
        if not self._keys:
            return
        if not pointer.signature:
            raise Unverifiable("signature", f"one by {self._names()}", "an unsigned pointer")
        key = self._keys.get(pointer.key_id)
        if key is None:
            raise Unverifiable("key_id", self._names(), pointer.key_id)
        try:
            key.verify(pointer.signature, pointer.signed(rule_set))
        except InvalidSignature:
            raise Unverifiable("signature", f"that of {pointer.key_id} over this pointer of {rule_set}", "an invalid one") from None

    def _names(self):
        return "one of " + ", ".join(sorted(self._keys)) if len(self._keys) > 1 else next(iter(self._keys))


def _key(key_id, raw):
    if not _KEY_ID.fullmatch(key_id):
        raise FieldError("public key", "an ID of 1 to 64 of A-Z a-z 0-9 - _ .", key_id)
    if not isinstance(raw, bytes) or len(raw) != _RAW_BYTES:
        raise FieldError(f"public key {key_id}", f"{_RAW_BYTES} bytes", f"{len(raw)}" if isinstance(raw, bytes) else type(raw).__name__)
    return Ed25519PublicKey.from_public_bytes(raw)
