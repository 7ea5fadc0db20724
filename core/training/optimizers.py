"""Optimisers: how the gradient moves θ.

Each works on the flat vector θ (p,), the gradient g (p,) and its own *slots*, one (p,) row each, which start at 0.
t counts the updates since the slots started, from 1.

Each optimiser is written twice: `Optimizer.rule` is the paper's equation, and `Optimizer.update` does the same in place
with fewer and faster calls. A test holds both equal to each other and to the displayed formula.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from core.arrays import Array, constant
from core.hyperparameters import Choice, catalogue, hyperparameter

Explanation = tuple[tuple[str, float], ...]
"""Symbols and values of one parameter's update, in the order of computation."""
Rule = tuple[dict[str, Array], Array]
"""New slots and other intermediate values, by symbol, and the direction: θ moves by −α times it."""


def _alpha(default: float) -> float:
    help = "Learning rate: how far a step goes along the downhill direction."
    rate: float = hyperparameter(default, "α", help, above=0.0, high=1e6, log=True, title="Learning rate")
    return rate


def _share(default: float, symbol: str, help: str) -> float:
    share: float = hyperparameter(default, symbol, help, low=0.0, below=1.0, title="Memory")
    return share


def _epsilon(default: float) -> float:
    help = "A small number that prevents a division by 0."
    epsilon: float = hyperparameter(default, "ε", help, low=1e-100, high=1.0, log=True, title="Guard")
    return epsilon


@dataclass(frozen=True)
class Optimizer(Choice):
    """An update rule θ ← θ − α · direction. The direction follows from the gradient and the slots.

    ``formula`` has one line per slot and intermediate value, in the order of `rule`; `lines` returns them.
    """

    slots: ClassVar[tuple[str, ...]] = ()

    alpha: float = _alpha(0.01)

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

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        """Move ``theta`` and ``slots`` in place by the `rule`. Each optimiser has a faster form of this.

        Parameters
        ----------
        alpha
            α_k, the learning rate of this iteration after its schedule.
        step
            A buffer for intermediate values (p,); its content is not used afterwards.
        """
        slots = tuple(slots)
        values, direction = self.rule(theta, g, slots, t)
        for name, slot in zip(self.slots, slots, strict=True):
            slot[:] = values[name]
        theta -= alpha * direction

    def explain(self, theta: float, g: float, slots: Sequence[float], alpha: float, t: int) -> Explanation:
        """Return the `rule` of a single parameter in numbers: from ``g`` down to ``α``, ``step`` and ``w_new``."""
        with np.errstate(all="ignore"):
            values, direction = self.rule(np.array(theta), np.array(g), np.array(slots), t)
            step = alpha * direction
            told: dict[str, Array | float] = {"g": g, **values, "α": alpha, "step": step, "w_new": theta - step}
        return tuple((symbol, float(value)) for symbol, value in told.items())


@dataclass(frozen=True)
class SGD(Optimizer):
    name = "sgd"
    title = "SGD"
    help = "Plain gradient descent: a step straight down the slope of this batch."
    formula = r"\theta \leftarrow \theta - \alpha\,g"

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        return {}, g

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        np.multiply(g, alpha, step)
        np.subtract(theta, step, theta)


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Heavy ball: Polyak (1964), in the form v ← βv + g."""

    name = "momentum"
    title = "momentum"
    help = "A heavy ball: it keeps β of its speed and rolls through small bumps (Polyak 1964)."
    formula = r"v \leftarrow \beta v + g,\quad \theta \leftarrow \theta - \alpha\,v"
    slots = ("v",)

    beta: float = _share(0.9, "β", "Share of the speed that is kept from step to step; 0 is plain SGD.")

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        (v,) = slots
        v = self.beta * v + g
        return {"v": v}, v

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        (v,) = slots
        np.multiply(v, self.beta, v)
        np.add(v, g, v)
        np.multiply(v, alpha, step)
        np.subtract(theta, step, theta)


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """Nesterov's accelerated gradient in the form of Bengio et al. (2013): θ stands at the point looked ahead to."""

    name = "nesterov"
    title = "Nesterov"
    help = "Momentum that looks ahead: it brakes before the slope turns (Nesterov 1983)."
    formula = r"v \leftarrow \beta v + g,\quad \theta \leftarrow \theta - \alpha\,(g + \beta v)"
    slots = ("v",)

    beta: float = _share(0.9, "β", "Share of the speed that is kept from step to step.")

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        (v,) = slots
        v = self.beta * v + g
        ahead = g + self.beta * v
        return {"v": v, "g + βv": ahead}, ahead

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        (v,) = slots
        np.multiply(v, self.beta, v)
        np.add(v, g, v)
        np.multiply(v, self.beta, step)
        np.add(step, g, step)
        np.multiply(step, alpha, step)
        np.subtract(theta, step, theta)


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """Duchi, Hazan & Singer (2011)."""

    name = "adagrad"
    title = "AdaGrad"
    help = "Each weight has its own rate, which shrinks as its gradients add up (Duchi et al. 2011)."
    formula = r"s \leftarrow s + g^2,\quad \theta \leftarrow \theta - \alpha\,\frac{g}{\sqrt{s} + \epsilon}"
    slots = ("s",)

    epsilon: float = _epsilon(1e-8)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        (s,) = slots
        s = s + g * g
        return {"s": s, "√s": np.sqrt(s)}, g / (np.sqrt(s) + self.epsilon)

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        (s,) = slots
        np.multiply(g, g, step)
        np.add(s, step, s)
        np.sqrt(s, step)
        np.add(step, self.epsilon, step)
        np.divide(g, step, step)
        np.multiply(step, alpha, step)
        np.subtract(theta, step, theta)


@dataclass(frozen=True)
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

    alpha: float = _alpha(1.0)
    rho: float = _share(0.95, "ρ", "Share of the old mean square that is kept.")
    epsilon: float = _epsilon(1e-6)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        s, d = slots
        s = self.rho * s + (1.0 - self.rho) * g * g
        delta = np.sqrt(d + self.epsilon) / np.sqrt(s + self.epsilon) * g
        d = self.rho * d + (1.0 - self.rho) * delta * delta
        return {"s": s, "Δ": delta, "d": d}, delta

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
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


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """Tieleman & Hinton (2012), lecture 6e of *Neural Networks for Machine Learning*."""

    name = "rmsprop"
    title = "RMSProp"
    help = "Divides each gradient by its recent size, so that all weights move at a similar pace (Hinton 2012)."
    formula = (
        r"s \leftarrow \rho s + (1 - \rho) g^2,\quad \theta \leftarrow \theta - \alpha\,\frac{g}{\sqrt{s} + \epsilon}"
    )
    slots = ("s",)

    alpha: float = _alpha(0.001)
    rho: float = _share(0.9, "ρ", "Share of the old mean square that is kept.")
    epsilon: float = _epsilon(1e-8)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        (s,) = slots
        s = self.rho * s + (1.0 - self.rho) * g * g
        return {"s": s, "√s": np.sqrt(s)}, g / (np.sqrt(s) + self.epsilon)

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
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


_ADAM_MEANS = (
    r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2,\quad "
    r"\hat{m} = \frac{m}{1 - \beta_1^t},\quad \hat{v} = \frac{v}{1 - \beta_2^t},\quad "
)


@dataclass(frozen=True)
class Adam(Optimizer):
    """Kingma & Ba (2015), algorithm 1, with both bias corrections folded into two numbers."""

    name = "adam"
    title = "Adam"
    help = "Momentum divided by the recent size of the gradient; both means are corrected for their start at 0."
    formula = _ADAM_MEANS + r"\theta \leftarrow \theta - \alpha\,\frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon}"
    slots = ("m", "v")

    alpha: float = _alpha(0.001)
    beta1: float = _share(0.9, "β₁", "Share of the mean gradient that is kept.")
    beta2: float = _share(0.999, "β₂", "Share of the mean squared gradient that is kept.")
    epsilon: float = _epsilon(1e-8)

    @cached_property
    def _shares(self) -> tuple[Array, Array, Array, Array]:
        """β₁, 1 − β₁, β₂, 1 − β₂ in the form that is fastest for NumPy."""
        return constant(self.beta1), constant(1.0 - self.beta1), constant(self.beta2), constant(1.0 - self.beta2)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        m, v = slots
        m = self.beta1 * m + (1.0 - self.beta1) * g
        v = self.beta2 * v + (1.0 - self.beta2) * g * g
        m_hat = m / (1.0 - self.beta1**t)
        v_hat = v / (1.0 - self.beta2**t)
        return {"m": m, "v": v, "m̂": m_hat, "v̂": v_hat}, m_hat / (np.sqrt(v_hat) + self.epsilon)

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        m, v = slots
        beta1, rest1, beta2, rest2 = self._shares
        np.multiply(m, beta1, m)
        np.multiply(g, rest1, step)
        np.add(m, step, m)
        np.multiply(v, beta2, v)
        np.multiply(g, g, step)
        np.multiply(step, rest2, step)
        np.add(v, step, v)
        # (m / c₁) / (√(v / c₂) + ε) = (√c₂ / c₁) m / (√v + √c₂ ε), with cᵢ = 1 − βᵢᵗ
        root = math.sqrt(1.0 - self.beta2**t)
        np.sqrt(v, step)
        np.add(step, root * self.epsilon, step)
        np.divide(m, step, step)
        np.multiply(step, alpha * root / (1.0 - self.beta1**t), step)
        np.subtract(theta, step, theta)


@dataclass(frozen=True)
class Adamax(Optimizer):
    """Kingma & Ba (2015), algorithm 2; the added ε avoids 0/0 for a weight without any gradient."""

    name = "adamax"
    title = "Adamax"
    help = "Adam with the largest recent gradient in place of the mean square (Kingma & Ba 2015)."
    formula = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad u \leftarrow \max(\beta_2 u, |g|),\quad "
        r"\hat{m} = \frac{m}{1 - \beta_1^t},\quad \theta \leftarrow \theta - \alpha\,\frac{\hat{m}}{u + \epsilon}"
    )
    slots = ("m", "u")

    alpha: float = _alpha(0.002)
    beta1: float = _share(0.9, "β₁", "Share of the mean gradient that is kept.")
    beta2: float = _share(0.999, "β₂", "Share of the largest gradient that is kept.")
    epsilon: float = _epsilon(1e-8)

    @cached_property
    def _shares(self) -> tuple[Array, Array, Array, Array]:
        """β₁, 1 − β₁, β₂, 1 − β₂ in the form that is fastest for NumPy."""
        return constant(self.beta1), constant(1.0 - self.beta1), constant(self.beta2), constant(1.0 - self.beta2)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        m, u = slots
        m = self.beta1 * m + (1.0 - self.beta1) * g
        u = np.maximum(self.beta2 * u, np.abs(g))
        m_hat = m / (1.0 - self.beta1**t)
        return {"m": m, "u": u, "m̂": m_hat}, m_hat / (u + self.epsilon)

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        m, u = slots
        beta1, rest1, beta2, _ = self._shares
        np.multiply(m, beta1, m)
        np.multiply(g, rest1, step)
        np.add(m, step, m)
        np.multiply(u, beta2, u)
        np.abs(g, step)
        np.maximum(u, step, out=u)
        np.add(u, self.epsilon, step)
        np.divide(m, step, step)
        np.multiply(step, alpha / (1.0 - self.beta1**t), step)
        np.subtract(theta, step, theta)


@dataclass(frozen=True)
class AdamW(Adam):
    """Loshchilov & Hutter (2019), algorithm 2, in PyTorch's form, where α multiplies the decay too.

    The decay acts on θ itself, not through the gradient; m and v are those of Adam. The paper's λ is called λ′ here,
    because λ is the penalty's.
    """

    name = "adamw"
    title = "AdamW"
    help = "Adam that also shrinks every parameter a little at each step, independently of the gradient."
    formula = _ADAM_MEANS + (
        r"\theta \leftarrow \theta - \alpha\,\left(\frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon} + \lambda'\,\theta\right)"
    )

    decay: float = hyperparameter(0.01, "λ′", "Share of θ, times α, that each step removes.", low=0.0, high=1.0)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        values, direction = super().rule(theta, g, slots, t)
        decay = self.decay * theta
        return {**values, "λ′θ": decay}, direction + decay

    def update(self, theta: Array, g: Array, slots: Iterable[Array], alpha: float, t: int, step: Array) -> None:
        np.multiply(theta, 1.0 - alpha * self.decay, theta)
        super().update(theta, g, slots, alpha, t, step)


OPTIMIZERS: dict[str, type[Optimizer]] = catalogue(
    SGD, Momentum, Nesterov, AdaGrad, Adadelta, RMSProp, Adam, Adamax, AdamW
)
