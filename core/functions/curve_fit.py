"""The article's fit of a wave: the mean squared error of sin(b·cos(a·x)) over its two parameters a and b.

P. Skalski, "Deep Dive into Math Behind Deep Networks" (2018): 200 points on [−1, 1] of the curve with a = 1.2 and
b = 2.5, noise 0.1. Its noise has no seed; ours has.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from core.arrays import Array, frozen
from core.values import dataclass

CHUNK = 2048
"""Places (a, b) at once; each is a row of all data points."""


@dataclass(frozen=True)
class CurveFit:
    """J(a, b) = (1/m) Σ (sin(b cos(a xᵢ)) − yᵢ)² over m data points."""

    a: float = 1.2
    b: float = 2.5
    count: int = 200
    noise: float = 0.1
    seed: int = 1

    @cached_property
    def x(self) -> Array:
        """Where the data points lie (m,)."""
        return frozen(np.linspace(-1.0, 1.0, self.count))

    @cached_property
    def y(self) -> Array:
        """The measurements there: the true curve plus noise (m,)."""
        noise = np.random.default_rng((self.seed, 2)).standard_normal(self.count)
        return frozen(self.curve(self.a, self.b, self.x) + self.noise * noise)

    @staticmethod
    def curve(a: float, b: float, x: Array) -> Array:
        """Return sin(b cos(a x)) at each x, the curve that belongs to a place (a, b)."""
        curve: Array = np.sin(b * np.cos(a * x))
        return curve

    def value(self, points: Array) -> Array:
        """Return J at ``points`` (2 × any shape)."""
        flat = np.asarray(points, dtype=np.float64).reshape(2, -1)
        value = np.empty(flat.shape[1])
        with np.errstate(all="ignore"):
            for start in range(0, flat.shape[1], CHUNK):
                a, b = flat[:, start : start + CHUNK, None]
                error = np.sin(b * np.cos(a * self.x)) - self.y
                value[start : start + CHUNK] = np.mean(error * error, axis=1)
        return value.reshape(np.shape(points)[1:])

    def value_and_gradient(self, points: Array) -> tuple[Array, Array]:
        """Return J and (∂J/∂a, ∂J/∂b) at ``points`` (2 × any shape).

        With e = sin(b c) − y and c = cos(a x): ∂J/∂b = mean 2 e cos(b c) c and ∂J/∂a = mean −2 e cos(b c) b sin(a x) x.
        """
        flat = np.asarray(points, dtype=np.float64).reshape(2, -1)
        value, gradient = np.empty(flat.shape[1]), np.empty(flat.shape)
        with np.errstate(all="ignore"):
            for start in range(0, flat.shape[1], CHUNK):
                part = slice(start, start + CHUNK)
                a, b = flat[:, part, None]
                c = np.cos(a * self.x)
                error = np.sin(b * c) - self.y
                slope = 2.0 * error * np.cos(b * c)
                value[part] = np.mean(error * error, axis=1)
                gradient[0, part] = np.mean(-slope * b * np.sin(a * self.x) * self.x, axis=1)
                gradient[1, part] = np.mean(slope * c, axis=1)
        return value.reshape(np.shape(points)[1:]), gradient.reshape(np.shape(points))


ARTICLE_FIT = CurveFit()
