"""Pointers: every field that can be malformed, and the bytes that a signature covers."""
import pytest

from publication import Signer, pointer_of
from voxguard_rules import FieldError, Pointer, PublicKeys
from voxguard_rules.fields import Unverifiable
from voxguard_rules.pointer import revision_of

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SIGNATURE = "A" * 85 + "Q=="
GOOD = ["42", SHA, "1234", "2", "1767225600000", "key-1", SIGNATURE]


def text(**changed):
    fields = dict(zip(("revision", "sha256", "bytes", "count", "published_at", "key_id", "signature"), GOOD))
    return "|".join((fields | changed).values()).encode()


def test_a_pointer_is_read_field_by_field():
    pointer = Pointer.parse(text())
    assert (pointer.revision, pointer.sha256, pointer.bytes, pointer.count, pointer.published_at, pointer.key_id) == (
        42, SHA, 1234, 2, 1767225600000, "key-1")
    assert len(pointer.signature) == 64
    assert pointer.signed("core") == f"voxguard.rules.v1|core|42|{SHA}|1234|2|1767225600000|key-1".encode()


def test_a_pointer_may_be_unsigned_and_its_set_empty():
    pointer = Pointer.parse(text(key_id="", signature="", count="0", revision=str(2**53 - 1)))
    assert (pointer.revision, pointer.count, pointer.key_id, pointer.signature) == (2**53 - 1, 0, "", b"")


@pytest.mark.parametrize("field, value", [
    *(("revision", value) for value in ("", "0", "042", "-1", "+1", "1.0", " 1", "1 ", "1\n", "²", "0x1", str(2**53), "9" * 40)),
    *(("sha256", value) for value in ("", SHA[:-1], SHA + "0", SHA.upper(), "g" + SHA[1:], SHA + "\n")),
    *((field, value) for field in ("bytes", "count", "published_at") for value in ("", "-1", "01", "1e3", " 1", "1\n", str(2**53))),
    *(("key_id", value) for value in ("k" * 65, "key 1", "key/1", "", "ключ")),
    *(("signature", value) for value in ("", "AAAA", SIGNATURE[:-2], SIGNATURE[:-1], SIGNATURE + "=", SIGNATURE + "\n", "-" + SIGNATURE[1:],
                                         SIGNATURE[:-3] + "R==", " " + SIGNATURE, "A" * 84)),
])
def test_every_malformed_field_is_refused(field, value):
    with pytest.raises(Unverifiable):
        Pointer.parse(text(**{field: value}))


@pytest.mark.parametrize("raw", [b"", b"|", b"|" * 6, b"42", text() + b"|", text()[:-1 - len(SIGNATURE)], b"\xff" + text(), text() + b"\n"])
def test_a_pointer_without_seven_fields_is_refused(raw):
    with pytest.raises(Unverifiable):
        Pointer.parse(raw)


def test_an_error_names_field_expected_and_got():
    with pytest.raises(Unverifiable) as refused:
        Pointer.parse(text(count="many"))
    assert refused.value.field == "count"
    assert "digits" in str(refused.value) and "'many'" in str(refused.value)


@pytest.mark.parametrize("raw, revision", [(b"42|x", 42), (b"42", 42), (b"042|x", 0), (b"", 0), (b"x|1", 0), (b"9" * 30, 0), (b"\xff", 0)])
def test_the_revision_of_a_refused_pointer_is_read_if_possible(raw, revision):
    assert revision_of(raw) == revision


def test_one_of_the_keys_must_have_signed():
    mine, other = Signer("key-1"), Signer("key-2")
    both = PublicKeys({"key-1": mine.public_key, "key-2": other.public_key})
    for signer in (mine, other):
        both.verify(Pointer.parse(pointer_of(1, b"{}", 0, signer)), "core")


def test_another_key_another_set_or_no_signature_is_refused():
    mine, other = Signer("key-1"), Signer("key-1")
    keys = PublicKeys({"key-1": mine.public_key})
    for pointer, rule_set in [(pointer_of(1, b"{}", 0, other), "core"), (pointer_of(1, b"{}", 0, mine), "trial"),
                              (pointer_of(1, b"{}", 0), "core"), (pointer_of(1, b"{}", 0, mine, key_id="key-9"), "core")]:
        with pytest.raises(Unverifiable):
            keys.verify(Pointer.parse(pointer), rule_set)


def test_without_keys_nothing_is_verified():
    PublicKeys().verify(Pointer.parse(pointer_of(1, b"{}", 0)), "core")
    PublicKeys().verify(Pointer.parse(pointer_of(1, b"{}", 0, Signer())), "core")


@pytest.mark.parametrize("argument", ["", "key-1", "key-1=", "key-1=AAAA", "=" + "A" * 43 + "=", "key 1=" + "A" * 43 + "=", "key-1=" + "-" * 44])
def test_a_malformed_public_key_is_refused(argument):
    with pytest.raises(FieldError, match="public key"):
        PublicKeys.parse([argument])


def test_a_duplicate_key_id_is_refused():
    with pytest.raises(FieldError, match="unique IDs"):
        PublicKeys.parse([Signer().argument, Signer().argument])
