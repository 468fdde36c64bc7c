"""Medians of the measurements, and figures computed from them."""
from .servers import RUSTS
from .tables import median

HALF = "ours or Rust"


class Figures:
    """Medians by name; None if not measured, also for figures computed from them."""

    def __init__(self, results):
        self.results = results

    def closed(self, case, server, name):
        return median(self.results["closed"].get(case, {}).get(server, []), name)

    def rust(self, case):
        """Returns the better Rust server in a case, by calls per second."""
        return max(RUSTS, key=lambda server: self.closed(case, server, "calls/s") or 0)

    def over_rust(self, case, name, ours="ours", rust_case=None):
        return ratio(self.closed(case, ours, name), self.closed(rust_case or case, self.rust(rust_case or case), name))

    def over(self, case, rivals, name="calls/s"):
        return ratio(self.closed(case, "ours", name), max((self.closed(case, rival, name) or 0 for rival in rivals), default=None))

    def paced_over_rust(self, case, name):
        servers = self.results["paced"].get(case, {}).get(HALF, {})
        return ratio(median(servers.get("ours", []), name), median(servers.get(self.rust(case), []), name))

    def at_half_load(self, name):
        return median(self.results["curve"].get("ours", {}).get("0.50", []), name)

    def most_at_half_load(self, name):
        return max((measured[name] for measured in self.results["curve"].get("ours", {}).get("0.50", [])), default=None)

    def model_us(self, batch, compiled=False):
        """Returns the CPU time per row, for ONNX Runtime or compiled trees; None if it was not measured."""
        runs = [run for limits in self.results["limits"] for run in limits["model"] if run["batch"] == batch and ("tree" in run["engine"]) == compiled]
        each = median(runs, "us_per_run")
        return each and each / batch

    def http_us(self, server):
        """Returns the service CPU of a request without work; variants of our service have that of ours."""
        return median(self.results["http"].get("ours" if server.startswith("ours") else server, []), "service µs/call")

    def ours_alone(self, case, batch, ours, compiled):
        """Returns the service CPU of a call minus the model's."""
        service, model = self.closed(case, ours, "service µs/call"), self.model_us(batch, compiled)
        return service - model if service and model else None


def ratio(left, right):
    return left / right if left and right else None
