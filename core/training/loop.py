"""The training loop: `prepare` an experiment, `step` it, `advance` it by many iterations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from time import perf_counter

import numpy as np

from core.arrays import Array, frozen
from core.training.batches import batches_from
from core.training.evaluation import Evaluation, evaluate
from core.training.fast import tape
from core.training.fast.taped import LONGEST, Taped
from core.training.fast.workspace import AnyPass, Workspace, workspace_of
from core.training.overflow import cause_of
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.values import dataclass

WALKS_TAPES = tape.extension is not None
"""Whether steps of small networks are made without the interpreter, two or three times as fast."""


@dataclass(frozen=True)
class Divergence:
    """Why a run stopped: its numbers left the range of floating point.

    Attributes
    ----------
    iteration
        The iteration whose loss, gradient or parameters are not finite.
    good
        The last iteration at which everything was finite.
    layer
        The layer (1…L) that overflowed first, forward or backward; None if only the loss did.
    words
        The whole story in one sentence.
    undefined
        Whether nothing grew: an activation has no finite value, or slope, at its z.
    """

    iteration: int
    good: int
    layer: int | None
    words: str
    undefined: bool = False


@dataclass(frozen=True, eq=False)
class Progress:
    """The results of `advance`.

    Attributes
    ----------
    first
        The iteration it started from.
    snapshot
        The state it reached.
    batch_loss, gradient_norm
        Loss (penalty included) of the batch and norm of its gradient, before clipping, for each of the iterations
        first … snapshot.iteration - 1.
    evaluations
        Whole-set values at the iterations where the rule asks for them.
    keys
        Snapshots at multiples of the key stride.
    stopped
        Set if the run diverged.
    """

    first: int
    snapshot: Snapshot
    batch_loss: Array
    gradient_norm: Array
    evaluations: tuple[Evaluation, ...]
    keys: tuple[Snapshot, ...]
    stopped: Divergence | None = None


def step(problem: Problem, snapshot: Snapshot) -> Progress:
    """Do one iteration: one update of θ from one mini-batch."""
    return advance(problem, snapshot, 1)


def advance(
    problem: Problem,
    snapshot: Snapshot,
    steps: int,
    *,
    seconds: float = math.inf,
    key_stride: int = 1,
    evaluated: bool = True,
) -> Progress:
    """Do up to ``steps`` iterations from ``snapshot``.

    Parameters
    ----------
    seconds
        Stop early once this much time has gone by; what is computed does not depend on it.
    key_stride
        Keep a snapshot at every multiple of this iteration number.
    evaluated
        Whether to evaluate the whole set where the rule asks for it; what is replayed has been evaluated before.

    Returns
    -------
    Progress
        With ``stopped`` set if a loss or gradient was not finite; its snapshot is then the last good one, or
        ``snapshot`` itself if that was bad already.
    """
    space = workspace_of(problem)
    with space.lock, np.errstate(all="ignore"):
        return _Loop(problem, space, snapshot, key_stride, evaluated).run(steps, perf_counter() + seconds)


class _Loop:
    """One call of `advance`: its place in the epoch and what it has recorded."""

    def __init__(
        self, problem: Problem, space: Workspace, snapshot: Snapshot, key_stride: int, evaluated: bool
    ) -> None:
        optimizer = problem.experiment.optimizer
        if snapshot.slots_of != optimizer.name:
            snapshot = snapshot.with_slots(optimizer.name, len(optimizer.slots))
        space.state[:] = snapshot.state
        self.problem, self.experiment, self.space = problem, problem.experiment, space
        self.start, self.slots_of = snapshot, snapshot.slots_of
        self.k = snapshot.iteration
        self.age = snapshot.age - snapshot.iteration
        self.passes = problem.passes(snapshot)
        self.key_stride, self.evaluated = key_stride, evaluated
        self.losses: list[float] = []
        self.norms: list[float] = []
        self.evaluations: list[Evaluation] = []
        self.keys: list[Snapshot] = []
        self.finite = True
        self.batch: AnyPass
        self.taped = Taped(problem, space, self.passes, self.age)
        self.pace = 1
        self.called: Iterator[int] | None = None

    def run(self, steps: int, deadline: float) -> Progress:
        """Iterate until something says stop."""
        problem, theta, end = self.problem, self.space.theta, self.k + steps
        due = problem.evaluation_after(self.k) if self.evaluated else end + 1
        while self.finite and self.k < end:
            self._go_on(min(end, due), deadline)
            if self.k == due:
                self.evaluations.append(evaluate(problem, theta, due))
                due = problem.evaluation_after(due)
            if perf_counter() > deadline:
                break
        if not (self.finite and np.isfinite(self.space.state).all()):
            return self._diverged()
        return self._progress(self._snapshot())

    def _go_on(self, until: int, deadline: float) -> None:
        """Iterate to ``until``, or to the deadline: on tapes as far as there are any, else call by call."""
        begun, most = perf_counter(), LONGEST if deadline == math.inf else self.pace
        while self.k < until and (done := self._stretch(min(most, until - self.k))):
            now = perf_counter()
            if now > deadline:
                return
            most = self.pace = 1 + int(min(LONGEST, done * (deadline - now) / (now - begun + 1e-9) / 2.0))
            begun = now
        if self.k < until and self.called is None:
            self.called = self._iterations()
        for k in islice(self.called or (), max(0, until - self.k)):
            if k % self.key_stride == 0:
                self.keys.append(self._snapshot())
            if perf_counter() > deadline:
                return

    def _stretch(self, most: int) -> int:
        """Iterate up to ``most`` times on a tape, and return how often; 0 where there is none, or numbers overflow."""
        stretch = self.taped.stretch(self.k, most, self.key_stride, self._once)
        if stretch is None or not stretch.losses:
            return 0
        self.losses += stretch.losses
        self.norms += stretch.norms
        for k, state in stretch.keys:
            self.keys.append(Snapshot(k, state, k + self.age, self.slots_of, self.passes))
        self.batch, self.loss, self.called = stretch.batch, stretch.losses[-1], None
        self.k += len(stretch.losses)
        return len(stretch.losses)

    def _once(self) -> list[float]:
        """Make an iteration call by call, leave no record of it, and return its loss and norm; nothing if it fails."""
        loop = _Loop(self.problem, self.space, self._snapshot(), 1, False)
        next(loop._iterations(), None)
        return loop.losses + loop.norms

    def _iterations(self) -> Iterator[int]:
        """Make one iteration for each value requested, and yield the number of the iteration it leads to.

        Ends where loss or gradient are not finite; θ is then unchanged.
        """
        experiment, space, k, age = self.experiment, self.space, self.k, self.age
        gradient, penalty, numbers, update = space.gradient, space.penalty, space.numbers, space.update
        rate, clip_norm, losses, norms = experiment.schedule.factor, experiment.clip_norm, self.losses, self.norms
        alpha, numbers_of = experiment.optimizer.alpha, experiment.optimizer.numbers
        known: tuple[float, ...] = ()
        for batch in batches_from(self.problem, space, k, self.passes):
            for call in batch.calls:
                call()
            loss = batch.data_loss()
            if penalty is not None:
                loss += penalty()
            norm = math.sqrt(gradient.dot(gradient))
            self.batch, self.loss = batch, loss
            if not math.isfinite(loss + norm):
                self.finite = False
                return
            if norm > clip_norm:
                gradient *= clip_norm / norm
            now = numbers_of(alpha * rate(k), k + age + 1)
            if now != known:
                numbers[:] = known = now
            for call in update:
                call()
            losses.append(loss)
            norms.append(norm)
            self.k = k = k + 1
            yield k

    def _snapshot(self) -> Snapshot:
        k, state = self.k, self.space.state.copy()
        state.setflags(write=False)
        return Snapshot(k, state, k + self.age, self.slots_of, self.passes)

    def _progress(self, snapshot: Snapshot, stopped: Divergence | None = None) -> Progress:
        losses, norms, evaluations, keys = self.losses, self.norms, self.evaluations, self.keys
        if stopped:  # the end may have gone too far
            count = max(0, snapshot.iteration - self.start.iteration)
            losses, norms = losses[:count], norms[:count]
            evaluations = [e for e in evaluations if e.iteration <= snapshot.iteration]
            keys = [key for key in keys if key.iteration <= snapshot.iteration]
        records = frozen(np.array(losses)), frozen(np.array(norms))
        return Progress(self.start.iteration, snapshot, *records, tuple(evaluations), tuple(keys), stopped)

    def _diverged(self) -> Progress:
        """Go back to the last iteration whose loss, θ and slots were finite and say what happened."""
        diverged = self.k
        good = diverged if math.isfinite(self.loss) else diverged - 1
        cause = cause_of(self.space, self.batch, self.loss)
        snapshot = self._again(good)
        good = max(0, min(good, snapshot.iteration))
        diverged = min(diverged, good + 1)
        stopped = Divergence(diverged, good, cause.layer, cause.story(diverged, good), cause.undefined)
        return self._progress(snapshot, stopped)

    def _again(self, good: int) -> Snapshot:
        """Iterate from the start to ``good`` once more, but stop before θ or slots overflow."""
        self.space.state[:] = self.start.state
        self.k, recorded = self.start.iteration, (self.losses, self.norms)
        self.losses, self.norms = [], []
        last = self.start
        for _ in islice(self._iterations(), max(0, good - self.k)):
            if not np.isfinite(self.space.state).all():
                break
            last = self._snapshot()
        self.losses, self.norms = recorded
        return last
