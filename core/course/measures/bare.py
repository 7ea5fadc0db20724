"""What a closing question can compute without anything being open: the other way to its right answer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from core.analysis.scores import class_scores
from core.functions.descent import Descent
from core.functions.plain_function import own_function
from core.functions.walk import descend
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.losses import CategoricalCrossEntropy, MeanSquaredError
from core.nn.regularizers import L2
from core.training.optimizers import OPTIMIZERS, Momentum
from core.training.schedules import StepDecay

GAP, LOW = 0.1, 0.7
"""Between accuracies of training and test, and below which both are bad."""


def slope_of(text: str, *place: float) -> float:
    """Return the derivative of a typed function at a place; of x and y, the partial derivative for x."""
    return float(own_function(text).gradient(np.array(place, np.float64))[0])


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


def product_shape(rows: float, inner: float, columns: float) -> str:
    """Return rows × columns of the product of a matrix with ``inner`` columns and one with as many rows."""
    product = np.zeros((int(rows), int(inner))) @ np.zeros((int(inner), int(columns)))
    return "{} × {}".format(*product.shape)


def squared_error_of(prediction: float, *targets: float) -> float:
    """Return the mean squared error of one prediction for several targets."""
    a = np.full((1, len(targets)), float(prediction))
    return float(MeanSquaredError().per_example(a, a, np.array([targets], np.float64)).mean())


def spread_of(initializer: str, fan_in: float, fan_out: float = 1) -> float:
    """Return the standard deviation that a normal initialiser has for a layer: its first draw over a plain one."""
    drawn = INITIALIZERS[initializer]().weights(np.random.default_rng(0), int(fan_out), int(fan_in))
    return float(drawn[0, 0]) / float(np.random.default_rng(0).normal())


def last_move(optimizer: str, alpha: float, steps: float) -> float:
    """Return how far an optimiser's last step of some moves a parameter whose derivative is always 1."""
    path = descend(own_function("x"), OPTIMIZERS[optimizer](alpha=alpha), None, (0.0,), int(steps))
    return abs(float(path.points[-1, 0] - path.points[-2, 0]))


def momentum_step(velocity: float, g: float, beta: float) -> float:
    """Return momentum's new velocity, from the old one and a derivative."""
    rule = Momentum(alpha=1.0, beta=float(beta))
    theta, slots = np.zeros(1), np.array([[float(velocity)]])
    rule.update(theta, np.array([float(g)]), slots, 1.0, 2, np.empty(1))
    return -float(theta[0])


def stability_edge(curvature: float) -> float:
    """Return the α, to six digits, above which plain descent on c x²/2 diverges, found by bisection."""
    low, high = 0.0, 10.0
    for _ in range(40):
        middle = (low + high) / 2.0
        diverges = abs(walked_on(f"{curvature}/2*x**2", 1.0, middle, 1)) > 1.0  # each step multiplies by the same
        low, high = (low, middle) if diverges else (middle, high)
    return low


def penalty_of(lam: float, *weights: float) -> float:
    """Return the L2 penalty of some weights."""
    return L2(lam=float(lam)).penalty(np.array(weights, np.float64))


def verdict_of(training: float, test: float) -> str:
    """Return what two accuracies say: a gap of more than 0.1 is overfitting, both below 0.7 is underfitting."""
    if training - test > GAP:
        return "overfitting"
    return "underfitting" if max(training, test) < LOW else "a good fit"


def loss_of_probability(p: float) -> float:
    """Return the cross-entropy of an example whose class got a probability."""
    z = np.array([[np.log(p)], [np.log1p(-p)]])
    return float(CategoricalCrossEntropy().per_example(z, np.exp(z), np.array([[1.0], [0.0]])).sum())


def recall_of(found: float, missed: float, mistaken: float) -> float:
    """Return the recall of a class: of its examples some are found, some missed; others are mistaken for it."""
    labels = np.repeat([1, 1, 0], [int(found), int(missed), int(mistaken)])
    predicted = np.repeat([1, 0, 1], [int(found), int(missed), int(mistaken)])
    return float(class_scores(labels, predicted, 2).recall[1])


def value_of(text: str, *place: float) -> float:
    """Return the value of a typed function at a place."""
    return float(own_function(text).value(np.array(place, np.float64)))


def activated(name: str, z: float) -> float:
    """Return what an activation of the catalogue makes of z."""
    return float(ACTIVATIONS[name]()(np.array([float(z)]))[0])


def activation_slope(name: str, z: float) -> float:
    """Return the slope of an activation of the catalogue at z."""
    return float(ACTIVATIONS[name]().slope(np.array([float(z)]))[0])


def fault_of_ratio(ratio: float, m: float) -> str:
    """Return what a derivative says that is so many times its difference quotient, with m examples in the batch."""
    if ratio == m:
        return "1/m is forgotten"
    return "a sign is wrong" if ratio < 0.0 else "a sum instead of a mean"


def fault_of_first_loss(loss: float, classes: float, m: float) -> str:
    """Return what the very first loss of a batch of m says, with so many classes."""
    guessing = float(np.log(classes))
    if abs(loss - guessing) < 0.5 * guessing:
        return "nothing: that is guessing"
    return "a sum instead of a mean" if abs(loss - m * guessing) < 0.5 * m * guessing else "1/m is forgotten"


def fault_of_norms(*norms: float) -> str:
    """Return what the norms of the gradient say, layer by layer; the last number is the size of the weights."""
    layers, weights = norms[:-1], norms[-1]
    if weights == 0.0:
        return "a start of zeros"
    return "a layer of dead units" if layers[0] == 0.0 and layers[-1] > 0.0 else "healthy"


FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: each for name, each in vars().copy().items() if getattr(each, "__module__", "") == __name__
}
