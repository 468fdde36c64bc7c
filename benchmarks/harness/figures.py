"""Figures of the rounds, and figures computed from them: those of one round are paired."""
import statistics

from .servers import RUSTS

HALF = "ours or Rust"


class Series(dict):
    """Values of a figure by the number of the round; empty if it was not measured. Computations keep the rounds that both sides have."""

    @classmethod
    def of(cls, measured, name):
        """measured: one dict for each round, which says its number, or else stands at its place."""
        return cls({each.get("round", place): each[name] for place, each in enumerate(measured) if each.get(name) is not None})

    @property
    def median(self):
        """Returns None if there is no value."""
        return statistics.median(self.values()) if self else None

    def __truediv__(self, other):
        return self._with(other, lambda left, right: left / right if right else None)

    def __sub__(self, other):
        return self._with(other, lambda left, right: left - right)

    def _with(self, other, compute):
        paired = other if isinstance(other, dict) else dict.fromkeys(self, other)
        computed = {number: compute(value, paired[number]) for number, value in self.items() if number in paired}
        return Series({number: value for number, value in computed.items() if value is not None})


class Figures:
    """Series by name, also of figures computed from others."""

    def __init__(self, results):
        self.results = results

    def closed(self, case, server, name):
        return Series.of(self.results["closed"].get(case, {}).get(server, []), name)

    def rust(self, case):
        """Returns the better Rust server in a case, by the median of its calls per second."""
        return self._fastest(case, RUSTS)

    def _fastest(self, case, servers):
        return max(servers, key=lambda server: self.closed(case, server, "calls/s").median or 0)

    def over(self, case, rivals, name="calls/s", ours="ours", rival_case=None):
        """Returns ratios to the fastest of the rivals."""
        rival_case = rival_case or case
        return self.closed(case, ours, name) / self.closed(rival_case, self._fastest(rival_case, rivals), name)

    def over_rust(self, case, name="calls/s", ours="ours", rust_case=None):
        return self.over(case, RUSTS, name, ours, rust_case)

    def paced_over_rust(self, case, name, ours="ours"):
        servers = self.results["paced"].get(case, {}).get(HALF, {})
        return Series.of(servers.get(ours, []), name) / Series.of(servers.get(self.rust(case), []), name)

    def at_half_load(self, name):
        return Series.of(self.results["curve"].get("ours", {}).get("0.50", []), name)

    def first(self, server, name):
        return Series.of(self.results.get("first", {}).get(server, []), name)

    def model_us(self, batch, compiled=False):
        """Returns the CPU time per row, for ONNX Runtime or compiled trees."""
        found = Series()
        for number, limits in enumerate(self.results["limits"]):
            runs = [run["us_per_run"] for run in limits["model"] if run["batch"] == batch and ("tree" in run["engine"]) == compiled]
            if runs:
                found[number] = statistics.median(runs) / batch
        return found

    def http_us(self, server):
        """Returns the service CPU of a request without work; variants of our service have that of ours."""
        measured = self.results["http"]
        return Series.of(measured.get("ours" if server.startswith("ours") and server not in measured else server, []), "service µs/call")

    def ours_alone(self, case, batch, ours, compiled):
        """Returns the service CPU of a call minus the model's."""
        return self.closed(case, ours, "service µs/call") - self.model_us(batch, compiled)
