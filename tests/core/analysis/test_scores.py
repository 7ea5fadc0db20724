"""Scores against numbers counted by hand, and against scikit-learn's where that is installed."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.scores import class_scores, number_scores, shares, worst

LABELS = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 2])
SAID = np.array([0, 0, 1, 1, 2, 2, 2, 2, 0, 2])


def test_confusion_precision_and_recall_are_those_counted_by_hand() -> None:
    scores = class_scores(LABELS, SAID, 4)
    assert scores.confusion.tolist() == [[2, 1, 0, 0], [0, 1, 1, 0], [1, 0, 4, 0], [0, 0, 0, 0]]
    assert scores.accuracy == pytest.approx(0.7)
    assert scores.precision[:3].tolist() == pytest.approx([2 / 3, 1 / 2, 4 / 5])
    assert scores.recall[:3].tolist() == pytest.approx([2 / 3, 1 / 2, 4 / 5])
    assert np.isnan(scores.precision[3])
    assert np.isnan(scores.recall[3])


def test_numbers_are_scored_for_each_output_apart() -> None:
    y = np.array([[1.0, 2.0, 3.0, 6.0], [5.0, 5.0, 5.0, 5.0]])
    a = np.array([[1.0, 3.0, 3.0, 4.0], [5.0, 6.0, 5.0, 5.0]])
    first, second = number_scores(y, a)
    assert first.r2 == pytest.approx(1.0 - 5.0 / 14.0)
    assert first.mean_absolute_error == pytest.approx(0.75)
    assert np.isnan(second.r2)
    assert second.mean_absolute_error == pytest.approx(0.25)


def test_shares_add_up_and_the_worst_come_first() -> None:
    loss = np.array([0.5, 2.0, 0.0, 1.5, 2.0])
    assert shares(loss).tolist() == pytest.approx([1 / 12, 1 / 3, 0.0, 1 / 4, 1 / 3])
    assert shares(np.zeros(4)).tolist() == [0.25] * 4
    assert worst(loss, 3).tolist() == [1, 4, 3]
    assert worst(np.array([1.0, np.nan, 3.0]), 2).tolist() == [1, 2]
    assert worst(np.array([1.0]), 5).tolist() == [0]


@pytest.mark.slow
def test_scikit_learn_agrees() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(4)
    labels, predicted = rng.integers(0, 5, 300), rng.integers(0, 5, 300)
    scores = class_scores(labels, predicted, 5)
    assert np.array_equal(scores.confusion, metrics.confusion_matrix(labels, predicted))
    assert np.allclose(scores.precision, metrics.precision_score(labels, predicted, average=None))
    assert np.allclose(scores.recall, metrics.recall_score(labels, predicted, average=None))
    y, a = rng.standard_normal((2, 200)), rng.standard_normal((2, 200))
    for k, mine in enumerate(number_scores(y, a)):
        assert mine.r2 == pytest.approx(metrics.r2_score(y[k], a[k]))
        assert mine.mean_absolute_error == pytest.approx(metrics.mean_absolute_error(y[k], a[k]))
