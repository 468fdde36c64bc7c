"""Feature views of models/feature-views."""
import re
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class View:
    """Feature view. features: (name, type) in the order of the row."""

    name: str
    id: int
    version: int
    entity: str
    ttl_ms: int
    features: tuple

    @property
    def schema_id(self):
        return self.id << 8 | self.version

    def key(self, entity):
        return f"fv:{{{entity}}}:{self.name}"


def read_views(folder):
    """Returns all stored views of a folder, by name."""
    views = {}
    for path in sorted(Path(folder).glob("*.yaml")):
        file = yaml.safe_load(path.read_text())
        if file["view"] != "request":
            features = tuple((feature["name"], feature["type"]) for feature in file["features"])
            views[file["view"]] = View(file["view"], file["id"], file["version"], file["entity"], _milliseconds(file["ttl"]), features)
    return views


def _milliseconds(ttl):
    days, hours, minutes = (int(part or 0) for part in re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", ttl).groups())
    return ((days * 24 + hours) * 60 + minutes) * 60_000
