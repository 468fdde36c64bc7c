"""LightGBM and XGBoost, converted by onnxmltools with its defaults and trained with missing values. LightGBM's
graph declares [1] for its labels and returns [n]."""
import numpy as np
from lightgbm import LGBMClassifier
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from xgboost import XGBClassifier

from .repository import Model

COLUMNS, OPSET = 6, 15


def models(rng):
    X = rng.standard_normal((600, COLUMNS)).astype(np.float32)
    risk = X[:, 0] + X[:, 1] * X[:, 2] - 0.5 * X[:, 3]
    two, three = (risk > 0.3).astype(int), np.digitize(risk, [-0.5, 0.7])
    X[rng.random(X.shape) < 0.15] = np.nan
    for kind, target in (("binary", two), ("multiclass", three)):
        light = LGBMClassifier(n_estimators=20, num_leaves=7, random_state=1, n_jobs=1, verbose=-1).fit(X, target)
        graph = convert_lightgbm(light, initial_types=[("input", FloatTensorType([None, COLUMNS]))], target_opset=OPSET)
        yield Model(f"lightgbm-{kind}", graph, _rows, honest=False, holes=True, classes=list(light.classes_))
        extreme = XGBClassifier(n_estimators=20, max_depth=3, random_state=1, n_jobs=1).fit(X, target)
        graph = convert_xgboost(extreme, initial_types=[("input", FloatTensorType([None, COLUMNS]))], target_opset=OPSET)
        yield Model(f"xgboost-{kind}", graph, _rows, holes=True, classes=list(extreme.classes_))


def _rows(rng, rows):
    return {"input": rng.standard_normal((rows, COLUMNS)).astype(np.float32)}
