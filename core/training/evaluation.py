"""How good θ is on all examples."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.data.examples import Labels
from core.training.workspace import forward_over

if TYPE_CHECKING:
    from core.training.loop import Problem

CHUNK = 2048
"""Examples per forward pass: larger ones fall out of the cache."""


@dataclass(frozen=True)
class Evaluation:
    """Loss and accuracy over the whole training and test set at one iteration.

    ``train_loss`` and ``test_loss`` are those of the data; what is minimised is ``train_loss + penalty``. Accuracies
    are shares from 0 to 1.
    """

    iteration: int
    train_loss: float
    test_loss: float
    penalty: float
    train_accuracy: float
    test_accuracy: float

    @property
    def finite(self) -> bool:
        """Whether all losses are finite numbers."""
        return math.isfinite(self.train_loss + self.test_loss + self.penalty)


@dataclass(frozen=True, eq=False)
class Answers:
    """What the network says to every example, training examples first.

    Attributes
    ----------
    loss
        Loss of each example (m,).
    wrong
        True where the answer is not the example's class (m,).
    """

    loss: Array
    wrong: NDArray[np.bool_]


def classify(a: Array) -> Labels:
    """Return the class that outputs ``a`` (k × m) stand for: the largest, or above one half if there is one only."""
    labels: Labels = (a[0] > 0.5).astype(np.int64) if len(a) == 1 else np.argmax(a, axis=0)
    return labels


def targets(labels: Labels, outputs: int) -> Array:
    """Return Y (outputs × m): 0 or 1 for one output, else 1 in the row of the class and 0 elsewhere."""
    if outputs == 1:
        return labels[None].astype(np.float64)
    return np.equal(np.arange(outputs)[:, None], labels[None]).astype(np.float64)


def answers(problem: Problem, theta: Array) -> Answers:
    """Return loss and correctness of every example at ``theta`` (p,), in chunks."""
    experiment, layout = problem.experiment, problem.layout
    loss = np.empty(problem.x.shape[1])
    wrong = np.empty(problem.x.shape[1], bool)
    with np.errstate(all="ignore"):
        for start in range(0, len(loss), CHUNK):
            part = slice(start, start + CHUNK)
            x = problem.x[:, part]
            forward = forward_over(experiment.network, layout, x.shape[1])
            with forward.lock:
                forward.run(theta, x)
                each = experiment.loss.per_example(forward.z, forward.a[-1], problem.y[:, part])
                wrong[part] = classify(forward.a[-1]) != problem.labels[part]
            loss[part] = each if each.ndim == 1 else np.add.reduce(each, axis=0)
    return Answers(loss, wrong)


def summarise(problem: Problem, theta: Array, iteration: int, given: Answers) -> Evaluation:
    """Return means over training and test set of what `answers` gave for each example."""
    m = len(problem.train)
    wrong_train, wrong_test = np.count_nonzero(given.wrong[:m]), np.count_nonzero(given.wrong[m:])
    with np.errstate(all="ignore"):
        return Evaluation(
            iteration,
            train_loss=float(np.add.reduce(given.loss[:m])) / m,
            test_loss=float(np.add.reduce(given.loss[m:])) / len(problem.test),
            penalty=problem.penalty(theta),
            train_accuracy=float(m - wrong_train) / m,
            test_accuracy=float(len(problem.test) - wrong_test) / len(problem.test),
        )


def evaluate(problem: Problem, theta: Array, iteration: int) -> Evaluation:
    """Return loss and accuracy of ``theta`` over the whole training and test set."""
    return summarise(problem, theta, iteration, answers(problem, theta))
