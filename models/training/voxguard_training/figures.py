"""Figures of the report."""
import matplotlib
import numpy as np
from sklearn.metrics import precision_recall_curve

from .report import rules

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def write(models, logistic, data, folder):
    matplotlib.rcParams.update({"svg.hashsalt": "voxguard", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3})
    folder.mkdir(exist_ok=True)
    rows = data.held_out
    _save(_precision_recall([*models, logistic], rows), folder / "precision-recall.svg")
    _save(_reliability(models, rows), folder / "reliability.svg")
    _save(_hours(models[0], rows), folder / "hours.svg")


def _precision_recall(models, rows):
    figure, axes = pyplot.subplots(figsize=(6, 4))
    fraud = rows.fraud()
    for model in models:
        precision, recall, _ = precision_recall_curve(fraud, model.scores(rows))
        step = max(1, len(recall) // 500)
        axes.plot(recall[::step], precision[::step], label=model.name)
    stopped = rules(rows)
    axes.plot([stopped[fraud].mean()], [fraud[stopped].mean()], "o", label="three rules")
    axes.set(xlabel="recall", ylabel="precision", title="Held-out weeks")
    axes.legend()
    return figure


def _reliability(models, rows):
    figure, axes = pyplot.subplots(figsize=(6, 4))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for model in models:
        scores = model.scores(rows)
        which = np.minimum((scores * 15).astype(int), 14)
        bins = [b for b in range(15) if (which == b).sum() >= 20]
        axes.plot([scores[which == b].mean() for b in bins], [rows.fraud()[which == b].mean() for b in bins], "o-", label=model.name)
    axes.set(xlabel="score", ylabel="share of fraud", title="Reliability, bins of at least 20 calls")
    axes.legend()
    return figure


def _hours(model, rows):
    ordinary = rows.where(~rows.fraud())
    scores, hours = model.scores(ordinary), ordinary.hour_of_week()
    figure, axes = pyplot.subplots(figsize=(9, 3))
    for name, at in (("reviewed or blocked", model.review), ("blocked", model.block)):
        axes.step(range(168), [100 * (scores[hours == h] >= at).mean() for h in range(168)], where="post", label=name)
    axes.set(xticks=range(0, 168, 24), xticklabels=DAYS, ylabel="% of ordinary calls", title=f"False positives by hour of the week, UTC: {model.name}")
    axes.legend()
    return figure


def _save(figure, path):
    figure.savefig(path, format="svg", metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(figure)
