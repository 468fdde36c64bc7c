"""Training data split by days, and the two models."""
from dataclasses import dataclass

import lightgbm
import numpy as np
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from . import generator
from .calls import ORDINARY
from .catalogue import Catalogue
from .features import Replay

SUBSCRIBERS, TRUNKS, CAMPAIGNS_PER_DAY = 4000, 24, 0.6
WARM_UP_DAYS = 1


@dataclass(frozen=True)
class Data:
    """Rows of inputs with NaN for missing, the labels, and which rows are for what: training, thresholds (validation), report (held out).
    The first day only fills the windows."""

    catalogue: Catalogue
    inputs: np.ndarray
    labels: np.ndarray
    training: np.ndarray
    validation: np.ndarray
    held_out: np.ndarray
    described: str

    def defaulted(self):
        """The inputs as a model sees them: defaults in the place of what is missing."""
        defaults = np.array([default for _, default in self.catalogue.inputs()], dtype=np.float32)
        return np.where(np.isnan(self.inputs), defaults, self.inputs).astype(np.float32)

    def fraud(self):
        return self.labels != ORDINARY

    def summary(self):
        return (f"{self.described}; training on {self.training.sum()} calls ({self.fraud()[self.training].mean():.2%} fraud), "
                f"held out {self.held_out.sum()} ({self.fraud()[self.held_out].mean():.2%} fraud)")


@dataclass
class Trained:
    name: str
    estimator: object
    importance: np.ndarray
    scores: np.ndarray


def data(seed, train_days, validation_days, held_out_days):
    validate_from = WARM_UP_DAYS + train_days
    hold_out_from = validate_from + validation_days
    days = hold_out_from + held_out_days
    calls = generator.generate(seed, days, SUBSCRIBERS, TRUNKS, CAMPAIGNS_PER_DAY)
    catalogue = Catalogue.load()
    inputs = np.array([[np.nan if v is None else v for v in row] for row in Replay(catalogue).features(calls)], dtype=np.float32)
    day = np.array([(call.started_at - generator.FIRST_DAY) // 86_400 for call in calls])
    described = (f"{len(calls)} generated calls, seed {seed}: day 1 fills the windows, days 2 to {validate_from} train, "
                 f"{validate_from + 1} to {hold_out_from} set thresholds, {hold_out_from + 1} to {days} held out")
    return Data(
        catalogue=catalogue,
        inputs=inputs,
        labels=np.array([call.label for call in calls]),
        training=(day >= WARM_UP_DAYS) & (day < validate_from),
        validation=(day >= validate_from) & (day < hold_out_from),
        held_out=(day >= hold_out_from) & (day < days),
        described=described,
    )


def boosted(data, seed):
    """Gradient-boosted trees: 100 of depth 6 at most."""
    x, y = data.defaulted(), data.fraud().astype(int)
    model = lightgbm.LGBMClassifier(n_estimators=100, max_depth=6, num_leaves=31, learning_rate=0.08, min_child_samples=60,
                                    subsample=0.8, subsample_freq=1, colsample_bytree=0.8, reg_lambda=5.0, random_state=seed, n_jobs=1,
                                    deterministic=True, force_row_wise=True, verbose=-1)
    model.fit(x[data.training], y[data.training])
    gain = model.booster_.feature_importance("gain")
    return Trained("call-fraud-gbm", model, gain / gain.sum(), model.predict_proba(x)[:, 1])


def squash(x):
    """Counts and durations have long tails: sign(x) log(1 + |x|)."""
    return np.sign(x) * np.log1p(np.abs(x))


def perceptron(data, seed):
    """A small network: 40 → 32 → 16 → 1, on squashed and scaled inputs."""
    x, y = data.defaulted(), data.fraud().astype(int)
    model = make_pipeline(FunctionTransformer(squash), StandardScaler(),
                          MLPClassifier((32, 16), alpha=1e-3, batch_size=512, max_iter=60, early_stopping=True, random_state=seed))
    model.fit(x[data.training], y[data.training])
    scores = model.predict_proba(x)[:, 1]
    return Trained("call-fraud-mlp", model, _permutation_importance(model, x[data.validation], data.fraud()[data.validation], seed), scores)


def _permutation_importance(model, x, y, seed):
    """How much the mean score of fraud, less that of ordinary calls, falls when a column is shuffled; normalised."""
    rng = np.random.default_rng(seed)
    pick = np.concatenate([np.flatnonzero(y), rng.choice(np.flatnonzero(~y), min(4000, int((~y).sum())), replace=False)])
    x, y = x[pick], y[pick]

    def gap(rows):
        scores = model.predict_proba(rows)[:, 1]
        return scores[y].mean() - scores[~y].mean()

    whole = gap(x)
    falls = []
    for column in range(x.shape[1]):
        shuffled = x.copy()
        shuffled[:, column] = rng.permutation(shuffled[:, column])
        falls.append(max(0.0, whole - gap(shuffled)))
    return np.array(falls) / sum(falls)
