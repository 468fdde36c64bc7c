"""Cost of model reloads for callers: P99 with one reload per second and without, alternating; and memory after a thousand.

As a program, the reloader: reloads the model of argument 2 at address 1 once per second until it is stopped, then prints the duration of each in milliseconds.
"""
import json
import signal
import subprocess
import sys
import time
import urllib.request

from cases import CASES
from load import paced, saturate

CASE = CASES[0]
RATE = 500  # requests per second
SECONDS, PAIRS = 20, 5
LOAD_S = 10  # before anything is measured
STEPS, BETWEEN = (10, 100, 500, 1000), 5  # reloads before memory is read; inferences after each


def reload(url, model):
    """Reloads a model and returns the duration in milliseconds. A refused reload aborts the benchmark."""
    began = time.monotonic()
    request = urllib.request.Request(f"{url}/v2/repository/models/{model}/load", method="POST")
    with urllib.request.urlopen(request, timeout=30) as reply:
        reply.read()
    return (time.monotonic() - began) * 1e3


def latency(kind, server, options, report):
    seconds, pairs = (3, 1) if options.quick else (SECONDS, PAIRS)
    saturate(server, CASE, 1 if options.quick else LOAD_S)
    _under_reloads(server, 2)
    for _ in range(pairs):
        report.quiet(kind, _paced(server, seconds))
        report.reloading(kind, *_under_reloads(server, seconds))


def memory(kind, server, options, report):
    """Measures memory by number of reloads, on a server that has not reloaded yet."""
    saturate(server, CASE, 1 if options.quick else LOAD_S)
    report.memory(kind, dict(_memory(server, (2, 20) if options.quick else STEPS)))


def _paced(server, seconds):
    return paced(server, CASE, RATE, seconds)


def _under_reloads(server, seconds):
    reloader = subprocess.Popen([sys.executable, __file__, server.url, CASE.model], stdout=subprocess.PIPE, text=True)
    try:
        reloader.stdout.readline()  # it has started
        measured = _paced(server, seconds)
    finally:
        reloader.send_signal(signal.SIGTERM)
        out, _ = reloader.communicate(timeout=60)
    if reloader.returncode:
        raise SystemExit("a reload failed")
    return measured, json.loads(out)


def _memory(server, steps):
    """Returns memory in MB by number of reloads."""
    inferences = [urllib.request.Request(server.url + CASE.path, body, headers) for body, headers in CASE.bodies[:BETWEEN]]
    for number in range(1, steps[-1] + 1):
        reload(server.url, CASE.model)
        for inference in inferences:
            with urllib.request.urlopen(inference, timeout=10) as reply:
                reply.read()
        if number in steps:
            yield number, server.memory_mb()


def _reloader(url, model):
    each, going = [], True

    def end(*_):
        nonlocal going
        going = False

    signal.signal(signal.SIGTERM, end)
    print("started", flush=True)
    due = time.monotonic()
    while going:
        each.append(reload(url, model))
        due += 1
        while going and time.monotonic() < due:
            time.sleep(0.05)
    print(json.dumps(each))


if __name__ == "__main__":
    _reloader(*sys.argv[1:])
