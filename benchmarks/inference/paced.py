"""The generator of benchmarks/features/paced.py, an open loop at a fixed rate, for requests that are bytes."""
import gc
import random
import statistics
import time

from features.paced import Connection, _drive, percentile


def paced(port, requests, rate, seconds, connections):
    """Milliseconds of latency at `rate` requests a second, and how far the generator itself was behind. A failed request ends the benchmark."""
    arrivals, due, at = random.Random(20260802), [], 0.0
    while (at := at + arrivals.expovariate(rate)) < seconds:
        due.append(at)
    opened = [Connection(port) for _ in range(connections)]  # all at once: workers that share a socket then share them most evenly
    gc.collect()
    gc.disable()
    try:
        cpu = time.process_time()
        latencies, behind = _drive(opened, requests, due, seconds)
        cpu = (time.process_time() - cpu) / seconds
    finally:
        gc.enable()
        for connection in opened:
            connection.socket.close()
    return {"P50 ms": statistics.median(latencies) * 1e3, "P99 ms": percentile(latencies, 0.99) * 1e3, "requests": len(latencies),
            "generator behind P99 ms": percentile(behind, 0.99) * 1e3, "generator CPU %": cpu * 100}
