"""Typical Python service with the same scores, features and tensors: FastAPI on uvicorn (uvloop, httptools), redis-py with hiredis, onnxruntime, orjson.

Bodies are read and written by orjson, without models of pydantic. Environment: PORT, STORE_URL, BENCH_SPEC; WORKERS, by default the number of cores.
"""
import asyncio
import os
import struct
import time
from contextlib import asynccontextmanager
from datetime import datetime, timezone

import numpy
import onnxruntime
import orjson
import redis.asyncio as redis
import uvicorn
from fastapi import FastAPI, Request, Response

LENGTH = "inference-header-content-length"
HEAD = struct.Struct("<BIBq")
SCHEMA_TAG, TIME_TAG, NULLS_TAG, VALUES_TAG = 0x0D, 0x11, 0x1A, 0x22
EPOCH = "1970-01-01T00:00:00Z"
AHEAD_MS = 60_000
STORE_SHARE = 0.8
FEW = 4

with open(os.environ["BENCH_SPEC"], "rb") as file:
    SPEC = orjson.loads(file.read())
VIEW, FEATURES = SPEC["view"], SPEC["features"]
WIDTH, DEFAULTS = len(FEATURES), numpy.array(SPEC["defaults"], numpy.float32)
COLUMNS = {f"{VIEW}:{name}": column for column, name in enumerate(FEATURES)}
TTL_MS = SPEC["ttl_seconds"] * 1000
VALUES_HEAD = [VALUES_TAG, 4 * WIDTH] if 4 * WIDTH < 128 else [VALUES_TAG, 4 * WIDTH & 127 | 128, 4 * WIDTH >> 7]
PLAIN = numpy.dtype([("schema_tag", "u1"), ("schema", "<u4"), ("time_tag", "u1"), ("event_ms", "<i8"), ("head", "u1", len(VALUES_HEAD)), ("values", "<f4", WIDTH)])
MODELS = {}


class Refused(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


class Model:
    """Session, and the output that is the score."""

    def __init__(self, name, onnx, input, output, column, review, block):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])
        self.served = {"name": name, "version": "1"}
        self.input, self.outputs, self.column, self.review, self.block = input, [output], column, review, block

    def scores(self, rows):
        output, = self.session.run(self.outputs, {self.input: rows})
        return output[:, self.column].tolist()

    def decision(self, score):
        return "block" if score >= self.block else "review" if score >= self.review else "allow"


@asynccontextmanager
async def connected(app):
    MODELS.update((name, Model(name, **model)) for name, model in SPEC["models"].items())
    app.state.store = redis.from_url(os.environ["STORE_URL"], protocol=2)
    yield
    await app.state.store.aclose()


app = FastAPI(openapi_url=None, lifespan=connected)


def model_of(name):
    if name not in MODELS:
        raise Refused(404, f"no model {name}")
    return MODELS[name]


def key(entity):
    return f"{SPEC['key_prefix']}{{{entity}}}:{VIEW}"


async def read(callers, limit_s):
    """Returns the callers' rows, and the reason for missing ones."""
    store = app.state.store
    try:
        async with asyncio.timeout(limit_s):
            if len(callers) == 1:
                return [await store.get(key(callers[0]))], None
            return await store.mget([key(caller) for caller in callers]) if callers else [], None
    except TimeoutError:
        return None, "timed_out"
    except redis.RedisError:
        return None, "unavailable"


def row(data, now_ms):
    """Decodes a row (docs/wire/rows.md): values, NaN if null or not finite, event time and nulls; and the error, if any."""
    try:
        schema_tag, schema, time_tag, event_ms = HEAD.unpack_from(data)
        at, nulls = HEAD.size, None
        if data[at] == NULLS_TAG:
            nulls = data[at + 2:at + 2 + data[at + 1]]
            at += 2 + data[at + 1]
        length = data[at + 1]
        begin = at + 2
        if length > 127:
            length, begin = (length & 127) | data[at + 2] << 7, at + 3
        if (schema_tag, time_tag, data[at]) != (SCHEMA_TAG, TIME_TAG, VALUES_TAG) or len(data) != begin + length:
            return None, 0, None, "unreadable"
        values = numpy.frombuffer(data, numpy.float32, length // 4, begin)
    except (IndexError, struct.error, ValueError):
        return None, 0, None, "unreadable"
    if schema >> 8 != SPEC["view_id"]:
        return None, 0, None, "unknown_schema"
    reason = "future" if event_ms - now_ms > AHEAD_MS else "stale" if now_ms - event_ms > TTL_MS else None
    return values[:WIDTH], event_ms, nulls, reason


def plain(rows, now_ms):
    """Returns many rows as one array of PLAIN if all are present, valid, recent and without nulls; else None."""
    if len(rows) < FEW or not all(data is not None and len(data) == PLAIN.itemsize for data in rows):
        return None
    array = numpy.frombuffer(b"".join(rows), PLAIN)
    age = now_ms - array["event_ms"]
    sound = (array["schema_tag"] == SCHEMA_TAG) & (array["schema"] >> 8 == SPEC["view_id"]) & (array["time_tag"] == TIME_TAG) & (age <= TTL_MS) & (age >= -AHEAD_MS)
    return array if sound.all() and (array["head"] == VALUES_HEAD).all() and numpy.isfinite(array["values"]).all() else None


def bits(nulls, count):
    flags = numpy.unpackbits(numpy.frombuffer(nulls, numpy.uint8), bitorder="little")[:count].astype(bool)
    return numpy.concatenate([flags, numpy.zeros(count - len(flags), bool)])


def fill(vector, data, now_ms):
    """Writes a model's input; returns the number of present features, whether the row is stale, and its error."""
    vector[:] = DEFAULTS
    if data is None:
        return 0, False, None
    values, _, nulls, reason = row(data, now_ms)
    if reason:
        return 0, reason == "stale", None if reason == "stale" else reason
    present = numpy.isfinite(values)
    if nulls:
        present &= ~bits(nulls, len(values))
    if present.all():
        vector[:len(values)] = values
        return len(values), False, None
    numpy.copyto(vector[:len(values)], values, where=present)
    return int(present.sum()), False, None


def scored(call, model, score, present, stale, reason):
    lacking = WIDTH - present
    return {
        "call_id": call.get("call_id"), "decision": model.decision(score), "score": score, "model": model.served,
        "features": {"present": present, "missing": 0 if stale else lacking, "stale": lacking if stale else 0, "defaulted": lacking},
        "degraded": [{"view": VIEW, "reason": reason}] if reason else []}


async def score_all(calls, options):
    callers = [call.get("caller") if isinstance(call, dict) else None for call in calls]
    if not all(isinstance(caller, str) for caller in callers):
        raise Refused(400, "caller: a text is expected")
    model = model_of(options.get("model", "bench-gbm"))
    rows, fault = await read(callers, options.get("deadline_ms", 10) / 1000 * STORE_SHARE)
    now_ms = time.time_ns() // 1_000_000
    vectors = numpy.empty((len(calls), WIDTH), numpy.float32)
    if fault:
        vectors[:] = DEFAULTS
        filled = [(0, False, fault)] * len(calls)
    elif (array := plain(rows, now_ms)) is not None:
        vectors[:] = array["values"]
        filled = [(WIDTH, False, None)] * len(calls)
    else:
        filled = [fill(vector, data, now_ms) for vector, data in zip(vectors, rows)]
    scores = model.scores(vectors) if calls else []
    return [scored(call, model, score, *how) for call, score, how in zip(calls, scores, filled)]


@app.post("/v1/score")
async def score(request: Request):
    call = asked(await request.body())
    return json((await score_all([call], call))[0])


@app.post("/v1/score/batch")
async def score_batch(request: Request):
    batch = asked(await request.body())
    return json({"results": await score_all(batch["calls"], batch)})


@app.post("/get-online-features")
async def online_features(request: Request):
    body = asked(await request.body())
    callers = body["entities"]["caller"]
    unknown = [name for name in body["features"] if name not in COLUMNS]
    if unknown:
        raise Refused(400, f"no feature {unknown[0]}")
    rows, fault = await read(callers, 2)
    if fault:
        raise Refused(504 if fault == "timed_out" else 503, f"the store: {fault}")
    return json(columns(callers, [COLUMNS[name] for name in body["features"]], rows))


def columns(callers, wanted, rows):
    now_ms = time.time_ns() // 1_000_000
    if (array := plain(rows, now_ms)) is not None:
        values, statuses = array["values"], [["PRESENT"] * len(rows)] * WIDTH
        times = [rfc3339(event_ms) for event_ms in array["event_ms"].tolist()]
    else:
        values, written = numpy.full((len(rows), WIDTH), numpy.nan, numpy.float32), numpy.full((len(rows), WIDTH), "NOT_FOUND", object)
        times = [EPOCH if data is None else show(*cells, data, now_ms) for *cells, data in zip(values, written, rows)]
        statuses = written.T.tolist()
    values = numpy.ascontiguousarray(values.T)  # orjson writes NaN as null
    results = [{"values": callers, "statuses": ["PRESENT"] * len(rows), "event_timestamps": [EPOCH] * len(rows)}]
    results += [{"values": values[column], "statuses": statuses[column], "event_timestamps": times} for column in wanted]
    return {"metadata": {"feature_names": ["caller"] + [FEATURES[column] for column in wanted]}, "results": results}


def show(values_of, statuses_of, data, now_ms):
    """Writes values and statuses of one row; returns its event time."""
    values, event_ms, nulls, reason = row(data, now_ms)
    if values is None or reason == "future":
        statuses_of[:] = "INVALID"
        return EPOCH if values is None else rfc3339(event_ms)
    count = len(values)
    values_of[:count] = values
    statuses_of[:count] = "OUTSIDE_MAX_AGE" if reason else "PRESENT"
    finite = numpy.isfinite(values)
    if not finite.all():
        values_of[:count][~finite] = numpy.nan
        statuses_of[:count][~finite] = "INVALID"
    if nulls:
        flags = bits(nulls, count)
        values_of[:count][flags] = numpy.nan
        statuses_of[:count][flags] = "NULL_VALUE"
    return rfc3339(event_ms)


def rfc3339(event_ms):
    at = datetime.fromtimestamp(event_ms // 1000, timezone.utc).replace(tzinfo=None).isoformat()
    return f"{at}.{event_ms % 1000:03}Z" if event_ms % 1000 else f"{at}Z"


@app.post("/v2/models/{name}/infer")
async def infer(name: str, request: Request):
    model, body = model_of(name), await request.body()
    length = int(request.headers.get(LENGTH, len(body)))
    header = asked(body[:length])
    tensor, = header["inputs"]
    size = tensor.get("parameters", {}).get("binary_data_size")
    values = numpy.array(tensor["data"], numpy.float32) if size is None else numpy.frombuffer(body, numpy.float32, size // 4, length)
    outputs = header.get("outputs") or [{"name": output.name} for output in model.session.get_outputs()]
    answers = model.session.run([output["name"] for output in outputs], {tensor["name"]: values.reshape(tensor["shape"])})
    return tensors(name, header.get("id"), outputs, answers, header.get("parameters", {}).get("binary_data_output", False))


def tensors(name, id, outputs, answers, all_binary):
    written, raw = [], []
    for output, values in zip(outputs, answers):
        tensor = {"name": output["name"], "shape": values.shape, "datatype": "INT64" if values.dtype == numpy.int64 else "FP32"}
        if output.get("parameters", {}).get("binary_data", all_binary):
            raw.append(values.tobytes())
            tensor["parameters"] = {"binary_data_size": values.nbytes}
        else:
            tensor["data"] = values.ravel()
        written.append(tensor)
    answer = {"model_name": name, "model_version": "1", "outputs": written} | ({"id": id} if id else {})
    if not raw:
        return json(answer)
    header = dumps(answer)
    return Response(b"".join([header, *raw]), headers={LENGTH: str(len(header))}, media_type="application/octet-stream")


@app.get("/v2/health/live")
@app.get("/v2/health/ready")
async def healthy():
    return json({"live": True, "ready": True})


@app.exception_handler(Refused)
async def refused(_, refused):
    return json({"error": {"status": refused.status, "message": refused.message}}, refused.status)


@app.exception_handler(KeyError)
@app.exception_handler(TypeError)
@app.exception_handler(ValueError)
async def unsound(_, error):
    return json({"error": {"status": 400, "message": repr(error)}}, 400)


def asked(body):
    request = orjson.loads(body)
    if not isinstance(request, dict):
        raise Refused(400, "an object is expected")
    return request


def dumps(value):
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def json(value, status=200):
    return Response(dumps(value), status, media_type="application/json")


if __name__ == "__main__":
    uvicorn.run("server:app", host="127.0.0.1", port=int(os.environ["PORT"]), workers=int(os.environ.get("WORKERS", os.cpu_count())), loop="uvloop",
                http="httptools", access_log=False, log_level="warning", app_dir=os.path.dirname(os.path.abspath(__file__)))
