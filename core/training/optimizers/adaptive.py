"""Optimisers that divide each gradient by its size so far: every weight has its own rate."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.arrays import Array
from core.training.optimizers.base import Number, Optimizer, Rule, guard, memory, rate


class AdaGrad(Optimizer):
    """Duchi, Hazan & Singer (2011)."""

    name = "adagrad"
    title = "AdaGrad"
    help = "Each weight has its own rate, which shrinks as its gradients add up (Duchi et al. 2011)."
    formula = r"s \leftarrow s + g^2,\quad \theta \leftarrow \theta - \alpha\,\frac{g}{\sqrt{s} + \epsilon}"
    slots = ("s",)

    epsilon: float = guard(1e-8)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        (s,) = slots
        s = s + g * g
        return {"s": s, "√s": np.sqrt(s)}, g / (np.sqrt(s) + self.epsilon)

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        (alpha,) = numbers
        (s,) = slots
        np.multiply(g, g, step)
        np.add(s, step, s)
        np.sqrt(s, step)
        np.add(step, self.epsilon, step)
        np.divide(g, step, step)
        np.multiply(step, alpha, step)
        np.subtract(theta, step, theta)


class Adadelta(Optimizer):
    """Zeiler (2012), algorithm 1; α = 1 is the paper's."""

    name = "adadelta"
    title = "Adadelta"
    help = "Measures its own steps, so it needs no learning rate: the paper has α = 1 (Zeiler 2012)."
    formula = (
        r"s \leftarrow \rho s + (1 - \rho) g^2,\quad "
        r"\Delta = \frac{\sqrt{d + \epsilon}}{\sqrt{s + \epsilon}}\,g,\quad "
        r"d \leftarrow \rho d + (1 - \rho) \Delta^2,\quad \theta \leftarrow \theta - \alpha\,\Delta"
    )
    slots = ("s", "d")

    alpha: float = rate(1.0)
    rho: float = memory(0.95, "ρ", "Share of the old mean square that is kept.")
    epsilon: float = guard(1e-6)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        s, d = slots
        s = self.rho * s + (1.0 - self.rho) * g * g
        delta = np.sqrt(d + self.epsilon) / np.sqrt(s + self.epsilon) * g
        d = self.rho * d + (1.0 - self.rho) * delta * delta
        return {"s": s, "Δ": delta, "d": d}, delta

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        (alpha,) = numbers
        s, d = slots
        s *= self.rho
        s += (1.0 - self.rho) * g * g
        np.add(d, self.epsilon, step)
        np.divide(step, s + self.epsilon, step)
        np.sqrt(step, step)
        np.multiply(step, g, step)
        d *= self.rho
        d += (1.0 - self.rho) * step * step
        np.multiply(step, alpha, step)
        np.subtract(theta, step, theta)


class RMSProp(Optimizer):
    """Tieleman & Hinton (2012), lecture 6e of *Neural Networks for Machine Learning*."""

    name = "rmsprop"
    title = "RMSProp"
    help = "Divides each gradient by its recent size, so that all weights move at a similar pace (Hinton 2012)."
    formula = (
        r"s \leftarrow \rho s + (1 - \rho) g^2,\quad \theta \leftarrow \theta - \alpha\,\frac{g}{\sqrt{s} + \epsilon}"
    )
    slots = ("s",)

    alpha: float = rate(0.001)
    rho: float = memory(0.9, "ρ", "Share of the old mean square that is kept.")
    epsilon: float = guard(1e-8)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        (s,) = slots
        s = self.rho * s + (1.0 - self.rho) * g * g
        return {"s": s, "√s": np.sqrt(s)}, g / (np.sqrt(s) + self.epsilon)

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        (alpha,) = numbers
        (s,) = slots
        np.multiply(g, g, step)
        np.multiply(step, 1.0 - self.rho, step)
        np.multiply(s, self.rho, s)
        np.add(s, step, s)
        np.sqrt(s, step)
        np.add(step, self.epsilon, step)
        np.divide(g, step, step)
        np.multiply(step, alpha, step)
        np.subtract(theta, step, theta)
