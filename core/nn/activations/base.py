"""What every activation function has."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.hyperparameters import Choice
from core.words import bracketed, number

MANY = 1_000
"""From this many values on, a call's overhead costs less than its arithmetic."""


class Activation(Choice):
    """A function g applied to the pre-activation Z, A = g(Z)."""

    effect: ClassVar[str] = ""
    """What it does to the numbers z of a layer, in a few words; settings stand by their names."""
    derivative_formula: ClassVar[str] = ""
    written: ClassVar[tuple[str, ...]] = ()
    """g of a number as it is worked out by hand: once, or for z > 0 and for the rest. ``{z}`` stands for the number,
    ``{_z}`` for it as a factor, in brackets if it is negative; settings stand by their names."""
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

    def with_number(self, z: float, write: Callable[[float], str] = number) -> str:
        """Return g of a number as it is worked out by hand, e.g. ``max(0, −0.120)``; empty where z alone is too few.

        ``write`` says how numbers are written.
        """
        if not self.written:
            return ""
        text, settings = write(z), {name: write(value) for name, value in vars(self).items()}
        return self.written[0 if z > 0.0 else -1].format(z=text, _z=bracketed(text), **settings)

    @property
    def done(self) -> str:
        """Its `effect` with its settings; empty where one of them cannot be written in short."""
        settings = {p.name: getattr(self, p.name) for p in self.hyperparameters()} if self.effect else {}
        texts = {name: f"{value:.6g}" for name, value in settings.items()}
        exact = all("e" not in texts[name] and float(texts[name]) == value for name, value in settings.items())
        return self.effect.format(**texts) if exact else ""

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
