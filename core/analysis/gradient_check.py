"""Backpropagation against difference quotients of the loss that is minimised, for all parameters."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property

import numpy as np

from core.analysis.nudge import CLOSER, OneSided, losses_along, one_sided
from core.analysis.scope import Scope, whole_set
from core.arrays import Array, frozen
from core.differences import MACHINE, quotient_of
from core.hyperparameters import InvalidSetting
from core.training.problem import Problem
from core.values import dataclass
from core.work import Work

RELATIVE, ABSOLUTE = 1e-3, 1e-5
"""Tolerances of ``torch.autograd.gradcheck``; what round-off does to the quotient comes on top."""
EPSILON = 1e-6
"""Its ε too: near the bottom of the V for losses about 1."""
LISTED = 10
"""How many comparisons make up the result, unless more missed the tolerance."""


Closer = dict[int, tuple[OneSided, OneSided]]
"""By parameter: what is to both sides of it over ε, and over ε / 100."""


@dataclass(frozen=True)
class Comparison:
    """One parameter's derivative by backpropagation against its central quotient.

    Attributes
    ----------
    index, name
        Which parameter, e.g. 12, ``"w[2]₃,₁"``.
    relative
        |central − derivative| by the larger of the two; 0 if both are 0.
    ratio
        The same error by the tolerance: up to 1 is good.
    kink
        Whether the error is no fault: the two one-sided quotients differ, as where a ReLU switches, or ε is too wide.
    words
        What to make of it, in one sentence.
    """

    index: int
    name: str
    derivative: float
    central: float
    relative: float
    ratio: float
    kink: bool
    words: str

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with this derivative."""
        return self.ratio <= 1.0 or self.kink


@dataclass(frozen=True, eq=False)
class CheckInWork(Work[tuple[Comparison, ...]]):
    """A check of all parameters, one by one.

    Attributes
    ----------
    scope
        Whose loss.
    gradient
        ∂L/∂θ by backpropagation (p,).
    loss
        L(θ).
    forward, backward
        The one-sided quotients of the parameters done so far.
    closer
        For those of them that missed the tolerance: index, and what is to both sides with ε and with ε / 100.
    """

    problem: Problem
    theta: Array
    epsilon: float
    scope: Scope
    gradient: Array
    loss: float
    forward: tuple[float, ...] = ()
    backward: tuple[float, ...] = ()
    closer: tuple[tuple[int, OneSided, OneSided], ...] = ()

    @property
    def checked(self) -> int:
        """How many parameters have been checked."""
        return len(self.forward)

    @property
    def done(self) -> bool:
        """Whether all have been."""
        return self.checked == len(self.theta)

    @property
    def result(self) -> tuple[Comparison, ...] | None:
        """The worst comparisons, and all that missed the tolerance; None before all have been made."""
        if not self.done:
            return None
        return self.worst(max(LISTED, int(np.count_nonzero(self.ratios > 1.0))))

    def further(self) -> CheckInWork:
        """Return the work with the next parameter checked."""
        index, closer = self.checked, self.closer
        ahead, behind = self._sides(index, self.epsilon)
        if not self.within((ahead + behind) / 2.0, self.gradient[index]):
            at = self.problem, self.theta, index
            wide, near = (one_sided(*at, self.epsilon / share, self.scope) for share in (1.0, CLOSER))
            closer = (*closer, (index, wide, near))
        return replace(self, forward=(*self.forward, ahead), backward=(*self.backward, behind), closer=closer)

    @property
    def _closer(self) -> Closer:
        return {index: (wide, near) for index, wide, near in self.closer}

    def _sides(self, index: int, epsilon: float) -> tuple[float, float]:
        """Return the quotients to the right and to the left of a parameter."""
        w = float(self.theta[index])
        after, before = losses_along(self.problem, self.theta, index, np.array([w + epsilon, w - epsilon]), self.scope)
        return quotient_of(after - self.loss, epsilon), quotient_of(self.loss - before, epsilon)

    @property
    def _noise(self) -> float:
        """How far round-off may put a quotient off."""
        return 4.0 * MACHINE * abs(self.loss) / self.epsilon

    @cached_property
    def central(self) -> Array:
        """The central quotients of the parameters that are done."""
        return frozen((np.array(self.forward) + np.array(self.backward)) / 2.0)

    @cached_property
    def ratios(self) -> Array:
        """Errors by their tolerances, of the parameters that are done; infinite where the loss overflows."""
        return self._ratios(self.central, self.gradient[: self.checked])

    def worst(self, count: int) -> tuple[Comparison, ...]:
        """Return the ``count`` worst of the parameters that are done, true faults first, then by `ratios`."""
        closer, by_ratio = self._closer, np.argsort(-self.ratios, kind="stable")
        missed = [int(index) for index in by_ratio if self.ratios[index] > 1.0]
        faults = {index: None for index in missed if not self._kink(index, closer)}
        rest = [int(index) for index in by_ratio[: count + len(faults)] if index not in faults]
        return tuple(self._compare(index, closer) for index in [*faults, *rest][:count])

    def within(self, quotient: float, derivative: float) -> bool:
        """Tell whether a quotient is the derivative but for the tolerance."""
        return bool(self._ratios(np.array([quotient]), np.array([derivative]))[0] <= 1.0)

    def _ratios(self, quotients: Array, derivatives: Array) -> Array:
        """Return |quotient − derivative| by its tolerance (k,); infinite if one of them is no number."""
        with np.errstate(all="ignore"):
            tolerance = ABSOLUTE + self._noise + RELATIVE * np.abs(derivatives)
            ratios = np.abs(quotients - derivatives) / tolerance
        return frozen(np.where(np.isfinite(ratios), ratios, np.inf))

    def _compare(self, index: int, closer: Closer) -> Comparison:
        central, derivative, ratio = float(self.central[index]), float(self.gradient[index]), float(self.ratios[index])
        size = max(abs(central), abs(derivative))
        relative = abs(central - derivative) / size if size else 0.0
        kink = ratio > 1.0 and self._kink(index, closer)
        words = self._words(index, ratio, kink, closer)
        return Comparison(index, self.problem.layout.name(index), derivative, central, relative, ratio, kink, words)

    def _one_side_fits(self, index: int) -> bool:
        """Tell whether the slope to the left or that to the right is the derivative, and the other is not."""
        left, right = (self.within(side[index], self.gradient[index]) for side in (self.backward, self.forward))
        return left != right

    def _on_a_kink(self, index: int, closer: Closer) -> bool:
        """Tell whether the slopes to both sides stay apart for a smaller ε, with the derivative between them."""
        if index not in closer:
            return False
        (wide, near), derivative = closer[index], float(self.gradient[index])
        slack = ABSOLUTE + CLOSER * self._noise + RELATIVE * abs(derivative)
        return near.is_kink_for(derivative, wide, slack)

    def _kink(self, index: int, closer: Closer) -> bool:
        """Tell whether a miss is the place's fault: a kink, or an ε that is too large for it."""
        nearer = closer[index][1].central if index in closer else math.nan
        fits = self._one_side_fits(index) or self.within(nearer, self.gradient[index])
        return fits or self._on_a_kink(index, closer)

    def _words(self, index: int, ratio: float, kink: bool, closer: Closer) -> str:
        if ratio <= 1.0:
            return "Agrees."
        if kink and self._one_side_fits(index):
            return "A kink: the slopes to the left and to the right differ, as where a ReLU switches within ± ε."
        if kink and self._on_a_kink(index, closer):
            return (
                "A kink for some of the examples: the derivative lies between the slopes to the left and to the right."
            )
        if kink:
            return "ε is too large for the curve or kink here; with a smaller one they agree."
        if not math.isfinite(ratio):
            return "The loss or its derivative is not finite here."
        return "They differ: the derivative does not belong to this loss, or the loss jumps here."


def check_all(
    problem: Problem,
    theta: Array,
    epsilon: float = EPSILON,
    seconds: float = math.inf,
    scope: Scope | None = None,
) -> CheckInWork:
    """Begin to check ∂L/∂θ against central quotients with ``epsilon``: as much as fits into ``seconds``.

    Parameters
    ----------
    scope
        Whose loss L is; that of the whole training set if None.

    Raises
    ------
    InvalidSetting
        For ``"epsilon"`` if it is not above 0, or above 1.
    """
    if isinstance(epsilon, bool) or not isinstance(epsilon, (int, float)) or not 0.0 < epsilon <= 1.0:
        raise InvalidSetting("epsilon", f"ε must be above 0 and at most 1, not {epsilon!s:.24}.")
    scope = scope or whole_set(problem)
    loss = float(losses_along(problem, theta, 0, theta[:1], scope)[0])
    gradient = scope.gradient(problem, theta)
    return CheckInWork(problem, theta, float(epsilon), scope, gradient, loss).proceed(seconds)
