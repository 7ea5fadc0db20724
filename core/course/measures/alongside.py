"""What is measured beside the run: the article's loop in plain NumPy, and networks that nobody trains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.course.plain_numpy import train
from core.course.seen import SceneSeen, in_reach
from core.nn.backpropagation import predict
from core.training.batches import batch_columns
from core.training.evaluation import classify, evaluate
from core.training.experiment import Experiment
from core.training.problem import prepare
from core.work import rest

FRESH_POINTS, FRESH_SEED = 4_000, 999
"""Points that no lesson trains or tests on."""


def plain_difference(seen: SceneSeen, iterations: int) -> float:
    """Return the largest difference of any weight between the plain loop and the engine after some iterations.

    Both begin with the same weights and see the same batches; the plain loop is always ReLU, sigmoid and Adamax.
    """
    layout, trained = seen.experiment.layout, seen.theta(int(iterations))
    W, b, training = _in_training(seen.experiment, seen.theta(0).tobytes(), int(iterations))
    for _ in training:
        rest()
    rows = zip(W, b, range(1, layout.depth + 1), strict=True)
    return max(float(np.max(np.abs(np.hstack([w, bias]) - layout.block(trained, l)))) for w, bias, l in rows)


@lru_cache(maxsize=16)
def _in_training(
    experiment: Experiment, start: bytes, iterations: int
) -> tuple[list[Array], list[Array], Iterator[int]]:
    """Return W and b, and the plain loop that trains them from a start, the bytes of θ, as far as it has not yet."""
    problem, layout, theta = prepare(experiment), experiment.layout, np.frombuffer(start)
    layers = range(1, layout.depth + 1)
    W, b = [layout.weights(theta, l).copy() for l in layers], [layout.biases(theta, l).copy() for l in layers]

    def batches() -> Iterator[tuple[Array, Array]]:
        for k in range(iterations):
            columns = batch_columns(problem, k)
            yield problem.x[:, columns], problem.y[:, columns]

    return W, b, train(W, b, batches(), experiment.optimizer.alpha)


def best_of(seen: SceneSeen, networks: int) -> float:
    """Return the best test accuracy of so many untrained networks, of seeds 1, 2, …"""
    return _chosen(seen.experiment, in_reach(networks, 1))[0]


def best_afresh(seen: SceneSeen, networks: int) -> float:
    """Return the accuracy of that best one on 4,000 points that nobody has seen."""
    return _chosen(seen.experiment, in_reach(networks, 1))[1]


@lru_cache(maxsize=16)
def _chosen(experiment: Experiment, networks: int) -> tuple[float, float]:
    """Return the accuracy of the untrained network that does best on the test, there and on fresh points."""
    problems = [prepare(replace(experiment, seed=seed)) for seed in range(1, networks + 1)]
    scores = [evaluate(each, each.start().theta, 0).test_accuracy for each in problems]
    best = problems[int(np.argmax(scores))]
    fresh = replace(experiment.data, points=FRESH_POINTS, seed=FRESH_SEED).generate()  # type: ignore[call-arg]
    answered = predict(experiment.network, best.layout, best.start().theta, best.inputs.of(fresh.x))
    return max(scores), float(np.mean(classify(answered) == fresh.labels))
