"""How good θ is on all examples."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.data.examples import Labels
from core.training.fast.workspace import forward_over
from core.training.problem import Problem
from core.values import dataclass

CHUNK = 2048
"""Examples per forward pass: larger ones fall out of the cache."""


@dataclass(frozen=True)
class Evaluation:
    """Loss and accuracy over the whole training and test set at one iteration.

    ``train_loss`` and ``test_loss`` are data losses; training minimises ``train_loss + penalty``. Accuracies are shares
    from 0 to 1, and NaN if numbers are predicted. R² is the share of the numbers' variance that the network explains;
    NaN if classes are predicted, and where it is not defined: all numbers of the set are equal. The root mean squared
    error (RMSE) of a single number is in that number's own unit; NaN for classes and several numbers. Without a test
    set its values are NaN.
    """

    iteration: int
    train_loss: float
    test_loss: float
    penalty: float
    train_accuracy: float
    test_accuracy: float
    train_r2: float = math.nan
    test_r2: float = math.nan
    train_rmse: float = math.nan
    test_rmse: float = math.nan

    @property
    def finite(self) -> bool:
        """Whether the loss that is minimised is a finite number."""
        return math.isfinite(self.train_loss + self.penalty)


@dataclass(frozen=True, eq=False)
class Answers:
    """The network's outputs for every example, training examples first.

    Attributes
    ----------
    loss
        Loss of each example (m,).
    wrong
        True where the predicted class is not the example's class (m,).
    error
        Squared error of each example, summed over the outputs (m,); all 0 for classes.
    outputs
        A[L] (k × m).
    """

    loss: Array
    wrong: NDArray[np.bool_]
    error: Array
    outputs: Array


def classify(a: Array) -> Labels:
    """Return the class that outputs ``a`` (k × m) predict: the largest, or 1 above one half for a single output."""
    labels: Labels = (a[0] > 0.5).astype(np.int64) if len(a) == 1 else np.argmax(a, axis=0)
    return labels


def summed(each: Array) -> Array:
    """Return the sums over the outputs of losses (k × m) or (m,)."""
    if each.ndim == 1:
        return each
    sums: Array = each[0] if len(each) == 1 else np.add.reduce(each, axis=0)
    return sums


def answers(problem: Problem, theta: Array, before_last: Array | None = None) -> Answers:
    """Return loss and correctness of every example at ``theta`` (p,), in chunks.

    ``before_last`` (n_{L-1} × m), if there is one, is filled with A[L-1].
    """
    experiment, layout = problem.experiment, problem.layout
    loss = np.empty(problem.x.shape[1])
    wrong = np.zeros(len(loss), bool)
    error = np.zeros(len(loss))
    outputs = np.empty((layout.sizes[-1], len(loss)))
    with np.errstate(all="ignore"):
        for start in range(0, len(loss), CHUNK):
            part = slice(start, start + CHUNK)
            x = problem.x[:, part]
            forward = forward_over(experiment.network, layout, x.shape[1])
            with forward.lock:
                forward.run(theta, x)
                each = experiment.loss.per_example(forward.z, forward.a[-1], problem.y[:, part])
                outputs[:, part] = forward.a[-1]
                if before_last is not None:
                    before_last[:, part] = forward.a[-2]
                if problem.classes:
                    wrong[part] = classify(forward.a[-1]) != problem.labels[part]
                else:
                    error[part] = np.add.reduce((forward.a[-1] - problem.y[:, part]) ** 2, axis=0)
            loss[part] = summed(each)
    return Answers(frozen(loss), frozen(wrong), frozen(error), frozen(outputs))


def summarise(problem: Problem, theta: Array, iteration: int, given: Answers) -> Evaluation:
    """Return the means of `answers` over training and test set."""
    m, n = len(problem.train), len(problem.test)
    with np.errstate(all="ignore"):
        return Evaluation(
            iteration,
            train_loss=problem.data_loss(float(np.add.reduce(given.loss[:m])), m),
            test_loss=problem.data_loss(float(np.add.reduce(given.loss[m:])), n) if n else math.nan,
            penalty=problem.penalty(theta),
            **_scores(problem, given, m, n),
        )


def _scores(problem: Problem, given: Answers, m: int, n: int) -> dict[str, float]:
    """Return accuracies where there are classes, else R² of both sets."""
    if problem.classes:
        wrong_train, wrong_test = np.count_nonzero(given.wrong[:m]), np.count_nonzero(given.wrong[m:])
        return {
            "train_accuracy": float(m - wrong_train) / m,
            "test_accuracy": float(n - wrong_test) / n if n else math.nan,
        }
    errors = float(np.add.reduce(given.error[:m])), float(np.add.reduce(given.error[m:]))
    return {
        "train_accuracy": math.nan,
        "test_accuracy": math.nan,
        "train_r2": r_squared(errors[0], problem.variation[0]),
        "test_r2": r_squared(errors[1], problem.variation[1]),
        "train_rmse": problem.unit * math.sqrt(errors[0] / m),
        "test_rmse": problem.unit * math.sqrt(errors[1] / n) if n else math.nan,
    }


def r_squared(error: float, variation: float) -> float:
    """Return R² = 1 − Σ(y − a)² / Σ(y − mean of y)²; NaN where all y are equal: it is not defined there."""
    return 1.0 - error / variation if variation > 0.0 else math.nan


def evaluate(problem: Problem, theta: Array, iteration: int) -> Evaluation:
    """Return loss and accuracy of ``theta`` over the whole training and test set."""
    return summarise(problem, theta, iteration, answers(problem, theta))
