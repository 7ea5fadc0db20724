"""What is measured of a network's answers to its test examples, and of digits in pictures."""

from __future__ import annotations

import numpy as np

from core.analysis.scores import class_scores
from core.arrays import Array
from core.course.measures.network import At
from core.course.seen import SceneSeen
from core.data.examples import Labels
from core.hyperparameters import InvalidSetting
from core.nn.backpropagation import predict
from core.training.evaluation import answers, classify


def _answered(seen: SceneSeen, at: At) -> tuple[Array, Array, Labels]:
    """Return outputs (k × n), losses (n,) and true classes (n,) of the test examples."""
    found, first = answers(seen.problem, seen.theta(at)), len(seen.problem.train)
    return found.outputs[:, first:], found.loss[first:], seen.problem.labels[first:]


def errors_among_least_sure(seen: SceneSeen, count: int, at: At = None) -> int:
    """Return how many of the wrong test answers are among those of the smallest largest probability."""
    outputs, _, labels = _answered(seen, at)
    least = np.argsort(outputs.max(axis=0), kind="stable")[: int(count)]
    return int(np.count_nonzero((classify(outputs) != labels)[least]))


def loss_share_of_errors(seen: SceneSeen, at: At = None) -> float:
    """Return which share of the whole test loss comes from the wrong answers."""
    outputs, losses, labels = _answered(seen, at)
    return float(losses[classify(outputs) != labels].sum() / losses.sum())


def sure_and_wrong(seen: SceneSeen, least: float = 0.9, at: At = None) -> int:
    """Return how many wrong test answers have a probability of at least so much."""
    outputs, _, labels = _answered(seen, at)
    return int(np.count_nonzero((classify(outputs) != labels) & (outputs.max(axis=0) >= least)))


def confused(seen: SceneSeen, true: int, said: int, at: At = None) -> int:
    """Return how many test examples of one class, from 0, are taken for another."""
    outputs, _, labels = _answered(seen, at)
    return int(class_scores(labels, classify(outputs), len(outputs)).confusion[int(true), int(said)])


def shifted_accuracy(seen: SceneSeen, pixels: int, at: At = None) -> float:
    """Return the test accuracy on pictures moved to the right; what comes in at the left is empty."""
    shape = seen.experiment.data.picture
    if shape is None:
        raise InvalidSetting("measure", "only pictures can be shifted.")
    x = seen.problem.test.x.reshape(*shape, -1)
    moved = np.zeros_like(x)
    moved[:, int(pixels) :] = x[:, : shape[1] - int(pixels)]
    answered = predict(
        seen.experiment.network,
        seen.experiment.layout,
        seen.theta(at),
        seen.problem.inputs.of(moved.reshape(-1, x.shape[2])),
    )
    return float(np.mean(classify(answered) == seen.problem.test.labels))


def likeness(seen: SceneSeen, class_: int, at: At = None) -> float:
    """Return the correlation of an output's weights with how its class differs from the mean picture."""
    weights = seen.experiment.layout.weights(seen.theta(at), 1)[int(class_)]
    train = seen.problem.train
    difference = train.x[:, train.labels == int(class_)].mean(axis=1) - train.x.mean(axis=1)
    return float(np.corrcoef(weights, difference)[0, 1])
