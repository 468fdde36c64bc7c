"""The KServe SDK's server with a custom model, as in its manual. Arguments beside the SDK's own: --models, the folder of models."""
import argparse
from functools import cached_property
from uuid import uuid4

import kserve.protocol.rest.server
import uvicorn
from kserve import InferOutput, InferResponse, Model, ModelServer, model_server

from sessions import files, session


class OnnxModel(Model):
    """Model passed to the workers as a file name, since a session cannot be pickled."""

    def __init__(self, name, file):
        super().__init__(name)
        self.file = file
        self.ready = True

    @cached_property
    def _session(self):
        return session(self.file)

    async def predict(self, payload, headers=None, response_headers=None):
        names = [output.name for output in payload.request_outputs]
        values = self._session.run(names, {tensor.name: tensor.as_numpy() for tensor in payload.inputs})
        outputs = [InferOutput(name, list(value.shape), "FP32", value) for name, value in zip(names, values)]
        return InferResponse(payload.id or str(uuid4()), self.name, outputs, requested_outputs=payload.request_outputs)


class Loopback(uvicorn.Config):
    """Restricts the server to loopback: the SDK always binds to every address."""

    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **{**settings, "host": "127.0.0.1"})


if __name__ == "__main__":
    kserve.protocol.rest.server.uvicorn.Config = Loopback
    parser = argparse.ArgumentParser(parents=[model_server.parser])
    parser.add_argument("--models")
    models = [OnnxModel(name, file) for name, file in files(parser.parse_args().models).items()]
    ModelServer(enable_grpc=False, enable_latency_logging=False, grace_period=1).start(models)
