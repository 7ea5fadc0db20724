"""Races: runs that differ in exactly one thing, and go on side by side by the very same iterations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
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


def variants(experiment: Experiment, factor: Factor, values: Sequence[Any]) -> tuple[Experiment, ...]:
    """Return ``experiment`` with each of the ``values``, and nothing else changed.

    Raises
    ------
    InvalidSetting
        For the factor's name if there is no value, if one is as it is already, or if two are equal; or as the
        experiment itself refuses a value.
    """
    if factor.name == "activation" and not experiment.network.hidden:
        raise InvalidSetting(factor.name, "This network has no hidden layer whose activation could differ.")
    if not values:
        raise InvalidSetting(factor.name, f"A race needs another value of “{factor.title}” beside the present one.")
    made: list[Experiment] = []
    for value in values:
        changed = factor.change(experiment, value)
        if changed == experiment:
            words = "That is what the run on show has already; choose a value that differs from it."
            raise InvalidSetting(factor.name, words)
        if changed in made:
            words = f"“{factor.words(experiment, changed)}” is there twice; two equal runs would run equally."
            raise InvalidSetting(factor.name, words)
        made.append(changed)
    return tuple(made)


@dataclass(frozen=True)
class Entrant:
    """A run that is to be: what `Run` it branches off from, and which experiments hold in it.

    Attributes
    ----------
    past
        A fork of the run on show that nobody else has.
    segments
        Those of the run on show, each with the one thing changed from the fork on.
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

    Edits that ``base`` sees later on they see too. Nothing is computed, and ``base`` stays as it is.

    Raises
    ------
    InvalidSetting
        As `variants` does; and for ``"iteration"`` if the runs can only begin at 0.
    """
    present = base.experiment_at(iteration)
    changed = variants(present, factor, values)
    if iteration > 0 and any(each.starts_over(present) for each in changed):
        words = f"Runs that differ in “{factor.title}” differ from the start on: begin this race at iteration 0."
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
    """Where a run of a race stands: all that `advance_all` needs to go on with it."""

    problem: Problem
    snapshot: Snapshot
    key_stride: int = 1


FIRST_ROUND, MOST_AT_FIRST, QUICK, GROWTH = 2, 64, 250_000, 8
"""Iterations of the first round of all lanes, where they are quick: as many as take so many multiplications, up to so
many; and how many times as many the next one may have."""


def advance_all(lanes: Sequence[Lane], steps: int, *, seconds: float = math.inf) -> tuple[Progress, ...]:
    """Advance several runs by the very same number of iterations; the first of them leads.

    They take turns in rounds that grow while there is time, so that no lane is ever ahead for long. A lane that
    diverges stays behind and the others go on; where the leader does, all stop at its last iteration.

    Parameters
    ----------
    seconds
        Stop early once this much time has gone by for all of them together; only how far they come depends on it.

    Returns
    -------
    tuple
        What each lane did, in order; all have reached the leader's iteration but those with ``stopped`` set.
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
    return max(FIRST_ROUND, min(MOST_AT_FIRST, QUICK // effort))


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
    """Return what several calls of `advance` brought back as if it had been one."""
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


def epochs_until(segments: Sequence[Segment], iteration: int) -> float:
    """Return how many passes over the training set the first ``iteration`` iterations are, as each batch size held."""
    ends = [segment.start for segment in segments[1:]] + [iteration]
    return sum(
        max(0, min(end, iteration) - segment.start) / segment.experiment.batches
        for segment, end in zip(segments, ends, strict=True)
    )
