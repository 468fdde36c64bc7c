"""The signed sample of docs/wire, and every way to tamper with it."""
import base64
import json
from pathlib import Path

import pytest

from voxguard_rules import Pointer, PublicKeys, Refusal, RuleSet

ROOT = Path(__file__).resolve().parents[4]
SAMPLE = json.loads((ROOT / "docs/wire/rules-sample.json").read_text())
KEYS = PublicKeys({key_id: base64.b64decode(key["raw"]) for key_id, key in SAMPLE["public_keys"].items()})
POINTER, BLOB = SAMPLE["pointer"].encode(), SAMPLE["blob"].encode()


def accepted(raw, blob):
    pointer = Pointer.parse(raw)
    KEYS.verify(pointer, SAMPLE["set"])
    return RuleSet.compile(SAMPLE["set"], pointer, blob)


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_the_sample_is_accepted_and_evaluated():
    rules = accepted(POINTER, BLOB)
    assert (rules.revision, [rule.id for rule in rules.rules]) == (42, ["partners", "irsf-1", "robocall-1"])
    values = {"call.caller": "+14155550100", "caller_velocity.calls_1h": 101, "caller_geography.premium_ratio_24h": 0.75,
              "caller_geography.sequential_ratio_1h": 0.75}
    fired = rules.evaluate(values, 1767225600000)
    assert [rule.id for rule in fired.rules] == ["irsf-1", "robocall-1"]
    assert (fired.failed, fired.action("allow")) == (0, "block")
    fired = rules.evaluate(values | {"call.caller": "+442071838750"}, 1767225600000)
    assert (fired.rules[0].id, fired.action("block")) == ("partners", "allow")


@pytest.mark.parametrize("bit", range(0, len(BLOB) * 8, 41))
def test_one_flipped_bit_in_the_blob_is_refused(bit):
    with pytest.raises(Refusal):
        accepted(POINTER, flipped(BLOB, bit))


def test_one_flipped_bit_in_the_pointer_or_its_signature_is_refused():
    for bit in range(len(POINTER) * 8):
        with pytest.raises(Refusal):
            accepted(flipped(POINTER, bit), BLOB)


def test_a_blob_that_is_cut_or_longer_is_refused():
    for blob in (BLOB[:-1], BLOB + b" ", b""):
        with pytest.raises(Refusal, match="bytes"):
            accepted(POINTER, blob)
