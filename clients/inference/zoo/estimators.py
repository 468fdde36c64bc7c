"""scikit-learn, converted by skl2onnx with its defaults: ZipMap kept, one input per column if the columns differ in type."""
import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .repository import Model

OPSET = {"": 15, "ai.onnx.ml": 3}
PLANS, COUNTRIES = ["prepaid", "contract", "business"], ["DE", "GB", "São Tomé", ""]


def models(rng):
    iris = load_iris()
    for version in ("1", "2"):
        forest = RandomForestClassifier(n_estimators=12, max_depth=4, random_state=int(version)).fit(iris.data, iris.target)
        yield Model("iris-forest", _exported(forest, 4), _flowers, version, classes=list(forest.classes_))
    names = np.array(["setosa", "versicolor", "virginica"])[iris.target]
    logistic = make_pipeline(StandardScaler(), LogisticRegression(random_state=1)).fit(iris.data, names)
    yield Model("iris-names", _exported(logistic, 4), _flowers, classes=list(logistic.classes_))
    yield Model("bill-ridge", _bill(rng), _customers)
    diabetes = load_diabetes()
    line = make_pipeline(StandardScaler(), LinearRegression()).fit(diabetes.data, diabetes.target / 100)
    yield Model("diabetes-double", to_onnx(line, initial_types=[("X", DoubleTensorType([None, 10]))], target_opset=OPSET),
                lambda rng, rows: {"X": rng.standard_normal((rows, 10)) * 0.05})


def _exported(estimator, columns):
    return to_onnx(estimator, initial_types=[("X", FloatTensorType([None, columns]))], target_opset=OPSET)


def _flowers(rng, rows):
    return {"X": rng.uniform(0, 8, (rows, 4)).astype(np.float32)}


def _customers(rng, rows):
    def words(choices):
        column = np.empty((rows, 1), dtype=object)
        column[:, 0] = [str(choice).encode() for choice in rng.choice([*choices, "never seen"], rows)]
        return column

    return {"plan": words(PLANS), "country": words(COUNTRIES), "minutes": rng.uniform(0, 900, (rows, 1)).astype(np.float32),
            "lines": rng.integers(1, 40, (rows, 1), dtype=np.int64)}


def _bill(rng):
    """Returns a regression over two columns of text, one of floats and one of integers."""
    columns = [column[:, 0] for column in _customers(rng, 400).values()]
    plan, country = (np.array([value.decode() for value in column], dtype=object) for column in columns[:2])
    table = np.empty((400, 4), dtype=object)
    for at, column in enumerate([plan, country, *columns[2:]]):
        table[:, at] = column
    target = (plan == "business") * 2.0 + (country == "DE") * 0.5 + columns[2] / 300 + columns[3] / 20
    pipeline = make_pipeline(
        ColumnTransformer([("words", OneHotEncoder(categories=[PLANS, COUNTRIES], handle_unknown="ignore"), [0, 1]),
                           ("numbers", StandardScaler(), [2, 3])]), Ridge()).fit(table, target)
    return to_onnx(pipeline, target_opset=OPSET, initial_types=[
        ("plan", StringTensorType([None, 1])), ("country", StringTensorType([None, 1])),
        ("minutes", FloatTensorType([None, 1])), ("lines", Int64TensorType([None, 1]))])
