"""What the worker does for the lenses, where it is more than core has a function for."""

from __future__ import annotations

from core.analysis import slices, step_sizes
from core.analysis.scope import Scope
from core.analysis.slices import EarlierSlice, SliceInWork, Span
from core.analysis.step_sizes import StepSizesInWork
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.training.trace import Trace, trace

SECONDS = 0.01
"""Time for the first points of a picture."""


def begin_slice(
    problem: Problem,
    snapshot: Snapshot,
    opened: Trace | None,
    index: int,
    half: float | None,
    held: Span | None,
    before: tuple[Snapshot, ...],
    known: tuple[EarlierSlice, ...],
    scope: Scope,
) -> SliceInWork:
    """Return a slice with its first points, of an iteration that need not have been opened up."""
    seen = opened or trace(problem, snapshot)
    return slices.begin(problem, seen, index, half, held, before, known, scope).proceed(SECONDS)


def begin_sizes(problem: Problem, snapshot: Snapshot, opened: Trace | None, scope: Scope) -> StepSizesInWork:
    """Return the loss over step sizes with its first points, of an iteration that need not have been opened up."""
    return step_sizes.begin(problem, opened or trace(problem, snapshot), scope).proceed(SECONDS)
