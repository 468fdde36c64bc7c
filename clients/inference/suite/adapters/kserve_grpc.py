"""KServe's InferenceGRPCClient: raw contents, or typed ones."""
import asyncio

import grpc
from kserve import InferenceGRPCClient, InferRequest
from kserve.protocol.infer_type import RequestedOutput

from ..answer import Client, Refused, is_half
from .kserve_rest import answer, tensors


def open_client(name, way, address):
    return KServeGrpc(name, way, address)


class KServeGrpc(Client):
    def __init__(self, name, way, address):
        self.name = name
        self._raw = way == "raw"
        self._loop = asyncio.new_event_loop()
        self._client = self._loop.run_until_complete(_open(address))

    def carries(self, inputs):
        return self._raw or not any(map(is_half, inputs.values()))

    def infer(self, model, inputs, outputs=None, version="", id="", timeout=None, priority=0, parameters=None):
        options = {"timeout": timeout, "priority": priority or None, **(parameters or {})}
        request = InferRequest(model, tensors(inputs, self._raw), request_id=id or None, model_version=version or None,
                               request_outputs=None if outputs is None else [RequestedOutput(name) for name in outputs],
                               parameters={key: value for key, value in options.items() if value is not None})
        return answer(self._run(self._client.infer(request)))

    def live(self):
        return self._run(self._client.is_server_live())

    def ready(self):
        return self._run(self._client.is_server_ready())

    def model_ready(self, model, version=""):
        return self._run(self._client.is_model_ready(model))

    def _run(self, call):
        try:
            return self._loop.run_until_complete(call)
        except grpc.RpcError as error:
            raise Refused(error.code().name, error.details()) from error

    def close(self):
        self._loop.run_until_complete(self._client.close())
        self._loop.close()


async def _open(address):
    """Creates the client in its loop, to which the channel belongs."""
    return InferenceGRPCClient(address, timeout=10, retries=0)
