"""Small experiments, and the numbers to try a hyperparameter with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from core.arrays import Array
from core.data.datasets import Blobs, Moons
from core.hyperparameters import Choice, Hyperparameter
from core.nn.activations import ACTIVATIONS, Activation, Sigmoid, Softmax, Tanh
from core.nn.losses import LOSSES, CategoricalCrossEntropy, Loss
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.optimizers import Adam
from core.training.problem import Problem
from core.training.snapshot import Snapshot

SMALL = Experiment(
    data=Moons(points=40),
    test_share=0.25,
    network=Network((DenseLayer(3, Tanh()), DenseLayer(2, Tanh())), Sigmoid()),
    optimizer=Adam(alpha=0.01),
    batch_size=7,
)
"""30 training points in five batches, the last one of two points."""
THREE = replace(
    SMALL,
    data=Blobs(points=40, clouds=3),
    network=replace(SMALL.network, output=Softmax()),
    loss=CategoricalCrossEntropy(),
)
"""The same with three classes."""


def with_hidden(experiment: Experiment, g: Activation) -> Experiment:
    """Return the experiment with ``g`` in its hidden layers."""
    hidden = tuple(DenseLayer(layer.units, g) for layer in experiment.network.hidden)
    return replace(experiment, network=replace(experiment.network, hidden=hidden))


def pairs() -> Iterator[tuple[Loss, Activation]]:
    """Yield every loss with every output activation it goes with."""
    for loss in LOSSES.values():
        for name in loss.outputs or ACTIVATIONS:
            yield loss(), ACTIVATIONS[name]()


def entries(*catalogues: Mapping[str, type[Choice]]) -> list[Any]:
    """Return all entries of the catalogues with their default settings."""
    return [entry() for catalogue in catalogues for entry in catalogue.values()]


def title(value: Any) -> str:
    """Return how a parametrised test is called."""
    return str(getattr(value, "name", value))


def bounds_of(declared: Hyperparameter) -> list[Any]:
    """Return the most extreme values that a hyperparameter may have."""
    if declared.kind is bool:
        return [False, True]
    if declared.kind is int:
        return [int(declared.low), int(declared.high)]
    if declared.kind is str:
        return [declared.default]
    low = declared.low if declared.low > -math.inf else math.nextafter(declared.above, math.inf)
    high = declared.high if declared.high < math.inf else math.nextafter(declared.below, -math.inf)
    return [low, high]


def extremes(catalogue: Mapping[str, type[Choice]]) -> list[Any]:
    """Return every entry with each of its hyperparameters at each of its bounds."""
    return [
        entry.of({declared.name: value})
        for entry in catalogue.values()
        for declared in entry.hyperparameters()
        for value in bounds_of(declared)
    ]


def described(choice: Choice) -> str:
    """Return name and settings, as the name of a test."""
    return " ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in choice.to_dict().values())


def same(a: Snapshot, b: Snapshot) -> bool:
    """Tell whether two snapshots are equal to the bit."""
    numbers = a.state.tobytes() == b.state.tobytes() and a.state.shape == b.state.shape
    return numbers and (a.iteration, a.age, a.slots_of) == (b.iteration, b.age, b.slots_of)


def away_from_zero(shape: tuple[int, ...], seed: int = 0) -> Array:
    """Return values from −3 to 3, none nearer to 0 than 0.05: kinks lie there."""
    z = np.random.default_rng(seed).uniform(-3.0, 3.0, shape)
    return z + np.copysign(0.05, z)


def random_theta(problem: Problem, seed: int = 0) -> Array:
    """Return parameters of middling size (p,)."""
    return np.random.default_rng(seed).normal(0.0, 0.7, problem.layout.parameters)


def alike(first: object, second: object) -> bool:
    """Tell whether two values are written alike, digit by digit: equal, and NaN where the other one is."""
    return repr(first) == repr(second)
