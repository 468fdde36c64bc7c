"""tritonclient over HTTP: tensors as binary or as JSON, requests and replies compressed or not."""
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput
from tritonclient.utils import InferenceServerException

from ..answer import Answer, Client, Refused, is_half
from ..tensors import datatype, has_nan, normal


def open_client(name, way, address):
    return TritonHttp(name, way, address)


class TritonHttp(Client):
    def __init__(self, name, way, address):
        self.name = name
        form, _, self._compression = way.partition("-")
        self._binary = form == "binary"
        self._client = InferenceServerClient(address, connection_timeout=10, network_timeout=10)

    def carries(self, inputs):
        """Returns whether the JSON form can carry the inputs: the client writes NaN as a bare word, which is not JSON."""
        return self._binary or not (has_nan(inputs.values()) or any(map(is_half, inputs.values())))

    def infer(self, model, inputs, outputs=None, version="", id="", timeout=None, priority=0, parameters=None):
        """Names all outputs, since without names the client requests them as binary."""
        tensors = [InferInput(name, list(array.shape), datatype(array)).set_data_from_numpy(array, binary_data=self._binary)
                   for name, array in inputs.items()]
        if outputs is None and not self._binary:
            outputs = [output["name"] for output in self.metadata(model, version)["outputs"]]
        asked = None if outputs is None else [InferRequestedOutput(name, binary_data=self._binary) for name in outputs]
        result = self._ask("infer", model, tensors, model_version=version, outputs=asked, request_id=id, priority=priority, timeout=timeout,
                           parameters=parameters, request_compression_algorithm=self._compression or None,
                           response_compression_algorithm=self._compression or None)
        reply = result.get_response()
        return Answer(reply["model_name"], {output["name"]: normal(result.as_numpy(output["name"])) for output in reply["outputs"]},
                      reply.get("model_version"), reply.get("id"), {output["name"]: output.get("parameters", {}) for output in reply["outputs"]})

    def live(self):
        return self._ask("is_server_live")

    def ready(self):
        return self._ask("is_server_ready")

    def model_ready(self, model, version=""):
        return self._ask("is_model_ready", model, version)

    def server(self):
        return self._ask("get_server_metadata")

    def metadata(self, model, version=""):
        return self._ask("get_model_metadata", model, version)

    def config(self, model, version=""):
        return self._ask("get_model_config", model, version)

    def stats(self, model, version=""):
        return self._ask("get_inference_statistics", model, version)["model_stats"]

    def index(self):
        return self._ask("get_model_repository_index")

    def load(self, model):
        self._ask("load_model", model)

    def unload(self, model):
        self._ask("unload_model", model)

    def _ask(self, call, *arguments, **options):
        try:
            return getattr(self._client, call)(*arguments, **options)
        except InferenceServerException as error:
            raise Refused(int(error.status() or 0), error.message()) from error

    def close(self):
        self._client.close()
