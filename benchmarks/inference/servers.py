"""Servers that are compared, started in the same way: ready when every model answers correctly. All bind to loopback and end with the benchmark."""
import hashlib
import json
import os
import shutil
from pathlib import Path

from harness.processes import Process, free_port
from harness.servers import JAR
from harness.servers import NATIVE as EXECUTABLE

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODELS, RIVALS = ROOT / "models", HERE / "rivals"
MLSERVER, MLSERVER_ALONE, KSERVE, FASTAPI, JVM, NATIVE = "MLServer", "MLServer, one process", "KServe", "FastAPI", "ours, JVM", "ours, native"
KINDS = {"mlserver": MLSERVER, "mlserver-alone": MLSERVER_ALONE, "kserve": KSERVE, "fastapi": FASTAPI, "jvm": JVM, "native": NATIVE}
OURS = (JVM, NATIVE)
REFERENCE = MLSERVER
CONNECTIONS, ROUNDS, SECONDS = 32, int(os.environ.get("ROUNDS", "3")), int(os.environ.get("SECONDS_EACH", "10"))
START_S = 60
CORES = str(os.cpu_count())
MANIFEST = 'kind: tensors\nmodel: {name}\nversion: "1"\nfile: model.onnx\nsha256: {sha256}\n'


def available():
    built = {JVM: JAR.exists(), NATIVE: bool(EXECUTABLE)}
    return [name for name, kind in KINDS.items() if built.get(kind, True)]


def speaks(kind, case):
    """MLServer has binary tensors in gRPC only."""
    return not case.binary or kind not in (MLSERVER, MLSERVER_ALONE)


def lay_out(folder, names):
    """models/: the models that our service serves and the rivals read, including the project's own; mlserver/: MLServer's settings."""
    shutil.copytree(MODELS, folder / "models", ignore=shutil.ignore_patterns("training"))
    for name in names:
        version = folder / "models" / name / "1"
        version.mkdir(parents=True)
        file = shutil.copy(MODELS / f"call-fraud-{name}/2/model.onnx", version)
        (version / "manifest.yaml").write_text(MANIFEST.format(name=name, sha256=hashlib.sha256(Path(file).read_bytes()).hexdigest()))
        settings = folder / "mlserver" / name
        settings.mkdir(parents=True)
        (settings / "model-settings.json").write_text(json.dumps(
            {"name": name, "implementation": "mlserver_runtime.OnnxModel", "parameters": {"uri": str(file), "version": "1"}}))


def start(kind, folder, store, wrong):
    """wrong: function of a port that returns the error in the server's answers there, or None."""
    port = free_port()
    command, environment = COMMANDS[kind](folder, port)
    if kind in OURS:
        environment = {"PORT": str(port), "QUARKUS_HTTP_HOST": "127.0.0.1", "STORE_URL": f"redis://127.0.0.1:{store.port}",
                       "MODELS_DIR": str(folder / "models")}
    return Process(command, port, **environment).wait_until(lambda: not wrong(port), START_S)


def _python(name):
    return str(HERE / name / "bin/python")


def _mlserver(folder, port, workers=CORES):
    return [str(HERE / ".venv-mlserver/bin/mlserver"), "start", str(folder / "mlserver")], {
        "MLSERVER_HOST": "127.0.0.1", "MLSERVER_HTTP_PORT": str(port), "MLSERVER_GRPC_PORT": str(free_port()), "MLSERVER_DEBUG": "false",
        "MLSERVER_METRICS_PORT": str(free_port()), "MLSERVER_METRICS_DIR": str(folder / "metrics"), "MLSERVER_ENVIRONMENTS_DIR": str(folder / "envs"),
        "MLSERVER_PARALLEL_WORKERS": workers, "PYTHONPATH": str(RIVALS)}


def _mlserver_alone(folder, port):
    return _mlserver(folder, port, "0")


def _kserve(folder, port):
    return [_python(".venv-kserve"), str(RIVALS / "kserve_server.py"), "--models", str(folder / "models"), "--http_port", str(port),
            "--workers", CORES, "--log_config_file", str(RIVALS / "kserve_logging.json")], {}


def _fastapi(folder, port):
    return [_python(".venv"), str(RIVALS / "fastapi_server.py"), str(port), CORES], {"BENCH_MODELS": str(folder / "models"), "PYTHONPATH": str(RIVALS)}


def _jvm(_folder, _port):
    return [f"{os.environ['JAVA_HOME']}/bin/java", "-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-jar", str(JAR)], {}


def _native(_folder, _port):
    return [str(EXECUTABLE)], {}


COMMANDS = {MLSERVER: _mlserver, MLSERVER_ALONE: _mlserver_alone, KSERVE: _kserve, FASTAPI: _fastapi, JVM: _jvm, NATIVE: _native}
