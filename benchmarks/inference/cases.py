"""Requests for every server, as bytes, with the answers of onnxruntime."""
import http.client
import json
import random
from dataclasses import dataclass
from functools import cached_property

import numpy

from rivals.sessions import session
from servers import MODELS

from harness.load import Request

LENGTH = "Inference-Header-Content-Length"
REQUESTS, TOLERANCE = 16, 1e-5
OUTPUTS = {"gbm": "probabilities", "mlp": "probability"}


@dataclass(frozen=True)
class Case:
    """Requests for `rows` rows of a model, all different."""

    model: str
    rows: int
    binary: bool

    @property
    def name(self):
        return f"{self.model}, {'binary' if self.binary else 'JSON'}, batch {self.rows}"

    @property
    def path(self):
        return f"/v2/models/{self.model}/infer"

    @cached_property
    def inputs(self):
        """Golden vectors without missing values, which not every rival takes."""
        lines = (MODELS / f"call-fraud-{self.model}/2/golden.jsonl").read_text().splitlines()
        known = [row for row in (json.loads(line)["inputs"] for line in lines) if None not in row]
        chosen = random.Random(20260802)
        return [numpy.array(chosen.choices(known, k=self.rows), numpy.float32) for _ in range(REQUESTS)]

    @cached_property
    def expected(self):
        reference = session(MODELS / f"call-fraud-{self.model}/2/model.onnx")
        return [reference.run([OUTPUTS[self.model]], {"features": rows})[0] for rows in self.inputs]

    @cached_property
    def bodies(self):
        """Each the body and its own headers."""
        return [self._body(rows) for rows in self.inputs]

    def _body(self, rows):
        tensor = {"name": "features", "shape": list(rows.shape), "datatype": "FP32"}
        output = {"name": OUTPUTS[self.model]}
        if self.binary:
            tensor["parameters"] = {"binary_data_size": rows.nbytes}
            output["parameters"] = {"binary_data": True}
        else:
            tensor["data"] = rows.ravel().tolist()
        head = json.dumps({"inputs": [tensor], "outputs": [output]}).encode()
        if self.binary:
            return head + rows.tobytes(), {"Content-Type": "application/octet-stream", LENGTH: str(len(head))}
        return head, {"Content-Type": "application/json"}

    @property
    def requests(self):
        return [Request(self.path, body, headers) for body, headers in self.bodies]


CASES = [Case(model, rows, binary) for model in OUTPUTS for rows, binary in ((1, False), (64, False), (64, True))]


def differences(port, case):
    """Returns the errors in a server's answers, one line each."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        for (body, headers), expected in zip(case.bodies, case.expected):
            connection.request("POST", case.path, body, headers)
            reply = connection.getresponse()
            content = reply.read()
            if reply.status != 200:
                yield f"{reply.status} {content[:300]!r}"
            elif (got := _tensor(reply, content, case)).shape != expected.shape or abs(got - expected).max() > TOLERANCE:
                yield f"{expected.ravel()[:4]} expected, {got.ravel()[:4]} came"
    finally:
        connection.close()


def _tensor(reply, content, case):
    length = int(reply.getheader(LENGTH, len(content)))
    if case.binary != (length < len(content)):
        raise SystemExit(f"{case.name}: answered in the other format")
    tensor, = json.loads(content[:length])["outputs"]
    values = numpy.frombuffer(content, numpy.float32, offset=length) if case.binary else numpy.array(tensor["data"], numpy.float32)
    return values.reshape(tensor["shape"])
