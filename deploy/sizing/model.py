"""How many replicas, cores and bytes a load needs, from measured figures. docs/sizing.md says what is assumed."""
import math
from dataclasses import dataclass
from typing import Any

from queueing import mean_waiting_time, variation_of_latencies, waiting_time

US = 1e-6
KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
# a share of the time that all cores of a replica, or the store's threads, may be busy
UTILISATION = 0.7
# memory of a container over what was measured, and of the store over its data: fragments, buffers, growth
HEADROOM = 1.25
# a fork copies the pages that change meanwhile; DragonflyDB's snapshots need buffers alone
CONTAINER_OVER_MAXMEMORY = {"dragonfly": 1 / 0.75, "valkey": 2.0}
MAX_REPLICAS = 10_000
WORKER_HEAP_MIB = 512
PARTITIONS = 4  # voxguard.fanout.partitions
# calls a second, in steps of 5 %
GRID = [100 * 1.05 ** step for step in range(240)]


class Impossible(Exception):
    """No number of replicas gives what is asked for: the option, what was expected, what was given."""

    def __init__(self, option: str, expected: str, got: object):
        super().__init__(f"{option}: expected {expected}, got {got}")


@dataclass(frozen=True)
class Request:
    """What is asked for. Rates are of the busiest moment."""
    calls_per_second: float
    p99_ms: float
    batch: int = 1
    cores_per_replica: int = 2
    store: str = "dragonfly"
    store_cores: int = 16
    store_round_trip_ms: float = 0.2
    callers: int = 1_000_000
    events_per_call: float = 2.0
    detections_per_call: float = 0.01
    limits_per_caller: float = 1.0
    stream_entries: int = 2_000_000
    # CPU of others on the same cores for each call: 0 but on a machine where load and store share them
    neighbours_us: float = 0.0


def interpolated(points: list[dict[str, float]], key: str, at: float, value: str = "us") -> float:
    """Returns a value between measured points, by the power law through both neighbours; at the ends that of the nearest point."""
    ordered = sorted(points, key=lambda point: point[key])
    if at <= ordered[0][key]:
        return ordered[0][value]
    for low, high in zip(ordered, ordered[1:]):
        if at <= high[key]:
            part = math.log(at / low[key]) / math.log(high[key] / low[key])
            return low[value] * (high[value] / low[value]) ** part
    return ordered[-1][value]


class Replica:
    """One replica of feature serving."""

    def __init__(self, measured: dict[str, Any], request: Request):
        self._measured, self._request = measured, request
        latency = measured["latency"]
        self.variation = variation_of_latencies(latency["p50_ms"], latency["p99_ms"])

    def service_us(self, calls_per_second: float) -> float:
        """Returns CPU of a call in the service. Calls that arrive together share reads and runs of the model: it falls with the rate of a core."""
        if self._request.batch > 1:
            return interpolated(self._measured["batch"]["points"], "batch", self._request.batch, "service_us")
        return interpolated(self._measured["single"]["service"], "calls_per_second", self._of_measured(calls_per_second))

    def store_us(self, calls_per_second: float) -> float:
        """Returns CPU of a call in the store, which is Redis in the measurements."""
        if self._request.batch > 1:
            return interpolated(self._measured["batch"]["points"], "batch", self._request.batch, "store_us")
        return interpolated(self._measured["single"]["store"], "calls_per_second", self._of_measured(calls_per_second))

    def _of_measured(self, calls_per_second: float) -> float:
        """Returns the rate that the measured replica had with as many calls for each core."""
        return calls_per_second / self._request.cores_per_replica * self._measured["single"]["cores"]

    def utilisation(self, calls_per_second: float) -> float:
        return calls_per_second * self.service_us(calls_per_second) * US / self._request.cores_per_replica

    def floor_ms(self) -> float:
        """Returns P99 of a replica that has hardly anything to do: collections, the compiler, a round trip to the store."""
        floor = self._measured["latency"]["p99_ms"] + self._request.store_round_trip_ms
        if self._request.batch > 1:
            batch = self._measured["batch"]["latency"]
            factor = max(1.0, (batch["p99_ms"] - self._measured["latency"]["p99_ms"]) * 1e3 / (batch["batch"] * batch["service_us"]))
            floor += factor * self._request.batch * self.service_us(0) * 1e-3
        return floor

    def p99_ms(self, calls_per_second: float) -> float:
        """Returns P99, of this rate or of a lower one if that is longer: since a call gets cheaper with the rate, waiting need not grow with it everywhere."""
        rates = [rate for rate in GRID if rate < calls_per_second] + [calls_per_second]
        return self.floor_ms() + max(self._wait_ms(rate, 0.99) for rate in rates)

    def _wait_ms(self, calls_per_second: float, quantile: float) -> float:
        rate, service = self._queue(calls_per_second)
        return waiting_time(self._request.cores_per_replica, rate, service, self.variation, quantile) * 1e3

    def p50_ms(self, calls_per_second: float) -> float:
        of_batch = self._queue(calls_per_second)[1] * 1e3 if self._request.batch > 1 else 0.0
        return self._measured["latency"]["p50_ms"] + self._request.store_round_trip_ms + of_batch + self._wait_ms(calls_per_second, 0.5)

    def in_flight(self, calls_per_second: float) -> float:
        """Returns the mean number of requests under way, by Little's law."""
        rate, service = self._queue(calls_per_second)
        wait = mean_waiting_time(self._request.cores_per_replica, rate, service, self.variation)
        return rate * (self._measured["latency"]["p50_ms"] * 1e-3 + self._request.store_round_trip_ms * 1e-3 + service + wait)

    def _queue(self, calls_per_second: float) -> tuple[float, float]:
        """Returns requests a second and seconds of CPU of a request."""
        of_call = (self.service_us(calls_per_second) + self._request.neighbours_us) * US
        return calls_per_second / self._request.batch, of_call * self._request.batch


@dataclass(frozen=True)
class Part:
    """Replicas of one Deployment."""
    replicas: int
    cpu: float
    memory_mib: int
    utilisation: float

    def as_json(self) -> dict[str, Any]:
        return {"replicas": self.replicas, "cpu": self.cpu, "memory_mib": self.memory_mib, "utilisation": round(self.utilisation, 3)}


@dataclass(frozen=True)
class Plan:
    request: Request
    parts: dict[str, Part]
    calls_per_replica: float
    p50_ms: float
    p99_ms: float
    p99_without_one_ms: float
    service_us: float
    store_us: float
    container_concurrency: int
    target_concurrency: int
    max_replicas: int
    store: dict[str, Any]
    network: dict[str, float]

    def cores(self) -> float:
        return sum(part.replicas * part.cpu for part in self.parts.values()) + self.store["shards"] * self.store["cpu"]

    def gibibytes(self) -> float:
        return sum(part.replicas * part.memory_mib for part in self.parts.values()) / 1024 + self.store["shards"] * self.store["container_gib"]


def plan(measured: dict[str, Any], request: Request) -> Plan:
    validate(request)
    replica = Replica(measured, request)
    if request.p99_ms <= replica.floor_ms():
        raise Impossible("--p99-ms", f"more than {replica.floor_ms():.2f}, which an idle replica takes at P99 (service and store round trip, without waiting)", request.p99_ms)
    working = needed(replica, request)
    share = request.calls_per_second / working
    parts = {"feature-serving": Part(working + 1, request.cores_per_replica, rounded(measured["single"]["memory_mb"] * 1.5), replica.utilisation(share))}
    events, detections = request.calls_per_second * request.events_per_call, request.calls_per_second * request.detections_per_call
    parts["score"] = Part(2, 1, rounded(measured["single"]["memory_mb"] * 1.5), 0.0)
    parts["rule-refresh"] = Part(2, 0.5, rounded(measured["rule_refresh"]["memory_mb"] * HEADROOM), 0.0)
    parts["event-fanout"] = worker(detections, measured["event_fanout"]["service_us"], measured["event_fanout"]["memory_mb"])
    if parts["event-fanout"].replicas > PARTITIONS:
        raise Impossible("--detections-per-call", f"what {PARTITIONS} replicas of event-fanout deliver, one for each partition of its log", request.detections_per_call)
    update = measured["feature_update"]
    # a copy works on one batch at a time: its rate is bounded by round trips, not by CPU
    copies = max(2, math.ceil(events / (update["events_per_second"] * UTILISATION)) + 1)
    parts["feature-update"] = Part(copies, 1, of_worker(update["memory_mb"]), events * update["service_us"] * US / max(1, copies - 1))
    lone = replica.p99_ms(share)
    with_all = request.calls_per_second / (working + 1)
    busy = math.ceil(max(request.p99_ms * 1e-3 * share / request.batch, 2 * replica.in_flight(share)))
    # Knative's autoscaler keeps 70 % of its target in flight
    return Plan(request, parts, with_all, replica.p50_ms(with_all), replica.p99_ms(with_all), lone, replica.service_us(with_all), replica.store_us(with_all), busy,
                max(1, math.ceil(replica.in_flight(share) / UTILISATION)), 2 * (working + 1), store_plan(measured, request, replica, with_all, parts), network(measured, request))


def validate(request: Request) -> None:
    for option, value, least in (("--calls-per-second", request.calls_per_second, 1), ("--p99-ms", request.p99_ms, 0), ("--batch", request.batch, 1),
                                 ("--cores-per-replica", request.cores_per_replica, 1), ("--store-cores", request.store_cores, 1),
                                 ("--store-round-trip-ms", request.store_round_trip_ms, 0), ("--callers", request.callers, 1),
                                 ("--events-per-call", request.events_per_call, 0), ("--detections-per-call", request.detections_per_call, 0),
                                 ("--limits-per-caller", request.limits_per_caller, 0), ("--stream-entries", request.stream_entries, 0)):
        if not math.isfinite(value) or value < least:
            raise Impossible(option, f"a number from {least}", value)
    if request.batch > 1024:
        raise Impossible("--batch", "at most 1024, the most that one request may have", request.batch)


def needed(replica: Replica, request: Request) -> int:
    """Returns the fewest replicas that keep utilisation and P99."""
    def enough(replicas: int) -> bool:
        share = request.calls_per_second / replicas
        return replica.utilisation(share) <= UTILISATION and replica.p99_ms(share) <= request.p99_ms
    if not enough(MAX_REPLICAS):
        raise Impossible("--calls-per-second", f"what {MAX_REPLICAS} replicas can take within the given P99", request.calls_per_second)
    low, high = 0, MAX_REPLICAS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def worker(rate: float, service_us: float, memory_mb: float) -> Part:
    """Returns replicas of one core each, and one more."""
    busy = rate * service_us * US
    copies = max(1, math.ceil(busy / UTILISATION))
    return Part(copies + 1, 1, of_worker(memory_mb), busy / copies)


def of_worker(memory_mb: float) -> int:
    """Returns the memory of a part whose heap deploy/parts/settings bounds by WORKER_HEAP_MIB: beside it are threads, buffers and code."""
    return max(rounded(memory_mb * HEADROOM), WORKER_HEAP_MIB + 256)


def store_plan(measured: dict[str, Any], request: Request, replica: Replica, calls_per_replica: float, parts: dict[str, Part]) -> dict[str, Any]:
    figures = measured["store"]
    factor = figures["dragonfly_factor"]["value"] if request.store == "dragonfly" else 1.0
    reads = request.calls_per_second * replica.store_us(calls_per_replica) * US
    updates = request.calls_per_second * request.events_per_call * measured["feature_update"]["store_us"] * US
    events = request.calls_per_second * request.detections_per_call * measured["event_fanout"]["store_us"] * US
    busy = (reads + updates + events) * factor
    # Valkey runs commands on one thread; the others of it do TLS, sockets and the fork
    threads = request.store_cores if request.store == "dragonfly" else 1
    shards = max(1, math.ceil(busy / UTILISATION / threads))
    of_shard = max(2, math.ceil(busy / UTILISATION / shards)) if request.store == "dragonfly" else 1
    cpu = of_shard if request.store == "dragonfly" else 5  # io-threads count the one for commands; the fork has its own
    data = (request.callers * (measured["feature_update"]["bytes_per_caller"] + request.limits_per_caller * figures["limit_bytes"]["value"])
            + request.stream_entries * figures["stream_entry_bytes"]["value"]) / shards
    # DragonflyDB does not start with less than 256 MiB for each thread
    maxmemory = max(1.0, data * HEADROOM / GIB, of_shard * 0.25 if request.store == "dragonfly" else 0.0)
    clients = sum(part.replicas * (math.ceil(part.cpu) + 2) for part in parts.values())
    return {"engine": request.store, "shards": shards, "busy_cores": round(busy, 2), "of_reads": round(reads * factor, 2), "of_feature_update": round(updates * factor, 2),
            "threads": of_shard, "io_threads": 4 if request.store == "valkey" else 0, "cpu": cpu, "maxmemory_gib": round(maxmemory, 1),
            "container_gib": math.ceil(maxmemory * CONTAINER_OVER_MAXMEMORY[request.store]), "connections": clients}


def network(measured: dict[str, Any], request: Request) -> dict[str, float]:
    figures = measured["network"]
    mbit = request.calls_per_second * 8 / 1e6
    return {"calls_in_mbit_s": round(mbit * figures["request_bytes"], 1), "calls_out_mbit_s": round(mbit * figures["reply_bytes"], 1),
            "store_mbit_s": round(mbit * figures["store_bytes"], 1)}


def rounded(megabytes: float) -> int:
    """Returns mebibytes in steps of 128."""
    return math.ceil(megabytes / 128) * 128
