"""KServe's InferenceRESTClient. It does not support versions, and always sends an id."""
import asyncio

import httpx
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

from ..answer import Answer, Client, Refused, is_half
from ..tensors import datatype, normal


def open_client(name, way, address):
    return KServeRest(name, way, address)


class KServeRest(Client):
    versions = False

    def __init__(self, name, way, address):
        self.name = name
        self._binary = way == "binary"
        self._url = f"http://{address}"
        self._loop = asyncio.new_event_loop()
        self._client = InferenceRESTClient(RESTConfig(protocol="v2", timeout=10))

    def carries(self, inputs):
        """Returns whether the form can carry the inputs. The client turns all replies into JSON, so float16 must be binary both ways."""
        return self._binary or not any(map(is_half, inputs.values()))

    def infer(self, model, inputs, outputs=None, version="", id="", timeout=None, priority=0, parameters=None):
        assert not version, "this client asks for no version"
        options = {"timeout": timeout, "priority": priority or None, "binary_data_output": self._binary or None, **(parameters or {})}
        asked = None if outputs is None else [RequestedOutput(name, {"binary_data": self._binary}) for name in outputs]
        request = InferRequest(model, tensors(inputs, self._binary), request_id=id or None, request_outputs=asked,
                               parameters={key: value for key, value in options.items() if value is not None})
        return answer(self._run(self._client.infer(self._url, request, model_name=model)))

    def live(self):
        return self._run(self._client.is_server_live(self._url))

    def ready(self):
        return self._run(self._client.is_server_ready(self._url))

    def model_ready(self, model, version=""):
        return self._run(self._client.is_model_ready(self._url, model))

    def _run(self, call):
        try:
            return self._loop.run_until_complete(call)
        except httpx.HTTPStatusError as error:
            raise Refused(error.response.status_code, str(error)) from error

    def close(self):
        self._loop.run_until_complete(self._client.close())
        self._loop.close()


def tensors(inputs, binary):
    made = []
    for name, array in inputs.items():
        tensor = InferInput(name, list(array.shape), datatype(array))
        tensor.set_data_from_numpy(array, binary_data=binary)
        made.append(tensor)
    return made


def answer(reply):
    return Answer(reply.model_name, {output.name: normal(output.as_numpy()) for output in reply.outputs}, reply.model_version or None, reply.id or None)
