"""Gradient descent: plain, with a heavy ball, and looking ahead."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.arrays import Array
from core.training.optimizers.base import Number, Optimizer, Rule, memory


class SGD(Optimizer):
    name = "sgd"
    title = "SGD"
    help = "Plain gradient descent: a step straight down the slope of this batch."
    formula = r"\theta \leftarrow \theta - \alpha\,g"

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        return {}, g

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        (alpha,) = numbers
        np.multiply(g, alpha, step)
        np.subtract(theta, step, theta)


class Momentum(Optimizer):
    """Heavy ball: Polyak (1964), in the form v ← βv + g."""

    name = "momentum"
    title = "momentum"
    help = "A heavy ball: it keeps β of its speed and rolls through small bumps (Polyak 1964)."
    formula = r"v \leftarrow \beta v + g,\quad \theta \leftarrow \theta - \alpha\,v"
    slots = ("v",)

    beta: float = memory(0.9, "β", "Share of the speed that is kept from step to step; 0 is plain SGD.")

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        (v,) = slots
        v = self.beta * v + g
        return {"v": v}, v

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        (alpha,) = numbers
        (v,) = slots
        np.multiply(v, self.beta, v)
        np.add(v, g, v)
        np.multiply(v, alpha, step)
        np.subtract(theta, step, theta)


class Nesterov(Optimizer):
    """Nesterov's accelerated gradient in the form of Bengio et al. (2013): θ stands at the point looked ahead to."""

    name = "nesterov"
    title = "Nesterov"
    help = "Momentum that looks ahead: it brakes before the slope turns (Nesterov 1983)."
    formula = r"v \leftarrow \beta v + g,\quad \theta \leftarrow \theta - \alpha\,(g + \beta v)"
    slots = ("v",)

    beta: float = memory(0.9, "β", "Share of the speed that is kept from step to step.")

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        (v,) = slots
        v = self.beta * v + g
        ahead = g + self.beta * v
        return {"v": v, "g + βv": ahead}, ahead

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        (alpha,) = numbers
        (v,) = slots
        np.multiply(v, self.beta, v)
        np.add(v, g, v)
        np.multiply(v, self.beta, step)
        np.add(step, g, step)
        np.multiply(step, alpha, step)
        np.subtract(theta, step, theta)
