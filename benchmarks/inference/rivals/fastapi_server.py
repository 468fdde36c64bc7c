"""FastAPI and uvicorn with the minimum of the protocol: FP32 tensors, JSON or binary, nothing validated.

Arguments: port, workers; BENCH_MODELS: the folder of models.
"""
import os
import sys

import numpy
import orjson
import uvicorn
from fastapi import FastAPI, Request, Response

from sessions import files, session

LENGTH = "inference-header-content-length"
app = FastAPI(openapi_url=None)
sessions = {name: session(file) for name, file in files(os.environ["BENCH_MODELS"]).items()}


@app.get("/v2/health/ready")
async def ready():
    return {"live": True, "ready": True}


@app.post("/v2/models/{model}/infer")
async def infer(model: str, request: Request):
    body = await request.body()
    length = int(request.headers.get(LENGTH, len(body)))
    asked = orjson.loads(body[:length])
    feeds, at = {}, length
    for tensor in asked["inputs"]:
        size = tensor.get("parameters", {}).get("binary_data_size")
        values = numpy.array(tensor["data"], numpy.float32) if size is None else numpy.frombuffer(body, numpy.float32, size // 4, at)
        feeds[tensor["name"]] = values.reshape(tensor["shape"])
        at += size or 0
    return reply(model, asked["outputs"], sessions[model].run([output["name"] for output in asked["outputs"]], feeds))


def reply(model, outputs, values):
    tensors, raw = [], []
    for output, value in zip(outputs, values):
        tensor = {"name": output["name"], "shape": value.shape, "datatype": "FP32"}
        if output.get("parameters", {}).get("binary_data"):
            raw.append(value.tobytes())
            tensor["parameters"] = {"binary_data_size": value.nbytes}
        else:
            tensor["data"] = value.ravel()
        tensors.append(tensor)
    head = orjson.dumps({"model_name": model, "model_version": "1", "outputs": tensors}, option=orjson.OPT_SERIALIZE_NUMPY)
    if raw:
        return Response(b"".join([head, *raw]), headers={LENGTH: str(len(head))}, media_type="application/octet-stream")
    return Response(head, media_type="application/json")


if __name__ == "__main__":
    port, workers = map(int, sys.argv[1:])
    uvicorn.run("fastapi_server:app", host="127.0.0.1", port=port, workers=workers, access_log=False, log_level="warning")
