"""Packages, and execution environments that run them."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import boto3
from botocore.config import Config

from harness.runtime_api import REGION, Invocation, RuntimeApi
from harness.sockets import Connection, established

ROOT = Path(__file__).resolve().parents[3]
RIC = Path(__file__).resolve().parents[1] / "target/lib"
START_S = 60
_MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"


@dataclass(frozen=True)
class Package:
    """Unpacked function.zip: what Lambda has as /var/task."""
    name: str
    handler: str
    folder: Path

    @staticmethod
    def unpack(name: str, handler: str, archive: Path, folder: Path) -> Package:
        with zipfile.ZipFile(archive) as files:
            files.extractall(folder)
        package = Package(name, handler, folder)
        if package.native:
            (folder / "bootstrap").chmod(0o755)
        return package

    @property
    def native(self) -> bool:
        """Whether it is for provided.al2023."""
        return (self.folder / "bootstrap").exists()

    def files(self) -> dict[str, int]:
        return {str(file.relative_to(self.folder)): file.stat().st_size for file in self.folder.rglob("*") if file.is_file()}


@dataclass(frozen=True)
class Reply:
    """What boto3 returns of an invocation."""
    payload: object
    error: bool
    invocation: Invocation

    @property
    def failures(self) -> list:
        """Identifiers of the items that are to be delivered again."""
        assert not self.error, f"expected a reply, got an error of the function: {self.payload}"
        return [failure["itemIdentifier"] for failure in self.payload["batchItemFailures"]]


@dataclass
class Environment:
    """Execution environment of a function: one process and its runtime API. Its settings are those of the function's configuration."""
    package: Package
    log: Path
    settings: dict[str, str]
    snap_start: bool = False
    memory_mb: int = 1024
    timeout_s: float = 30
    api: RuntimeApi = field(init=False)
    process: subprocess.Popen | None = field(init=False, default=None)
    started: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.api = RuntimeApi(self.package.name, self.timeout_s, lambda: self.process is None or self.process.poll() is None)
        self._client = boto3.client(
            "lambda", endpoint_url=f"http://{self.api.address}", region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=self.timeout_s + 30, connect_timeout=5, proxies={}))
        self._client.meta.events.register("before-sign.lambda.Invoke", self._name_deadline)
        self._deadline_s: float | None = None

    def __enter__(self) -> Environment:
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    def start(self) -> Environment:
        """Starts the process, without waiting for it."""
        with self.log.open("ab") as log:
            self.started = time.perf_counter()
            self.process = subprocess.Popen(self._command(), cwd=self.package.folder, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait(10)
        self.api.close()

    def freeze(self) -> None:
        """Stops the process as Lambda does between invocations."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    def invoke(self, payload: object, deadline_s: float | None = None) -> Reply:
        """Invokes the function through boto3, synchronously. The deadline is that of the context; the function's timeout unless it is given."""
        self._deadline_s = deadline_s
        reply = self._client.invoke(FunctionName=self.package.name, Payload=payload if isinstance(payload, bytes) else json.dumps(payload).encode())
        text = reply["Payload"].read()
        return Reply(json.loads(text) if text else None, "FunctionError" in reply, self.api.last)

    def connections(self) -> set[Connection]:
        """Established connections besides that to the runtime API."""
        return {connection for connection in established(self.process.pid) if self.api.port not in (connection.remote_port, connection.local_port)}

    def memory_kb(self) -> int:
        """Resident set."""
        return next(int(line.split()[1]) for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))

    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:])

    def _name_deadline(self, request, **_) -> None:
        if self._deadline_s is not None:
            request.headers["X-Test-Deadline-S"] = str(self._deadline_s)

    def _command(self) -> list[str]:
        if self.package.native:
            return [str(self.package.folder / "bootstrap")]
        # As the managed Java runtimes start it, but for the class data archive that only they have. From Java 25 on functions with SnapStart are compiled in full.
        compilation = [] if self.snap_start else ["-XX:TieredStopAtLevel=1"]
        return [java(), f"-XX:MaxHeapSize={self.memory_mb * 1024 * 85 // 100}k", "-XX:+UseSerialGC", "-XX:+TieredCompilation", *compilation,
                "--add-opens=java.base/java.io=ALL-UNNAMED", "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                "-XX:+ErrorFileToStderr", "-cp", ":".join(str(jar) for jar in sorted(RIC.glob("*.jar"))), _MAIN, self.package.handler]

    def _environment(self) -> dict[str, str]:
        """The environment of a function, and nothing of this process."""
        name = self.package.name
        return {
            "AWS_LAMBDA_RUNTIME_API": self.api.address, "_HANDLER": self.package.handler, "LAMBDA_TASK_ROOT": str(self.package.folder),
            "LAMBDA_RUNTIME_DIR": "/var/runtime", "AWS_LAMBDA_FUNCTION_NAME": name, "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.memory_mb), "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}", "AWS_LAMBDA_LOG_STREAM_NAME": "check",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start" if self.snap_start else "on-demand", "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
            "AWS_EXECUTION_ENV": "AWS_Lambda_provided.al2023" if self.package.native else "AWS_Lambda_java25", "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test", "AWS_SESSION_TOKEN": "test", "TZ": ":UTC", "LANG": "en_US.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", **self.settings}


def java() -> str:
    home = os.environ.get("JAVA_HOME") or subprocess.run([ROOT / ".mvn/find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
    return f"{home}/bin/java"
