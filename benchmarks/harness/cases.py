"""Cases: an exchange over a number of connections, with the servers that support it."""
from dataclasses import dataclass, replace

from .exchanges import BinaryScore, Exchange, Features, Infer, Live, Score
from .servers import RUSTS

BATCH, BUDGET_MS = 256, 10
CLOSED_MS = {1: 1000}  # deadline of a single call at saturation; of a batch: AMPLE_MS
WHOLE = '"degraded":[]'


@dataclass(frozen=True)
class Case:
    name: str
    group: str
    exchange: Exchange
    connections: int
    servers: tuple
    in_reply: str = None

    @property
    def says_degraded(self):
        """Returns whether replies can say that a call was degraded."""
        return isinstance(self.exchange, Score)

    def asked_of(self, servers):
        return replace(self, servers=tuple(name for name in self.servers if name in servers))


def cases(view, models):
    gbm, scoring = models["bench-gbm"], ("ours", "ours-native", *RUSTS, "fastapi")

    def each():
        for connections in (32, 256):
            yield f"single score, {connections} connections", "single", Score(view, gbm, 1), connections, (*scoring, "ours-socket"), WHOLE
        yield f"batch of {BATCH}, JSON", "batch", Score(view, gbm, BATCH), 16, scoring
        yield f"batch of {BATCH}, binary", "binary", BinaryScore(view, gbm, BATCH), 16, ("ours", "ours-native", "ours-onnxruntime")
        for entities in (1, 100):
            yield f"features, {entities} × {view.features}", "features", Features(view, gbm, entities), 32, (*scoring, "feast")
        for rows in (1, 64):
            yield (f"inference, JSON, batch {rows}", "inference", Infer(view, gbm, rows), 32,
                   (*scoring, "mlserver", "mlserver-alone"))

    return [Case(*case) for case in each()]


def checked_only(view, models):
    """The second model, which is not measured."""
    return [Case("network, single score", "single", Score(view, models["bench-mlp"], 1), 1, ()),
            Case("network, batch", "batch", Score(view, models["bench-mlp"], 8), 1, ()),
            Case("network, inference", "inference", Infer(view, models["bench-mlp"], 2), 1, ())]


def load(view, models):
    return Case("latency against load", "single", Score(view, models["bench-gbm"], 1), 32, ("ours", "ours-native", *RUSTS, "fastapi"), WHOLE)


def live(view, models):
    return Case("HTTP alone", "limit", Live(view, models["bench-gbm"], 1), 32, ("ours", "ours-native", *RUSTS, "fastapi"))


def starting(view, models):
    return Case("start", "single", Score(view, models["bench-gbm"], 1), 32, ("ours", "ours-aot", "ours-native", *RUSTS), WHOLE)
