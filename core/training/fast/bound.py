"""Activations and losses as lists of calls, bound once to the arrays that the training loop fills again and again.

`core.nn.activations` and `core.nn.losses` have the same functions in a readable form. In a small network, though, a
Python function around NumPy's calls costs as much as one of them, so the most common functions are spelled out here.
All others are bound as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from core.arrays import ONE, ZERO, Array, buffer
from core.nn.activations import Activation, ReLU, Sigmoid, Tanh
from core.nn.activations.base import MANY
from core.nn.activations.unbounded import zeros
from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy, Loss, MeanSquaredError

Call = Callable[[], object]
SMALL = 1e-6
"""Mean cross-entropies below this are computed with care: the quick forms are exact to some 1e-16 only."""


def forward_calls(g: Activation, z: Array, out: Array) -> list[Call]:
    """Return calls that do what ``g.forward(z, out)`` does, to the bit."""
    few = z.size < MANY
    if type(g) is Tanh:
        return [partial(np.tanh, z, out)]
    if type(g) is ReLU:
        return [partial(np.maximum, z, ZERO if few else zeros(z.shape, z.dtype), out=out)]
    if type(g) is Sigmoid:
        add = partial(np.add, ONE if few else ONE.astype(z.dtype), out, out)
        return [partial(np.negative, z, out), partial(np.exp, out, out), add, partial(np.reciprocal, out, out)]
    return [partial(g.forward, z, out)]


def backward_calls(g: Activation, z: Array, a: Array, da: Array, out: Array) -> list[Call]:
    """Return calls that do what ``g.backward(z, a, da, out)`` does, to the bit."""
    times_da = partial(np.multiply, out, da, out)
    if type(g) is Tanh:
        return [partial(np.multiply, a, a, out), partial(np.subtract, ONE, out, out), times_da]
    if type(g) is Sigmoid:
        return [partial(np.subtract, ONE, a, out), partial(np.multiply, out, a, out), times_da]
    if type(g) is ReLU and a.size < MANY:
        return [partial(np.sign, a, out), times_da]
    if type(g) is ReLU:
        alive = np.empty(a.shape, bool)
        return [partial(np.greater, a, ZERO, alive), partial(np.copyto, out, alive), times_da]
    return [partial(g.backward, z, a, da, out)]


def output_calls(loss: Loss, g: Activation, z: Array, a: Array, y: Array, da: Array, out: Array) -> list[Call]:
    """Return calls that do what ``loss.backward(g, z, a, y, da, out)`` does, to the bit."""
    if type(loss) in (BinaryCrossEntropy, CategoricalCrossEntropy):
        return [partial(np.subtract, a, y, out)]
    return [partial(loss.backward, g, z, a, y, da, out)]


def mean_call(loss: Loss, z: Array, a: Array, y: Array) -> Callable[[], float]:
    """Return a call that computes ``loss.mean(z, a, y)``, up to rounding; the arrays (k × m) are contiguous.

    The result depends only on their content, so repeating an iteration gives the same loss.
    """
    exact = partial(loss.mean, z, a, y)
    flat = _flat(z), _flat(a), _flat(y)
    if type(loss) is BinaryCrossEntropy:
        return _binary_mean(*flat, z.shape[1], exact)
    if type(loss) is CategoricalCrossEntropy:
        return _categorical_mean(*flat[1:], z.shape[1], exact)
    if type(loss) is MeanSquaredError:
        return _squared_mean(*flat[1:])
    return exact


def _flat(array: Array) -> Array:
    """Return a view of all values in one row."""
    if not array.flags.c_contiguous:
        raise ValueError("The array must be C-contiguous: reshape would copy it, and later writes would be lost.")
    return array.reshape(-1)


def _binary_mean(z: Array, a: Array, y: Array, m: int, exact: Callable[[], float]) -> Callable[[], float]:
    """Use ln(1 + e^z) = z − ln σ(z), because the batch's sigmoids are known already."""
    each, ones, log, subtract = buffer(z.size), np.ones_like(z), np.log, np.subtract

    def mean() -> float:
        log(a, each)
        subtract(z, each, each)
        total = float(each.dot(ones) - y.dot(z))
        # below z = −709 the sigmoid is 0; of small losses the difference has lost its digits
        return total / m if SMALL * m < total < math.inf else exact()

    return mean


def _categorical_mean(a: Array, y: Array, m: int, exact: Callable[[], float]) -> Callable[[], float]:
    """Use the probabilities, which have been computed stably already."""
    each, log = buffer(a.size), np.log

    def mean() -> float:
        log(a, each)
        total = -float(y.dot(each))
        # a probability may be 0; near 1 its logarithm has lost its digits
        return total / m if SMALL * m < total < math.inf else exact()

    return mean


def _squared_mean(a: Array, y: Array) -> Callable[[], float]:
    """Use |v|² = v·v."""
    each, size, subtract = buffer(a.size), a.size, np.subtract

    def mean() -> float:
        subtract(a, y, each)
        return float(each.dot(each)) / size

    return mean
