"""Races: runs that differ in exactly one setting and advance side by side, iteration by iteration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from core.arrays import frozen
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.training.factors import Factor
from core.training.history import History
from core.training.loop import Progress, advance
from core.training.problem import Problem
from core.training.run import Beginning, Run, Segment, begin
from core.training.snapshot import Snapshot
from core.values import dataclass


def variants(experiment: Experiment, factor: Factor, values: Sequence[Any]) -> tuple[Experiment, ...]:
    """Return ``experiment`` with each of the ``values``, and nothing else changed.

    Raises
    ------
    InvalidSetting
        For the factor's name if there is no value, if one equals the current value, or if two are equal; or if the
        experiment itself refuses a value.
    """
    if factor.name == "activation" and not experiment.network.hidden:
        raise InvalidSetting(factor.name, "This network has no hidden layer whose activation could differ.")
    if not values:
        raise InvalidSetting(factor.name, f"A race needs another value of “{factor.title}” besides the current one.")
    made: list[Experiment] = []
    for value in values:
        changed = factor.change(experiment, value)
        if changed == experiment:
            words = "The displayed run already has this value; choose a different one."
            raise InvalidSetting(factor.name, words)
        if changed in made:
            words = f"“{factor.words(experiment, changed)}” is chosen twice; both runs would be the same."
            raise InvalidSetting(factor.name, words)
        made.append(changed)
    return tuple(made)


@dataclass(frozen=True)
class Entrant:
    """A run to be made: the `Run` it branches off from, and the experiments that hold in it.

    Attributes
    ----------
    past
        A fork of the displayed run that nothing else refers to.
    segments
        Those of the displayed run, each with the one setting changed from the fork on.
    """

    past: Run
    segments: tuple[Segment, ...]

    @property
    def starts_over(self) -> bool:
        """Whether the run has a start of its own, which takes time to compute."""
        return self.segments[0].experiment.starts_over(self.past.experiment_at(0))

    def run(self, beginning: Beginning | None = None) -> Run:
        """Return the run; ``beginning`` is its own start, if it has one and that has been computed."""
        first, run = self.segments[0], self.past
        if self.starts_over:
            run = Run(beginning or begin(first.experiment, first.hand_set, run.id), run.name)
            first = run.segments[0]
        run.segments = (first, *self.segments[1:])
        return run


def entrants(base: Run, iteration: int, factor: Factor, values: Sequence[Any]) -> tuple[Entrant, ...]:
    """Return the runs of a race beside ``base`` from ``iteration`` on, one for each of the ``values``.

    Later edits of ``base`` apply to them too. Nothing is computed, and ``base`` is not changed.

    Raises
    ------
    InvalidSetting
        As `variants` does; and for ``"iteration"`` if the runs can only begin at 0.
    """
    present = base.experiment_at(iteration)
    changed = variants(present, factor, values)
    if iteration > 0 and any(each.starts_over(present) for each in changed):
        words = f"Runs that differ in “{factor.title}” differ from the start: begin this race at iteration 0."
        raise InvalidSetting("iteration", words)
    return tuple(
        _entrant(base, iteration, factor, value, experiment) for value, experiment in zip(values, changed, strict=True)
    )


def _entrant(base: Run, iteration: int, factor: Factor, value: Any, experiment: Experiment) -> Entrant:
    past = tuple(segment for segment in base.segments if segment.start < iteration)
    later = tuple(
        replace(segment, experiment=factor.change(segment.experiment, value), trained=())
        for segment in base.segments
        if segment.start > iteration
    )
    name = factor.words(base.experiment_at(iteration), experiment)
    run = base.fork(iteration, f"{name} from {iteration:,}" if iteration else name)
    run.bookmarks = ()
    return Entrant(run, (*past, replace(base.starting_at(iteration), experiment=experiment), *later))


@dataclass(frozen=True)
class Lane:
    """The state of a run in a race: everything that `advance_all` needs to continue it."""

    problem: Problem
    snapshot: Snapshot
    key_stride: int = 1


FIRST_ROUND, MAX_AT_FIRST, QUICK, GROWTH = 2, 64, 250_000, 8
"""Iterations of the first round, at least and at most; the multiplications that they may take; and the factor by which
a round may be longer than the one before."""


def advance_all(lanes: Sequence[Lane], steps: int, *, seconds: float = math.inf) -> tuple[Progress, ...]:
    """Advance several runs by the same number of iterations; the first of them leads.

    They take turns in rounds that grow while there is time, so that no lane is ever ahead for long. A lane that
    diverges stays behind and the others go on; if the leader diverges, all stop at its last iteration.

    Parameters
    ----------
    seconds
        Stop early after this much time for all of them together; only how far they get depends on it.

    Returns
    -------
    tuple
        What each lane did, in order; all have reached the leader's iteration except those with ``stopped`` set.
    """
    if len(lanes) == 1:
        return (advance(lanes[0].problem, lanes[0].snapshot, steps, seconds=seconds, key_stride=lanes[0].key_stride),)
    began, done, size = perf_counter(), 0, min(steps, min(_first_round(lane.problem.experiment) for lane in lanes))
    rounds: list[list[Progress]] = [[] for _ in lanes]
    while size > 0:
        made = _round(lanes, rounds, size)
        done += made
        spent = perf_counter() - began
        if made < size or spent >= seconds:
            break
        fit = math.ceil((seconds - spent) * done / spent) if math.isfinite(seconds) else steps
        size = min(steps - done, GROWTH * size, fit)
    return tuple(_joined(parts) for parts in rounds)


def _first_round(experiment: Experiment) -> int:
    effort = experiment.layout.parameters * experiment.batch_size
    return max(FIRST_ROUND, min(MAX_AT_FIRST, QUICK // effort))


def _round(lanes: Sequence[Lane], rounds: list[list[Progress]], size: int) -> int:
    """Advance all lanes that still run by ``size`` iterations, or as many as the leader makes; return how many."""
    for lane, parts in zip(lanes, rounds, strict=True):
        if parts and parts[-1].stopped:
            continue
        parts.append(
            advance(lane.problem, parts[-1].snapshot if parts else lane.snapshot, size, key_stride=lane.key_stride)
        )
        if parts is rounds[0]:
            size = max(0, parts[-1].snapshot.iteration - parts[-1].first)
    return size


def _joined(parts: Sequence[Progress]) -> Progress:
    """Return the results of several calls of `advance` as if there had been one."""
    if len(parts) == 1:
        return parts[0]
    return Progress(
        parts[0].first,
        parts[-1].snapshot,
        frozen(np.concatenate([part.batch_loss for part in parts])),
        frozen(np.concatenate([part.gradient_norm for part in parts])),
        tuple(each for part in parts for each in part.evaluations),
        tuple(key for part in parts for key in part.keys),
        parts[-1].stopped,
    )


def first_below(history: History, loss: float, until: int) -> int | None:
    """Return the first evaluated iteration up to ``until`` with a minimised loss of ``loss`` or less, or None."""
    iterations = history.evaluated("iteration")
    minimised = history.evaluated("train_loss") + history.evaluated("penalty")
    below = np.flatnonzero((minimised <= loss) & (iterations <= until))
    return int(iterations[below[0]]) if len(below) else None
