"""Our service and its rivals, started in the same way: each on a loopback port, with the same store and model files."""
import functools
import json
import os
import shutil
import subprocess
import tomllib
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .processes import Process, free_port
from .store import KEY_PREFIX

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"
TARGET = ROOT / "feature-serving/service/target"
JAR = Path(os.environ.get("BENCH_JAR", TARGET / "quarkus-app/quarkus-run.jar"))
NATIVE = Path(os.environ["BENCH_NATIVE"]) if os.environ.get("BENCH_NATIVE") else None if "BENCH_NATIVE" in os.environ else next(TARGET.glob("*-runner"), None)
AOT = Path(os.environ["BENCH_AOT"]) if os.environ.get("BENCH_AOT") else None
RUST, FASTAPI, FEAST = BENCHMARKS / "rivals/rust", BENCHMARKS / "rivals/fastapi", BENCHMARKS / "features/.venv/bin/feast"
MLSERVER, MLSERVER_RUNTIME = BENCHMARKS / "inference/.venv-mlserver/bin/mlserver", BENCHMARKS / "inference/rivals"
FASTAPI_PYTHON = BENCHMARKS / ".venv-fastapi/bin/python"
CORES, START_S = os.cpu_count(), 60
PATIENT = {"VOXGUARD_FEATURES_READ_DEADLINE": "5s", "VOXGUARD_INFERENCE_DEFAULT_TIMEOUT": "5s"}  # on a saturated machine, answers are late instead of refused


@dataclass(frozen=True)
class Bench:
    """Resources with which every server is started."""

    folder: Path
    view: object
    models: dict
    store: object
    models_dir: Path

    @functools.cached_property
    def spec(self):
        """Returns the path of the rivals' configuration."""
        file = self.folder / "spec.json"
        file.write_text(json.dumps({
            "view": self.view.name, "view_id": self.view.id, "schema_version": self.view.version, "key_prefix": KEY_PREFIX, "features": self.view.names,
            "defaults": self.view.defaults.tolist(), "ttl_seconds": self.view.ttl_s, "models": {name: model.spec() for name, model in self.models.items()}}))
        return str(file)

    @property
    def store_url(self):
        return f"redis://{self.store.host}:{self.store.port}"


@dataclass(frozen=True)
class Server:
    """Server and how to start it: command and environment for a bench and a port. `needs` exists only if the server was built."""

    label: str
    needs: Path
    command: object
    health: str = "/v2/health/ready"
    ours: bool = False
    over_socket: bool = False

    @property
    def there(self):
        return self.needs is not None and self.needs.exists()

    def start(self, bench):
        process = self.launch(bench)
        return process.wait_until(lambda: _healthy(process.url + self.health), START_S)

    def launch(self, bench):
        """Starts without waiting."""
        port = free_port()
        command, environment = self.command(bench, port)
        process = Process(command, port, PORT=str(port), STORE_URL=environment.pop("STORE_URL", bench.store_url), **environment)
        process.server = self
        return process


def _healthy(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


def _ours(bench, _port, native=False, aot=False, **environment):
    java = [f"{os.environ['JAVA_HOME']}/bin/java", "-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", *os.environ.get("BENCH_JAVA_OPTS", "").split()]
    if native:
        command = [str(NATIVE)]
    elif aot:
        command = [*java, f"-XX:AOTCache={AOT}", "-XX:AOTMode=on", "-jar", str(_aot_jar())]
    else:
        command = [*java, "-jar", str(JAR)]
    return command, {"MODELS_DIR": str(bench.models_dir), "QUARKUS_HTTP_HOST": "127.0.0.1", "VOXGUARD_SCORING_DEFAULT_MODEL": next(iter(bench.models)),
                     **PATIENT} | environment


def _over_socket(bench, port):
    return _ours(bench, port, STORE_URL=f"redis-socket://{bench.store.socket}")


def _aot_jar():
    """Returns the application that the cache was trained with: BENCH_AOT_JAR, or the one in the folder that is named like the cache, or beside it."""
    given = [Path(os.environ["BENCH_AOT_JAR"])] if "BENCH_AOT_JAR" in os.environ else []
    return next((jar for jar in (*given, AOT.with_suffix("") / JAR.name, AOT.parent / JAR.name) if jar.exists()), JAR)


def _rust(runtime, bench, _port):
    return [str(_rust_binary()), "--runtime", runtime], {"BENCH_SPEC": bench.spec, "ORT_DYLIB_PATH": str(_onnxruntime_library())}


def _rust_binary():
    name = tomllib.loads((RUST / "Cargo.toml").read_text())["package"]["name"] if RUST.exists() else "none"
    return RUST / "target/release" / name


def _onnxruntime_library():
    import onnxruntime
    return next(Path(onnxruntime.__file__).with_name("capi").glob("libonnxruntime.so.*"))


def _fastapi(bench, _port):
    return [str(FASTAPI_PYTHON), str(FASTAPI / "server.py")], {"BENCH_SPEC": bench.spec}


def _feast(bench, port):
    """Feast's server. Its folder is created at the first start: definitions, and rows in its layout, written by its SDK."""
    repo = bench.folder / "feast"
    if not repo.exists():
        made = subprocess.run([str(FEAST.with_name("python")), str(Path(__file__).with_name("feast_repository.py")), str(repo), bench.spec,
                               f"{bench.store.host}:{bench.store.port}", str(bench.folder / "rows.npy")], capture_output=True, text=True)
        if made.returncode:
            raise SystemExit(f"Feast's rows were not written: {made.stderr[-2000:]}")
    return [str(FEAST), "-c", str(repo), "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", str(CORES), "--no-access-log",
            "--max-requests", "0", "--keep-alive-timeout", "120", "--registry_ttl_sec", "3600"], {"FEAST_USAGE": "False", "HOME": str(repo)}


def _mlserver(workers, bench, port):
    folder = bench.folder / "mlserver"
    shutil.rmtree(folder, ignore_errors=True)
    for name, model in bench.models.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "model-settings.json").write_text(json.dumps(
            {"name": name, "implementation": "mlserver_runtime.OnnxModel", "parameters": {"uri": str(model.file), "version": "1"}}))
    return [str(MLSERVER), "start", str(folder)], {
        "MLSERVER_HOST": "127.0.0.1", "MLSERVER_HTTP_PORT": str(port), "MLSERVER_GRPC_PORT": str(free_port()), "MLSERVER_DEBUG": "false",
        "MLSERVER_METRICS_PORT": str(free_port()), "MLSERVER_METRICS_DIR": str(bench.folder / "metrics"),
        "MLSERVER_ENVIRONMENTS_DIR": str(bench.folder / "environments"), "MLSERVER_PARALLEL_WORKERS": str(workers), "PYTHONPATH": str(MLSERVER_RUNTIME)}


_with = functools.partial
RULES = {"ours-100-rules": ("bench-100", 100), "ours-1000-rules": ("bench-1000", 1000)}  # name of the rule set, and number of rules
NATIVE_RULES = {name.replace("ours", "ours-native"): rules for name, rules in RULES.items()}
SERVERS = {
    "ours": Server("ours", JAR, _ours, ours=True),
    "ours-socket": Server("ours, store over a Unix socket", JAR, _over_socket, ours=True, over_socket=True),
    "ours-onnxruntime": Server("ours, trees by ONNX Runtime", JAR, _with(_ours, VOXGUARD_MODELS_COMPILED_TREES="off"), ours=True),
    **{name: Server(f"ours, {count:,} rules beside the model", JAR, _with(_ours, VOXGUARD_RULES_SET=rule_set), ours=True) for name, (rule_set, count) in RULES.items()},
    "ours-native": Server("ours, native", NATIVE, _with(_ours, native=True), ours=True),
    **{name: Server(f"ours, native, {count:,} rules beside the model", NATIVE, _with(_ours, native=True, VOXGUARD_RULES_SET=rule_set), ours=True)
       for name, (rule_set, count) in NATIVE_RULES.items()},
    "ours-aot": Server("ours, AOT cache", AOT, _with(_ours, aot=True), ours=True),
    "rust-shared": Server("Rust, shared runtime", _rust_binary(), _with(_rust, "shared")),
    "rust-per-core": Server("Rust, a runtime per core", _rust_binary(), _with(_rust, "per-core")),
    "fastapi": Server("FastAPI", FASTAPI_PYTHON, _fastapi),
    "feast": Server("Feast", FEAST, _feast, health="/health"),
    "mlserver": Server("MLServer, 2 workers", MLSERVER, _with(_mlserver, 2)),
    "mlserver-alone": Server("MLServer, one process", MLSERVER, _with(_mlserver, 0)),
}
RUSTS = ("rust-shared", "rust-per-core")
