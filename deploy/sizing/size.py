#!/usr/bin/env python3
"""Sizes a deployment for a load: ./voxguard size --calls-per-second 150000 --p99-ms 5

Replicas, CPU, memory, connections, concurrency, the store, network and cost, from the figures in measured.json. docs/sizing.md has the model."""
import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model import PARTITIONS, Impossible, Plan, Request, plan

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./voxguard size", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls-per-second", type=float, required=True, metavar="N", help="scored calls in the busiest second")
    parser.add_argument("--p99-ms", type=float, required=True, metavar="MS", help="99 %% of the requests are answered within it, also with one replica gone")
    parser.add_argument("--batch", type=int, default=1, metavar="N", help="calls in a request (1)")
    parser.add_argument("--cores-per-replica", type=int, default=2, metavar="N", help="(2)")
    parser.add_argument("--store", choices=("dragonfly", "valkey"), default="dragonfly")
    parser.add_argument("--store-cores", type=int, default=16, metavar="N", help="most cores of one DragonflyDB (16)")
    parser.add_argument("--store-round-trip-ms", type=float, default=0.2, metavar="MS", help="network to the store and back, beyond loopback (0.2)")
    parser.add_argument("--callers", type=int, default=1_000_000, metavar="N", help="callers whose features the store keeps (1000000)")
    parser.add_argument("--events-per-call", type=float, default=2.0, metavar="N", help="of the call's progress, to feature-update (2)")
    parser.add_argument("--detections-per-call", type=float, default=0.01, metavar="N", help="events to event-fanout (0.01)")
    parser.add_argument("--limits-per-caller", type=float, default=1.0, metavar="N", help="buckets that are not full (1)")
    parser.add_argument("--stream-entries", type=int, default=2_000_000, metavar="N", help="entries of all streams (2000000)")
    parser.add_argument("--vcpu-hour", type=float, metavar="PRICE", help="price of a core for an hour; without it and --gb-hour no cost is given")
    parser.add_argument("--gb-hour", type=float, metavar="PRICE", help="price of a gibibyte of memory for an hour")
    parser.add_argument("--measured", type=Path, default=FOLDER / "measured.json", metavar="FILE", help="figures of another machine, by deploy/sizing/calibrate")
    parser.add_argument("--values", type=Path, metavar="FILE", help="writes a kustomization above deploy/kubernetes/overlays/prod, as deploy/kubernetes/overlays/sized/kustomization.yaml")
    parser.add_argument("--overlay", default="../prod", metavar="FOLDER", help="the overlay below it (../prod)")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(given)


def request_of(options: argparse.Namespace) -> Request:
    names = [name for name in Request.__dataclass_fields__ if name != "neighbours_us"]
    return Request(**{name: getattr(options, name) for name in names})


def cost(options: argparse.Namespace, found: Plan) -> dict[str, float] | None:
    if options.vcpu_hour is None and options.gb_hour is None:
        return None
    for option, price in (("--vcpu-hour", options.vcpu_hour), ("--gb-hour", options.gb_hour)):
        if price is None or price < 0:
            raise Impossible(option, "a price, since the other one is given", price)
    hour = found.cores() * options.vcpu_hour + found.gibibytes() * options.gb_hour
    return {"hour": round(hour, 4), "million_calls": round(hour / (found.request.calls_per_second * 3600) * 1e6, 6)}


def as_json(found: Plan, price: dict[str, float] | None) -> dict[str, Any]:
    return {
        "calls_per_second": found.request.calls_per_second, "p99_ms": found.request.p99_ms,
        "parts": {name: part.as_json() for name, part in found.parts.items()},
        "feature_serving": {"calls_per_second_each": round(found.calls_per_replica), "p50_ms": round(found.p50_ms, 2), "p99_ms": round(found.p99_ms, 2),
                            "p99_ms_without_one": round(found.p99_without_one_ms, 2), "service_us": round(found.service_us, 2), "store_us": round(found.store_us, 2),
                            "container_concurrency": found.container_concurrency, "target_concurrency": found.target_concurrency,
                            "max_replicas": found.max_replicas},
        "store": found.store, "network": found.network, "cores": round(found.cores(), 1), "memory_gib": round(found.gibibytes(), 1), "cost": price}


def lines(found: Plan, price: dict[str, float] | None) -> Iterator[str]:
    request, store, network = found.request, found.store, found.network
    yield f"{request.calls_per_second:,.0f} calls a second in requests of {request.batch}, P99 within {request.p99_ms:g} ms with one replica gone"
    yield ""
    yield f"{'part':<16} {'replicas':>8} {'cores':>6} {'memory MiB':>11} {'busy without one':>17}"
    for name, part in found.parts.items():
        yield f"{name:<16} {part.replicas:>8} {part.cpu:>6g} {part.memory_mib:>11} {f'{part.utilisation:.0%}' if part.utilisation else '':>17}"
    yield f"{'store':<16} {store['shards']:>8} {store['cpu']:>6g} {store['container_gib'] * 1024:>11}"
    yield ""
    yield (f"feature-serving: {found.calls_per_replica:,.0f} calls/s each, {found.service_us:.1f} us a call; P50 {found.p50_ms:.2f} ms, P99 {found.p99_ms:.2f} ms,"
           f" {found.p99_without_one_ms:.2f} ms without one; at most {found.max_replicas} replicas by load")
    yield f"Knative: containerConcurrency {found.container_concurrency}, target {found.target_concurrency}"
    work = f"{store['threads']} threads (--proactor_threads)" if request.store == "dragonfly" else f"one thread for commands, io-threads {store['io_threads']}"
    yield (f"{request.store}: {store['busy_cores']:.1f} cores busy, {store['of_reads']:.1f} of them with reads and {store['of_feature_update']:.1f} with feature-update;"
           f" {work}, maxmemory {store['maxmemory_gib']:.1f} GiB, about {store['connections']} connections")
    if store["shards"] > 1:
        yield f"  {store['shards']} stores: cells of their own, see docs/sizing.md#beyond-one-store"
    yield (f"network: calls {network['calls_in_mbit_s']:,.0f} Mbit/s in, {network['calls_out_mbit_s']:,.0f} out; store {network['store_mbit_s']:,.0f}")
    yield f"together {found.cores():,.1f} cores, {found.gibibytes():,.1f} GiB"
    yield f"cost: {price['hour']:g} an hour, {price['million_calls']:g} for a million calls" if price else "cost: give --vcpu-hour and --gb-hour"


def overlay(found: Plan, below: str) -> str:
    """Returns a kustomization above an overlay of deploy/kubernetes: resources and replicas of the Deployments, bounds of the autoscalers."""
    text = [f"# Written by ./voxguard size for {found.request.calls_per_second:,.0f} calls a second, P99 {found.request.p99_ms:g} ms; write it anew, do not edit it.",
            "apiVersion: kustomize.config.k8s.io/v1beta1", "kind: Kustomization", f"resources: [{below}]", "patches:"]
    for name, part in found.parts.items():
        if name in AS_THEY_ARE:
            continue
        # whole cores as request and limit: cores of its own on a node with the static CPU manager
        cpu = f'"{part.cpu:g}"' if part.cpu == int(part.cpu) else f"{part.cpu * 1000:.0f}m"
        resources = f"{{cpu: {cpu}, memory: {part.memory_mib}Mi}}"
        text += [f"  - target: {{kind: Deployment, name: {name}}}", "    patch: |-",
                 f"      - {{op: add, path: /spec/template/spec/containers/0/resources, value: {{requests: {resources}, limits: {resources}}}}}"]
        if name in SCALED:
            most = max(found.max_replicas if name == "feature-serving" else 0, 2 * part.replicas)
            if name == "event-fanout":
                most = min(most, PARTITIONS)
            text += [f"  - target: {{kind: HorizontalPodAutoscaler, name: {name}}}", "    patch: |-",
                     f"      - {{op: replace, path: /spec/minReplicas, value: {part.replicas}}}", f"      - {{op: replace, path: /spec/maxReplicas, value: {most}}}"]
        else:
            text.append(f"      - {{op: add, path: /spec/replicas, value: {part.replicas}}}")
    return "\n".join(text) + "\n"


# have an autoscaler in deploy/kubernetes, which sets the number of replicas
SCALED = ("feature-serving", "event-fanout", "feature-update")
# their load is not asked for: they keep what their overlay says
AS_THEY_ARE = ("score",)


def main(given: list[str] | None = None) -> int:
    options = arguments(sys.argv[1:] if given is None else given)
    try:
        found = plan(read(options.measured), request_of(options))
        price = cost(options, found)
    except Impossible as refused:
        print(f"./voxguard size: {refused}", file=sys.stderr)
        return 2
    if options.values:
        try:
            options.values.parent.mkdir(parents=True, exist_ok=True)
            options.values.write_text(overlay(found, options.overlay))
        except OSError as fault:
            print(f"./voxguard size: --values: expected a file that can be written, got {fault}", file=sys.stderr)
            return 2
    print(json.dumps(as_json(found, price), indent=1) if options.json else "\n".join(lines(found, price)))
    return 0


def read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as fault:
        raise Impossible("--measured", "a file as deploy/sizing/measured.json", f"{path}: {fault}") from None


if __name__ == "__main__":
    sys.exit(main())
