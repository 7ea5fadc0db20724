"""Activation functions that grow with z without end."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from core.arrays import HALF, ONE, ZERO, Array, buffer, constant, frozen
from core.hyperparameters import hyperparameter
from core.nn.activations.base import MANY, Activation
from core.nn.activations.bounded import Sigmoid


class Identity(Activation):
    name = "identity"
    title = "identity"
    effect = "it stays as it is"
    help = "Passes z on unchanged. A network of identities alone is one linear function, however deep it is."
    formula = r"g(z) = z"
    written = ("{z}",)
    derivative_formula = r"g'(z) = 1"

    def forward(self, z: Array, out: Array) -> None:
        np.copyto(out, z)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.copyto(out, 1.0)


class ReLU(Activation):
    name = "relu"
    title = "ReLU"
    effect = "what is negative becomes 0"
    help = "Keeps what is positive and cuts the rest to 0. A neuron whose z is negative for every example is dead."
    formula = r"g(z) = \max(0, z)"
    written = ("max(0, {z})",)
    derivative_formula = r"g'(z) = 1\ \mathrm{if}\ z > 0,\ \mathrm{else}\ 0"
    in_place = True

    def forward(self, z: Array, out: Array) -> None:
        np.maximum(z, ZERO if z.size < MANY else zeros(z.shape, z.dtype), out=out)  # an array of zeros is faster

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        if a.size < MANY:
            np.sign(a, out)  # a is never negative, so its sign is the slope
        else:
            np.copyto(out, np.greater(a, ZERO))  # two calls, but for many values together they are faster


@lru_cache(maxsize=16)
def zeros(shape: tuple[int, ...], kind: np.dtype[np.float64]) -> Array:
    """Return a read-only array of zeros, made once and shared."""
    made = buffer(*shape, kind=kind)
    made.fill(0.0)
    return frozen(made)


class LeakyReLU(Activation):
    name = "leaky_relu"
    title = "leaky ReLU"
    effect = "what is negative is multiplied by {leak}"
    help = "A ReLU that lets a little of the negative side through: with s above 0 no neuron dies."
    formula = r"g(z) = z\ \mathrm{if}\ z > 0,\ \mathrm{else}\ s\,z"
    written = ("{z}", "{leak} · {_z}")
    derivative_formula = r"g'(z) = 1\ \mathrm{if}\ z > 0,\ \mathrm{else}\ s"

    leak: float = hyperparameter(0.01, "s", "Slope of the negative side.", low=0.0, high=1.0)

    def forward(self, z: Array, out: Array) -> None:
        np.multiply(z, self.leak, out)  # leak <= 1, so the greater of z and leak·z is the right one
        np.maximum(z, out, out=out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.copyto(out, np.greater(z, ZERO))
        np.maximum(out, self.leak, out=out)


class ELU(Activation):
    name = "elu"
    title = "ELU"
    effect = "nothing stays below −{scale}"
    help = "Like a ReLU, but the negative side bends towards −s; smooth at 0 for s = 1 (Clevert et al. 2016)."
    formula = r"g(z) = z\ \mathrm{if}\ z > 0,\ \mathrm{else}\ s\,(e^{z} - 1)"
    written = ("{z}", "{scale} · (e^({z}) − 1)")
    derivative_formula = r"g'(z) = 1\ \mathrm{if}\ z > 0,\ \mathrm{else}\ s\,e^{z}"

    scale: float = hyperparameter(1.0, "s", "Depth of the negative side.", above=0.0, high=10.0)

    def forward(self, z: Array, out: Array) -> None:
        np.minimum(z, ZERO, out=out)
        np.expm1(out, out)
        np.multiply(out, self.scale, out)
        np.add(out, np.maximum(z, ZERO), out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.minimum(z, ZERO, out=out)
        np.exp(out, out)
        np.multiply(out, self.scale, out)
        positive = np.heaviside(z, ZERO)
        np.multiply(out, ONE - positive, out)
        np.add(out, positive, out)


class Softplus(Activation):
    name = "softplus"
    title = "softplus"
    effect = "nothing stays below 0"
    help = "A smooth ReLU; its derivative is the sigmoid."
    formula = r"g(z) = \ln(1 + e^{z})"
    written = ("ln(1 + e^({z}))",)
    derivative_formula = r"g'(z) = \frac{1}{1 + e^{-z}}"

    def forward(self, z: Array, out: Array) -> None:
        np.logaddexp(ZERO, z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        Sigmoid().forward(z, out)


class Swish(Activation):
    name = "swish"
    title = "swish"
    effect = "nothing stays below −0.279"
    help = "z times its own sigmoid (also called SiLU): smooth, with a small dip below zero."
    formula = r"g(z) = \frac{z}{1 + e^{-z}}"
    written = ("{z} / (1 + e^(−{_z}))",)
    derivative_formula = r"g'(z) = \frac{1}{1 + e^{-z}}\,\left(1 + \frac{z}{1 + e^{z}}\right)"

    def forward(self, z: Array, out: Array) -> None:
        Sigmoid().forward(z, out)
        np.multiply(out, z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        Sigmoid().forward(z, out)
        rest = np.subtract(ONE, out)  # σ(−z)
        np.multiply(rest, a, rest)
        np.add(out, rest, out)


GELU_SCALE = math.sqrt(2.0 / math.pi)
GELU_CUBIC = constant(0.044715)
GELU_FAR = 1e30


class GELU(Activation):
    name = "gelu"
    title = "GELU"
    effect = "nothing stays below −0.171"
    help = "z weighted by how likely a standard normal number is below z, in the tanh form (Hendrycks & Gimpel 2016)."
    formula = r"g(z) = \frac{z}{2}\left(1 + \tanh\left(\sqrt{2/\pi}\,(z + 0.044715\,z^3)\right)\right)"
    written = ("{z}/2 · (1 + tanh(√(2/π) · ({z} + 0.044715 · {_z}³)))",)
    derivative_formula = (
        r"g'(z) = \frac{1 + \tau}{2} + \frac{z}{2}\,(1 - \tau^2)\,\sqrt{2/\pi}\,(1 + 0.134145\,z^2),\quad "
        r"\tau = \tanh\left(\sqrt{2/\pi}\,(z + 0.044715\,z^3)\right)"
    )

    def _tanh(self, z: Array, out: Array) -> None:
        np.multiply(z, z, out)
        np.multiply(out, GELU_CUBIC, out)
        np.add(out, ONE, out)
        np.multiply(out, z, out)
        np.multiply(out, GELU_SCALE, out)
        np.tanh(out, out)

    def forward(self, z: Array, out: Array) -> None:
        self._tanh(z, out)
        np.add(out, ONE, out)
        np.multiply(out, HALF, out)  # before z: a huge z, doubled, would overflow
        np.multiply(out, z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        self._tanh(z, out)
        inner = (GELU_SCALE * z) * (1.0 + 3.0 * GELU_CUBIC * z * z)
        # Far out z² overflows to infinity while 1 − t² is 0: their product is 0.
        middle = np.minimum(np.maximum(inner, -GELU_FAR), GELU_FAR) * (ONE - out * out)
        np.copyto(out, HALF * (ONE + out + middle))
