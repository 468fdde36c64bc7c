"""All steps in order: generate, compute, train, calibrate, export, report. One command, one seed, the same files each time."""
import time
import warnings

from . import dataset, export, figures, report, sample, thresholds, train
from .numbers import MODELS

SEED = 20260302
VERSION = "3"


def main():
    warnings.filterwarnings("ignore", message="X does not have valid feature names")
    start = time.monotonic()
    data = dataset.load(SEED)
    print(f"{data.described}; {time.monotonic() - start:.0f} s", flush=True)
    models = [thresholds.cut(train.calibrate(make(data, SEED), data), data) for make in (train.boosted, train.perceptron)]
    for model in models:
        print(export.write(model, data, MODELS / model.name / VERSION, SEED), flush=True)
    training = MODELS / "training"
    (training / "REPORT.md").write_text(report.text(models, data, SEED))
    figures.write(models, train.calibrate(train.logistic(data), data), data, training / "figures")
    sample.write(training / "sample")
    print(f"models, REPORT.md, figures and the demo's sample after {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
