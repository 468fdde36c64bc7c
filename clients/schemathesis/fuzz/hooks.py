"""Hooks for schemathesis: existing models in most cases, fitting tensors in half of them, and counts of the replies."""
import atexit
import json
import os
import random
import zlib
from collections import Counter

import requests
import schemathesis

from . import checks, tensors  # noqa: F401
from .models import PIPELINES, PLAIN

REAL_NAME = 0.85
REAL_TENSORS = 0.6
RAW = 0.4
NAMES = {"model", "model_name"}
VERSIONS = {"version", "model_version"}
_ANSWERS = Counter()


@schemathesis.hook
def map_case(context, case):
    """Changes a case deterministically, so that failures can be repeated. Examples are not changed."""
    if checks.is_example(case):
        return case
    draw = random.Random(zlib.crc32(repr((case.method, case.path, case.path_parameters, case.query, case.body)).encode(errors="replace")))
    parameters = case.path_parameters
    if not isinstance(parameters, dict) or not NAMES & parameters.keys() or draw.random() > REAL_NAME:
        return case
    name = draw.choice([*PIPELINES, PLAIN, PLAIN])
    case.path_parameters = {key: name if key in NAMES else "2" if key in VERSIONS else value for key, value in parameters.items()}
    if case.path.endswith("/infer") and case.method == "POST" and draw.random() < REAL_TENSORS:
        _fill(case, draw, name)
    return case


@schemathesis.hook
def after_call(context, case, response):
    if case.path.endswith("/infer") and response.status_code == 200:
        binary = response.headers.get("content-type", [""])[0].startswith("application/octet-stream")
        _ANSWERS["infer, raw tensors" if binary else "infer, JSON"] += 1
    _ANSWERS[f"{case.method} {case.path} {response.status_code}"] += 1
    if case.path.endswith("/unload") and response.status_code == 200:
        # or everything after it is a 503
        loaded = requests.post(response.request.url.removesuffix("/unload") + "/load", timeout=20)
        assert loaded.status_code == 200, f"load after unload: {loaded.status_code} {loaded.text}"


@atexit.register
def _tell():
    with open(os.environ["FUZZ_ANSWERS"], "w") as out:
        json.dump(_ANSWERS, out)


def _fill(case, draw, name):
    if "application/octet-stream" in case.operation.get_request_payload_content_types() and draw.random() < RAW:
        case.media_type = "application/octet-stream"
    binary = case.media_type == "application/octet-stream"
    body, header = tensors.raw(draw, name) if binary else (tensors.request(draw, name), None)
    case.body = body
    for key in [key for key in case.headers or {} if key.lower() == tensors.HEADER.lower()]:
        del case.headers[key]
    if binary:
        case.headers[tensors.HEADER] = str(header)
