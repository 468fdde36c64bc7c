"""The `requests` library with hand-written protocol bytes: JSON nested or flat, or binary tensors."""
import json

import requests

from ..answer import Answer, Client, Refused, is_half
from ..tensors import datatype, from_json, from_raw, to_json, to_raw

LENGTH = "Inference-Header-Content-Length"


def open_client(name, way, address):
    return Plain(name, way, address)


class Plain(Client):
    def __init__(self, name, way, address):
        self.name = name
        self._way = way
        self._url = f"http://{address}/v2"
        self._session = requests.Session()

    def carries(self, inputs):
        return self._way == "binary" or not any(map(is_half, inputs.values()))

    def infer(self, model, inputs, outputs=None, version="", id="", timeout=None, priority=0, parameters=None):
        document, tail = self._tensors(inputs)
        if outputs is not None:
            document["outputs"] = [{"name": name} for name in outputs]
        options = {"timeout": timeout, "priority": priority or None, "binary_data_output": self._way == "binary" or None, **(parameters or {})}
        document |= {"parameters": {key: value for key, value in options.items() if value is not None}} | ({"id": id} if id else {})
        head = json.dumps(document, allow_nan=False).encode()
        headers = {LENGTH: str(len(head)), "Content-Type": "application/octet-stream"} if tail else {"Content-Type": "application/json"}
        return read(self.ask("POST", f"{_path(model, version)}/infer", data=head + tail, headers=headers))

    def _tensors(self, inputs):
        if self._way != "binary":
            return {"inputs": [to_json(name, array, nested=self._way == "nested") for name, array in inputs.items()]}, b""
        raw = {name: to_raw(array) for name, array in inputs.items()}
        return {"inputs": [{"name": name, "shape": list(array.shape), "datatype": datatype(array), "parameters": {"binary_data_size": len(raw[name])}}
                           for name, array in inputs.items()]}, b"".join(raw.values())

    def live(self):
        return self.ask("GET", "/health/live").json()["live"]

    def ready(self):
        return self.ask("GET", "/health/ready").json()["ready"]

    def model_ready(self, model, version=""):
        return self._session.get(f"{self._url}{_path(model, version)}/ready", timeout=10).status_code == 200

    def server(self):
        return self.ask("GET", "").json()

    def metadata(self, model, version=""):
        return self.ask("GET", _path(model, version)).json()

    def config(self, model, version=""):
        return self.ask("GET", f"{_path(model, version)}/config").json()

    def stats(self, model, version=""):
        return self.ask("GET", f"{_path(model, version)}/stats").json()["model_stats"]

    def index(self):
        return self.ask("POST", "/repository/index").json()

    def load(self, model):
        self.ask("POST", f"/repository/models/{model}/load")

    def unload(self, model):
        self.ask("POST", f"/repository/models/{model}/unload")

    def ask(self, method, path, **options):
        reply = self._session.request(method, self._url + path, timeout=10, **options)
        if reply.status_code != 200:
            raise Refused(reply.status_code, reply.json()["error"])
        return reply

    def close(self):
        self._session.close()


def read(reply):
    """Decodes a reply whose tensors may be in either form."""
    length = int(reply.headers.get(LENGTH, len(reply.content)))
    document, at, outputs = json.loads(reply.content[:length]), length, {}
    for output in document["outputs"]:
        size = output.get("parameters", {}).get("binary_data_size")
        if size is None:
            outputs[output["name"]] = from_json(output)
        else:
            outputs[output["name"]] = from_raw(output["datatype"], reply.content[at:at + size], output["shape"])
            at += size
    assert at == len(reply.content), "bytes after the last tensor"
    assert document.get("id", "") is not None, "an id that is null"
    return Answer(document["model_name"], outputs, document.get("model_version"), document.get("id"),
                  {output["name"]: output.get("parameters", {}) for output in document["outputs"]})


def _path(model, version):
    return f"/models/{model}" + (f"/versions/{version}" if version else "")
