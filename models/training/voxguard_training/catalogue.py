"""Feature views of models/feature-views, the only source of the order of model inputs."""
import re
from dataclasses import dataclass

import yaml

from .numbers import MODELS


@dataclass(frozen=True)
class Feature:
    """compute: expression over call events; None for request features."""

    name: str
    default: float
    compute: str | None = None


@dataclass(frozen=True)
class View:
    name: str
    entity: str
    ttl_s: int
    features: tuple


@dataclass(frozen=True)
class Catalogue:
    views: tuple
    request: tuple

    @staticmethod
    def load():
        views, request = [], ()
        for path in (MODELS / "feature-views").glob("*.yaml"):
            file = yaml.safe_load(path.read_text())
            if file.get("layout", "packed") != "packed":
                continue  # of another project: no input of these models
            features = tuple(Feature(f["name"], float(f["default"]), f.get("compute")) for f in file["features"])
            if file["view"] == "request":
                request = features
            else:
                views.append((file["id"], View(file["view"], file["entity"], _seconds(file["ttl"]), features)))
        return Catalogue(tuple(view for _, view in sorted(views, key=lambda pair: pair[0])), request)

    def of(self, entity):
        """Returns the stored views of a kind of entity."""
        return [view for view in self.views if view.entity == entity]

    def inputs(self):
        """Returns (feature reference, default) of all model inputs, in order."""
        stored = [(f"{view.name}:{feature.name}", feature.default) for view in self.views for feature in view.features]
        return stored + [(f"request:{feature.name}", feature.default) for feature in self.request]


def _seconds(ttl):
    days, hours = re.fullmatch(r"P(?:(\d+)D)?(?:T(\d+)H)?", ttl).groups()
    return int(days or 0) * 86_400 + int(hours or 0) * 3600
