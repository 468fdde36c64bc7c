"""Thresholds of a model: the lowest that keep the ordinary calls of every stratum within a bound, on weeks of their own and, in 90 % of the draws, on others."""
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from . import strata
from .dataset import CALLER

"""Maximum share of the ordinary calls of every stratum that may reach a threshold."""
REVIEW_BOUND, BLOCK_BOUND = 0.006, 0.0008
"""Share of the draws in which a further stretch, as long as the threshold weeks, must stay within the bound in all strata at once; number of draws; share of
the highest scores that are looked at."""
SURE, DRAWS, TAIL = 0.9, 200, 0.05
EVIDENT = 0.01  # an hour of the week exceeds its bound if chance is less likely than this


def cut(model, data):
    """Sets the thresholds of a model, and what bounds each; returns the model.

    No ordinary call of a known caller of the threshold weeks is blocked, from a full store or one that was emptied: an unknown caller is reviewed at most by
    the policy that is shipped, so that none would be.
    """
    parts = {name: rows.where(~rows.fraud()) for name, rows in strata.every(data.thresholds, data.cold_thresholds).items()}
    parts = {name: (model.scores(rows), rows.group, rows.emptied_at()) for name, rows in parts.items() if len(rows)}
    ordinary = data.thresholds.where(~data.thresholds.fraud())
    hours, by_hour = ordinary.hour_of_week(), model.scores(ordinary)
    bounds = {"review": REVIEW_BOUND, "block": BLOCK_BOUND}
    for (name, bound), drawn in zip(bounds.items(), drawn_thresholds(parts.values(), list(bounds.values()))):
        needed = dict(zip(parts, np.quantile(drawn, SURE, axis=0)))
        needed["an hour of the week"] = max(_within(by_hour[hours == h], bound) for h in range(168))
        if name == "block":
            needed["no known caller"] = max(model.scores(rows)[rows.knows(CALLER) & ~rows.fraud()].max(initial=0) for rows in (data.thresholds, data.cold_thresholds))
        worst = max(needed, key=needed.get)
        together = max(np.quantile(drawn.max(axis=1), SURE), needed[worst])
        setattr(model, name, _rounded_up(together))
        model.bound_by[name] = worst
    model.block = max(model.block, model.review, 0.5)
    return model


def drawn_thresholds(parts, bounds, seed=0):
    """Returns by bound, draw and stratum the score that at most `bound` of the calls of a further stretch exceed.

    A draw takes whole callers and whole emptied stores, since their calls are alike: a few desks make most calls, and an emptied store depends on the hours
    that follow. It draws twice: the stretch at hand is one sample, and a further one is another. Strata share the draws.

    parts: by stratum the scores, the callers, and when the store was emptied: minus infinity for a store that was not.
    """
    rng = np.random.default_rng(seed)
    parts = [Stratum.of_calls(*part) for part in parts]
    callers, stores = (np.unique(np.concatenate([getattr(part, name) for part in parts])) for name in ("callers", "stores"))
    found = np.empty((len(bounds), DRAWS, len(parts)))
    for draw in range(DRAWS):
        of_caller, of_store = _drawn_twice(rng, len(callers)), np.where(np.isfinite(stores), _drawn_twice(rng, len(stores)), 1)
        for i, part in enumerate(parts):
            times = of_caller[np.searchsorted(callers, part.callers)] * of_store[np.searchsorted(stores, part.stores)]
            found[:, draw, i] = part.thresholds(times, bounds)
    return np.maximum(found, [[[part.least(bound) for part in parts]] for bound in bounds])


@dataclass(frozen=True)
class Stratum:
    """Scores of ordinary calls. callers, stores, calls: by combination of a caller and an emptied store; of: combination of each of the highest scores."""

    scores: np.ndarray
    callers: np.ndarray
    stores: np.ndarray
    calls: np.ndarray
    highest: np.ndarray
    of: np.ndarray

    @staticmethod
    def of_calls(scores, callers, stores):
        kept = np.argsort(-scores)[: max(1, int(len(scores) * TAIL))]
        combinations, which, calls = np.unique(np.stack([callers, stores]), axis=1, return_inverse=True, return_counts=True)
        return Stratum(scores, *combinations, calls, scores[kept], which.ravel()[kept])

    def thresholds(self, times, bounds):
        """Returns, by bound, the score that the calls may not exceed if each combination is there so many times."""
        reached, total = np.cumsum(times[self.of]), times @ self.calls
        over = [np.searchsorted(reached, bound * total, side="right") for bound in bounds]
        return self.highest[np.minimum(over, len(self.highest) - 1)]

    def least(self, bound):
        """Returns the score that these calls themselves may not exceed."""
        return np.quantile(self.scores, 1 - bound, method="higher")


def _rounded_up(score):
    """Returns a threshold above a score, with three digits, or with as many as that takes below 1."""
    for digits in range(3, 8):
        threshold = float(np.ceil(score * 10**digits + 1) / 10**digits)
        if threshold < 1:
            return threshold
    raise ValueError(f"no threshold below 1 is above {score}: an ordinary call of a known caller would be blocked")


def _drawn_twice(rng, count):
    """Returns how often each of `count` is in a sample of a sample."""
    return rng.poisson(rng.poisson(1.0, count))


def _within(scores, bound):
    """Returns the threshold above which there are no more calls than by chance at that bound."""
    allowed = int(binom.ppf(1 - EVIDENT / 168, len(scores), bound))
    return np.sort(scores)[-allowed - 1] if len(scores) > allowed else 0.0
