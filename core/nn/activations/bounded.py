"""Activation functions whose values keep within bounds."""

from __future__ import annotations

import numpy as np

from core.arrays import ONE, ZERO, Array
from core.nn.activations.base import MANY, Activation


class Sigmoid(Activation):
    name = "sigmoid"
    title = "sigmoid"
    effect = "squeezed between 0 and 1"
    help = (
        "Squashes z to (0, 1), so that it reads as a probability. Flat far from 0: hidden neurons learn slowly there."
    )
    formula = r"g(z) = \frac{1}{1 + e^{-z}}"
    written = ("1 / (1 + e^(−{_z}))",)
    derivative_formula = r"g'(z) = a (1 - a)"
    centre = 0.5
    reach = 0.5
    in_place = True

    def forward(self, z: Array, out: Array) -> None:
        np.negative(z, out)
        np.exp(out, out)
        np.add(out, ONE if z.size < MANY else 1.0, out)  # a Python float is slower, but fits any precision
        np.reciprocal(out, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.subtract(ONE, a, out)
        np.multiply(out, a, out)


class Tanh(Activation):
    name = "tanh"
    title = "tanh"
    effect = "squeezed between −1 and 1"
    help = "Squashes z to (−1, 1) around zero. Flat far from 0, like the sigmoid."
    formula = r"g(z) = \tanh z"
    written = ("tanh({z})",)
    derivative_formula = r"g'(z) = 1 - a^2"
    reach = 1.0
    in_place = True

    def forward(self, z: Array, out: Array) -> None:
        np.tanh(z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.multiply(a, a, out)
        np.subtract(ONE, out, out)


class Sine(Activation):
    name = "sine"
    title = "sine"
    effect = "a wave between −1 and 1"
    help = "A wave that repeats itself, so a few neurons draw many stripes."
    formula = r"g(z) = \sin z"
    written = ("sin({z})",)
    derivative_formula = r"g'(z) = \cos z"
    reach = 1.0

    def forward(self, z: Array, out: Array) -> None:
        np.sin(z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.cos(z, out)


class Step(Activation):
    name = "step"
    title = "step"
    effect = "1 where z is above 0, else 0"
    help = (
        "Jumps from 0 to 1 at z = 0. Its slope is 0, so no gradient passes: this and all earlier layers cannot learn."
    )
    formula = r"g(z) = 1\ \mathrm{if}\ z > 0,\ \mathrm{else}\ 0"
    written = ("1", "0")
    derivative_formula = r"g'(z) = 0"
    centre = 0.5
    reach = 0.5
    learns = False

    def forward(self, z: Array, out: Array) -> None:
        np.copyto(out, np.greater(z, ZERO))

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.copyto(out, 0.0)


class Softmax(Activation):
    name = "softmax"
    title = "softmax"
    effect = "probabilities that sum to 1"
    help = "Turns the outputs of a layer into probabilities that add up to 1, one for each class."
    formula = r"a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"
    derivative_formula = r"\frac{\partial a_k}{\partial z_j} = a_k (1_{k=j} - a_j)"
    reach = 1.0
    hidden = False
    elementwise = False

    def neutral_and_reach(self, neurons: int) -> tuple[float, float]:
        """Return 1/K, the probability of each of K classes when nothing is known, and how far it is from 0 or 1."""
        centre = 1.0 / neurons
        return centre, max(centre, 1.0 - centre)

    def forward(self, z: Array, out: Array) -> None:
        np.subtract(z, np.maximum.reduce(z, axis=0), out)
        np.exp(out, out)
        np.divide(out, np.add.reduce(out, axis=0), out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        """Write ∂aₖ/∂zₖ, the diagonal of the Jacobian (for the picture of the function)."""
        np.subtract(ONE, a, out)
        np.multiply(out, a, out)

    def backward(self, z: Array, a: Array, da: Array, out: Array) -> None:
        """Write dZ = A ⊙ (dA − Σₖ dAₖ aₖ): every output depends on every z of its column."""
        np.multiply(da, a, out)
        np.subtract(da, np.add.reduce(out, axis=0), out)
        np.multiply(out, a, out)
