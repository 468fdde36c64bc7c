"""Quality of the models on weeks that they have not seen: false positives and recall by stratum and typology, beside two baselines."""
import numpy as np
import phonenumbers
from scipy.special import expit
from sklearn.metrics import average_precision_score

from . import dataset, generator, strata, thresholds, train
from .calls import ORDINARY, TYPOLOGIES, Call, NumberPlan
from .dataset import CALLER

DRAWS = 200
CALENDAR = ("request:hour", "request:weekday", "request:night")
HARD = 0.98


def text(models, data, seed):
    """Returns the report in Markdown."""
    held_out, rng = data.held_out, np.random.default_rng(seed + 9)
    logistic = train.calibrate(train.logistic(data), data)
    lines = [HEAD.strip().format(described=data.described, rows=len(data.training), calls=len(held_out), fraud=held_out.fraud().mean(),
                         review=thresholds.REVIEW_BOUND, block=thresholds.BLOCK_BOUND)]
    lines += _thresholds(models)
    lines += _worst(models, data)
    lines += _strata(models[0], data, rng)
    lines += _recall(models[0], held_out, rng)
    lines += _first_day(models[0], held_out, rng)
    lines += _beside(models, logistic, held_out)
    lines += _hours(models[0], held_out)
    lines += _regions(models[0], held_out.catalogue, seed)
    lines += _reliability(models, data)
    lines += _calendar(models[0], data, seed)
    return "\n".join(lines) + "\n"


HEAD = """# How good the models are

Written by `models/training/train`. {described}.
Training: {rows} rows, with masked copies and stretches that begin with an empty store. Held out: {calls} calls, {fraud:.2%} of them fraud.

The calls are generated. The figures say that the pipeline learns what the generator puts in, and how hard that is; not how much fraud it would find in
a network of yours. Every campaign has numbers of its own (but for those that use subscribers' numbers), none of which is in two of the three parts
unless it runs over the end of a week. Intervals are 95 %, by drawing whole campaigns and whole callers anew ({{}} times): calls of one campaign are alike.
""".replace("{{}}", str(DRAWS))


def _thresholds(models):
    lines = ["", "## Thresholds", "",
             f"The lowest that leave at most {thresholds.REVIEW_BOUND:.1%} (review) and {thresholds.BLOCK_BOUND:.2%} (block) of the ordinary calls of **every** stratum below, and of every "
             "hour of the week (as far as chance allows to tell), above them, on weeks of their own, and on others as long in "
             f"{thresholds.SURE:.0%} of the draws of whole callers and whole emptied stores. The block threshold is also above every ordinary call of a known caller in "
             "those weeks, from a full store or one that was emptied.", "",
             "| model | review from | bound by | block from | bound by |", "|---|---|---|---|---|"]
    lines += [f"| {m.name} | {m.review:.3f} | {m.bound_by['review']} | {m.block:.3f} | {m.bound_by['block']} |" for m in models]
    return lines


def _worst(models, data):
    """Returns the stratum with the most false positives of the held-out weeks, by model."""
    lines = ["", "Held-out weeks, the worst stratum of each model:", "", "| model | ordinary calls reviewed or blocked | blocked |", "|---|---|---|"]
    parts = {name: rows.where(~rows.fraud()) for name, rows in strata.every(data.held_out, data.cold_held_out).items()}
    for model in models:
        scores = {name: model.scores(rows) for name, rows in parts.items()}
        cells = []
        for at in (model.review, model.block):
            name = max(scores, key=lambda name: (scores[name] >= at).mean())
            hits = scores[name] >= at
            cells.append(f"{hits.mean():.3%}: {hits.sum()} of {len(hits)}, {name}")
        lines.append(f"| {model.name} | " + " | ".join(cells) + " |")
    return lines


def _strata(model, data, rng):
    lines = ["", f"## False positives and recall by what is known: {model.name}", "",
             "By the score alone. The shipped policy makes a review of every block where nothing of the caller is known or the answer is degraded.", "",
             "| stratum | ordinary calls | reviewed or blocked | blocked | fraud | reviewed or blocked | blocked |", "|---|---|---|---|---|---|---|"]
    for name, rows in strata.every(data.held_out, data.cold_held_out).items():
        scores, fraud = model.scores(rows), rows.fraud()
        cells = []
        for pick in (~fraud, fraud):
            cells.append(str(pick.sum()))
            cells += [_share(scores[pick] >= at, rows.group[pick], rng) for at in (model.review, model.block)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def _recall(model, rows, rng):
    scores, ordinary = model.scores(rows), ~rows.fraud()
    cut = np.quantile(scores[ordinary], 0.999)
    lines = ["", f"## Recall by typology: {model.name}", "",
             "| typology | campaigns | calls | PR-AUC against ordinary | at 0.1 % false positives | reviewed or blocked | blocked |", "|---|---|---|---|---|---|---|"]
    best = []
    for typology in TYPOLOGIES:
        own = rows.labels == typology
        recall = (scores[own] > cut).mean()
        best.append(recall)
        lines.append(f"| {typology} | {len(np.unique(rows.group[own]))} | {own.sum()} | {average_precision_score(own[own | ordinary], scores[own | ordinary]):.3f} | "
                     + " | ".join(_share(hit, rows.group[own], rng) for hit in (scores[own] > cut, scores[own] >= model.review, scores[own] >= model.block)) + " |")
    own = ~ordinary
    lines.append(f"| all | {len(np.unique(rows.group[own]))} | {own.sum()} | {average_precision_score(own, scores):.3f} | "
                 + " | ".join(_share(hit, rows.group[own], rng) for hit in (scores[own] > cut, scores[own] >= model.review, scores[own] >= model.block)) + " |")
    easy = "**The generator is too easy**: recall at 0.1 % false positives is above 0.98 for all typologies." if min(best) > HARD else (
        f"{sum(b <= HARD for b in best)} of {len(best)} typologies stay at or below 0.98 at 0.1 % false positives: the generator is hard enough to measure by.")
    return lines + ["", easy, "Spoofed numbers of real subscribers look like the subscribers' own calls: what is known of the caller says nothing against them, and nothing stored tells",
                    "one call's trunk from the caller's usual one."]


def _first_day(model, rows, rng):
    lines = ["", "## Recall of known and of first-day callers", "", "Share of the fraud calls that are reviewed or blocked (blocked), at the thresholds above.", "",
             "| typology | known caller | first day | unknown caller |", "|---|---|---|---|"]
    scores, kinds = model.scores(rows), strata.natural(rows)
    for typology in TYPOLOGIES:
        cells = []
        for kind in ("known caller", "first day", "unknown caller"):
            own = (rows.labels == typology) & kinds[kind]
            cells.append("none" if not own.any() else f"{_share(scores[own] >= model.review, rows.group[own], rng)} ({(scores[own] >= model.block).mean():.1%}) of {own.sum()}")
        lines.append(f"| {typology} | " + " | ".join(cells) + " |")
    return lines


def rules(rows):
    """Three plain rules, as an operator would write them first: more than 30 calls an hour; mostly expensive destinations; consecutive numbers."""
    def column(name):
        return np.nan_to_num(rows.column(name))
    return ((column("caller_velocity:calls_1h") > 30) | ((column("caller_geography:premium_ratio_24h") > 0.5) & (column("caller_rhythm:calls_24h") >= 5))
            | ((column("caller_geography:sequential_ratio_1h") > 0.5) & (column("caller_velocity:calls_1h") >= 5)))


def _beside(models, logistic, rows):
    stopped, ordinary = rules(rows), ~rows.fraud()
    alarms = stopped[ordinary].mean()
    lines = ["", "## Beside two baselines", "",
             f"Three plain rules (over 30 calls an hour; over half of at least 5 calls a day to dear destinations; over half of at least 5 calls an hour number after number) stop "
             f"{alarms:.2%} of the ordinary calls. Recall of each at that rate of false positives, and at 0.1 %:", "",
             "| | PR-AUC | recall as many false positives as the rules | recall at 0.1 % |", "|---|---|---|---|", f"| three rules | | {stopped[~ordinary].mean():.1%} | |"]
    for model in [logistic] + models:
        scores = model.scores(rows)
        cuts = [np.quantile(scores[ordinary], 1 - share) for share in (alarms, 0.001)]
        lines.append(f"| {model.name} | {average_precision_score(~ordinary, scores):.3f} | " + " | ".join(f"{(scores[~ordinary] > cut).mean():.1%}" for cut in cuts) + " |")
    return lines + ["", "![Precision and recall](figures/precision-recall.svg)"]


def _hours(model, rows):
    ordinary = rows.where(~rows.fraud())
    scores, hours = model.scores(ordinary), ordinary.hour_of_week()
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    lines = ["", "## False positives by hour of the week", "", f"{model.name}, UTC. Every hour of the week is in the picture; here the days, and each day's worst hour.", "",
             "| day | ordinary calls | reviewed or blocked | blocked | worst hour: reviewed or blocked | blocked |", "|---|---|---|---|---|---|"]
    for day, name in enumerate(days):
        own = hours // 24 == day
        worst = [max((scores[hours == day * 24 + h] >= at).mean() for h in range(24)) for at in (model.review, model.block)]
        lines.append(f"| {name} | {own.sum()} | {(scores[own] >= model.review).mean():.3%} | {(scores[own] >= model.block).mean():.3%} | {worst[0]:.2%} | {worst[1]:.2%} |")
    blind = ordinary.without(CALLER + dataset.CALLEE + dataset.TRUNK)
    scores = model.scores(blind)
    worst = [max((scores[hours == h] >= at).mean() for h in range(168)) for at in (model.review, model.block)]
    return lines + ["", f"With an empty store, or one that is away, the worst hour of the week has {worst[0]:.2%} reviewed and {worst[1]:.2%} blocked by the score "
                    "(blocked by the shipped policy: none).", "", "![False positives by hour of the week](figures/hours.svg)"]


def _regions(model, catalogue, seed):
    """Returns unknown callers from every region that libphonenumber knows."""
    rng = np.random.default_rng(seed + 11)
    plan, regions = NumberPlan(rng), sorted(phonenumbers.SUPPORTED_REGIONS)
    calls = [Call(plan.of(region), plan.of(region if i % 2 else plan.home()), "", generator.FIRST_DAY + i * 977, 60) for region in regions for i in range(100)]
    scores = model.scores(dataset.rows(catalogue, calls).without(CALLER + dataset.CALLEE + dataset.TRUNK)).reshape(len(regions), 100)
    over = {region: (of >= model.review).mean() for region, of in zip(regions, scores) if (of >= model.review).any()}
    shown = ", ".join(f"{region} {share:.0%}" for region, share in sorted(over.items(), key=lambda pair: -pair[1])[:10])
    return ["", "## Nothing known, by the caller's country", "",
            f"100 calls from each of {len(regions)} regions to numbers of the same region and of the home network, with an empty store: "
            f"{(scores >= model.review).mean():.3%} reviewed, {(scores >= model.block).mean():.3%} blocked by the score. "
            + (f"Regions with any: {shown}." if shown else "No region has any.")]


def _reliability(models, data):
    lines = ["", "## Reliability", "", "Calls of the held-out weeks by score: what the score says, and the share that is fraud. ECE: mean distance of the two, weighted by calls.", "",
             "| score | " + " | ".join(f"{m.name}: calls | mean score | fraud" for m in models) + " |", "|---|" + "---|---|---|" * len(models)]
    edges = [0, 0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0001]
    scored, fraud = [m.scores(data.held_out) for m in models], data.held_out.fraud()
    for low, high in zip(edges, edges[1:]):
        cells = []
        for scores in scored:
            own = (scores >= low) & (scores < high)
            cells.append(f"{own.sum()} | {scores[own].mean():.4f} | {fraud[own].mean():.4f}" if own.any() else "0 | | ")
        lines.append(f"| {low} to {min(high, 1)} | " + " | ".join(cells) + " |")
    return lines + ["", "ECE: " + ", ".join(f"{m.name} {calibration_error(s, fraud):.4f}" for m, s in zip(models, scored)) + ".", "",
                    "![Reliability](figures/reliability.svg)"]


def calibration_error(scores, fraud, bins=20):
    which = np.minimum((scores * bins).astype(int), bins - 1)
    return float(sum(abs(scores[which == b].mean() - fraud[which == b].mean()) * (which == b).mean() for b in np.unique(which)))


def _calendar(model, data, seed):
    """Measures what hour, weekday and night would add."""
    also = train.boosted(data, seed, CALENDAR)
    rows, ordinary = data.held_out, ~data.held_out.fraud()
    lines = ["", "## What was left out", "",
             "`request:hour`, `request:weekday` and `request:night` are features that can be asked for, and inputs of no model. With them, on the same weeks:", "",
             "| | PR-AUC | recall at 0.1 % false positives |", "|---|---|---|"]
    for name, scores in (("without (shipped)", model.scores(rows)), ("with", expit(also.margins(rows.vectors(CALENDAR))))):
        cut = np.quantile(scores[ordinary], 0.999)
        lines.append(f"| {name} | {average_precision_score(~ordinary, scores):.4f} | {(scores[~ordinary] > cut).mean():.4f} |")
    return lines + ["", "`caller_rhythm:active_hours_7d` stands for how long a caller has been known; `caller_history` has it by the hours observed, and the days known beside it.",
                    "`trunk_load:active_calls` stands for the size of a trunk."]


def _share(hit, group, rng):
    """Returns a share with its interval, by resampling whole groups."""
    if not len(hit):
        return "none"
    _, which = np.unique(group, return_inverse=True)
    of, hits = np.bincount(which), np.bincount(which, weights=hit)
    drawn = rng.poisson(1.0, (DRAWS, len(of)))  # the Poisson bootstrap: how often each group is drawn
    total = np.maximum(drawn @ of, 1)
    low, high = np.quantile(drawn @ hits / total, [0.025, 0.975])
    if not hits.any():
        high = 1 - 0.025 ** (1 / len(of))  # no hits: upper bound for this number of groups
    return f"{np.mean(hit):.2%} ({low:.2%} to {high:.2%})"
