"""What a closing question can compute without anything being open: the other way to its right answer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from core.functions.descent import Descent
from core.functions.plain_function import own_function
from core.functions.walk import descend
from core.nn.activations import ACTIVATIONS
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import StepDecay


def slope_of(text: str, *place: float) -> float:
    """Return the derivative of a typed function at a place; of x and y, the partial derivative for x."""
    return float(own_function(text).gradient(np.array(place, np.float64))[0])


def slope_y_of(text: str, *place: float) -> float:
    """Return the partial derivative for y of a typed function."""
    return float(own_function(text).gradient(np.array(place, np.float64))[1])


def secant_of(text: str, x: float, delta: float) -> float:
    """Return the difference quotient of a typed function."""
    function = own_function(text)
    low, high = (float(function.value(np.array([each], np.float64))) for each in (x, x + delta))
    return (high - low) / delta


def walked(name: str, start: float, alpha: float, steps: int, optimizer: str = "sgd") -> float:
    """Return where a walk down a function of the catalogue ends."""
    descent = Descent(name, optimizer=OPTIMIZERS[optimizer](alpha=alpha), start=(float(start),))
    return float(
        descend(descent.function, descent.optimizer, descent.schedule, descent.start, int(steps)).points[-1, 0]
    )


def walked_on(text: str, start: float, alpha: float, steps: int, optimizer: str = "sgd") -> float:
    """Return where a walk down a typed function of x ends."""
    function = own_function(text)
    path = descend(function, OPTIMIZERS[optimizer](alpha=alpha), None, (float(start),), int(steps))
    return float(path.points[-1, 0])


def put(text: str, *values: float) -> str:
    """Return a text with numbers in its braces, e.g. ``put("{}*x**2 + {}", 3, 5)``."""
    return text.format(*values)


def stepped_rate(alpha: float, gamma: float, every: int, step: int) -> float:
    """Return α in a step, counted from 1, under a schedule that leaves a share γ once every so many steps."""
    return float(alpha * StepDecay(gamma=gamma, every=int(every)).factor(int(step) - 1))


def parameters_of(*sizes: float) -> int:
    """Return the number of weights and biases of a dense network with these layers, inputs first."""
    whole = [int(each) for each in sizes]
    return sum((before + 1) * after for before, after in pairwise(whole))


def first_move(optimizer: str, g: float, alpha: float) -> float:
    """Return how far an optimiser's first step moves a parameter with the derivative g."""
    rule = OPTIMIZERS[optimizer](alpha=alpha)
    theta, slots = np.zeros(1), np.zeros((len(rule.slots), 1))
    rule.update(theta, np.array([float(g)]), slots, float(alpha), 1, np.empty(1))
    return abs(float(theta[0]))


def value_of(text: str, *place: float) -> float:
    """Return the value of a typed function at a place."""
    return float(own_function(text).value(np.array(place, np.float64)))


def activated(name: str, z: float) -> float:
    """Return what an activation of the catalogue makes of z."""
    return float(ACTIVATIONS[name]()(np.array([float(z)]))[0])


def activation_slope(name: str, z: float) -> float:
    """Return the slope of an activation of the catalogue at z."""
    return float(ACTIVATIONS[name]().slope(np.array([float(z)]))[0])


FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: each for name, each in vars().copy().items() if getattr(each, "__module__", "") == __name__
}
