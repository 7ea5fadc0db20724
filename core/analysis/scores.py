"""How good the predictions are: which classes are confused, how far numbers are off, and where."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.data.examples import Labels
from core.training.evaluation import r_squared
from core.training.loading import variation
from core.values import dataclass

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ClassScores:
    """Scores of a set with classes.

    Attributes
    ----------
    confusion
        How many examples of each class (row) were predicted as each class (column) (k × k).
    accuracy
        Share of correct predictions; NaN without examples.
    precision
        Of the examples predicted as this class, the share that belong to it (k,); NaN where there are none.
    recall
        Of the examples of this class, the share predicted as it (k,); NaN where there are none.
    """

    confusion: Counts
    accuracy: float
    precision: Array
    recall: Array


def class_scores(labels: Labels, predicted: Labels, classes: int) -> ClassScores:
    """Return the scores of predictions ``predicted`` (m,) for examples of classes ``labels`` (m,)."""
    confusion = np.bincount(labels * classes + predicted, minlength=classes * classes).reshape(classes, classes)
    right = np.diagonal(confusion)
    with np.errstate(all="ignore"):
        precision, recall = right / confusion.sum(axis=0), right / confusion.sum(axis=1)
    return ClassScores(confusion, float(right.sum() / len(labels)) if len(labels) else math.nan, precision, recall)


@dataclass(frozen=True)
class NumberScores:
    """Scores of one numeric output.

    Attributes
    ----------
    r2
        1 − Σ(y − a)² / Σ(y − mean of y)²: the explained share of the variance; NaN if all y are equal.
    mean_absolute_error, root_mean_squared_error
        In the number's own unit; NaN without examples.
    """

    r2: float
    mean_absolute_error: float
    root_mean_squared_error: float


def number_scores(y: Array, a: Array) -> tuple[NumberScores, ...]:
    """Return the scores of predictions ``a`` (k × m) for targets ``y`` (k × m), one for each output."""
    with np.errstate(all="ignore"):
        return tuple(_scores_of(*each) for each in zip(y, a, variation(y), strict=True))


def _scores_of(y: Array, a: Array, varied: float) -> NumberScores:
    error = float(((y - a) ** 2).sum())
    if not len(y):
        return NumberScores(math.nan, math.nan, math.nan)
    return NumberScores(r_squared(error, varied), float(np.abs(y - a).mean()), math.sqrt(error / len(y)))


def shares(loss: Array) -> Array:
    """Return each example's share of the total loss (m,), for losses (m,); all equal if that is 0."""
    with np.errstate(all="ignore"):
        total = float(loss.sum())
        return loss / total if total > 0.0 else np.full(len(loss), 1.0 / max(1, len(loss)))


def worst(loss: Array, count: int = 5) -> NDArray[np.int64]:
    """Return the indices of the largest losses, the largest first; NaN counts as infinite."""
    size = np.where(np.isnan(loss), np.inf, loss)
    count = min(count, len(size))
    candidates = np.argpartition(-size, count - 1)[:count] if count else np.empty(0, np.int64)
    return np.asarray(candidates[np.lexsort((candidates, -size[candidates]))], np.int64)
