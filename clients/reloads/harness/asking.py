"""Requests of each kind and their answers: version and score of each row, and the expected score of that version."""
import json
import struct
from dataclasses import dataclass

import numpy as np
import requests

from .versions import PIPELINE, PLAIN

TOLERANCE = 1e-5
HEADER = "Inference-Header-Content-Length"
CALLEE = "+442071838750"


class Wrong(AssertionError):
    """Reply that is wrong."""


@dataclass(frozen=True)
class Row:
    """Answer for a row. version and score: from the reply. number: of the requested row."""

    version: str
    score: float
    number: int


class Asker:
    """Client with persistent connections. Not thread-safe."""

    def __init__(self, url, versions):
        self.url = url
        self.versions = versions
        self._http = requests.Session()
        self.kinds = {"plain JSON": self.plain, "plain raw": self.plain_raw, "calls": self.calls, "score": self.score, "batch": self.batch}

    def check(self, rows, what):
        """Raises Wrong if a version is unknown, or its score differs."""
        for row in rows:
            known = self.versions.scores.get(row.version)
            if known is None:
                raise Wrong(f"{what}: row {row.number} by version {row.version!r}, which must not serve")
            if not abs(known[row.number] - row.score) <= TOLERANCE:
                raise Wrong(f"{what}: row {row.number} by version {row.version} is {row.score}, not {known[row.number]}")
        return rows

    def plain(self, numbers, callers=None):
        """callers: the first is the routing key of the request."""
        reply = self._infer(PLAIN, json.dumps(self._tensors(numbers, callers) | {"inputs": [
            {"name": "features", "shape": [len(numbers), self._width], "datatype": "FP32", "data": self.versions.rows[numbers].tolist()}]}))
        answer = reply.json()
        return self._rows(answer["model_version"], _output(answer, "probability", "FP32"), numbers)

    def plain_raw(self, numbers, callers=None):
        data = self.versions.rows[numbers].tobytes()
        head = json.dumps(self._tensors(numbers, callers, binary_data_output=True) | {"inputs": [
            {"name": "features", "shape": [len(numbers), self._width], "datatype": "FP32", "parameters": {"binary_data_size": len(data)}}]}).encode()
        reply = self._infer(PLAIN, head + data, {HEADER: str(len(head)), "Content-Type": "application/octet-stream"})
        cut = int(reply.headers[HEADER])
        return self._rows(json.loads(reply.content[:cut])["model_version"], struct.unpack(f"<{len(numbers)}f", reply.content[cut:]), numbers)

    def calls(self, numbers, callers=None):
        """The pipeline model by the protocol, with every feature in the request, so that the store does not affect the score."""
        def column(name, datatype, data):
            return {"name": name, "shape": [len(numbers)], "datatype": datatype, "data": data}
        features = [column(name, "FP32", values) for name, values in zip(self.versions.features, self.versions.rows[numbers].T.tolist())]
        reply = self._infer(PIPELINE, json.dumps({"parameters": {"timeout": 5_000_000}, "inputs": [
            column("caller", "BYTES", callers or _callers(numbers)), column("callee", "BYTES", [CALLEE] * len(numbers)), *features]}))
        answer = reply.json()
        versions = _output(answer, "model_version", "BYTES")
        if len(set(versions)) == 1 and answer.get("model_version") != versions[0] or len(set(versions)) > 1 and "model_version" in answer:
            raise Wrong(f"calls: rows by {set(versions)}, the reply by {answer.get('model_version')}")
        return [Row(*row) for row in zip(versions, _output(answer, "score", "FP32"), numbers)]

    def score(self, numbers, callers=None):
        """Sends only the first of the numbers."""
        return self._results([self._post("/v1/score", self._call(numbers[0], (callers or _callers(numbers))[0]) | _OPTIONS).json()], numbers[:1])

    def batch(self, numbers, callers=None):
        calls = [self._call(number, caller) for number, caller in zip(numbers, callers or _callers(numbers))]
        return self._results(self._post("/v1/score/batch", {"calls": calls} | _OPTIONS).json()["results"], numbers)

    @property
    def _width(self):
        return self.versions.rows.shape[1]

    def _tensors(self, numbers, callers, **parameters):
        return {"parameters": {"routing_key": (callers or _callers(numbers))[0], **parameters}}

    def _call(self, number, caller):
        row = self.versions.rows[number].tolist()
        return {"caller": caller, "callee": CALLEE, "context": dict(zip(self.versions.features, row))}

    def _results(self, results, numbers):
        if any(result["model"]["name"] != PIPELINE for result in results):
            raise Wrong(f"scored by another model: {results}")
        return self._rows([result["model"]["version"] for result in results], [result["score"] for result in results], numbers)

    def _rows(self, versions, scores, numbers):
        if len(scores) != len(numbers):
            raise Wrong(f"{len(scores)} scores of {len(numbers)} rows")
        versions = [versions] * len(numbers) if isinstance(versions, str) else versions
        return [Row(*row) for row in zip(versions, scores, numbers)]

    def _infer(self, model, body, headers=None):
        return self._post(f"/v2/models/{model}/infer", body, headers)

    def _post(self, path, body, headers=None):
        body = json.dumps(body) if isinstance(body, dict) else body
        reply = self._http.post(self.url + path, data=body, headers={"Content-Type": "application/json"} | (headers or {}), timeout=20)
        if reply.status_code != 200:
            raise Wrong(f"{path}: {reply.status_code} {reply.text[:300]}")
        return reply


_OPTIONS = {"model": PIPELINE, "deadline_ms": 5000}


def _callers(numbers):
    return [f"+1415555{number:04}" for number in numbers]


def _output(answer, name, datatype):
    tensor = next(output for output in answer["outputs"] if output["name"] == name)
    assert tensor["datatype"] == datatype and np.prod(tensor["shape"]) == len(tensor["data"]), tensor
    return tensor["data"]
