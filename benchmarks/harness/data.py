"""Data that is served: a feature view of callers, generated from a fixed seed."""
from dataclasses import dataclass
from functools import cached_property

import numpy

SEED = 20260802
DIFFERENT = 10_000  # rows; caller i has row i modulo this
DAY_S = 86_400


@dataclass(frozen=True)
class View:
    """`features` float32 features of a caller: two thirds are counts, the others ratios."""

    features: int = 24
    name: str = "caller_bench"
    id: int = 201
    version: int = 1
    ttl_s: int = DAY_S
    prefix: str = "+1415"
    digits: int = 7

    def caller(self, number):
        return f"{self.prefix}{number:0{self.digits}}"

    @property
    def names(self):
        return [f"f{i:02}" for i in range(self.features)]

    @cached_property
    def rows(self):
        """[DIFFERENT, features] float32."""
        random = numpy.random.default_rng(SEED)
        values = random.random((DIFFERENT, self.features), numpy.float32)
        counts = 2 * self.features // 3
        values[:, :counts] = numpy.floor(random.lognormal(2, 1.2, (DIFFERENT, counts)))
        return values

    @cached_property
    def defaults(self):
        return numpy.median(self.rows, axis=0)

    def values(self, start, stop):
        """Returns the rows of the callers from `start` up to `stop`."""
        return self.rows.take(range(start, stop), axis=0, mode="wrap")

    def definition(self):
        """models/README.md, Views."""
        lines = [f"view: {self.name}", f"id: {self.id}", f"version: {self.version}", "entity: caller", f"ttl: PT{self.ttl_s // 3600}H", "features:"]
        lines += [f'  - {{name: {name}, type: float32, unit: calls, default: {default}, meaning: "made up"}}'
                  for name, default in zip(self.names, self.defaults)]
        return "\n".join(lines) + "\n"
