"""The protocol's OpenAPI document, reconstructed from the client that its authors generate from it and publish as open-inference-openapi."""
import inspect
import re
from urllib.parse import unquote

import httpx
from open_inference.openapi import types
from open_inference.openapi.client import OpenInferenceClient
from open_inference.openapi.core.api_error import ApiError
from pydantic.v1.schema import schema

# The document allows any string, so that hardly any invalid one exists, and generation is slow while searching for one
NAME = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$"}
PREFIX = "#/components/schemas/"
# Features in the protocol's text and its clients that the document lacks
ALSO = {"infer": ("404", "413", "429", "503", "504"), "ready": (), "": ("404", "503")}


def document():
    """Returns an OpenAPI 3.1 description of the client's operations, models and error statuses, plus `ALSO`."""
    paths = {}
    for name, method in inspect.getmembers(OpenInferenceClient, inspect.isfunction):
        if not name.startswith("_"):
            verb, path, statuses = _asked(name, method)
            paths.setdefault(path, {})[verb] = _operation(name, method, path, statuses)
    models = [getattr(types, name) for name in types.__all__ if name != "Parameters"]
    schemas = schema(models, ref_prefix=PREFIX)["definitions"]
    schemas["TensorData"] = _tensor_data(schemas["TensorData"])
    return {"openapi": "3.1.0", "info": {"title": "Open Inference Protocol", "version": "2.0"}, "paths": paths,
            "components": {"schemas": schemas}}


def _tensor_data(schema):
    """Allows null for NaN, which JSON cannot express otherwise. Nested at most three deep, since generation is slow for unbounded nesting."""
    scalars = [{"type": "null"}, *(kind for kind in schema["items"]["anyOf"] if "$ref" not in kind)]
    nested = {"type": "array", "items": {"anyOf": scalars}}
    for _ in range(2):
        nested = {"type": "array", "items": {"anyOf": [*scalars, nested]}}
    return nested


def _operation(name, method, path, statuses):
    kind, error = ("server", "MetadataServerErrorResponse") if "/models/" not in path else ("model", "MetadataModelErrorResponse")
    last = path.rsplit("/", 1)[-1]
    if last == "infer":
        error = "InferenceErrorResponse"
    if kind == "model":
        statuses = {*statuses, *ALSO.get(last, ALSO[""])}
    answer = inspect.signature(method).return_annotation
    responses = {"200": {"description": "OK"} | ({"content": _json(answer.__name__)} if answer else {})}
    # the document has no schema for the bodies of the health paths
    responses |= {status: {"description": status} | ({"content": _json(error)} if answer else {}) for status in sorted(statuses)}
    operation = {"operationId": name, "responses": responses, "parameters": [
        {"name": parameter, "in": "path", "required": True, "schema": NAME} for parameter in re.findall(r"{(\w+)}", path)]}
    if last == "infer":
        operation["requestBody"] = {"required": True, "content": _json("InferenceRequest")}
    return operation


def _json(name):
    return {"application/json": {"schema": {"$ref": PREFIX + name}}}


def _asked(name, method):
    """Returns verb and path of an operation, and the statuses with their own error class, without network access."""
    requests, statuses = [], set()
    arguments = {parameter: types.InferenceRequest(inputs=[]) if parameter == "request" else f"{{{parameter}}}"
                 for parameter in list(inspect.signature(method).parameters)[1:]}
    for status in range(400, 600):
        def answer(request):
            requests.append(request)
            return httpx.Response(status, json={})
        client = OpenInferenceClient(base_url="http://protocol", httpx_client=httpx.Client(transport=httpx.MockTransport(answer)))
        try:
            getattr(client, name)(**arguments)
        except ApiError as error:
            if type(error) is not ApiError:
                statuses.add(str(status))
    return requests[0].method.lower(), unquote(requests[0].url.path), statuses
