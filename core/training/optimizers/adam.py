"""Adam and its kin: momentum, divided by the recent size of the gradient."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from core.arrays import Array
from core.hyperparameters import hyperparameter
from core.training.optimizers.base import Number, Optimizer, Rule, guard, memory, rate

_ADAM_MEANS = (
    r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2,\quad "
    r"\hat{m} = \frac{m}{1 - \beta_1^t},\quad \hat{v} = \frac{v}{1 - \beta_2^t},\quad "
)


class Adam(Optimizer):
    """Kingma & Ba (2015), algorithm 1, with both bias corrections folded into two numbers."""

    name = "adam"
    title = "Adam"
    help = "Momentum divided by the recent size of the gradient; both means are corrected for their start at 0."
    formula = _ADAM_MEANS + r"\theta \leftarrow \theta - \alpha\,\frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon}"
    slots = ("m", "v")

    alpha: float = rate(0.001)
    beta1: float = memory(0.9, "β₁", "Share of the mean gradient that is kept.")
    beta2: float = memory(0.999, "β₂", "Share of the mean squared gradient that is kept.")
    epsilon: float = guard(1e-8)

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        m, v = slots
        m = self.beta1 * m + (1.0 - self.beta1) * g
        v = self.beta2 * v + (1.0 - self.beta2) * g * g
        m_hat = m / (1.0 - self.beta1**t)
        v_hat = v / (1.0 - self.beta2**t)
        return {"m": m, "v": v, "m̂": m_hat, "v̂": v_hat}, m_hat / (np.sqrt(v_hat) + self.epsilon)

    def numbers(self, alpha: float, t: int) -> tuple[float, ...]:
        # (m / c₁) / (√(v / c₂) + ε) = (√c₂ / c₁) m / (√v + √c₂ ε), with cᵢ = 1 − βᵢᵗ
        root = math.sqrt(1.0 - self.beta2**t)
        return root * self.epsilon, alpha * root / (1.0 - self.beta1**t)

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        guarded, scale = numbers
        m, v = slots
        beta1, rest1, beta2, rest2 = self.beta1, 1.0 - self.beta1, self.beta2, 1.0 - self.beta2
        np.multiply(m, beta1, m)
        np.multiply(g, rest1, step)
        np.add(m, step, m)
        np.multiply(v, beta2, v)
        np.multiply(g, g, step)
        np.multiply(step, rest2, step)
        np.add(v, step, v)
        np.sqrt(v, step)
        np.add(step, guarded, step)
        np.divide(m, step, step)
        np.multiply(step, scale, step)
        np.subtract(theta, step, theta)


class Adamax(Adam):
    """Kingma & Ba (2015), algorithm 2; the added ε avoids 0/0 for a weight without any gradient."""

    name = "adamax"
    title = "Adamax"
    help = "Adam with the largest recent gradient in place of the mean square (Kingma & Ba 2015)."
    formula = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g,\quad u \leftarrow \max(\beta_2 u, |g|),\quad "
        r"\hat{m} = \frac{m}{1 - \beta_1^t},\quad \theta \leftarrow \theta - \alpha\,\frac{\hat{m}}{u + \epsilon}"
    )
    slots = ("m", "u")

    alpha: float = rate(0.002)
    beta2: float = memory(0.999, "β₂", "Share of the largest gradient that is kept.")

    def rule(self, theta: Array, g: Array, slots: Iterable[Array], t: int) -> Rule:
        m, u = slots
        m = self.beta1 * m + (1.0 - self.beta1) * g
        u = np.maximum(self.beta2 * u, np.abs(g))
        m_hat = m / (1.0 - self.beta1**t)
        return {"m": m, "u": u, "m̂": m_hat}, m_hat / (u + self.epsilon)

    def numbers(self, alpha: float, t: int) -> tuple[float, ...]:
        return (alpha / (1.0 - self.beta1**t),)

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        (scale,) = numbers
        m, u = slots
        beta1, rest1, beta2 = self.beta1, 1.0 - self.beta1, self.beta2
        np.multiply(m, beta1, m)
        np.multiply(g, rest1, step)
        np.add(m, step, m)
        np.multiply(u, beta2, u)
        np.abs(g, step)
        np.maximum(u, step, out=u)
        np.add(u, self.epsilon, step)
        np.divide(m, step, step)
        np.multiply(step, scale, step)
        np.subtract(theta, step, theta)


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

    def numbers(self, alpha: float, t: int) -> tuple[float, ...]:
        return (1.0 - alpha * self.decay, *super().numbers(alpha, t))

    def move(self, theta: Array, g: Array, slots: Iterable[Array], numbers: Iterable[Number], step: Array) -> None:
        kept, *rest = numbers
        np.multiply(theta, kept, theta)
        super().move(theta, g, slots, rest, step)
