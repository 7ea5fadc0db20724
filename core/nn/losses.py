"""Losses, each with its derivative and formula.

A loss gives one number per example, ℓ; the data loss of a batch is their mean, L_data = (1/m) Σ ℓ. The derivatives
here are those of a single example's loss: the 1/m is applied once, where dW and db are made.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

import numpy as np

from core.arrays import ZERO, Array, frozen
from core.hyperparameters import Choice, catalogue, hyperparameter
from core.nn.activations import Activation

MANY = 500
"""From this many examples on, a call's overhead costs less than its arithmetic."""


class Loss(Choice):
    """How wrong the outputs A (k × m) are against the targets Y (k × m)."""

    outputs: ClassVar[tuple[str, ...]] = ()
    """Names of the output activations that it fits; empty for any."""
    of_z: ClassVar[bool] = False
    """Whether `per_example` uses only Z and Y."""

    def per_example(self, z: Array, a: Array, y: Array) -> Array:
        """Return the loss of each example: (m,), or (k × m) with a row per output, which the caller adds up.

        ``z`` is the output layer's pre-activation; some losses are computed from it because that is numerically stable.
        """
        raise NotImplementedError

    def derivative(self, z: Array, a: Array, y: Array, out: Array) -> None:
        """Write dA = ∂ℓ/∂A of each example into ``out`` (k × m)."""
        raise NotImplementedError

    def backward(self, activation: Activation, z: Array, a: Array, y: Array, da: Array, out: Array) -> None:
        """Write dZ of the output layer into ``out``; ``da`` is overwritten."""
        self.derivative(z, a, y, da)
        activation.backward(z, a, da, out)

    def slope(self, activation: Activation, z: Array, y: Array) -> Array:
        """Return dZ of the output layer as a new array: ∂ℓ/∂Z of each example (k × m)."""
        da, dz = np.empty_like(z), np.empty_like(z)
        with np.errstate(over="ignore", under="ignore"):
            self.backward(activation, z, activation(z), y, da, dz)
        return dz

    def mean(self, z: Array, a: Array, y: Array) -> float:
        """Return the loss of a batch: the mean over its m examples."""
        each = self.per_example(z, a, y).ravel()
        return float(each.dot(ones(len(each)))) / len(z[0])


@lru_cache(maxsize=16)
def ones(n: int) -> Array:
    """Return n ones: a dot product with them is the fastest sum."""
    return frozen(np.ones(n))


def _softplus(z: Array) -> Array:
    """Return ln(1 + e^z): for few examples in one call, for many in several calls that are faster per example.

    The smaller of 1 and e^z is the argument of log1p: so a value near 0 keeps all its digits.
    """
    if z.size < MANY:
        few: Array = np.logaddexp(ZERO, z)
        return few
    many = np.abs(z)
    np.negative(many, many)
    np.exp(many, many)
    np.log1p(many, many)
    np.add(many, np.maximum(z, ZERO), many)
    return many


class BinaryCrossEntropy(Loss):
    """Computed from the pre-activation: y ln(1 + e^−z) + (1 − y) ln(1 + e^z), which neither overflows nor cancels.

    With y = 0 or 1 one of the two terms is left, ln(1 + e^±z).
    """

    name = "binary_cross_entropy"
    title = "binary cross-entropy"
    help = "−ln of the probability given to the true class. Goes with a sigmoid output."
    formula = (
        r"L_\mathrm{data} = -\frac{1}{m}\sum_i \sum_k "
        r"\left[y_{ki} \ln \hat y_{ki} + (1 - y_{ki})\,\ln(1 - \hat y_{ki})\right]"
    )
    outputs = ("sigmoid",)
    of_z = True

    def per_example(self, z: Array, a: Array, y: Array) -> Array:
        return _softplus((1.0 - 2.0 * y) * z)

    def derivative(self, z: Array, a: Array, y: Array, out: Array) -> None:
        np.subtract(a, y, out)
        out /= a * (1.0 - a)

    def backward(self, activation: Activation, z: Array, a: Array, y: Array, da: Array, out: Array) -> None:
        """Write dZ = A − Y: the sigmoid's slope a(1 − a) cancels."""
        np.subtract(a, y, out)


class CategoricalCrossEntropy(Loss):
    """Computed from the pre-activation, ln Σ e^d with d = z − z of the true class, where d is 0.

    The largest d is taken out, so that nothing overflows; 1 is taken out of the sum, so that a small loss keeps its
    digits: log1p(Σ e^(d − M) − 1) + M, where the true class itself adds e^−M − 1.
    """

    name = "categorical_cross_entropy"
    title = "categorical cross-entropy"
    help = "−ln of the probability given to the true class. Goes with a softmax output."
    formula = r"L_\mathrm{data} = -\frac{1}{m}\sum_i \sum_k y_{ki} \ln \hat y_{ki}"
    outputs = ("softmax",)
    of_z = True

    def per_example(self, z: Array, a: Array, y: Array) -> Array:
        d = z - np.add.reduce(y * z, axis=0)
        largest = np.maximum.reduce(d, axis=0)
        others = np.exp(d - largest)
        others *= 1.0 - y
        result: Array = np.log1p(np.add.reduce(others, axis=0) + np.expm1(-largest)) + largest
        return result

    def derivative(self, z: Array, a: Array, y: Array, out: Array) -> None:
        np.divide(y, a, out)
        np.negative(out, out)

    def backward(self, activation: Activation, z: Array, a: Array, y: Array, da: Array, out: Array) -> None:
        """Write dZ = A − Y: the softmax's Jacobian cancels."""
        np.subtract(a, y, out)


class MeanSquaredError(Loss):
    name = "mean_squared_error"
    title = "mean squared error"
    help = (
        "The squared difference between output and target, averaged over the outputs. The usual loss for numbers; for "
        "classes it learns slowly."
    )
    formula = r"L_\mathrm{data} = \frac{1}{m}\sum_i \frac{1}{n_L}\sum_k (\hat y_{ki} - y_{ki})^2"

    def per_example(self, z: Array, a: Array, y: Array) -> Array:
        result: Array = np.square(a - y)
        result /= len(y)
        return result

    def derivative(self, z: Array, a: Array, y: Array, out: Array) -> None:
        np.subtract(a, y, out)
        out *= 2.0 / len(y)


class Huber(Loss):
    name = "huber"
    title = "Huber"
    help = "Quadratic near the target, linear far from it: outliers pull less (Huber 1964)."
    formula = (
        r"L_\mathrm{data} = \frac{1}{m}\sum_i \frac{1}{n_L}\sum_k "
        r"\left(\frac{e_{ki}^2}{2}\ \mathrm{if}\ |e_{ki}| \leq \delta,\ "
        r"\mathrm{else}\ \delta\,(|e_{ki}| - \frac{\delta}{2})\right),\quad e = \hat y - y"
    )

    delta: float = hyperparameter(1.0, "δ", "Beyond this error the loss grows only linearly.", above=0.0, title="Limit")

    def per_example(self, z: Array, a: Array, y: Array) -> Array:
        size = np.abs(a - y)
        near = np.minimum(size, self.delta)
        result: Array = near * (size - 0.5 * near)
        result /= len(y)
        return result

    def derivative(self, z: Array, a: Array, y: Array, out: Array) -> None:
        np.subtract(a, y, out)
        np.minimum(out, self.delta, out=out)
        np.maximum(out, -self.delta, out=out)
        out /= len(y)


LOSSES: dict[str, type[Loss]] = catalogue(BinaryCrossEntropy, CategoricalCrossEntropy, MeanSquaredError, Huber)
