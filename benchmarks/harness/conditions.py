"""Conditions of a measurement: machine and versions."""
import os
import platform
import shlex
import subprocess
import sys
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from .servers import FASTAPI_PYTHON, FEAST, MLSERVER, NATIVE, SERVERS
from .store import Named


def of(options, program="benchmarks/run"):
    processor = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    setting = {name: os.environ[name] for name in ("ROUNDS", "SECONDS_EACH", "BENCH_JAVA_OPTS") if name in os.environ}
    command = " ".join([*(f"{name}={shlex.quote(value)}" for name, value in setting.items()), program, *map(shlex.quote, sys.argv[1:])])
    return {"date": date.today().isoformat(), "command": command, "rounds": options.rounds, "seconds": options.seconds, "warm up": options.warm_up,
            "callers": options.callers, "quick": options.quick, "servers": options.servers, "machine": f"{os.cpu_count()} cores ({processor}, {platform.machine()})",
            "software": [text for name, text in _software() if name is None or name in options.servers]}


def _software():
    """Yields software versions with the server to which they apply; None: all servers."""
    yield None, f"Linux {platform.release()}"
    yield None, _store()
    yield "ours", _output(f"{os.environ['JAVA_HOME']}/bin/java", "-version")[1] + ", -Xmx256m " + os.environ.get("BENCH_JAVA_OPTS", "")
    if NATIVE:
        yield "ours-native", f"our executable of {datetime.fromtimestamp(NATIVE.stat().st_mtime):%Y-%m-%d %H:%M}, {NATIVE.stat().st_size / 1e6:.0f} MB"
    yield None, f"ONNX Runtime {version('onnxruntime')}, one thread per run everywhere"
    yield "rust-per-core", _output("rustc", "--version")[0]
    for name, python, package in (("fastapi", FASTAPI_PYTHON, "fastapi"), ("fastapi", FASTAPI_PYTHON, "uvicorn"),
                                  ("feast", FEAST.with_name("python"), "feast"), ("mlserver", MLSERVER.with_name("python"), "mlserver")):
        if SERVERS[name].there:
            yield name, f"{package} " + _output(str(python), "-c", f"import importlib.metadata as m; print(m.version('{package}'))")[0]


def _store():
    if url := os.environ.get("STORE_URL"):
        named = Named(url)
        return f"{named.engine()}, {'on this machine' if named.here else 'on another machine'}, named by STORE_URL"
    return _output("redis-server", "--version")[0].split(" sha=")[0].replace("server v=", "")


def _output(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()


def steady_sentence(conditions):
    return (f"`{conditions['command']}`, {conditions['date']}: {conditions['case']}, {conditions['server']}, {conditions['rounds']} loads of {conditions['seconds']:g} s on end "
            f"on one process; {conditions['machine']} shared by server, store and load, over loopback; {'; '.join(text.strip() for text in conditions['software'])}.")


def sentence(conditions):
    return (f"`{conditions['command']}`, {conditions['date']}: {conditions['rounds']} round{'s' * (conditions['rounds'] != 1)} of {conditions['seconds']:g} s, warmed up by loads of "
            f"{conditions['warm up']:g} s until one was less than 5 % cheaper than the one before, alternating between the servers, in reverse order every other round, medians (minimum to maximum); "
            f"{conditions['machine']} shared by server, store and load, over loopback; "
            f"{conditions['callers']:,} callers × 24 float32 features; {'; '.join(text.strip() for text in conditions['software'])}.")
