"""Breakpoints: conditions at which a run stops by itself.

Whether a breakpoint holds at an iteration depends only on the records up to there, so a run stops at the same place
however it is cut into jobs. A limit stops a run where it is crossed, not while it is exceeded, so that Run goes on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.hyperparameters import Choice, InvalidSetting, catalogue, hyperparameter
from core.values import dataclass
from core.words import counted

Holds = NDArray[np.bool_]


class Records(Protocol):
    """What breakpoints read of a `History`."""

    @property
    def end(self) -> int:
        """The last iteration that was reached."""

    @property
    def gradient_norm(self) -> Array:
        """Norm of the gradient at iterations 0 … end - 1."""

    def evaluated(self, name: str) -> Array:
        """Return one column of the whole-set evaluations."""


class Breakpoint(Choice):
    """A condition on one iteration."""

    what: ClassVar[str] = ""
    """The condition in words, with the settings' names in braces."""
    measures: ClassVar[str] = ""
    """What is compared, in words; empty if nothing is measured."""

    def met(self, records: Records, first: int, last: int) -> Holds:
        """Return where it holds among the iterations ``first`` … ``last`` (last - first + 1,)."""
        raise NotImplementedError

    def holds(self, records: Records, iteration: int) -> bool:
        """Tell whether a run stops at ``iteration``; later iterations make no difference."""
        return 0 <= iteration <= records.end and bool(self.met(records, iteration, iteration)[0])

    def measured(self, records: Records, iteration: int) -> float | None:
        """Return what was compared at an iteration where it holds, or None if nothing was."""
        return None

    @property
    def limit(self) -> float:
        """What is measured is compared with this; NaN if with nothing fixed."""
        return math.nan

    def told(self, value: float) -> str:
        """Return a measured value with four digits, or as many as show on which side of the limit it is."""
        texts = (f"{value:.{digits}g}" for digits in range(4, 18))
        sides = ((text, float(text) < self.limit, float(text) > self.limit) for text in texts)
        return next(text for text, *side in sides if side == [value < self.limit, value > self.limit])

    def already(self, records: Records, iteration: int) -> str:
        """If the limit is exceeded at ``iteration`` already, say what must happen for a run to stop; else ""."""
        return ""

    def refuse_in_vain(self, iteration: int, records: Records | None = None) -> None:
        """Raise `InvalidSetting` if it can never hold in a run with ``records`` that goes on from ``iteration``."""

    @property
    def words(self) -> str:
        """The condition with its numbers, e.g. ``"loss below 0.1"``."""
        return self.what.format(**{p.name: f"{getattr(self, p.name):,.12g}" for p in self.hyperparameters()})


class AtIteration(Breakpoint):
    name = "iteration"
    title = "at iteration N"
    help = "Stops when the run reaches this iteration."
    what = "iteration {iteration}"

    iteration: int = hyperparameter(100, "N", "Where to stop.", low=1, high=10**9, log=True)

    def met(self, records: Records, first: int, last: int) -> Holds:
        holds: Holds = np.arange(first, last + 1) == self.iteration
        return holds

    def refuse_in_vain(self, iteration: int, records: Records | None = None) -> None:
        if self.iteration <= iteration:
            raise InvalidSetting(
                "iteration",
                f"The run is already at iteration {iteration:,} and would never stop at {self.iteration:,}; "
                "choose a later one, or go back in the timeline first.",
            )


class LossBelow(Breakpoint):
    name = "loss_below"
    title = "loss below x"
    help = "Stops at the first evaluation at which the training loss, penalty included, falls below x."
    what = "loss below {loss}"
    measures = "the loss"

    loss: float = hyperparameter(0.1, "x", "A loss; losses are never below 0.", log=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.loss <= 0.0:
            raise InvalidSetting("loss", f"A loss is never below {self.loss:g}, so this never stops. Use more than 0.")

    def met(self, records: Records, first: int, last: int) -> Holds:
        below = train_loss(records, last) < self.loss
        return _spread(records, _beginnings(below), first, last)

    @property
    def limit(self) -> float:
        """The loss to fall below."""
        return self.loss

    def already(self, records: Records, iteration: int) -> str:
        loss = train_loss(records, iteration)[-1]
        if not loss < self.loss:
            return ""
        return f"The loss is already {self.told(loss)}: the run stops when it has been above the limit and falls again."

    def measured(self, records: Records, iteration: int) -> float | None:
        return float(train_loss(records, iteration)[-1])


class LossRises(Breakpoint):
    name = "loss_rises"
    title = "loss goes up"
    help = "Stops when the training loss rises by more than this share from one evaluation to the next."
    what = "loss up by more than {rise} %"
    measures = "the loss"

    rise: float = hyperparameter(
        0.0, "r", "A rise between two evaluations that is still allowed.", low=0.0, high=1e6, unit="% more"
    )

    def met(self, records: Records, first: int, last: int) -> Holds:
        loss = train_loss(records, last)
        rises = np.zeros(len(loss), bool)
        rises[1:] = loss[1:] > loss[:-1] * (1.0 + self.rise / 100.0)
        return _spread(records, rises, first, last)

    def measured(self, records: Records, iteration: int) -> float | None:
        return float(train_loss(records, iteration)[-1])


class TurnInTestLoss(Breakpoint):
    name = "test_turns"
    title = "test loss turns"
    help = (
        "Stops when the test loss has fallen and then reached no new low for n evaluations: "
        "from there on the network may be overfitting."
    )
    what = "test loss not lower for {patience} evaluations"
    measures = "the test loss"

    patience: int = hyperparameter(5, "n", "How many evaluations to wait.", low=1, high=10_000, log=True)

    @property
    def words(self) -> str:
        """The condition with its number."""
        return f"test loss not lower for {counted(self.patience, 'evaluation')}"

    def met(self, records: Records, first: int, last: int) -> Holds:
        return _spread(records, _waited(records, last) == self.patience, first, last)

    def already(self, records: Records, iteration: int) -> str:
        waited = int(_waited(records, iteration)[-1])
        if waited < self.patience:
            return ""
        ago = f"{counted(waited, 'evaluation')} ago"
        return f"The test loss was already lowest {ago}: the run stops when it has reached a new low, then none."

    def refuse_in_vain(self, iteration: int, records: Records | None = None) -> None:
        if records is not None and np.isnan(records.evaluated("test_loss")).all():
            words = "There is no test set, so there is no test loss. Choose a test share above 0 % first."
            raise InvalidSetting("patience", words)

    def measured(self, records: Records, iteration: int) -> float | None:
        return float(_until(records, records.evaluated("test_loss"), iteration)[-1])


class GradientAbove(Breakpoint):
    name = "gradient_above"
    title = "gradient norm above x"
    help = "Stops after the update whose gradient norm, before clipping, rises above x."
    what = "gradient norm above {norm}"
    measures = "the norm"

    norm: float = hyperparameter(10.0, "x", "Norm of the gradient over all parameters.", log=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.norm < 0.0:
            raise InvalidSetting("norm", f"A norm is never below 0, so it is always above {self.norm:g}.")

    def met(self, records: Records, first: int, last: int) -> Holds:
        above = records.gradient_norm[max(0, first - 2) : last] > self.norm
        padded = np.concatenate([np.zeros(max(0, 2 - first), bool), above])  # before the first update there is none
        holds: Holds = padded[1:] & ~padded[:-1]
        return holds

    @property
    def limit(self) -> float:
        """The norm to rise above."""
        return self.norm

    def already(self, records: Records, iteration: int) -> str:
        norm = float(records.gradient_norm[iteration - 1]) if iteration else 0.0
        if not norm > self.norm:
            return ""
        return f"The norm is already {self.told(norm)}: the run stops when it has been below the limit and rises again."

    def measured(self, records: Records, iteration: int) -> float | None:
        return float(records.gradient_norm[iteration - 1])


BREAKPOINTS: dict[str, type[Breakpoint]] = catalogue(AtIteration, LossBelow, LossRises, TurnInTestLoss, GradientAbove)


@dataclass(frozen=True)
class Stop:
    """Where a run stops, which breakpoint stopped it, and what that measured there."""

    iteration: int
    breakpoint: Breakpoint
    measured: float | None = None

    @property
    def words(self) -> str:
        """One sentence for the screen."""
        at = f"Stopped at iteration {self.iteration:,}"
        if self.measured is None:
            return f"{at}, where a breakpoint is set."
        return f"{at}: {self.breakpoint.words}; {self.breakpoint.measures} is {self.breakpoint.told(self.measured)}."


@dataclass(frozen=True)
class Breakpoints:
    """The breakpoints that the user has set, in that order, each on or off."""

    listed: tuple[Breakpoint, ...] = ()
    off: frozenset[Breakpoint] = frozenset()

    @property
    def active(self) -> tuple[Breakpoint, ...]:
        """Those that stop a run."""
        return tuple(each for each in self.listed if each not in self.off)

    def added(self, breakpoint: Breakpoint, iteration: int, records: Records | None = None) -> Breakpoints:
        """Return these and one more, set while the run with ``records`` is at ``iteration``.

        Raises
        ------
        InvalidSetting
            If it can never hold in a run that goes on from there, or is listed already.
        """
        if breakpoint in self.listed:
            setting = next((declared.name for declared in breakpoint.hyperparameters()), "breakpoint")
            raise InvalidSetting(setting, f"“{breakpoint.words}” is already in the list.")
        breakpoint.refuse_in_vain(iteration, records)
        return replace(self, listed=(*self.listed, breakpoint))

    def switched(self, breakpoint: Breakpoint, on: bool) -> Breakpoints:
        """Return these with one of them on or off."""
        return replace(self, off=self.off - {breakpoint} if on else self.off | {breakpoint})

    def without(self, breakpoint: Breakpoint) -> Breakpoints:
        """Return these without one of them."""
        return Breakpoints(tuple(each for each in self.listed if each != breakpoint), self.off - {breakpoint})


def next_stop(breakpoints: Iterable[Breakpoint], records: Records, after: int, until: int | None = None) -> Stop | None:
    """Return the first iteration after ``after``, up to ``until``, at which one of the breakpoints holds."""
    last = records.end if until is None else min(until, records.end)
    found = []
    if after < last:
        for each in breakpoints:
            places = np.flatnonzero(each.met(records, after + 1, last))
            if len(places):
                place = after + 1 + int(places[0])
                found.append(Stop(place, each, each.measured(records, place)))
    return min(found, key=lambda stop: stop.iteration, default=None)


def train_loss(records: Records, last: int) -> Array:
    """Return training loss + penalty at the evaluations up to iteration ``last``."""
    return _until(records, records.evaluated("train_loss") + records.evaluated("penalty"), last)


def _waited(records: Records, last: int) -> NDArray[np.int64]:
    """Return, for each evaluation up to iteration ``last``, how long ago the test loss was lowest; 0: it never fell."""
    loss = _until(records, records.evaluated("test_loss"), last)
    lowest = np.fmin.accumulate(loss)
    place = np.arange(len(loss))
    fell_at = np.zeros(len(loss), np.int64)  # 0: not yet
    fell_at[1:] = np.maximum.accumulate(np.where(lowest[1:] < lowest[:-1], place[1:], 0))
    return np.where(fell_at > 0, place - fell_at, 0)


def _until(records: Records, column: Array, last: int) -> Array:
    return column[: int(np.searchsorted(records.evaluated("iteration"), last, side="right"))]


def _beginnings(holds: Holds) -> Holds:
    """Return where ``holds`` becomes true."""
    begins = holds.copy()
    begins[1:] &= ~holds[:-1]
    begins[:1] = False
    return begins


def _spread(records: Records, at_evaluations: Holds, first: int, last: int) -> Holds:
    """Return values given at the evaluations for all iterations ``first`` … ``last``: false in between."""
    holds = np.zeros(last - first + 1, bool)
    places = records.evaluated("iteration")[: len(at_evaluations)][at_evaluations].astype(np.int64)
    holds[places[places >= first] - first] = True
    return holds
