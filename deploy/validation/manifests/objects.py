"""Objects of a rendered overlay, and the pods that they make."""
from dataclasses import dataclass, field
from typing import Any, Iterator

import yaml

Object = dict[str, Any]
CORE_SERVICE, KNATIVE_SERVICE = "v1 Service", "serving.knative.dev/v1 Service"


def kind(made: Object) -> str:
    return f"{made['apiVersion']} {made['kind']}"


def name(made: Object) -> str:
    return made["metadata"]["name"]


@dataclass(frozen=True)
class Pod:
    """Template of a Deployment's or a Knative Service's pods."""
    owner: Object

    @property
    def name(self) -> str:
        return name(self.owner)

    @property
    def knative(self) -> bool:
        return kind(self.owner) == KNATIVE_SERVICE

    @property
    def template(self) -> Object:
        return self.owner["spec"]["template"]

    @property
    def spec(self) -> Object:
        return self.template["spec"]

    @property
    def container(self) -> Object:
        return self.spec["containers"][0]

    @property
    def labels(self) -> dict[str, str]:
        labels = dict(self.template["metadata"].get("labels", {}))
        if self.knative:
            labels["serving.knative.dev/service"] = self.name  # Knative sets it
        return labels

    @property
    def part(self) -> str:
        """Returns whose image it runs."""
        return self.container["image"].split("@")[0].rsplit("/", 1)[-1].split(":")[0]

    def variables(self) -> dict[str, Object]:
        return {variable["name"]: variable for variable in self.container.get("env", ())}


@dataclass(frozen=True)
class Objects:
    """All objects of an overlay."""
    all: list[Object] = field(default_factory=list)

    @staticmethod
    def read(rendered: str) -> "Objects":
        return Objects([made for made in yaml.safe_load_all(rendered) if made])

    def of(self, *kinds: str) -> Iterator[Object]:
        return (made for made in self.all if kind(made) in kinds)

    def find(self, wanted_kind: str, wanted_name: str) -> Object | None:
        return next((made for made in self.of(wanted_kind) if name(made) == wanted_name), None)

    def pods(self) -> list[Pod]:
        return [Pod(made) for made in self.of("apps/v1 Deployment", KNATIVE_SERVICE)]

    def selected(self, selector: Object) -> list[Pod]:
        return [pod for pod in self.pods() if matches(selector, pod.labels)]


def matches(selector: Object, labels: dict[str, str]) -> bool:
    """Returns whether a label selector selects these labels."""
    if any(labels.get(key) != value for key, value in selector.get("matchLabels", {}).items()):
        return False
    return all(_holds(expression, labels) for expression in selector.get("matchExpressions", ()))


def _holds(expression: Object, labels: dict[str, str]) -> bool:
    key, values = expression["key"], expression.get("values", ())
    match expression["operator"]:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    raise ValueError(f"unknown operator: {expression['operator']}")
