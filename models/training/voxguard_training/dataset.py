"""Rows of features with their labels, split by whole weeks; and the same rows with parts of the store missing."""
import zlib
from dataclasses import dataclass, replace

import numpy as np

from . import generator
from .calls import ORDINARY
from .catalogue import Catalogue
from .features import Replay

SUBSCRIBERS, TRUNKS, CAMPAIGNS_PER_DAY = 2600, 24, 0.45
WARM_UP_WEEKS, TRAINING_WEEKS, THRESHOLD_WEEKS, HELD_OUT_WEEKS = 1, 4, 2, 3
HOUR, DAY, WEEK = 3600, 86_400, 7 * 86_400
COLD_STARTS_A_WEEK, COLD_START_DAYS = 3, 2.5
"""Features that no model takes: the hour and the weekday did not raise recall at 0.1 % false positives (see REPORT.md); active_hours_7d and active_calls
reflect how long a caller has been known and how large a trunk is, rather than behaviour."""
LEFT_OUT = ("request:hour", "request:weekday", "request:night", "caller_rhythm:active_hours_7d", "trunk_load:active_calls")
CALLER = ("caller_velocity", "caller_geography", "caller_rhythm", "caller_history")
CALLEE, TRUNK = ("callee_profile",), ("trunk_load",)
"""Parts of the store that may be missing when a call is scored: each view, all of a party, everything."""
MASKS = {**{view: (view,) for view in CALLER + CALLEE + TRUNK}, "caller": CALLER, "everything": CALLER + CALLEE + TRUNK}


ARRAYS = ("inputs", "labels", "started_at", "cold", "weight", "group")


@dataclass(frozen=True)
class Rows:
    """One row per call. inputs: all features of the catalogue, NaN for what is null, missing or stale. cold: hours since the store was
    empty, infinite for a store filled long ago. weight: number of calls that the row represents. group: calls of one
    campaign or one ordinary caller, which are similar."""

    catalogue: Catalogue
    inputs: np.ndarray
    labels: np.ndarray
    started_at: np.ndarray
    cold: np.ndarray
    weight: np.ndarray
    group: np.ndarray

    def __len__(self):
        return len(self.labels)

    def fraud(self):
        return self.labels != ORDINARY

    def where(self, pick):
        return replace(self, **{name: getattr(self, name)[pick] for name in ARRAYS})

    def plus(self, other):
        return replace(self, **{name: np.concatenate([getattr(self, name), getattr(other, name)])
                                for name in ARRAYS})

    def columns(self, views):
        return [i for i, (name, _) in enumerate(self.catalogue.inputs()) if name.split(":")[0] in views]

    def column(self, feature):
        return self.inputs[:, [name for name, _ in self.catalogue.inputs()].index(feature)]

    def without(self, views):
        """Returns the rows as served if those views have no value."""
        inputs = self.inputs.copy()
        inputs[:, self.columns(views)] = np.nan
        return replace(self, inputs=inputs)

    def knows(self, views):
        """Returns which rows have a value of any of the views."""
        return ~np.isnan(self.inputs[:, self.columns(views)]).all(axis=1)

    def emptied_at(self):
        """Returns when the store of each row was empty, in seconds; minus infinity for a store filled long ago."""
        return np.round(self.started_at - self.cold * HOUR)

    def hour_of_week(self):
        """Returns the hour of the week, from 0 for Monday 00:00 UTC to 167."""
        return (self.started_at - generator.FIRST_DAY) // HOUR % 168

    def model_inputs(self):
        """Returns (feature, default) of the inputs of the models, in order."""
        return [(name, default) for name, default in self.catalogue.inputs() if name not in LEFT_OUT]

    def vectors(self, also=()):
        """Returns the inputs of a model, with defaults for missing values."""
        kept = [i for i, (name, _) in enumerate(self.catalogue.inputs()) if name not in LEFT_OUT or name in also]
        defaults = np.array([self.catalogue.inputs()[i][1] for i in kept], dtype=np.float32)
        inputs = self.inputs[:, kept]
        return np.where(np.isnan(inputs), defaults, inputs).astype(np.float32)


@dataclass(frozen=True)
class Data:
    """training: thinned, with masked copies. thresholds, held_out: all calls of their weeks. cold_*: the same weeks from an emptied store."""

    training: Rows
    thresholds: Rows
    held_out: Rows
    cold_thresholds: Rows
    cold_held_out: Rows
    described: str


def load(seed):
    weeks = WARM_UP_WEEKS + TRAINING_WEEKS + THRESHOLD_WEEKS + HELD_OUT_WEEKS
    calls = generator.generate(seed, weeks * 7, SUBSCRIBERS, TRUNKS, CAMPAIGNS_PER_DAY)
    catalogue, rng = Catalogue.load(), np.random.default_rng(seed + 5)
    whole = rows(catalogue, calls)
    week = (whole.started_at - generator.FIRST_DAY) // WEEK
    ends = np.cumsum([WARM_UP_WEEKS, TRAINING_WEEKS, THRESHOLD_WEEKS, HELD_OUT_WEEKS])
    parts = [whole.where((week >= a) & (week < b)) for a, b in zip(ends, ends[1:])]
    cold = [cold_starts(catalogue, calls, a, b, rng) for a, b in zip(ends, ends[1:])]
    described = (f"{len(calls)} generated calls of {weeks} weeks, seed {seed}: week 1 fills the windows, weeks 2 to {ends[1]} train, "
                 f"{ends[1] + 1} to {ends[2]} set calibration and thresholds, {ends[2] + 1} to {ends[3]} held out")
    training = thinned(parts[0], rng).plus(thinned(cold[0], rng))
    return Data(training.plus(masked(training, rng)), parts[1], parts[2], cold[1], cold[2], described)


def rows(catalogue, calls, empty_since=None):
    """Returns the rows of calls in the order of their start, beginning with an empty store."""
    inputs = np.array([[np.nan if v is None else v for v in row] for row in Replay(catalogue).features(calls)], dtype=np.float32)
    started_at = np.array([call.started_at for call in calls])
    group = np.array([-call.campaign if call.campaign else hash_of(call.caller) for call in calls])
    cold = np.full(len(calls), np.inf) if empty_since is None else (started_at - empty_since) / HOUR
    return Rows(catalogue, inputs, np.array([call.label for call in calls], dtype=object), started_at, cold, np.ones(len(calls)), group)


def hash_of(number):
    """Returns a small positive number for a text, equal in every process."""
    return zlib.crc32(number.encode())


def cold_starts(catalogue, calls, first_week, end_week, rng):
    """Returns periods that begin with an empty store, on each weekday in turn and at any hour."""
    started_at = np.array([call.started_at for call in calls])
    found = None
    for i in range(COLD_STARTS_A_WEEK * (end_week - first_week)):
        day = first_week * 7 + (i * 5) % ((end_week - first_week) * 7 - 2)
        since = generator.FIRST_DAY + day * DAY + (0 if i % 2 else int(rng.integers(24)) * HOUR)
        low, high = np.searchsorted(started_at, [since, since + COLD_START_DAYS * DAY])
        stretch = rows(catalogue, calls[low:high], since)
        found = stretch if found is None else found.plus(stretch)
    return found


def thinned(of, rng, keep=3):
    """Samples all fraud, and one in `keep` ordinary calls with that weight."""
    pick = of.fraud() | (rng.random(len(of)) < 1 / keep)
    kept = of.where(pick)
    return replace(kept, weight=np.where(kept.fraud(), 1.0, float(keep)))


def masked(of, rng):
    """Returns a copy of each row with values missing as in serving; together the copies have half the weight of the originals."""
    inputs = of.inputs.copy()
    which = rng.integers(0, len(MASKS), len(of))
    for i, views in enumerate(MASKS.values()):
        inputs[np.ix_(which == i, of.columns(views))] = np.nan
    return replace(of, inputs=inputs, weight=of.weight / 2)
