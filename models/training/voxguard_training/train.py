"""The two models: trained on thinned and masked rows; calibration from later weeks."""
from dataclasses import dataclass, field

import lightgbm
import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from . import strata

"""Inputs that never lower a score when they grow (1), or never raise it (-1): a robot faster than any in the training data is still a robot."""
MONOTONE = {"caller_velocity:calls_1m": 1, "caller_velocity:calls_5m": 1, "caller_velocity:calls_1h": 1, "caller_velocity:distinct_callees_1h": 1,
            "caller_geography:sequential_ratio_1h": 1, "caller_geography:premium_ratio_24h": 1, "caller_history:premium_ratio_7d": 1,
            "caller_rhythm:callee_repeat_ratio_24h": -1, "caller_history:callee_repeat_ratio_7d": -1, "caller_history:days_known": -1}


@dataclass
class Trained:
    """Model. margins: log odds of vectors, before calibration."""

    name: str
    estimator: object
    margins: object
    importance: np.ndarray
    slope: float = 1.0
    offset: float = 0.0
    review: float = 1.0
    block: float = 1.0
    bound_by: dict = field(default_factory=dict)

    def scores(self, rows):
        return expit(self.slope * self.margins(rows.vectors()) + self.offset)


def boosted(data, seed, also=()):
    """Gradient-boosted trees: 100 of depth 6 at most, monotone in MONOTONE."""
    names = [name for name, _ in data.training.catalogue.inputs() if name in also or name in dict(data.training.model_inputs())]
    x, y, w = data.training.vectors(also), data.training.fraud().astype(int), data.training.weight
    model = lightgbm.LGBMClassifier(n_estimators=100, max_depth=6, num_leaves=31, learning_rate=0.1, min_child_samples=60, subsample=0.8,
                                    subsample_freq=1, colsample_bytree=0.8, reg_lambda=5.0, random_state=seed, n_jobs=2,
                                    deterministic=True, force_row_wise=True, verbose=-1,
                                    monotone_constraints=[MONOTONE.get(name, 0) for name in names], monotone_constraints_method="intermediate")
    model.fit(x, y, sample_weight=w)
    gain = model.booster_.feature_importance("gain")
    return Trained("call-fraud-gbm", model, lambda rows: model.predict(rows, raw_score=True), gain / gain.sum())


def squash(x):
    """Compresses the long tails of counts and durations: sign(x) log(1 + |x|)."""
    return np.sign(x) * np.log1p(np.abs(x))


def perceptron(data, seed):
    """A small network: inputs → 32 → 16 → 1, on squashed and scaled inputs. It has no sample weights: calibration corrects the odds."""
    x, y = data.training.vectors(), data.training.fraud().astype(int)
    model = make_pipeline(FunctionTransformer(squash), StandardScaler(),
                          MLPClassifier((32, 16), alpha=1e-3, batch_size=1024, max_iter=25, early_stopping=True, random_state=seed))
    model.fit(x, y)
    trained = Trained("call-fraud-mlp", model, lambda rows: _network_margins(model, rows), np.zeros(x.shape[1]))
    trained.importance = _permutation_importance(trained, data.thresholds, seed)
    return trained


def _network_margins(model, rows):
    x, mlp = model[1].transform(squash(rows)), model[2]
    for i, (matrix, bias) in enumerate(zip(mlp.coefs_, mlp.intercepts_)):
        x = x @ matrix + bias
        if i < len(mlp.coefs_) - 1:
            x = np.maximum(x, 0)
    return x[:, 0]


def logistic(data):
    """A baseline: logistic regression on the network's inputs."""
    x, y, w = data.training.vectors(), data.training.fraud().astype(int), data.training.weight
    model = make_pipeline(FunctionTransformer(squash), StandardScaler(), LogisticRegression(max_iter=300, C=0.5))
    model.fit(x, y, logisticregression__sample_weight=w)
    return Trained("logistic regression", model, model.decision_function, np.zeros(x.shape[1]))


def calibrate(model, data):
    """Fits Platt's scaling on the threshold weeks, complete and with parts missing: a score is the share of fraud among such calls."""
    rows = [data.thresholds, data.cold_thresholds] + [data.thresholds.without(views) for views in strata.MASKS.values()]
    weight = np.concatenate([np.full(len(r), 1.0 if i < 2 else 0.5 / len(strata.MASKS)) for i, r in enumerate(rows)])
    margins = np.concatenate([model.margins(r.vectors()) for r in rows])
    fraud = np.concatenate([r.fraud() for r in rows])
    fitted = LogisticRegression(C=1e6).fit(margins[:, None], fraud, sample_weight=weight)
    model.slope, model.offset = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    return model


def _permutation_importance(model, rows, seed):
    """Returns how much the mean margin of fraud minus that of ordinary calls falls when a column is shuffled; normalised."""
    rng = np.random.default_rng(seed)
    x, y = rows.vectors(), rows.fraud()
    pick = np.concatenate([np.flatnonzero(y), rng.choice(np.flatnonzero(~y), min(4000, int((~y).sum())), replace=False)])
    x, y = x[pick], y[pick]

    def gap(rows):
        scores = expit(model.margins(rows))
        return scores[y].mean() - scores[~y].mean()

    whole, falls = gap(x), []
    for column in range(x.shape[1]):
        shuffled = x.copy()
        shuffled[:, column] = rng.permutation(shuffled[:, column])
        falls.append(max(0.0, whole - gap(shuffled)))
    return np.array(falls) / max(sum(falls), 1e-9)
