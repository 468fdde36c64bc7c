"""Checks of replies beyond the API description."""
import json

import schemathesis
from schemathesis.generation.meta import TestPhase

from .tensors import HEADER


@schemathesis.check
def bare_content_type(ctx, response, case):
    """JSON without a charset: behind one a client of the protocol drops the message of an error."""
    content_type = _header(response, "content-type")
    if case.path.startswith(("/v1/", "/v2")) and content_type.startswith("application/json"):
        assert content_type == "application/json", content_type


@schemathesis.check
def raw_tensors_conformance(ctx, response, case):
    """The header cuts the JSON off, and what follows is as long as its tensors say."""
    if _header(response, "content-type") == "application/octet-stream":
        cut = int(_header(response, HEADER.lower()))
        reply = json.loads(response.content[:cut])
        sizes = [output.get("parameters", {}).get("binary_data_size", 0) for output in reply["outputs"]]
        assert reply["model_name"] and all(("data" in output) != bool("binary_data_size" in output.get("parameters", {})) for output in reply["outputs"]), reply
        assert sum(sizes) == len(response.content) - cut, f"{sizes}, and {len(response.content) - cut} bytes"


@schemathesis.check
def examples_work(ctx, response, case):
    """Those of our description, against the models that are shipped. A rollback may have nothing to go back to."""
    if is_example(case) and not case.path.endswith("/rollback"):
        assert response.status_code == 200, f"an example of the description is answered with {response.status_code}"


def is_example(case):
    return case.meta is not None and case.meta.phase.name is TestPhase.EXAMPLES


def _header(response, name):
    return response.headers.get(name, [""])[0]
