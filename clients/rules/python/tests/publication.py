"""Publisher of rule sets that does what the function does: writes pointer, blob and the expiry of the former blob in one step, then the hint."""
import base64
import hashlib
import json
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORMAT = "voxguard.rules.v1"
SET = "core"
KEY_ID = "key-1"


def rule(rule_id="velocity", condition="caller_velocity.calls_1h > 100", action="block", priority=100, **other):
    return {"id": rule_id, "name": "Many calls", "owner": "fraud-desk", "typology": "wangiri", "condition": condition, "action": action,
            "priority": priority, **other}


def blob_of(rules, rule_set=SET, escaped=False, **other):
    return json.dumps({"format": FORMAT, "rules": rules, "set": rule_set, **other}, ensure_ascii=escaped, sort_keys=True,
                      separators=(",", ":")).encode()


class Signer:
    """Signer with its own key. key_id and public_key: as an engine is configured."""

    def __init__(self, key_id=KEY_ID):
        self.key_id = key_id
        self._key = Ed25519PrivateKey.generate()
        self.public_key = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def argument(self):
        return f"{self.key_id}={base64.b64encode(self.public_key).decode()}"

    def sign(self, message):
        return base64.b64encode(self._key.sign(message)).decode()


def pointer_of(revision, blob, count, signer=None, rule_set=SET, **fields):
    """Returns a pointer to a blob. fields: wrong values to write and sign instead."""
    six = {"revision": revision, "sha256": hashlib.sha256(blob).hexdigest(), "bytes": len(blob), "count": count,
           "published_at": 1767225600000, "key_id": signer.key_id if signer else "", **fields}
    signed = "|".join(str(value) for value in six.values())
    signature = signer.sign(f"{FORMAT}|{rule_set}|{signed}".encode()) if signer else ""
    return f"{signed}|{signature}".encode()


class Publisher:
    """Publisher of a rule set. client: a redis.Redis. signer: None for unsigned pointers."""

    def __init__(self, client, signer=None, rule_set=SET):
        self._client, self._signer, self._rule_set = client, signer, rule_set
        self.tag = f"{{rules:{rule_set}}}"

    def publish(self, revision, rules, hint=True):
        blob = blob_of(rules, self._rule_set)
        pointer = pointer_of(revision, blob, len(rules), self._signer, self._rule_set, published_at=int(time.time() * 1e3))
        self.write(revision, pointer, blob)
        if hint:
            self._client.publish(f"rules:{self._rule_set}", revision)
        return pointer

    def write(self, revision, pointer, blob):
        """Writes pointer and blob unchecked."""
        with self._client.pipeline(transaction=True) as step:
            step.set(f"{self.tag}:v:{revision}", blob)
            step.set(f"{self.tag}:cur", pointer)
            step.execute()

    def acknowledged(self, engine):
        """Returns the fields of an engine's acknowledgement, or None."""
        value = self._client.get(f"{self.tag}:ack:{engine}")
        return None if value is None else value.decode().split("|")
