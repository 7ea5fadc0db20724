"""What the worker does for a race: the other runs come along with the active one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.training.evaluation import evaluate
from core.training.loop import Divergence, Progress
from core.training.problem import Problem, prepare
from core.training.race import Entrant, Lane, advance_all
from core.training.run import Run, Segment, replay
from core.training.snapshot import Snapshot
from gui.frames.frame import Frame, Rival


@dataclass(frozen=True)
class Move:
    """How a run of a race gets to another iteration.

    Attributes
    ----------
    run
        Handed through; read on the main thread only.
    key
        A snapshot of it to start from.
    goal
        Where it should be: the iteration of all, or its last one if it diverged before.
    now
        Where it stands, if it is on show.
    stopped
        Why it can go no further.
    """

    run: Run
    segments: tuple[Segment, ...]
    key: Snapshot
    key_stride: int
    goal: int
    now: Rival | None
    stopped: Divergence | None


@dataclass(frozen=True)
class Begun:
    """What beginning a race brings back: the frame to show, and the runs in it beside the active one."""

    frame: Frame
    runs: tuple[Run, ...]


def holding(segments: tuple[Segment, ...], iteration: int) -> Problem:
    """Return the problem that the update from ``iteration`` belongs to."""
    return prepare(next(s.experiment for s in reversed(segments) if s.start <= iteration))


def begin(job: Callable[[], Frame], entrants: tuple[Entrant, ...]) -> Begun:
    """Make the runs of a race, all at the iteration of the frame that ``job`` makes."""
    frame, runs = job(), tuple(entrant.run() for entrant in entrants)
    goal = frame.snapshot.iteration
    moves = [
        Move(run, run.segments, run.history.nearest_key(goal), run.history.key_stride, goal, None, None) for run in runs
    ]
    return Begun(replace(frame, rivals=tuple(_arrive(move) for move in moves)), runs)


def beside(job: Callable[[], Frame], moves: tuple[Move, ...]) -> Frame:
    """Return the frame that ``job`` makes, with the other runs of the race where they should be."""
    return replace(job(), rivals=tuple(_arrive(move) for move in moves))


def advance_beside(
    before: Frame, key_stride: int, steps: int, seconds: float, moves: tuple[Move, ...]
) -> tuple[Progress, tuple[Rival, ...], tuple[Progress | None, ...]]:
    """Go on from a frame, the other runs of the race by as many iterations.

    Returns
    -------
    progress
        Of the active run.
    rivals
        Where the others have got to.
    theirs
        What each of them did; None for one that had stopped before.
    """
    rivals = [move.now or _arrive(move) for move in moves]
    running = [place for place, move in enumerate(moves) if move.stopped is None]
    lanes = [Lane(rivals[place].problem, rivals[place].snapshot, moves[place].key_stride) for place in running]
    progress, *made = advance_all((Lane(before.problem, before.snapshot, key_stride), *lanes), steps, seconds=seconds)
    theirs: list[Progress | None] = [None] * len(moves)
    for place, each in zip(running, made, strict=True):
        theirs[place], rivals[place] = each, _moved(moves[place], each)
    return progress, tuple(rivals), tuple(theirs)


def _arrive(move: Move) -> Rival:
    now = move.now
    if now is not None and now.snapshot.iteration == move.goal:
        return replace(now, stopped=move.stopped)
    return _rival(move, replay(move.segments, move.key, move.goal), move.stopped)


def _moved(move: Move, progress: Progress) -> Rival:
    """Return where a run has got to. Its last good iteration may be the one before that."""
    snapshot, stopped = progress.snapshot, progress.stopped
    if stopped is not None and stopped.good < snapshot.iteration:
        return _rival(move, replay(move.segments, move.key, stopped.good), stopped)
    return _rival(move, replay(move.segments, snapshot, snapshot.iteration), stopped)


def _rival(move: Move, snapshot: Snapshot, stopped: Divergence | None) -> Rival:
    problem = holding(move.segments, snapshot.iteration)
    return Rival(move.run, problem, snapshot, evaluate(problem, snapshot.theta, snapshot.iteration), stopped)
