"""Everything in a row: generate, compute, train, export, report. One command, one seed, the same files each time."""
import warnings

from . import export, report, sample, train
from .numbers import MODELS

SEED = 20260302
TRAIN_DAYS, VALIDATION_DAYS, HELD_OUT_DAYS = 8, 2, 4


def main():
    warnings.filterwarnings("ignore", message="X does not have valid feature names")
    data = train.data(SEED, TRAIN_DAYS, VALIDATION_DAYS, HELD_OUT_DAYS)
    print(data.summary(), flush=True)
    models = [train.boosted(data, SEED), train.perceptron(data, SEED)]
    for model in models:
        print(export.write(model, data, MODELS / model.name / "1", SEED), flush=True)
    text = report.text(models, data)
    print(text)
    (MODELS / "training" / "REPORT.md").write_text(text)
    sample.write(MODELS / "training" / "sample")


if __name__ == "__main__":
    main()
