"""Moving one parameter by hand: the difference quotient beside the derivative, and the V of its error over ε."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from core.analysis.landscape import losses_over
from core.analysis.scope import Scope, whole_set
from core.arrays import Array, frozen
from core.differences import MACHINE, quotient_of
from core.hyperparameters import InvalidSetting
from core.nn.backpropagation import forward
from core.training.problem import Problem
from core.values import dataclass
from core.words import counted, number
from core.work import Work

MOSTLY_NOISE = 0.1
"""Share of a quotient from which on round-off spoils it."""
WIDE = 0.01
"""Relative error from which on a quotient is called that of a chord, not of a tangent."""
EPSILONS = frozen(np.logspace(-12.0, -1.0, 34))
CLOSER = 100.0
"""How many times smaller a Δ is that tells a kink from a curve."""
TINY = 1e-6
"""A Δ at which the slope of a smooth loss is that at w, but for round-off."""
ROUNDED_AWAY = 1e-9
"""What A − Y, rounded, may take away from a derivative."""
PIECE = 4e7
"""Examples × parameters × points in one piece of the V: some 10 ms."""


@dataclass(frozen=True)
class Nudge:
    """What moving one parameter w by Δ does to a loss L: of the batch or the set with penalty, or ℓ of one example.

    Attributes
    ----------
    scope
        Whose loss.
    index, delta
        Which parameter, and Δ.
    before, after
        L(w) and L(w + Δ).
    quotient
        (L(w + Δ) − L(w)) / Δ.
    central
        (L(w + Δ) − L(w − Δ)) / 2Δ.
    derivative
        ∂L/∂w by backpropagation.
    noise
        How far round-off alone may put the quotient off.
    verdict
        How quotient and derivative compare, in plain words.
    """

    scope: Scope
    index: int
    delta: float
    before: float
    after: float
    quotient: float
    central: float
    derivative: float
    noise: float
    verdict: str

    @property
    def agrees(self) -> bool:
        """Whether quotient and derivative are about the same."""
        return self.verdict.startswith(AGREE)


def nudge(problem: Problem, theta: Array, index: int, delta: float, scope: Scope | None = None) -> Nudge:
    """Return what moving the parameter at ``index`` of ``theta`` (p,) by Δ = ``delta`` does to the loss.

    Parameters
    ----------
    scope
        Whose loss; that of the whole training set if None.

    Raises
    ------
    InvalidSetting
        For ``"delta"`` if it is 0, not finite, or takes the parameter beyond all numbers; for ``"index"`` if there is
        no such parameter.
    """
    check_delta(theta, index, delta)
    w, scope = float(theta[index]), scope or whole_set(problem)
    before, after, opposite = losses_along(problem, theta, index, np.array([w, w + delta, w - delta]), scope)
    derivative = float(scope.gradient(problem, theta)[index])
    with np.errstate(all="ignore"):  # a loss may be ∞: its quotients are then no numbers, which the verdict says
        quotient = quotient_of(after - before, delta)
        central = quotient_of(after - opposite, 2.0 * delta)
        noise = _round_off(problem, theta, index, derivative, scope) / abs(delta)
        sides = (quotient, quotient_of(before - opposite, delta))
    verdict = _verdict(w, delta, sides, central, derivative, noise)
    if verdict in DOUBTFUL:
        at = problem, theta, index, delta, noise, derivative, scope
        verdict = _kink(*at) or _stranger(*at) or verdict
    return Nudge(scope, index, delta, float(before), float(after), quotient, central, derivative, noise, verdict)


def losses_along(problem: Problem, theta: Array, index: int, values: Array, scope: Scope | None = None) -> Array:
    """Return the loss with the parameter at ``index`` set to each of ``values`` (n,) in turn: (n,)."""
    return losses_over(problem, theta, (index, index), np.stack([values, values], axis=1), scope)


def check_delta(theta: Array, index: int, delta: float) -> None:
    """Refuse what `nudge` refuses."""
    if not 0 <= index < len(theta):
        raise InvalidSetting("index", f"The parameters are 0 to {len(theta) - 1}; there is no {index}.")
    if isinstance(delta, bool) or not isinstance(delta, (int, float)):
        raise InvalidSetting("delta", f"Δ must be a number, not {delta!r}.")
    if delta == 0:
        raise InvalidSetting("delta", "Δ = 0 would divide by 0: choose a small number other than 0, e.g. 0.001.")
    if not abs(delta) <= float(np.finfo(np.float64).max) / 4.0 or not math.isfinite(abs(theta[index]) + abs(delta)):
        raise InvalidSetting("delta", f"Δ must be a finite number that leaves w ± Δ finite; {delta!s:.24} does not.")


def _round_off(problem: Problem, theta: Array, index: int, derivative: float, scope: Scope) -> float:
    """Return by how much round-off alone makes differences of L wrong: measured, within a few units of last place."""
    w = float(theta[index])
    bumps = MACHINE * max(1.0, abs(w)) * np.arange(-8.0, 9.0)
    losses = losses_along(problem, theta, index, w + bumps, scope)
    with np.errstate(all="ignore"):
        spread = float(np.max(np.abs(losses - losses[8] - derivative * bumps)))
    return 2.0 * max(spread, MACHINE * abs(float(losses[8]))) + MACHINE * abs(w * derivative)


def _verdict(
    w: float, delta: float, sides: tuple[float, float], central: float, derivative: float, noise: float
) -> str:
    """Return in words how the quotient ``sides[0]`` compares with the derivative."""
    quotient, other_side = sides
    size = max(abs(quotient), abs(derivative))
    if w + delta == w:
        return "Δ is so small that w + Δ rounds to w: this quotient says nothing."
    if not math.isfinite(quotient + central):
        return "The loss is not finite at w ± Δ: choose a smaller Δ."
    if size > 0.0 and noise > MOSTLY_NOISE * size:
        return "Δ is so small that the quotient is mostly round-off noise: choose a larger Δ."
    error = abs(quotient - derivative)
    if error <= max(noise, WIDE * size):
        return f"{AGREE}{_digits(error, size)}."
    if _close(other_side, derivative, WIDE, noise) and not _close(central, derivative, WIDE, noise):
        return "The slope changes sharply between w and w + Δ, as where a ReLU switches: each side has its own."
    if _close(central, derivative, WIDE, noise) and abs(central - derivative) < 0.5 * error:
        return DOUBTFUL[0]
    return DOUBTFUL[1]


AGREE = "The quotient and backpropagation agree"
DOUBTFUL = (
    "Over this Δ the loss curves, so secant and tangent differ; the central quotient cancels most of that.",
    "Δ is too large for the tangent: over this distance the loss is not straight. Choose a smaller Δ.",
)
"""Verdicts that a kink at w itself makes wrong, and a derivative of another loss: there no Δ is small enough."""
STRANGER = "They differ, and no smaller Δ helps: the derivative does not belong to this loss."


@dataclass(frozen=True)
class OneSided:
    """The slopes of L to both sides of a parameter, as quotients over a small ε.

    Attributes
    ----------
    left, right
        (L(w) − L(w − ε)) / ε and (L(w + ε) − L(w)) / ε.
    low, high
        The means of each example's smaller and of its larger quotient. At a kink an example's derivative may be that of
        either side, so backpropagation's is between these two.
    """

    left: float
    right: float
    low: float
    high: float

    @property
    def central(self) -> float:
        """The central quotient."""
        return (self.left + self.right) / 2.0

    def is_kink_for(self, derivative: float, wider: OneSided, slack: float) -> bool:
        """Tell whether the sides stay as far apart as over a ``wider`` ε, with ``derivative`` between low and high.

        On a smooth curve they approach each other, at a jump they move apart. ``slack`` is what round-off may do.
        """
        spread, before = self.high - self.low, wider.high - wider.low
        return (
            slack < spread
            and 0.5 * before < spread < 2.0 * before
            and self.low - slack <= derivative <= self.high + slack
        )


def one_sided(problem: Problem, theta: Array, index: int, epsilon: float, scope: Scope) -> OneSided:
    """Return the slopes of the loss of ``scope`` to both sides of the parameter at ``index`` over ``epsilon``."""
    before, here, after = (_losses_of_each(problem, theta, index, step, scope) for step in (-epsilon, 0.0, epsilon))
    with np.errstate(all="ignore"):
        left, right = (here - before) / epsilon, (after - here) / epsilon
        means = (left, right, np.minimum(left, right), np.maximum(left, right))
        return OneSided(*(float(problem.data_loss(each.sum(), len(each))) for each in means))


def _losses_of_each(problem: Problem, theta: Array, index: int, step: float, scope: Scope) -> Array:
    """Return each example's loss with the parameter at ``index`` moved by ``step``, penalty included in L (m,)."""
    moved, layout, experiment = theta.copy(), problem.layout, problem.experiment
    moved[index] += step
    x, y = scope.rows[:, : layout.sizes[0]].T, scope.rows[:, layout.sizes[0] + 1 :].T
    with np.errstate(all="ignore"):
        z, a = forward(experiment.network, layout, moved, x)
        each: Array = experiment.loss.per_example(z[layout.depth], a[layout.depth], y)
        losses: Array = (each if each.ndim == 1 else each.sum(axis=0)) + scope.penalised * problem.penalty(moved)
    return losses


def _kink(
    problem: Problem, theta: Array, index: int, delta: float, noise: float, derivative: float, scope: Scope
) -> str:
    """Return that w stands on a kink, if the slopes to both sides stay apart at a smaller Δ; else nothing."""
    wide, near = (one_sided(problem, theta, index, abs(delta) / share, scope) for share in (1.0, CLOSER))
    if not near.is_kink_for(derivative, wide, CLOSER * noise):
        return ""
    return (
        f"w stands on a kink: the loss has slope {number(near.left)} to its left and {number(near.right)} to its "
        "right, so no Δ is small enough for one tangent."
    )


def _stranger(
    problem: Problem, theta: Array, index: int, delta: float, noise: float, derivative: float, scope: Scope
) -> str:
    """Return that no Δ helps, if L is smooth at w but its slope is not the derivative; else nothing."""
    tiny = one_sided(problem, theta, index, TINY, scope)
    slack = ROUNDED_AWAY + noise * abs(delta) / TINY + WIDE * max(abs(derivative), abs(tiny.central))
    smooth = tiny.high - tiny.low <= slack < math.inf
    return STRANGER if smooth and abs(tiny.central - derivative) > slack else ""


def _digits(error: float, size: float) -> str:
    if error == 0.0:
        return " exactly"
    return f" to about {counted(int(-math.log10(error / size)), 'digit')}"


def _close(quotient: float, derivative: float, relative: float, absolute: float) -> bool:
    return abs(quotient - derivative) <= absolute + relative * max(abs(derivative), abs(quotient))


def v_curve(
    problem: Problem, theta: Array, index: int, epsilons: Array = EPSILONS, scope: Scope | None = None
) -> Array:
    """Return the relative error of the central quotient for each ε in ``epsilons`` (k,): (k,).

    It falls with ε² while truncation rules, and rises with 1/ε once round-off does: a V on logarithmic axes. The error
    is relative to the larger of quotient and derivative; 0 if both are 0, infinite where the loss overflows.
    """
    w, scope = float(theta[index]), scope or whole_set(problem)
    losses = losses_along(problem, theta, index, np.concatenate([w + epsilons, w - epsilons]), scope)
    derivative = float(scope.gradient(problem, theta)[index])
    with np.errstate(all="ignore"):
        quotients = (losses[: len(epsilons)] - losses[len(epsilons) :]) / (2.0 * epsilons)
        error = np.abs(quotients - derivative)
        size = np.maximum(np.abs(quotients), abs(derivative))
        relative = np.where(error == 0.0, 0.0, error / size)
    return frozen(np.where(np.isfinite(relative), relative, np.inf))


@dataclass(frozen=True, eq=False)
class VInWork(Work[Array]):
    """The errors for `EPSILONS`, in order, some at a time: see `v_curve`."""

    problem: Problem
    theta: Array
    index: int
    scope: Scope
    errors: tuple[float, ...] = ()

    @property
    def done(self) -> bool:
        """Whether all are known."""
        return len(self.errors) == len(EPSILONS)

    @property
    def result(self) -> Array | None:
        """The errors, once all are known."""
        return frozen(np.array(self.errors)) if self.done else None

    def further(self) -> VInWork:
        """Return the work with the next few errors."""
        count = int(np.clip(PIECE / (len(self.scope.rows) * len(self.theta)), 1, len(EPSILONS)))
        known = len(self.errors)
        new = v_curve(self.problem, self.theta, self.index, EPSILONS[known : known + count], self.scope)
        return replace(self, errors=(*self.errors, *new.tolist()))
