"""Invalid requests: 4xx with the tensor's name in `error`, never a 5xx."""
import json
import zlib

import pytest
import requests

from suite.adapters.plain import LENGTH
from suite.mistakes import DOCUMENTS, MISSING, PATH, TOWERS, sound
from suite.tensors import datatype, to_raw


def _assert_refused(reply, word, statuses=(400,)):
    assert reply.status_code in statuses, (reply.status_code, reply.text[:300])
    assert reply.headers["Content-Type"] == "application/json"
    document = reply.json()
    assert list(document) == ["error"] and document["error"]
    assert word in document["error"], document


@pytest.mark.parametrize("path, document, word", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_mistake_is_answered_by_name(post, path, document, word):
    body = document if isinstance(document, (str, bytes)) else json.dumps(document)
    _assert_refused(post(path, data=body, headers={"Content-Type": "application/json"}), word)


@pytest.mark.parametrize("path, word", MISSING.values(), ids=MISSING)
def test_an_unknown_model_is_a_404_with_the_protocols_message(post, path, word):
    _assert_refused(post(path, json=sound()), word, statuses=(404,))


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_method_is_not_allowed(address, method):
    _assert_refused(requests.request(method, f"http://{address}{PATH}", timeout=10), "", statuses=(405,))


def _binary(sizes=None, cut=0, more=b"", length=None):
    """Returns the valid request in binary. sizes: declared size by input; cut, more: bytes removed or added at the end; length: value of the header."""
    inputs, tail = [], b""
    for name, array in TOWERS.case(2).inputs.items():
        raw = to_raw(array)
        inputs.append({"name": name, "shape": list(array.shape), "datatype": datatype(array),
                       "parameters": {"binary_data_size": (sizes or {}).get(name, len(raw))}})
        tail += raw
    head = json.dumps({"inputs": inputs}).encode()
    body = head + tail + more
    return {"data": body[:len(body) - cut], "headers": {LENGTH: str(len(head) if length is None else length)}}


BINARY = {
    "a tensor that ends beyond the body": (_binary(cut=4), "context"),
    "a size beyond the body": (_binary(sizes={"context": 4096}), "context"),
    "a size beyond 64 bits": (_binary(sizes={"user": 2**70}), "user"),
    "a size that is negative": (_binary(sizes={"user": -48}), "user"),
    "a size that is no number": (_binary(sizes={"user": "48"}), "user"),
    "a size that is not the shape's": (_binary(sizes={"user": 44, "item_id": 20}), "user"),
    "bytes after the last tensor": (_binary(more=b"\0\0\0\0"), ""),
    "a header length beyond the body": (_binary(length=1 << 20), LENGTH),
    "a header length that is negative": (_binary(length=-1), LENGTH),
    "a header length that is no number": (_binary(length="ten"), LENGTH),
    "a header length beyond 64 bits": (_binary(length=2**70), LENGTH),
    "a header length in the middle of the document": (_binary(length=20), ""),
}


@pytest.mark.parametrize("options, word", BINARY.values(), ids=BINARY)
def test_a_mistake_in_the_binary_form_is_answered_by_name(post, options, word):
    _assert_refused(post(PATH, **options), word)


@pytest.mark.parametrize("raw", [b"\xff\xff\xff\x7fabc", b"\x04\0\0\0ab", b"\x01\0\0\0ab\0", b"\xff\xff\xff\xffa"],
                         ids=["huge length", "beyond the tensor", "half a length", "negative length"])
def test_a_text_whose_length_is_wrong_is_refused_by_its_tensor(post, raw):
    head = json.dumps({"inputs": [
        {"name": "caller", "shape": [1], "datatype": "BYTES", "parameters": {"binary_data_size": len(raw)}},
        {"name": "callee", "shape": [1], "datatype": "BYTES", "data": ["+442071838750"]}]}).encode()
    _assert_refused(post("/v2/models/call-fraud-gbm/infer", data=head + raw, headers={LENGTH: str(len(head))}), "caller")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_contradicts_its_content_encoding_is_refused(post, encoding):
    _assert_refused(post(PATH, data=json.dumps(sound()), headers={"Content-Encoding": encoding}), "", statuses=(400, 415))


def test_a_small_body_that_inflates_too_much_is_refused(post):
    squeeze = zlib.compressobj(9)
    body = b"".join(squeeze.compress(b" " * (1 << 20)) for _ in range(192)) + squeeze.flush()
    _assert_refused(post(PATH, data=body, headers={"Content-Encoding": "deflate"}), "", statuses=(400, 413))
