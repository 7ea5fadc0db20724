"""One line of time: an experiment, with the edits made on the way, and its history."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace

from core.arrays import frozen
from core.hyperparameters import InvalidSetting
from core.training.bookmarks import Bookmarks, bookmarks_until
from core.training.breakpoints import Breakpoint, Stop, next_stop
from core.training.changes import written
from core.training.evaluation import Evaluation, evaluate
from core.training.experiment import Experiment
from core.training.history import History
from core.training.loop import Divergence, Progress, advance
from core.training.problem import prepare
from core.training.snapshot import Snapshot
from core.values import dataclass

MAX_NAMED = 3
"""How many parameters set by hand are named in a sentence."""


@dataclass(frozen=True)
class Segment:
    """From which iteration on an experiment holds.

    Attributes
    ----------
    hand_set
        Parameters that the user set at ``start``, before the update from there: (index into θ, value) each.
    trained
        The values that training had given these, if known: (index into θ, value) each. Setting them again takes the
        change back.
    """

    start: int
    experiment: Experiment
    hand_set: tuple[tuple[int, float], ...] = ()
    trained: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, eq=False)
class RunId:
    """Tells a run from all others, on any thread: a run itself is for one thread only."""


@dataclass(frozen=True)
class Beginning:
    """Iteration 0 of a run that is to be: what takes time to compute, and may be computed on any thread."""

    of: RunId
    segment: Segment
    snapshot: Snapshot
    evaluation: Evaluation


def begin(experiment: Experiment, values: Sequence[tuple[int, float | str]] = (), of: RunId | None = None) -> Beginning:
    """Return the beginning of a run, with parameters set by hand: (index into θ, value) each.

    Raises
    ------
    InvalidSetting
        As `with_parameters` does.
    """
    problem = prepare(experiment)
    start = problem.start()
    begun = Beginning(of or RunId(), Segment(0, experiment), start, evaluate(problem, start.theta, 0))
    if not values:
        return begun
    run = Run(begun)
    moved = run.set_parameters(start, values, evaluated_later=True)
    return replace(begun, segment=run.segments[0], snapshot=moved, evaluation=evaluate(problem, moved.theta, 0))


@dataclass(frozen=True)
class Origin:
    """Where a run left another one: at ``iteration``, where ``segment`` held in that other run."""

    iteration: int
    segment: Segment


class Run:
    """An experiment with its course over time.

    Edits that leave the past valid (learning rate, batch size, a weight set by hand, …) are noted as segments, so that
    every iteration can be replayed as it was.

    Attributes
    ----------
    id
        What frames, which are for any thread, have of it.
    keeps_name
        Whether the name is fixed, by the user or because the run is a ghost; then it is never generated again.
    origin
        Where it was forked from another run; None if it is not a fork.
    bookmarks
        Iterations that the user has named.
    """

    def __init__(self, begun: Experiment | Beginning, name: str = "run 1") -> None:
        beginning = begun if isinstance(begun, Beginning) else begin(begun)
        self.id = beginning.of
        self.name = name
        self.keeps_name = False
        self.origin: Origin | None = None
        self.bookmarks: Bookmarks = ()
        self.segments: tuple[Segment, ...] = (beginning.segment,)
        self.history = History(beginning.snapshot, beginning.evaluation)

    def segment_at(self, iteration: int) -> Segment:
        """Return the segment that the update from ``iteration`` belongs to."""
        return next(s for s in reversed(self.segments) if s.start <= iteration)

    def experiment_at(self, iteration: int) -> Experiment:
        """Return the experiment under which the update from ``iteration`` is made."""
        return self.segment_at(iteration).experiment

    def starting_at(self, iteration: int) -> Segment:
        """Return the segment that begins at ``iteration``; if none does, a new one without any change."""
        now = self.segment_at(iteration)
        return now if now.start == iteration else Segment(iteration, now.experiment)

    def hand_set_at(self, iteration: int) -> tuple[tuple[int, float], ...]:
        """Return the parameters that were set by hand at ``iteration``: (index into θ, value) each."""
        return self.starting_at(iteration).hand_set

    def edit(self, iteration: int, experiment: Experiment) -> None:
        """Use ``experiment`` from ``iteration`` on and forget everything after it."""
        self.history.truncate(iteration)
        self._hold(replace(self.starting_at(iteration), experiment=experiment))

    def set_parameter(
        self, snapshot: Snapshot, index: int, value: float | str, evaluated_later: bool = False
    ) -> Snapshot:
        """Set a parameter by hand at the iteration of ``snapshot`` and forget everything after it.

        Setting the old value again takes the change back, to the bit.

        Parameters
        ----------
        snapshot
            This run at the iteration in question.
        evaluated_later
            Whether the caller passes the evaluation of the whole set to ``history.correct`` once it is computed.

        Raises
        ------
        InvalidSetting
            As `with_parameter` does; the run is left as it was.
        """
        return self.set_parameters(snapshot, ((index, value),), evaluated_later)

    def set_parameters(
        self, snapshot: Snapshot, values: Sequence[tuple[int, float | str]], evaluated_later: bool = False
    ) -> Snapshot:
        """Set several parameters by hand, each by (index into θ, value), as `set_parameter` does one."""
        moved = with_parameters(snapshot, values)
        iteration, now = moved.iteration, self.starting_at(moved.iteration)
        wanted = self.history.is_evaluated(iteration) and not evaluated_later
        self.history.amend(moved, evaluate(prepare(now.experiment), moved.theta, iteration) if wanted else None)
        unknown = {index: math.nan for index, _ in now.hand_set}  # equal to no value
        trained = {index: float(snapshot.theta[index]) for index, _ in values} | unknown | dict(now.trained)
        held = dict(now.hand_set) | {index: float(moved.theta[index]) for index, _ in values}
        hand_set = tuple(pair for pair in held.items() if trained[pair[0]].hex() != pair[1].hex())  # −0 is not 0
        kept = tuple((index, trained[index]) for index, _ in hand_set)
        self._hold(replace(now, hand_set=hand_set, trained=kept))
        return moved

    def _hold(self, segment: Segment) -> None:
        """Make a segment the last one; drop it if nothing differs from the segment before."""
        before = tuple(s for s in self.segments if s.start < segment.start)
        differs = not before or segment.hand_set or segment.experiment != before[-1].experiment
        self.segments = (*before, segment) if differs else before

    def fork(self, iteration: int, name: str) -> Run:
        """Return a run that shares the past up to ``iteration`` with this one and then goes its own way.

        Nothing is computed, and only a list of references to the keys is copied.

        Raises
        ------
        ValueError
            If this run has not reached ``iteration``.
        """
        if not 0 <= iteration <= self.history.end:
            raise ValueError(f"“{self.name}” has iterations 0 to {self.history.end:,}; there is no {iteration:,}.")
        other = copy(self)
        other.id, other.name, other.keeps_name = RunId(), name, False
        other.origin = Origin(iteration, self.starting_at(iteration))
        other.segments = tuple(s for s in self.segments if s.start <= iteration)
        other.history = self.history.fork(iteration)
        other.bookmarks = bookmarks_until(self.bookmarks, iteration)
        return other

    def forget_after(self, iteration: int) -> None:
        """Forget everything after ``iteration``: records, edits and bookmarks; the id is new, as after `become`."""
        self.id = RunId()
        self.history.truncate(iteration)
        self.segments = tuple(s for s in self.segments if s.start <= iteration)
        self.bookmarks = bookmarks_until(self.bookmarks, iteration)

    def kept(self) -> Run:
        """Return a copy that stays as this run is now; only a list of references to the keys is copied."""
        other = copy(self)
        other.history = self.history.fork(self.history.end)
        return other

    def become(self, kept: Run) -> None:
        """Be as the run was that has been ``kept``; the id is new, for what is known of the old one no longer holds."""
        vars(self).update(vars(kept.kept()) | {"id": RunId()})

    def extend(self, progress: Progress, breakpoints: Iterable[Breakpoint] = ()) -> Stop | None:
        """Add the results of `advance` up to the first breakpoint; new iterations beyond it are dropped.

        Returns
        -------
        Stop or None
            Where a breakpoint holds among the iterations of ``progress``; a future that was known before is kept.
        """
        known, reached = self.history.end, progress.snapshot.iteration
        self.history.extend(progress)
        stop = next_stop(breakpoints, self.history, progress.first, reached)
        if stop is not None and max(known, stop.iteration) < self.history.end:
            self.history.truncate(max(known, stop.iteration))
        return stop

    def keeping_edits(self, stopped: Divergence) -> Divergence:
        """Return how a divergence ends for this run: if an edit caused it, the run stays at the edit."""
        edited = self.segment_at(stopped.iteration)
        if stopped.iteration != edited.start or not (edited.hand_set or edited.start):
            return stopped
        return replace(stopped, good=edited.start, words=_blame(edited))


def _blame(edited: Segment) -> str:
    """Say that no iteration is possible from the start of ``edited``, and what to do."""
    layout, many = edited.experiment.layout, len(edited.hand_set) > MAX_NAMED
    names = ", ".join(f"{layout.name(index)} = {written(value)}" for index, value in edited.hand_set)
    if not names:
        return (
            f"No step can be made from iteration {edited.start:,}, where settings were changed: the loss or its "
            "gradient is not finite there. The change is kept; Undo takes it back, Back goes one iteration back."
        )
    return (
        f"With {'the parameters' if many else names}, set by hand at iteration {edited.start:,}, the loss or its "
        "gradient is not finite, so no step can be made from there. The setting is kept; Undo takes it back."
    )


def with_parameter(snapshot: Snapshot, index: int, value: float | str) -> Snapshot:
    """Return ``snapshot`` with the parameter at ``index`` set to ``value``, a number or its text.

    Raises
    ------
    InvalidSetting
        For the setting ``"value"`` if it is not a finite number, and ``"index"`` if there is no such parameter.
    """
    return with_parameters(snapshot, ((index, value),))


def with_parameters(snapshot: Snapshot, values: Sequence[tuple[int, float | str]]) -> Snapshot:
    """Return ``snapshot`` with parameters set, each by (index into θ, value); see `with_parameter`."""
    state = snapshot.state.copy()
    for index, value in values:
        if not 0 <= index < state.shape[1]:
            raise InvalidSetting("index", f"The parameters are 0 to {state.shape[1] - 1}; there is no {index}.")
        state[0, index] = _finite(value)
    return snapshot._replace(state=frozen(state))


def _finite(value: float | str) -> float:
    """Return ``value`` as a finite float, or refuse it."""
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except OverflowError:
        number = math.inf
    except (TypeError, ValueError):
        number = math.nan
    if math.isinf(number):
        raise InvalidSetting(
            "value", f"A parameter must be a finite number below 1.8·10³⁰⁸ in size; {value!s:.24} is not."
        )
    if math.isnan(number):
        raise InvalidSetting("value", f"A parameter must be a number, not “{value!s:.24}”.")
    return number


def replay(segments: tuple[Segment, ...], key: Snapshot, iteration: int) -> Snapshot:
    """Return ``iteration`` exactly as it was, from a key snapshot at or before it."""
    return replay_keeping(segments, key, iteration, 0)[-1]


def replay_keeping(segments: tuple[Segment, ...], key: Snapshot, iteration: int, keep: int) -> tuple[Snapshot, ...]:
    """Return up to ``keep`` iterations just before ``iteration``, and that itself: see `replay`."""
    snapshot, kept = key, list[Snapshot]()
    ends = [s.start for s in segments[1:]] + [iteration]
    for segment, end in zip(segments, ends, strict=True):
        if segment.start == snapshot.iteration:
            snapshot = with_parameters(snapshot, segment.hand_set)
        last = min(end, iteration)
        for goal, stride in ((last - keep, iteration + 1), (last, 1 if keep else iteration + 1)):
            if goal > snapshot.iteration:
                kept.append(snapshot)
                steps, problem = goal - snapshot.iteration, prepare(segment.experiment)
                progress = advance(problem, snapshot, steps, key_stride=stride, evaluated=False)
                kept += progress.keys[:-1]
                snapshot = progress.snapshot
    return (*kept[-keep:], snapshot) if keep else (snapshot,)
