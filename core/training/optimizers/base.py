"""What every optimiser has: its slots, its rule as on paper, the same in place, and the same in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.hyperparameters import Choice, hyperparameter

Explanation = tuple[tuple[str, float], ...]
"""Symbols and values of one parameter's update, in the order of computation."""
Number = float | Array
Rule = tuple[dict[str, Array], Array]
"""New slots and other intermediate values, by symbol, and the direction: θ moves by −α times it."""


def rate(default: float) -> float:
    help = "Learning rate: each step is the optimiser's direction times α, so twice the α is twice the step."
    alpha: float = hyperparameter(default, "α", help, above=0.0, high=1e6, log=True, title="Learning rate")
    return alpha


def memory(default: float, symbol: str, help: str) -> float:
    share: float = hyperparameter(default, symbol, help, low=0.0, below=1.0, title="Memory")
    return share


def guard(default: float) -> float:
    help = "A small number that prevents a division by 0."
    epsilon: float = hyperparameter(default, "ε", help, low=1e-100, high=1.0, log=True, title="Guard")
    return epsilon


class Optimizer(Choice):
    """An update rule θ ← θ − α · direction. The direction follows from the gradient and the slots.

    ``formula`` has one line per slot and intermediate value, in the order of `rule`; `lines` returns them.
    """

    slots: ClassVar[tuple[str, ...]] = ()

    alpha: float = rate(0.01)

    @property
    def lines(self) -> tuple[str, ...]:
        """The formula's lines, one per computed value; the last one updates θ."""
        return tuple(self.formula.split(r",\quad "))

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        """Return the new slots, the other intermediate values, and the direction.

        Parameters
        ----------
        theta, g
            Parameters and gradient (p,).
        slots
            This optimiser's memory before the update, (p,) each.
        t
            1 for the first update since the slots were zero.
        """
        raise NotImplementedError

    def numbers(self, alpha: float, t: int) -> tuple[float, ...]:
        """Return what `move` needs to know of one update, where ``alpha`` is α_k, the rate after its schedule."""
        return (alpha,)

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        """Move ``theta`` and ``slots`` in place by the `rule`, in few and fast calls.

        Parameters
        ----------
        numbers
            Those of this update; the training loop has them in 0-d arrays.
        step
            A buffer for intermediate values (p,); its content is not used afterwards.
        """
        raise NotImplementedError

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        """Make the update with the rate ``alpha`` and the number ``t`` in place; see `move`."""
        self.move(theta, g, slots, self.numbers(alpha, t), step)

    def explain(self, theta: float, g: float, slots: Sequence[float], alpha: float, t: int) -> Explanation:
        """Return the `rule` of a single parameter in numbers: from ``g`` down to ``α``, ``step`` and ``w_new``."""
        with np.errstate(all="ignore"):
            values, direction = self.rule(np.array(theta), np.array(g), np.array(slots), t)
            step = alpha * direction
            told: dict[str, Array | float] = {"g": g, **values, "α": alpha, "step": step, "w_new": theta - step}
        return tuple((symbol, float(value)) for symbol, value in told.items())
