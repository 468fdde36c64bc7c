"""Requests for every server with the expected answers: onnxruntime's scores, and the features that were written."""
import json
from dataclasses import dataclass
from functools import cached_property

import numpy

from .data import DIFFERENT, SEED, View
from .load import JSON, Request
from .models import TENSORS, Model

TOLERANCE = 1e-5
LENGTH = "Inference-Header-Content-Length"
AMPLE_MS = 5000


@dataclass(frozen=True)
class Exchange:
    """Requests of `size` different calls, entities or rows each. Subclasses encode requests and decode replies."""

    view: View
    model: Model
    size: int
    callers: int = DIFFERENT

    @cached_property
    def chosen(self):
        """[requests, size] numbers of callers."""
        return numpy.random.default_rng(SEED).integers(0, self.callers, (max(32, 4096 // self.size), self.size))

    def rows(self, number):
        return self.view.rows[self.chosen[number] % DIFFERENT]

    def numbers(self, number):
        return [self.view.caller(i) for i in self.chosen[number]]

    def calls(self, number):
        return [{"call_id": f"c-{i}", "caller": caller, "callee": "+442071838750", "trunk": f"trunk-{i % 32:02}"}
                for i, caller in enumerate(self.numbers(number), number)]

    def requests(self, ours=True, deadline_ms=AMPLE_MS):
        return [self.request(number, ours, deadline_ms) for number in range(len(self.chosen))]

    def difference(self, number, reply):
        """Returns a description of the error in the (headers, content) that answered request `number`, or None."""
        got, expected = numpy.asarray(self.read(*reply), numpy.float32), self.expected(number)
        if got.shape == expected.shape and numpy.abs(got - expected).max() <= self.tolerance:
            return None
        return f"expected {expected.ravel()[:4]}, got {got.ravel()[:4]}"

    tolerance = TOLERANCE

    def expected(self, number):
        return self.model.scores(self.rows(number))


class Score(Exchange):
    """A call to /v1/score, or a batch."""

    single = property(lambda self: self.size == 1)

    def request(self, number, _ours, deadline_ms):
        calls, options = self.calls(number), {"model": self.model.name, "deadline_ms": deadline_ms}
        if self.single:
            return Request("/v1/score", json.dumps(calls[0] | options).encode())
        return Request("/v1/score/batch", json.dumps({"calls": calls} | options).encode())

    def read(self, _headers, content):
        reply = json.loads(content)
        return [result["score"] for result in ([reply] if self.single else reply["results"])]


class BinaryScore(Exchange):
    """Calls as binary tensors to the scoring model (docs/inference.md)."""

    def request(self, number, _ours, deadline_ms):
        calls = self.calls(number)
        columns = {name: _bytes(call[name] for call in calls) for name in ("caller", "callee", "trunk")}
        inputs = [{"name": name, "datatype": "BYTES", "shape": [self.size], "parameters": {"binary_data_size": len(column)}}
                  for name, column in columns.items()]
        return _tensors(f"/v2/models/{self.model.name}/infer", {
            "parameters": {"timeout": deadline_ms * 1000}, "inputs": inputs,
            "outputs": [{"name": "score", "parameters": {"binary_data": True}}]}, b"".join(columns.values()))

    def read(self, headers, content):
        return numpy.frombuffer(content, "<f4", offset=int(headers[LENGTH]))


class Infer(Exchange):
    """Rows as JSON to the plain model."""

    def request(self, number, ours, _deadline_ms):
        rows = self.rows(number)
        name = self.model.name + TENSORS * ours
        return _tensors(f"/v2/models/{name}/infer", {
            "inputs": [{"name": self.model.input, "shape": list(rows.shape), "datatype": "FP32", "data": rows.ravel().tolist()}],
            "outputs": [{"name": self.model.output}]})

    def read(self, _headers, content):
        tensor, = json.loads(content)["outputs"]
        return numpy.array(tensor["data"]).reshape(tensor["shape"])

    def expected(self, number):
        return self.model.outputs(self.rows(number))


class Features(Exchange):
    """Returns a request for all features of the entities, as Feast's clients send it."""

    tolerance = 0

    def request(self, number, _ours, _deadline_ms):
        body = {"entities": {"caller": self.numbers(number)}, "features": [f"{self.view.name}:{name}" for name in self.view.names]}
        return Request("/get-online-features", json.dumps(body).encode())

    def read(self, _headers, content):
        reply = json.loads(content)
        columns = dict(zip(reply["metadata"]["feature_names"], reply["results"], strict=True))
        return [columns[name]["values"] for name in self.view.names]

    def expected(self, number):
        return self.rows(number).T


class Live(Exchange):
    """HTTP alone: a request that does no work."""

    def requests(self, ours=True, deadline_ms=AMPLE_MS):
        return [Request("/v2/health/live", b"", {})]


def _bytes(texts):
    return b"".join(len(text).to_bytes(4, "little") + text.encode() for text in texts)


def _tensors(path, head, tail=b""):
    head = json.dumps(head).encode()
    return Request(path, head + tail, {"Content-Type": "application/octet-stream", LENGTH: str(len(head))} if tail else JSON)
