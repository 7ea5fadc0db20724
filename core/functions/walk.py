"""An optimiser on a plain function: the same update that trains networks, on a vector of d numbers."""

from __future__ import annotations

import math
from dataclasses import field

import numpy as np

from core.arrays import Array, frozen
from core.expressions.rules import MOVED
from core.functions.plain_function import PlainFunction, has_start
from core.hyperparameters import InvalidSetting
from core.training.optimizers import Optimizer
from core.training.schedules import ConstantRate, Schedule
from core.values import dataclass
from core.words import counted, number

MAX_STEPS = 100_000
STEEP = 0.01
"""Share of f by which it must change where rounding moves the place, to be looked at with more digits."""


@dataclass(frozen=True, eq=False)
class FunctionPath:
    """The path of an optimiser over a function.

    Attributes
    ----------
    points
        The start and the place after each step ((k + 1) × d), all finite.
    values, gradients
        f (k + 1,) and its partial derivatives ((k + 1) × d) there, all finite.
    rates
        α of each step (k,).
    stopped
        Why it ended before all steps were made, in words; else empty.
    slots
        The optimiser's memory at the end (slots × d).
    """

    points: Array
    values: Array
    gradients: Array
    rates: Array
    stopped: str = ""
    slots: Array = field(default_factory=lambda: np.empty((0, 0)))

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return len(self.rates)

    def until(self, step: int) -> FunctionPath:
        """Return its first ``step`` steps, as a path that cannot be continued."""
        if step >= self.steps:
            return self
        cut = slice(0, step + 1)
        return FunctionPath(self.points[cut], self.values[cut], self.gradients[cut], self.rates[:step])


def descend(
    function: PlainFunction,
    optimizer: Optimizer,
    schedule: Schedule | None = None,
    start: tuple[float, ...] | None = None,
    steps: int | None = None,
) -> FunctionPath:
    """Return the path of ``optimizer`` down from ``start``; the function's own start and number of steps if None.

    It stops before the first place where f or its slope is not finite. α is the optimiser's, times the factor of
    ``schedule`` (constant if None), as in training.

    Raises
    ------
    InvalidSetting
        For ``"start"`` if f has no finite value or slope there; for ``"steps"`` if they are not 0 to `MAX_STEPS`.
    """
    place = function.start if start is None else start
    count = function.steps if steps is None else steps
    _check(function, place, count)
    walk = _Walk(function, optimizer, ConstantRate() if schedule is None else schedule, np.array(place, np.float64))
    with np.errstate(all="ignore"):
        return walk.run(count)


def walk_on(
    function: PlainFunction, optimizer: Optimizer, schedule: Schedule | None, path: FunctionPath, steps: int
) -> FunctionPath:
    """Return ``path``, made by `descend` with the same settings, with up to ``steps`` more steps: the same to the bit.

    A path that has stopped, or has `MAX_STEPS`, stays as it is.
    """
    steps = min(steps, MAX_STEPS - path.steps)
    if path.stopped or steps <= 0:
        return path
    walk = _Walk(function, optimizer, ConstantRate() if schedule is None else schedule, path.points[-1].copy())
    walk.slots = path.slots.copy()
    walk.before = path.steps
    with np.errstate(all="ignore"):
        more = walk.run(steps)
    return FunctionPath(
        frozen(np.concatenate([path.points, more.points[1:]])),
        frozen(np.concatenate([path.values, more.values[1:]])),
        frozen(np.concatenate([path.gradients, more.gradients[1:]])),
        frozen(np.concatenate([path.rates, more.rates])),
        more.stopped,
        more.slots,
    )


def _check(function: PlainFunction, start: tuple[float, ...], steps: int) -> None:
    if isinstance(steps, bool) or not isinstance(steps, int) or not 0 <= steps <= MAX_STEPS:
        raise InvalidSetting("steps", f"The number of steps must be from 0 to {MAX_STEPS:,}, not {steps!s:.24}.")
    if len(start) != function.dimensions or not all(math.isfinite(x) for x in start):
        names = ", ".join(function.variables)
        raise InvalidSetting("start", f"The start needs one finite number for each variable: {names}.")
    if not has_start(function, start):
        value = function.with_digits(start, float(function.value(np.array(start, np.float64))), {})[0]
        words = _missing(function, value, np.array(start, np.float64))
        raise InvalidSetting("start", f"The descent cannot start there: {words}. Choose another start.")


def spelt(function: PlainFunction, point: Array) -> str:
    """Return a place in words, e.g. ``"x = 3, y = −2"``."""
    return ", ".join(f"{n} = {number(float(x), 4)}" for n, x in zip(function.variables, point, strict=True))


def _missing(function: PlainFunction, value: float, point: Array) -> str:
    """Return what is not finite at a place."""
    place = spelt(function, point)
    if math.isnan(value) and function.has_large_angle(tuple(float(x) for x in point)):
        return f"the angle of a sine, cosine or tangent is too large to know it at {place}"
    if math.isnan(value):
        return f"the function has no value at {place}"
    if math.isinf(value):
        return f"the function is too large for a number at {place}"
    return f"the function has no finite slope at {place}"


class _Walk:
    """One call of `descend`: the place and the optimiser's memory."""

    def __init__(self, function: PlainFunction, optimizer: Optimizer, schedule: Schedule, theta: Array) -> None:
        self.function, self.optimizer, self.schedule, self.theta = function, optimizer, schedule, theta
        self.slots = np.zeros((len(optimizer.slots), len(theta)))
        value, gradient = function.value_and_gradient(theta)
        self.points, self.values, self.gradients = [theta.copy()], [float(value)], [gradient]
        self.rates: list[float] = []
        self.before = 0  # steps made by an earlier call

    def run(self, steps: int) -> FunctionPath:
        """Make up to ``steps`` steps."""
        stopped = ""
        for k in range(self.before, self.before + steps):
            stopped = self._step(k)
            if stopped:
                break
        return FunctionPath(
            frozen(np.array(self.points)),
            frozen(np.array(self.values)),
            frozen(np.array(self.gradients)),
            frozen(np.array(self.rates)),
            stopped,
            frozen(self.slots),
        )

    def _step(self, k: int) -> str:
        """Make step k; if it leads nowhere, record nothing and return why."""
        alpha = self.optimizer.alpha * self.schedule.factor(k)
        buffer = np.empty_like(self.theta)
        self.optimizer.update(self.theta, self.gradients[-1].copy(), self.slots, alpha, k + 1, buffer)
        if not np.isfinite(self.theta).all():
            return f"Stopped after {counted(k, 'step')}: step {k + 1} overflows. A smaller α may help."
        value, gradient = self.function.value_and_gradient(self.theta)
        value = self._value_if_there(value, gradient)
        if not (np.isfinite(value) and np.isfinite(gradient).all()):
            words = _missing(self.function, float(value), self.theta)
            return f"Stopped after {counted(k, 'step')}: {words}, where step {k + 1} would go."
        self.points.append(self.theta.copy())
        self.values.append(float(value))
        self.gradients.append(gradient)
        self.rates.append(alpha)
        return ""

    def _value_if_there(self, value: Array, gradient: Array) -> Array:
        """Return f at the place; nan where it has none, and only round-off makes a number of it, as of tan at π/2."""
        off = MOVED * float(np.abs(gradient).max()) * max(1.0, float(np.abs(self.theta).max()))
        if not STEEP * max(1.0, abs(float(value))) < off < math.inf:
            return value
        exact, _ = self.function.with_digits(tuple(float(x) for x in self.theta), float(value), {})
        return np.array(exact) if math.isnan(exact) else value
