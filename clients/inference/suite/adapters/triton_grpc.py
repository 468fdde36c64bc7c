"""tritonclient over gRPC: raw contents, as the client sends them, and typed contents, written with its messages."""
import grpc
from tritonclient.grpc import InferenceServerClient, InferInput, InferRequestedOutput, service_pb2, service_pb2_grpc
from tritonclient.utils import InferenceServerException

from ..answer import Answer, Client, Refused, is_half
from ..contents import array_of, fill
from ..tensors import datatype, normal

SECONDS = 10


def open_client(name, way, address):
    return Typed(name, address) if way == "typed" else Raw(name, address, way.partition("-")[2])


class Raw(Client):
    def __init__(self, name, address, compression=""):
        self.name = name
        self._compression = compression or None
        self._client = InferenceServerClient(address)

    def infer(self, model, inputs, outputs=None, version="", id="", timeout=None, priority=0, parameters=None):
        tensors = [InferInput(name, list(array.shape), datatype(array)).set_data_from_numpy(array) for name, array in inputs.items()]
        asked = None if outputs is None else [InferRequestedOutput(name) for name in outputs]
        result = self._ask("infer", model, tensors, model_version=version, outputs=asked, request_id=id, priority=priority, timeout=timeout,
                           parameters=parameters, compression_algorithm=self._compression)
        reply = result.get_response()
        return answer(reply, {output.name: normal(result.as_numpy(output.name)) for output in reply.outputs})

    def live(self):
        return self._ask("is_server_live")

    def ready(self):
        return self._ask("is_server_ready")

    def model_ready(self, model, version=""):
        return self._ask("is_model_ready", model, version)

    def server(self):
        return self._ask("get_server_metadata", as_json=True)

    def metadata(self, model, version=""):
        found = self._ask("get_model_metadata", model, version, as_json=True)
        return found | {side: [tensor | {"shape": [int(size) for size in tensor.get("shape", [])]} for tensor in found.get(side, [])]
                        for side in ("inputs", "outputs")}

    def config(self, model, version=""):
        return self._ask("get_model_config", model, version, as_json=True)["config"]

    def stats(self, model, version=""):
        return self._ask("get_inference_statistics", model, version, as_json=True)["model_stats"]

    def index(self):
        return self._ask("get_model_repository_index", as_json=True).get("models", [])

    def load(self, model):
        self._ask("load_model", model)

    def unload(self, model):
        self._ask("unload_model", model)

    def _ask(self, call, *arguments, **options):
        try:
            return getattr(self._client, call)(*arguments, client_timeout=SECONDS, **options)
        except InferenceServerException as error:
            raise Refused(error.status().removeprefix("StatusCode."), error.message()) from error

    def close(self):
        self._client.close()


class Typed(Raw):
    """Returns the numbers in InferTensorContents, which has no field for float16."""

    def __init__(self, name, address):
        super().__init__(name, address)
        self._channel = grpc.insecure_channel(address)
        self._stub = service_pb2_grpc.GRPCInferenceServiceStub(self._channel)

    def carries(self, inputs):
        return not any(map(is_half, inputs.values()))

    def infer(self, model, inputs, outputs=None, version="", id="", timeout=None, priority=0, parameters=None):
        request = service_pb2.ModelInferRequest(model_name=model, model_version=version, id=id)
        for name, array in inputs.items():
            fill(request.inputs.add(name=name, datatype=datatype(array), shape=array.shape), array)
        for name in outputs or []:
            request.outputs.add(name=name)
        for key, value in {"timeout": timeout, "priority": priority or None, **(parameters or {})}.items():
            if value is not None:
                kind = {bool: "bool_param", int: "int64_param", str: "string_param"}[type(value)]
                setattr(request.parameters[key], kind, value)
        try:
            reply = self._stub.ModelInfer(request, timeout=SECONDS)
        except grpc.RpcError as error:
            raise Refused(error.code().name, error.details()) from error
        return answer(reply, {output.name: array_of(reply, at) for at, output in enumerate(reply.outputs)})

    def close(self):
        super().close()
        self._channel.close()


def answer(reply, outputs):
    parameters = {output.name: {key: getattr(value, value.WhichOneof("parameter_choice")) for key, value in output.parameters.items()}
                  for output in reply.outputs}
    return Answer(reply.model_name, outputs, reply.model_version or None, reply.id or None, parameters)
