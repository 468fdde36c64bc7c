"""Lambda's runtime API (2018-06-01), which a function polls, and its Invoke API (2015-03-31), through which boto3 reaches the function.

One server has one function and one execution environment. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""
from __future__ import annotations

import json
import queue
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REGION = "eu-west-1"
ACCOUNT = "123456789012"
MAX_PAYLOAD_BYTES = 6 * 1024 * 1024
TRACE = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0"
_RUNTIME = "/2018-06-01/runtime/"
_INVOKE = "/2015-03-31/functions/"
# Between two looks whether the process still lives.
_POLL_S = 0.05


@dataclass
class Invocation:
    """Payload on its way through the function, and what became of it."""
    payload: bytes
    deadline_s: float
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    response: bytes | None = None
    error: bytes | None = None
    error_type: str | None = None
    handed_over: float = 0.0
    answered: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def duration_s(self) -> float:
        """Time from handing the payload to the runtime until the runtime answers: what Lambda bills and reports as the duration."""
        return self.answered - self.handed_over

    def finish(self) -> None:
        self.answered = time.perf_counter()
        self.done.set()


@dataclass(frozen=True)
class ReportedError:
    """Error that the runtime reported outside of an invocation: of the initialization, or of a restore."""
    type: str | None
    body: dict


class RuntimeApi:
    """Server of both APIs for one environment. Thread-safe."""

    def __init__(self, function: str, timeout_s: float, alive: Callable[[], bool]):
        self.function = function
        self.timeout_s = timeout_s
        self.alive = alive
        self.waiting: queue.Queue[Invocation] = queue.Queue()
        self.running: dict[str, Invocation] = {}
        self.polled = threading.Event()
        self.restore_requested = threading.Event()
        self.restore_allowed = threading.Event()
        self.init_error: ReportedError | None = None
        self.restore_error: ReportedError | None = None
        self.last: Invocation | None = None
        self.closed = False
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": _POLL_S}, daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function}:live"

    def close(self) -> None:
        self.closed = True
        self.restore_allowed.set()
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, payload: bytes, deadline_s: float | None = None) -> Invocation:
        """Hands a payload to the function and waits until it is answered, times out, or the process ends."""
        invocation = Invocation(payload, self.timeout_s if deadline_s is None else deadline_s)
        self.last = invocation
        self.waiting.put(invocation)
        end = time.monotonic() + self.timeout_s + 1
        while not invocation.done.wait(_POLL_S):
            if not self.alive():
                self._fail(invocation, "Runtime.ExitError", "Runtime exited")
            elif time.monotonic() > end:
                self._fail(invocation, "Sandbox.Timedout", f"Task timed out after {self.timeout_s:.2f} seconds")
        return invocation

    @staticmethod
    def _fail(invocation: Invocation, kind: str, message: str) -> None:
        if not invocation.done.is_set():
            invocation.error_type = kind
            invocation.error = json.dumps({"errorType": kind, "errorMessage": f"RequestId: {invocation.id} Error: {message}"}).encode()
            invocation.finish()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: RuntimeApi):
        self.api = api
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request, client_address) -> None:
        """A process that is killed while it polls is no error of the server."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def log_message(self, *arguments) -> None:
        pass

    @property
    def api(self) -> RuntimeApi:
        return self.server.api

    def do_GET(self) -> None:
        if self.path == _RUNTIME + "invocation/next":
            self._next()
        elif self.path == _RUNTIME + "restore/next":
            self.api.restore_requested.set()
            self.api.restore_allowed.wait()
            self._reply(200)
        else:
            self._reply(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) if "Content-Length" in self.headers else self._chunks()
        if self.path.startswith(_INVOKE):
            self._invoke(body)
        elif self.path == _RUNTIME + "init/error":
            self.api.init_error = self._reported(body)
            self._reply(202, b'{"status":"OK"}')
        elif self.path == _RUNTIME + "restore/error":
            self.api.restore_error = self._reported(body)
            self._reply(202, b'{"status":"OK"}')
        else:
            self._answered(body)

    def _next(self) -> None:
        self.api.polled.set()
        while True:
            try:
                invocation = self.api.waiting.get(timeout=_POLL_S)
                break
            except queue.Empty:
                if self.api.closed or not self.api.alive():
                    self.close_connection = True
                    return
        self.api.running[invocation.id] = invocation
        invocation.handed_over = time.perf_counter()
        # RIC 2.6.0 reads each of these without looking whether it is there: without the content type its native client ends the process.
        self._reply(200, invocation.payload, {
            "Lambda-Runtime-Aws-Request-Id": invocation.id,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + invocation.deadline_s) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": self.api.arn,
            "Lambda-Runtime-Trace-Id": TRACE})

    def _answered(self, body: bytes) -> None:
        """POST invocation/<id>/response and invocation/<id>/error."""
        _, _, rest = self.path.partition(_RUNTIME + "invocation/")
        request_id, _, outcome = rest.partition("/")
        invocation = self.api.running.pop(request_id, None)
        if invocation is None or outcome not in ("response", "error"):
            self._reply(400, json.dumps({"errorType": "InvalidRequestID", "errorMessage": request_id}).encode())
            return
        if len(body) > MAX_PAYLOAD_BYTES:
            invocation.error_type = "Function.ResponseSizeTooLarge"
            invocation.error = json.dumps({"errorType": invocation.error_type, "errorMessage": f"Response payload size exceeded {MAX_PAYLOAD_BYTES}"}).encode()
            self._reply(413)
        elif outcome == "response":
            invocation.response = body
            self._reply(202, b'{"status":"OK"}')
        else:
            invocation.error, invocation.error_type = body, self.headers.get("Lambda-Runtime-Function-Error-Type")
            self._reply(202, b'{"status":"OK"}')
        invocation.finish()

    def _invoke(self, payload: bytes) -> None:
        name, _, action = self.path[len(_INVOKE):].partition("/")
        if action != "invocations" or name != self.api.function:
            self._reply(404, b'{"Message":"Function not found"}', {"x-amzn-ErrorType": "ResourceNotFoundException"})
        elif len(payload) > MAX_PAYLOAD_BYTES:
            self._reply(413, json.dumps({"message": f"Request must be smaller than {MAX_PAYLOAD_BYTES} bytes"}).encode(),
                        {"x-amzn-ErrorType": "RequestEntityTooLargeException"})
        else:
            deadline = self.headers.get("X-Test-Deadline-S")
            invocation = self.api.invoke(payload, None if deadline is None else float(deadline))
            headers = {"X-Amz-Executed-Version": "1", "x-amzn-RequestId": invocation.id}
            if invocation.error is not None:
                headers["X-Amz-Function-Error"] = "Unhandled"
            self._reply(200, invocation.error if invocation.response is None else invocation.response, headers)

    def _reported(self, body: bytes) -> ReportedError:
        return ReportedError(self.headers.get("Lambda-Runtime-Function-Error-Type"), json.loads(body or b"{}"))

    def _chunks(self) -> bytes:
        """Body with Transfer-Encoding: chunked, as runtimes of their own may send it."""
        parts = []
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _reply(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
