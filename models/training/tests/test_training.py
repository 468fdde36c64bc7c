"""Calibration, thresholds and masks, on constructed rows."""
from dataclasses import replace

import numpy as np
import pytest

from voxguard_training import dataset, generator, strata, thresholds, train
from voxguard_training.catalogue import Catalogue

CALLS = generator.generate(seed=3, days=4, subscribers=250, trunks=6, campaigns_per_day=0.8)
ROWS = dataset.rows(Catalogue.load(), CALLS)


def data(rows):
    return dataset.Data(rows, rows, rows, rows, rows, "made up")


def test_masked_rows_miss_one_of_the_parts_and_keep_the_rest():
    masked = dataset.masked(ROWS, np.random.default_rng(1))
    gone = np.isnan(masked.inputs) & ~np.isnan(ROWS.inputs)
    changed = gone.any(axis=1)
    assert changed.mean() > 0.7
    same = ~gone & ~np.isnan(ROWS.inputs)
    assert (masked.inputs[same] == ROWS.inputs[same]).all()
    columns = [set(ROWS.columns(views)) for views in dataset.MASKS.values()]
    for row in np.flatnonzero(changed)[:200]:
        assert any(set(np.flatnonzero(gone[row])) <= part for part in columns)


def test_a_vector_without_known_values_has_the_defaults():
    blind = ROWS.without(dataset.CALLER + dataset.CALLEE + dataset.TRUNK)
    stored = [default for name, default in ROWS.model_inputs() if not name.startswith("request:")]
    assert (blind.vectors()[:, : len(stored)] == np.array(stored, dtype=np.float32)).all()
    assert not set(dataset.LEFT_OUT) & {name for name, _ in ROWS.model_inputs()}


def test_weights_of_thinned_calls_preserve_their_number():
    thin = dataset.thinned(ROWS, np.random.default_rng(2))
    assert thin.fraud().sum() == ROWS.fraud().sum()
    assert abs(thin.weight.sum() / len(ROWS) - 1) < 0.05


def test_calibrated_scores_are_the_share_of_fraud():
    rng = np.random.default_rng(4)
    odds = rng.normal(-3, 1.5, len(ROWS))
    fraud = rng.random(len(ROWS)) < 1 / (1 + np.exp(-odds))
    rows = replace(ROWS, labels=np.where(fraud, "sim_box", "ordinary").astype(object))
    # margins that are half as steep as they should be, and too high; every variation of the rows gives those of its own row
    model = train.Trained("half", None, lambda vectors: np.resize(odds, len(vectors)) / 2 + 1, np.zeros(1))
    train.calibrate(model, data(rows))
    assert model.slope == pytest.approx(2, rel=0.15) and model.offset == pytest.approx(-2, abs=0.3)


def test_thresholds_keep_every_stratum_within_its_bound():
    model = train.calibrate(train.boosted(data(ROWS), 5), data(ROWS))
    thresholds.cut(model, data(ROWS))
    for name, rows in strata.every(ROWS, ROWS).items():
        ordinary = rows.where(~rows.fraud())
        if len(ordinary):
            scores = model.scores(ordinary)
            assert (scores >= model.review).mean() <= thresholds.REVIEW_BOUND, name
            assert (scores >= model.block).mean() <= thresholds.BLOCK_BOUND, name
    assert model.review <= model.block and model.block >= 0.5
    known = ROWS.knows(dataset.CALLER) & ~ROWS.fraud()
    assert model.scores(ROWS)[known].max() < model.block
