"""Checks of replies beyond the API description."""
import json

import schemathesis
from schemathesis.generation.meta import TestPhase

from .tensors import HEADER


@schemathesis.check
def bare_content_type(ctx, response, case):
    """Checks that JSON has no charset: with one, a client of the protocol drops error messages."""
    content_type = _header(response, "content-type")
    if case.path.startswith(("/v1/", "/v2")) and content_type.startswith("application/json"):
        assert content_type == "application/json", content_type


@schemathesis.check
def raw_tensors_conformance(ctx, response, case):
    """Checks that the header gives the length of the JSON, and that the tensors after it have their declared length."""
    if _header(response, "content-type") == "application/octet-stream":
        cut = int(_header(response, HEADER.lower()))
        reply = json.loads(response.content[:cut])
        sizes = [output.get("parameters", {}).get("binary_data_size", 0) for output in reply["outputs"]]
        assert reply["model_name"] and all(("data" in output) != bool("binary_data_size" in output.get("parameters", {})) for output in reply["outputs"]), reply
        assert sum(sizes) == len(response.content) - cut, f"{sizes}, and {len(response.content) - cut} bytes"


@schemathesis.check
def examples_work(ctx, response, case):
    """Checks examples of our description with the shipped models. A rollback may have no former version."""
    if is_example(case) and not case.path.endswith("/rollback"):
        assert response.status_code == 200, f"an example of the description is answered with {response.status_code}"


def is_example(case):
    return case.meta is not None and case.meta.phase.name is TestPhase.EXAMPLES


def _header(response, name):
    return response.headers.get(name, [""])[0]
