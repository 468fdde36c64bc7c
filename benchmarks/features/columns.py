"""Cases that are compared, with equivalent requests for each server and layout."""
import json
import random
from dataclasses import dataclass
from urllib.error import HTTPError

import numpy

from data import caller, feature_names
from servers import FEAST, JVM, NATIVE

from harness.load import post

PATH = "/get-online-features"
CHECKED = 24


@dataclass(frozen=True)
class Case:
    """Requests for some entities of one view, all its features."""

    view: str
    entities: int
    bodies: int

    @property
    def name(self):
        return f"{self.entities} {'entity' if self.entities == 1 else 'entities'} × {len(feature_names(self.view))}"


CASES = [Case("stats", 1, 2000), Case("stats", 100, 200), Case("wide", 1, 2000)]


@dataclass(frozen=True)
class Column:
    """Server and its requests: `caller` and `packed` are prefixes of view names, `service` is a feature service."""

    name: str
    server: str
    asks: str

    def bodies(self, case, callers, count=None):
        """JSON bodies with random callers; the same callers for every column."""
        entities = random.Random(f"{case.name}")
        for _ in range(count or case.bodies):
            body = {"entities": {"caller_id": [caller(i) for i in entities.sample(range(callers), case.entities)]}}
            if self.asks == "service":
                body |= {"feature_service": f"caller_{case.view}_service", "full_feature_names": True}
            else:
                body["features"] = [f"{self.asks}_{case.view}:{name}" for name in feature_names(case.view)]
            yield json.dumps(body)


REFERENCE = Column("Feast", FEAST, "caller")
VECTORS = Column("Feast, precomputed vectors", FEAST, "service")
COLUMNS = [REFERENCE, VECTORS] + [Column(f"ours, {layout}, {server}", server, asks) for server in (JVM, NATIVE)
                                 for layout, asks in (("Feast's layout", "caller"), ("packed rows", "packed"))]
CHECKED_ONLY = [Column(f"ours, feature service, {server}", server, "service") for server in (JVM, NATIVE)]


def answers(service, column, case, callers):
    """Per request {feature: [(value as float32, status, event time)]}; the time of vectors is that of precomputing, and is omitted."""
    found = []
    for body in column.bodies(case, callers, CHECKED):
        try:
            reply = post(service.url + PATH, body)
        except HTTPError as error:
            raise SystemExit(f"{column.name}, {case.name}: {error.code} {error.read()[:500]}") from error
        found.append({})
        for name, result in zip(reply["metadata"]["feature_names"], reply["results"], strict=True):
            values = [value if value is None or isinstance(value, str) else numpy.float32(value) for value in result["values"]]
            times = [None] * len(values) if column == VECTORS else result["event_timestamps"]
            found[-1][name.removeprefix(f"caller_{case.view}__")] = list(zip(values, result["statuses"], times, strict=True))
    return found


def difference(expected, got):
    """Returns a description of the first difference, or None. Times that are None are not compared."""
    for number, (one, other) in enumerate(zip(expected, got, strict=True)):
        if one.keys() != other.keys():
            return f"request {number}: features {sorted(one.keys() ^ other.keys())[:5]}"
        for name in one:
            for row, (left, right) in enumerate(zip(one[name], other[name], strict=True)):
                if left[:2] != right[:2] or None is not right[2] != left[2]:
                    return f"request {number}, row {row}, {name}: {left} and {right}"
    return None
