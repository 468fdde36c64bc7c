"""What has to hold in a rendered overlay and no schema says. Each rule yields a line for each problem."""
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from . import settings
from .objects import CORE_SERVICE, KNATIVE_SERVICE, Object, Objects, Pod, kind, name

PROBES = {"startupProbe": "/q/health/started", "readinessProbe": "/q/health/ready", "livenessProbe": "/q/health/live"}
# docs/operations.md, stopping; and the 30 s for which Knative's queue proxy holds SIGTERM back
LONGEST_STOP_S, QUEUE_PROXY_S = 15, 30
CONFIDENTIAL = re.compile(r"STORE_URL|RULES_DB_.*|.*(PASSWORD|SECRET|PRIVATE_KEY|HASH_KEY|TOKEN).*")
SCALES = {"min-scale": r"\d+", "max-scale": r"[1-9]\d*", "target": r"[1-9]\d*", "scale-down-delay": r"\d+[sm]", "scale-to-zero-pod-retention-period": r"\d+[sm]"}
STORE_PORT, DNS_PORT, METRICS_PORT = 6379, 53, 8080
DEFAULT_PARTITIONS = 4


@dataclass(frozen=True)
class Context:
    """What the rules hold manifests against."""
    root: Path
    secrets: dict[str, set[str]]
    event_types: set[str]
    gated: dict[str, list[str]]
    autoscaling: set[str]

    @staticmethod
    def of(root: Path, schemas: Path) -> "Context":
        return Context(root, settings.secret_keys((root / "deploy/README.md").read_text()), settings.event_types(root),
                       json.loads((schemas / "gated.json").read_text()), set(json.loads((schemas / "autoscaling.json").read_text())))


def problems(objects: Objects, context: Context) -> Iterator[str]:
    for pod in objects.pods():
        for rule in (container_problems, variable_problems, annotation_problems, stop_problems):
            yield from (f"{pod.name}: {problem}" for problem in rule(pod, context))
        yield from (f"{pod.name}: {problem}" for problem in volume_problems(pod, objects))
    yield from gated_problems(objects, context)
    yield from selector_problems(objects)
    yield from scaler_problems(objects)
    yield from network_problems(objects)
    yield from event_problems(objects, context)
    if any(objects.of("v1 Secret")):
        yield "a Secret: its values do not belong here"


def container_problems(pod: Pod, context: Context) -> Iterator[str]:
    if len(pod.spec["containers"]) != 1:
        yield f"expected one container, got {len(pod.spec['containers'])}"
    resources = pod.container.get("resources", {})
    for bound in ("requests", "limits"):
        for resource in ("cpu", "memory"):
            if resource not in resources.get(bound, {}):
                yield f"resources.{bound}.{resource} is missing"
    if not re.fullmatch(r"\d+", str(resources.get("limits", {}).get("cpu", "1"))):
        yield f"resources.limits.cpu: expected a whole number, got {resources['limits']['cpu']}"
    for probe, path in PROBES.items():
        got = pod.container.get(probe, {}).get("httpGet", {}).get("path")
        if got != path:
            yield f"{probe}: expected {path}, got {got}"
    if not pod.container.get("securityContext", {}).get("readOnlyRootFilesystem"):
        yield "the root file system is not read only"
    if "/tmp" not in {mount["mountPath"] for mount in pod.container.get("volumeMounts", ())}:
        yield "nothing is mounted at /tmp, which is written"
    if pod.spec.get("automountServiceAccountToken") is not False:
        yield "the service account's token is mounted"
    image = pod.container["image"]
    if not re.search(r":[\w][\w.-]*$|@sha256:[0-9a-f]{64}$", image) or image.endswith(":latest"):
        yield f"image {image}: expected a tag other than latest, or a digest"
    if pod.part not in settings.SECTIONS:
        yield f"image {image}: expected one of {', '.join(settings.SECTIONS)}"


def variable_problems(pod: Pod, context: Context) -> Iterator[str]:
    if pod.part not in settings.SECTIONS:
        return
    known = settings.documented(context.root, pod.part)
    listed = [variable["name"] for variable in pod.container.get("env", ())]
    for repeated in sorted({variable for variable in listed if listed.count(variable) > 1}):
        yield f"{repeated} is set twice"
    for missing in sorted(known.required - set(listed)):
        yield f"{missing} is required"
    for variable, source in pod.variables().items():
        if variable == "KAFKA_BOOTSTRAP_SERVERS" and pod.part == "score" and "VOXGUARD_EVENTS_TO" not in listed:
            yield "VOXGUARD_EVENTS_TO is not set, without which score does not read a topic"
        if variable == "PORT":
            yield "PORT is the platform's to set"
        elif variable not in secret_variables(pod, context) and not known.has(variable):
            yield f"{variable} is not a setting of {pod.part} in docs/configuration.md"
        if CONFIDENTIAL.fullmatch(variable) and "secretKeyRef" not in source.get("valueFrom", {}):
            yield f"{variable}: expected a secretKeyRef"
        if reference := source.get("valueFrom", {}).get("secretKeyRef"):
            if reference["key"] not in context.secrets.get(reference["name"], ()):
                yield f"{variable}: the key {reference['key']} of the Secret {reference['name']} is not in deploy/README.md"


def secret_variables(pod: Pod, context: Context) -> set[str]:
    """Returns the variables that are no settings, but keys that a destinations document may name."""
    if pod.part != "event-fanout":
        return set()
    return {variable for variable, source in pod.variables().items() if "secretKeyRef" in source.get("valueFrom", {}) and variable.endswith("_SECRET")}


def annotation_problems(pod: Pod, context: Context) -> Iterator[str]:
    annotations = pod.template["metadata"].get("annotations", {})
    for annotation in annotations:
        if annotation.startswith("autoscaling.knative.dev/") and annotation not in context.autoscaling:
            yield f"{annotation} is not an annotation of Knative's autoscaler"
    wanted = {"prometheus.io/scrape": "true", "prometheus.io/port": str(METRICS_PORT), "prometheus.io/path": "/q/metrics"}
    for annotation, value in wanted.items():
        if annotations.get(annotation) != value:
            yield f"{annotation}: expected {value}, got {annotations.get(annotation)}"
    if pod.knative:
        for name_of_scale, form in SCALES.items():
            value = annotations.get(f"autoscaling.knative.dev/{name_of_scale}", "" if name_of_scale in ("min-scale", "max-scale") else None)
            if value is not None and not re.fullmatch(form, value):
                yield f"autoscaling.knative.dev/{name_of_scale}: expected {form}, got {value or 'nothing'}"
                return
        least, most = (int(annotations[f"autoscaling.knative.dev/{bound}-scale"]) for bound in ("min", "max"))
        if least > most:
            yield f"expected min-scale at most max-scale, got {least} and {most}"


def stop_problems(pod: Pod, context: Context) -> Iterator[str]:
    field, least = ("timeoutSeconds", LONGEST_STOP_S + QUEUE_PROXY_S) if pod.knative else ("terminationGracePeriodSeconds", LONGEST_STOP_S)
    if pod.spec.get(field, 0) <= least:
        yield f"{field}: expected more than {least}, got {pod.spec.get(field)}"


def volume_problems(pod: Pod, objects: Objects) -> Iterator[str]:
    maps = {volume["name"]: objects.find("v1 ConfigMap", volume["configMap"]["name"]) for volume in pod.spec.get("volumes", ()) if "configMap" in volume}
    for volume in pod.spec.get("volumes", ()):
        if "configMap" in volume and maps[volume["name"]] is None:
            yield f"no ConfigMap {volume['configMap']['name']}"
    for variable, source in pod.variables().items():
        if reference := source.get("valueFrom", {}).get("configMapKeyRef"):
            found = objects.find("v1 ConfigMap", reference["name"])
            if found is None or reference["key"] not in found.get("data", {}):
                yield f"{variable}: no ConfigMap {reference['name']} with the key {reference['key']}"
    if document := pod.variables().get("VOXGUARD_FANOUT_DESTINATIONS", {}).get("value"):
        yield from destination_problems(pod, maps, document)


def destination_problems(pod: Pod, maps: dict[str, Object | None], document: str) -> Iterator[str]:
    path = Path(document)
    mount = next((mount for mount in pod.container["volumeMounts"] if mount["mountPath"] == str(path.parent)), {"name": None})
    text = ((maps.get(mount["name"]) or {}).get("data") or {}).get(path.name)
    if text is None:
        yield f"VOXGUARD_FANOUT_DESTINATIONS: nothing is mounted at {document}"
        return
    if "subPath" in mount:
        yield f"{document}: a file that is mounted by subPath never changes"
    named = set()
    for destination in yaml.safe_load(text)["destinations"]:
        if secret := destination.get("secret_env"):
            named.add(secret)
            if secret not in pod.variables():
                yield f"destination {destination['name']}: the variable {secret} is not set"
        if destination["type"] == "topic" and "KAFKA_BOOTSTRAP_SERVERS" not in pod.variables():
            yield f"destination {destination['name']}: a topic without KAFKA_BOOTSTRAP_SERVERS"
    for unused in sorted({variable for variable in pod.variables() if variable.endswith("_SECRET")} - named):
        yield f"{unused}: no destination names it"


def gated_problems(objects: Objects, context: Context) -> Iterator[str]:
    for made in objects.all:
        for path in context.gated.get(kind(made), ()):
            if found(made, path.strip("/").split("/")):
                yield f"{name(made)}: {path} is behind a feature flag of Knative"


def found(value: object, path: list[str]) -> bool:
    if not path:
        return True
    if path[0] == "*":
        return isinstance(value, list) and any(found(item, path[1:]) for item in value)
    return isinstance(value, dict) and path[0] in value and found(value[path[0]], path[1:])


def selector_problems(objects: Objects) -> Iterator[str]:
    for deployment in objects.of("apps/v1 Deployment"):
        own = Pod(deployment)
        if own not in objects.selected(deployment["spec"]["selector"]):
            yield f"Deployment {own.name}: its selector does not match its template"
        if len(objects.selected(deployment["spec"]["selector"])) > 1:
            yield f"Deployment {own.name}: its selector matches pods of others"
    for service in objects.of(CORE_SERVICE):
        pods = objects.selected({"matchLabels": service["spec"]["selector"]})
        if not pods:
            yield f"Service {name(service)}: its selector matches no pods"
        for pod in pods:
            ports = {port["name"] for port in pod.container["ports"]} | {port["containerPort"] for port in pod.container["ports"]}
            for port in service["spec"]["ports"]:
                if port.get("targetPort", port["port"]) not in ports:
                    yield f"Service {name(service)}: {pod.name} has no port {port['targetPort']}"
    for budget in objects.of("policy/v1 PodDisruptionBudget"):
        if len(objects.selected(budget["spec"]["selector"])) != 1:
            yield f"PodDisruptionBudget {name(budget)}: expected the pods of one part, got {len(objects.selected(budget['spec']['selector']))}"
    for policy in objects.of("networking.k8s.io/v1 NetworkPolicy"):
        if not objects.selected(policy["spec"]["podSelector"]):
            yield f"NetworkPolicy {name(policy)}: its selector matches no pods"


def scaler_problems(objects: Objects) -> Iterator[str]:
    for scaler in objects.of("autoscaling/v2 HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        deployment = objects.find(f"{target['apiVersion']} {target['kind']}", target["name"])
        if deployment is None:
            yield f"HorizontalPodAutoscaler {name(scaler)}: no {target['kind']} {target['name']}"
            continue
        if "replicas" in deployment["spec"]:
            yield f"Deployment {target['name']}: replicas, which its HorizontalPodAutoscaler sets"
        if scaler["spec"]["minReplicas"] > scaler["spec"]["maxReplicas"]:
            yield f"HorizontalPodAutoscaler {name(scaler)}: minReplicas is above maxReplicas"
        variables = Pod(deployment).variables()
        partitions = int(variables.get("VOXGUARD_FANOUT_PARTITIONS", {}).get("value", DEFAULT_PARTITIONS))
        if Pod(deployment).part == "event-fanout" and scaler["spec"]["maxReplicas"] > partitions:
            yield f"HorizontalPodAutoscaler {name(scaler)}: more replicas than the log's {partitions} partitions"


def network_problems(objects: Objects) -> Iterator[str]:
    policies = list(objects.of("networking.k8s.io/v1 NetworkPolicy"))
    denied = [policy for policy in policies if policy["spec"]["podSelector"] == {} and not {"ingress", "egress"} & policy["spec"].keys()]
    if not any(set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"} for policy in denied):
        yield "no NetworkPolicy denies what is not allowed"
    for pod in objects.pods():
        for direction, port, what in (("egress", DNS_PORT, "names"), ("egress", STORE_PORT, "the store"), ("ingress", METRICS_PORT, "Prometheus")):
            if not any(pod in objects.selected(policy["spec"]["podSelector"]) and port in allowed_ports(policy, direction) for policy in policies):
                yield f"{pod.name}: no NetworkPolicy allows {direction} for {what}"
        kafka = "KAFKA_BOOTSTRAP_SERVERS" in pod.variables()
        if kafka and not any(pod in objects.selected(policy["spec"]["podSelector"]) and 9092 in allowed_ports(policy, "egress") for policy in policies):
            yield f"{pod.name}: no NetworkPolicy allows egress for Kafka"


def allowed_ports(policy: Object, direction: str) -> set[int]:
    return {port["port"] for rule in policy["spec"].get(direction, ()) for port in rule.get("ports", ())}


def event_problems(objects: Objects, context: Context) -> Iterator[str]:
    for made in objects.all:
        where = f"{made['kind']} {name(made)}"
        for reference in references(made.get("spec")):
            if objects.find(f"{reference['apiVersion']} {reference['kind']}", reference["name"]) is None:
                yield f"{where}: no {reference['kind']} {reference['name']}"
        if kind(made) == "eventing.knative.dev/v1 Trigger":
            if objects.find("eventing.knative.dev/v1 Broker", made["spec"]["broker"]) is None:
                yield f"{where}: no Broker {made['spec']['broker']}"
            yield from (f"{where}: {problem}" for problem in filter_problems(made["spec"].get("filters", []), context))
    for pod in objects.pods():
        for of_type in pod.variables().get("VOXGUARD_FANOUT_TYPES", {}).get("value", "").split(","):
            if of_type and of_type not in context.event_types:
                yield f"{pod.name}: {of_type} is no type of an event in docs/"


def references(value: object) -> Iterator[Object]:
    """Yields what a subscriber, sink, dead-letter sink or channel refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("ref", "channel") and isinstance(inner, dict) and "kind" in inner:
                yield inner
            else:
                yield from references(inner)


def filter_problems(filters: list[Object], context: Context) -> Iterator[str]:
    for condition in filters:
        for dialect, inner in condition.items():
            if dialect in ("any", "all"):
                yield from filter_problems(inner, context)
                continue
            for attribute, value in inner.items():
                if attribute == "type" and value not in context.event_types:
                    yield f"{value} is no type of an event in docs/"
                if attribute not in ("type", "source", "subject", "decision", "severity"):
                    yield f"events have no attribute {attribute}"
