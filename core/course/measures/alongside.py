"""What is measured by training beside the engine: the article's loop in plain NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.course.plain_numpy import train
from core.course.seen import SceneSeen
from core.training.batches import batch_columns
from core.training.experiment import Experiment
from core.training.problem import prepare


def plain_difference(seen: SceneSeen, iterations: int) -> float:
    """Return the largest difference of any weight between the plain loop and the engine after some iterations.

    Both begin with the same weights and see the same batches; the plain loop is always ReLU, sigmoid and Adamax.
    """
    layout, trained = seen.experiment.layout, seen.theta(int(iterations))
    W, b = _plainly_trained(seen.experiment, seen.theta(0).tobytes(), int(iterations))
    rows = zip(W, b, range(1, layout.depth + 1), strict=True)
    return max(float(np.max(np.abs(np.hstack([w, bias]) - layout.block(trained, l)))) for w, bias, l in rows)


@lru_cache(maxsize=16)
def _plainly_trained(experiment: Experiment, start: bytes, iterations: int) -> tuple[list[Array], list[Array]]:
    """Return W and b after some iterations of the plain loop from a start, the bytes of θ."""
    problem, layout, theta = prepare(experiment), experiment.layout, np.frombuffer(start)
    layers = range(1, layout.depth + 1)
    W, b = [layout.weights(theta, l).copy() for l in layers], [layout.biases(theta, l).copy() for l in layers]

    def batches() -> Iterator[tuple[Array, Array]]:
        for k in range(iterations):
            columns = batch_columns(problem, k)
            yield problem.x[:, columns], problem.y[:, columns]

    train(W, b, batches(), experiment.optimizer.alpha)
    return W, b
