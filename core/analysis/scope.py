"""Whose loss is looked at: that of one example, of the batch, or of the whole training set.

The loss of one example is ℓ, without penalty. That of a batch or of the set is L: the mean of its ℓ, plus the penalty.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Literal

from core.arrays import Array, frozen
from core.data.examples import MAX_WATCHED
from core.training.batches import batch_columns
from core.training.gradient import data_gradient, full_gradient
from core.training.passes import Passes
from core.training.problem import Problem
from core.values import dataclass

ScopeName = Literal["example", "batch", "set"]
TITLES: dict[ScopeName, str] = {"example": "this example", "batch": "this batch", "set": "whole set"}


@dataclass(frozen=True)
class ScopeChoice:
    """The scope that is chosen, for all views.

    Attributes
    ----------
    name
        Which of the three.
    place
        The example's place in the batch, from 0; where the batch is smaller, its last one is meant. None while none
        is chosen: one for which the selected neuron is on.
    """

    name: ScopeName = "batch"
    place: int | None = None

    def among(self, refused: Container[ScopeName]) -> ScopeChoice:
        """Return the choice, or the next one of the three that is not refused: a larger one if possible."""
        names = list(TITLES)
        after = names.index(self.name)
        order = (*names[after:], *reversed(names[:after]))
        return replace(self, name=next((name for name in order if name not in refused), self.name))


@dataclass(frozen=True, eq=False)
class Scope:
    """The examples whose loss is looked at.

    Attributes
    ----------
    rows
        The examples, as rows like those of `Problem.rows` (m of them).
    total
        How many training examples there are in all.
    number
        The number in the training set, from 1, of the one example.
    """

    name: ScopeName
    rows: Array
    total: int
    number: int = 0

    @property
    def penalised(self) -> bool:
        """Whether the loss includes the penalty: not that of one example."""
        return self.name != "example"

    @property
    def letter(self) -> str:
        """The letter of the loss: ℓ of one example, L of more."""
        return "L" if self.penalised else "ℓ"

    @property
    def sampled(self) -> bool:
        """Whether the set is so large that a sample of it is used."""
        return self.name == "set" and len(self.rows) < self.total

    @property
    def words(self) -> str:
        """The scope with its examples, e.g. "this batch, 32 examples"."""
        m = len(self.rows)
        if self.name == "example":
            return f"{TITLES['example']}, no. {self.number:,}"
        if self.sampled:
            return f"sample of the set, {m:,} of {self.total:,} examples"
        return f"{TITLES[self.name]}, {m:,} example{'s' if m > 1 else ''}"

    def gradient(self, problem: Problem, theta: Array) -> Array:
        """Return the derivatives of its loss for every parameter (p,): ∂L/∂θ, or ∂ℓ/∂θ."""
        of_loss = full_gradient if self.penalised else data_gradient
        return of_loss(problem, theta, self.rows)


def whole_set(problem: Problem) -> Scope:
    """Return the whole training set as it is evaluated: of a very large one, a sample."""
    return Scope("set", problem.watched, len(problem.rows))


def scope_of(problem: Problem, iteration: int, choice: ScopeChoice, passes: Passes | None = None) -> Scope:
    """Return what is chosen; batch and example are those of the update from ``iteration``."""
    if choice.name == "set":
        return whole_set(problem)
    columns, total = batch_columns(problem, iteration, passes), len(problem.rows)
    if choice.name == "batch":
        return Scope("batch", problem.rows if len(columns) == total else frozen(problem.rows[columns]), total)
    column = int(columns[min(choice.place or 0, len(columns) - 1)])
    return Scope("example", problem.rows[column : column + 1], total, column + 1)


def too_large(problem: Problem) -> dict[ScopeName, str]:
    """Return why a scope has too many examples for losses at many places; empty where none has."""
    m = len(problem.rows) if problem.batches == 1 else problem.experiment.batch_size
    if m <= MAX_WATCHED:
        return {}
    return {"batch": f"The batch has {m:,} examples: too many for this. The whole set is looked at through a sample."}
