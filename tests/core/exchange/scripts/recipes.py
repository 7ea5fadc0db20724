"""Random experiments for the scripts: between them they use every entry of every catalogue."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random
from typing import Any

from core.data.datasets import DATASETS
from core.exchange.scripts.recipe import Recipe
from core.nn.activations import HIDDEN_ACTIVATIONS, Activation, Own, Sigmoid, Softmax, Tanh
from core.nn.initializers import INITIALIZERS
from core.nn.losses import BinaryCrossEntropy, Huber, MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import REGULARIZERS
from core.training.experiment import Experiment
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES

STEPS = 300
AT_REST = {23: 100}
"""Experiments that reach their minimum: from these steps on RMSProp divides round-off by round-off."""
NUMBERS = range(52)
TYPED = (
    "max(0.1*z, z)",
    "z*exp(-z^2)",
    "sin(z)/2 + z",
    "abs(z)/(1 + z^2)",
    "min(1, max(-1, z))",
    "softplus(z) - 1",
    "2^z/3",
)
FEATURES = (("x1", "x2", "x1^2"), ("x1*x2", "sin(x1)", "x2^2", "sin(x2)"))
SHORT = {"step": {"every": 40}, "exponential": {"per": 40}, "cosine": {"span": 250}, "warm_up": {"length": 30}}


def recipe(number: int, steps: int = STEPS) -> Recipe:
    """Return a random experiment; the catalogues' entries come one after the other."""
    random = Random(number)

    def entry(catalogue: dict[str, type[Any]], **settings: Any) -> Any:
        return list(catalogue.values())[number % len(catalogue)](**settings)

    data = entry(DATASETS)
    data = replace(data, points=min(data.points, 240), seed=number)
    e = Experiment().suited_to(data, random.choice([0.1, 0.25, 0.0]))
    hidden = tuple(DenseLayer(random.randint(2, 6), _hidden(number + l)) for l in range(random.randint(0, 3)))
    name = list(SCHEDULES)[number % len(SCHEDULES)]
    e = replace(
        e,
        network=Network(hidden, e.network.output),
        initializer=entry(INITIALIZERS),
        optimizer=entry(OPTIMIZERS),
        schedule=SCHEDULES[name](**SHORT.get(name, {})),
        regularizer=entry(REGULARIZERS),
        clip_norm=random.choice([math.inf, 0.5, 0.05]),
        batch_size=random.choice([7, min(32, e.train_size), e.train_size]),
        seed=number,
    )
    if len(data.inputs) == 2 and number % 2:
        e = replace(e, features=FEATURES[number // 2 % 2])
    if number % 3 == 0:
        e = _another_loss(e, number)
    start = ((0, 0.125), (e.layout.parameters - 1, -0.25)) if number % 4 == 0 else ()
    return Recipe(f"Experiment {number}", e, start, min(steps, AT_REST.get(number, steps)))


def _hidden(number: int) -> Activation:
    made = list(HIDDEN_ACTIVATIONS.values())[number % len(HIDDEN_ACTIVATIONS)]
    return Own(TYPED[number % len(TYPED)]) if made is Own else made()


def _another_loss(e: Experiment, number: int) -> Experiment:
    """Return the experiment with a loss, and an output, that are not the usual ones for its data."""
    loss = Huber(0.5) if number % 2 else MeanSquaredError()
    if not e.data.classes:
        return replace(e, loss=loss)
    if number % 9 == 0 and e.data.classes > 2:
        return replace(e, loss=BinaryCrossEntropy(), network=replace(e.network, output=Sigmoid()))
    output = Softmax() if e.data.classes > 2 else Tanh() if number % 2 else Sigmoid()
    return replace(e, loss=loss, network=replace(e.network, output=output))
