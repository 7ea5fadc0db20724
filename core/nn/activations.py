"""Activation functions g, each with its derivative and formula.

The functions write into an array given as ``out`` so that the training loop allocates nothing. Called as ``g(z)`` they
return a new array.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from core.arrays import HALF, ONE, ZERO, Array, buffer, constant, frozen
from core.expressions import FUNCTIONS, Expression, ExpressionError, parse
from core.hyperparameters import Choice, catalogue, hyperparameter

MANY = 1_000
"""From this many values on, a call's overhead costs less than its arithmetic."""


@dataclass(frozen=True)
class Activation(Choice):
    """A function g applied to the pre-activation Z, A = g(Z)."""

    derivative_formula: ClassVar[str] = ""
    centre: ClassVar[float] = 0.0
    """The value drawn as neutral in a neuron's map, e.g. 1/2 for a probability."""
    reach: ClassVar[float | None] = None
    """The largest distance of a value from the centre; None if values are not bounded."""
    learns: ClassVar[bool] = True
    hidden: ClassVar[bool] = True
    """Whether hidden layers may use it (softmax is for outputs)."""
    elementwise: ClassVar[bool] = True
    in_place: ClassVar[bool] = False
    """Whether ``out`` of `forward` may be ``z`` itself."""

    def neutral_and_reach(self, neurons: int) -> tuple[float, float | None]:
        """Return the value drawn as neutral in the maps of a layer of this many neurons, and how far values can be off.

        The second is None if values are not bounded.
        """
        return self.centre, self.reach

    def forward(self, z: Array, out: Array) -> None:
        """Write g(z) into ``out`` (same shape, n × m). Both may be of single precision."""
        raise NotImplementedError

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        """Write g'(z) into ``out``; ``a`` is g(z), from which many derivatives are quickly found."""
        raise NotImplementedError

    def backward(self, z: Array, a: Array, da: Array, out: Array) -> None:
        """Write dZ = dA ⊙ g'(Z) into ``out`` (not the same array as ``da``)."""
        self.derivative(z, a, out)
        np.multiply(out, da, out)

    def __call__(self, z: Array) -> Array:
        """Return g(z) as a new array."""
        z = np.asarray(z, dtype=np.float64)
        a = np.empty_like(z)
        with np.errstate(over="ignore", under="ignore"):
            self.forward(z, a)
        return a

    def slope(self, z: Array) -> Array:
        """Return g'(z) as a new array."""
        z = np.asarray(z, dtype=np.float64)
        out = np.empty_like(z)
        with np.errstate(over="ignore", under="ignore"):
            self.derivative(z, self(z), out)
        return out


@dataclass(frozen=True)
class Identity(Activation):
    name = "identity"
    title = "identity"
    help = "Passes z on unchanged. A network of identities alone is one linear function, however deep it is."
    formula = r"g(z) = z"
    derivative_formula = r"g'(z) = 1"

    def forward(self, z: Array, out: Array) -> None:
        np.copyto(out, z)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        out.fill(1.0)


@dataclass(frozen=True)
class Sigmoid(Activation):
    name = "sigmoid"
    title = "sigmoid"
    help = "Squashes z to (0, 1), so that it reads as a probability. Flat far from 0: there it learns slowly."
    formula = r"g(z) = \frac{1}{1 + e^{-z}}"
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


@dataclass(frozen=True)
class Tanh(Activation):
    name = "tanh"
    title = "tanh"
    help = "Squashes z to (−1, 1) around zero. Flat far from 0, like the sigmoid."
    formula = r"g(z) = \tanh z"
    derivative_formula = r"g'(z) = 1 - a^2"
    reach = 1.0
    in_place = True

    def forward(self, z: Array, out: Array) -> None:
        np.tanh(z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.multiply(a, a, out)
        np.subtract(ONE, out, out)


@dataclass(frozen=True)
class ReLU(Activation):
    name = "relu"
    title = "ReLU"
    help = "Keeps what is positive and cuts the rest to 0. A neuron whose z is negative for every example is dead."
    formula = r"g(z) = \max(0, z)"
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


@dataclass(frozen=True)
class LeakyReLU(Activation):
    name = "leaky_relu"
    title = "leaky ReLU"
    help = "A ReLU that lets a little of the negative side through, so that no neuron dies."
    formula = r"g(z) = z\ \mathrm{if}\ z > 0,\ \mathrm{else}\ s\,z"
    derivative_formula = r"g'(z) = 1\ \mathrm{if}\ z > 0,\ \mathrm{else}\ s"

    leak: float = hyperparameter(0.01, "s", "Slope of the negative side.", low=0.0, high=1.0)

    def forward(self, z: Array, out: Array) -> None:
        np.multiply(z, self.leak, out)  # leak <= 1, so the greater of z and leak·z is the right one
        np.maximum(z, out, out=out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.greater(z, ZERO, out=out, casting="unsafe")
        np.maximum(out, self.leak, out=out)


@dataclass(frozen=True)
class ELU(Activation):
    name = "elu"
    title = "ELU"
    help = "Like a ReLU, but the negative side bends smoothly to −s (Clevert et al. 2016)."
    formula = r"g(z) = z\ \mathrm{if}\ z > 0,\ \mathrm{else}\ s\,(e^{z} - 1)"
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
        np.copyto(out, np.where(z > 0, 1.0, self.scale * out))


@dataclass(frozen=True)
class Softplus(Activation):
    name = "softplus"
    title = "softplus"
    help = "A smooth ReLU; its derivative is the sigmoid."
    formula = r"g(z) = \ln(1 + e^{z})"
    derivative_formula = r"g'(z) = \frac{1}{1 + e^{-z}}"

    def forward(self, z: Array, out: Array) -> None:
        np.logaddexp(ZERO, z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        Sigmoid().forward(z, out)


@dataclass(frozen=True)
class Swish(Activation):
    name = "swish"
    title = "swish"
    help = "z times its own sigmoid (also called SiLU): smooth, with a small dip below zero."
    formula = r"g(z) = z\,\sigma(z)"
    derivative_formula = r"g'(z) = a + \sigma(z)(1 - a)"

    def forward(self, z: Array, out: Array) -> None:
        Sigmoid().forward(z, out)
        np.multiply(out, z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        Sigmoid().forward(z, out)
        np.multiply(out, ONE - a, out)
        np.add(out, a, out)


GELU_SCALE = math.sqrt(2.0 / math.pi)
GELU_CUBIC = constant(0.044715)


@dataclass(frozen=True)
class GELU(Activation):
    name = "gelu"
    title = "GELU"
    help = "z weighted by how likely a standard normal number is below z, in the tanh form (Hendrycks & Gimpel 2016)."
    formula = r"g(z) = \frac{z}{2}\left(1 + \tanh\left(\sqrt{2/\pi}\,(z + 0.044715\,z^3)\right)\right)"
    derivative_formula = r"g'(z) = \frac{1+\tau}{2} + \frac{z}{2}(1 - \tau^2)\sqrt{2/\pi}\,(1 + 0.134145\,z^2)"

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
        middle = np.where(np.abs(out) < 1.0, inner, 0.0) * (ONE - out * out)
        np.copyto(out, HALF * (ONE + out + middle))


@dataclass(frozen=True)
class Sine(Activation):
    name = "sine"
    title = "sine"
    help = "A wave that repeats itself, so a few neurons draw many stripes."
    formula = r"g(z) = \sin z"
    derivative_formula = r"g'(z) = \cos z"
    reach = 1.0

    def forward(self, z: Array, out: Array) -> None:
        np.sin(z, out)

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.cos(z, out)


@dataclass(frozen=True)
class Step(Activation):
    name = "step"
    title = "step"
    help = (
        "Jumps from 0 to 1 at z = 0. Its slope is 0, so no gradient passes: this and all earlier layers cannot learn."
    )
    formula = r"g(z) = 1\ \mathrm{if}\ z > 0,\ \mathrm{else}\ 0"
    derivative_formula = r"g'(z) = 0"
    centre = 0.5
    reach = 0.5
    learns = False

    def forward(self, z: Array, out: Array) -> None:
        np.greater(z, ZERO, out=out, casting="unsafe")

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        out.fill(0.0)


@dataclass(frozen=True)
class Softmax(Activation):
    name = "softmax"
    title = "softmax"
    help = "Turns the outputs of a layer into probabilities that add up to 1, one for each class."
    formula = r"a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}"
    derivative_formula = r"\frac{\partial a_k}{\partial z_j} = a_k(\delta_{kj} - a_j)"
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


PLACES = frozen(np.linspace(-5.0, 5.0, 1001))
"""Places for z: a typed function needs a finite value and slope at one of them at least."""


@lru_cache(maxsize=64)
def own_expression(text: str) -> Expression:
    """Return the function of z written in ``text``.

    Raises
    ------
    ExpressionError
        If it cannot be read, or has no finite value with a slope anywhere from −5 to 5.
    """
    expression = parse(text, ("z",))
    value, slopes = expression.gradient(z=PLACES)
    if not np.any(np.isfinite(value) & np.isfinite(slopes[0])):
        words = "This function has no finite value and slope anywhere from z = −5 to 5."
        raise ExpressionError(words, (0, len(text)))
    return expression


@dataclass(frozen=True)
class Own(Activation):
    """A function typed by the user; value and exact slope come from its text (see `core.expressions`)."""

    name = "own"
    title = "own function"
    help = "A function of z that you type. Its slope is exact; at a kink it is the slope of the side written first."

    expression: str = hyperparameter(
        "max(0.01*z, z)",
        "",
        "The function g(z), as you would type it into a calculator.",
        title="g(z)",
        allowed=f"z, numbers, pi, e, the signs + − * / **, round brackets, {', '.join(FUNCTIONS)}",
        read=own_expression,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        latex = self._function.latex
        object.__setattr__(self, "formula", rf"g(z) = {latex}")
        object.__setattr__(self, "derivative_formula", rf"g'(z) = \frac{{d}}{{dz}}\left({latex}\right)")

    @property
    def _function(self) -> Expression:
        return own_expression(self.expression)

    def forward(self, z: Array, out: Array) -> None:
        np.copyto(out, self._function.value(z=z), casting="same_kind")

    def derivative(self, z: Array, a: Array, out: Array) -> None:
        np.copyto(out, self._function.gradient(z=z)[1][0], casting="same_kind")


ACTIVATIONS: dict[str, type[Activation]] = catalogue(
    Identity, Sigmoid, Tanh, ReLU, LeakyReLU, ELU, Softplus, Swish, GELU, Sine, Step, Own, Softmax
)
HIDDEN_ACTIVATIONS = {name: entry for name, entry in ACTIVATIONS.items() if entry.hidden}
