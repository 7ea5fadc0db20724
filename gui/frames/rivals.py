"""What the worker does for a race: the other runs come along with the active one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.training.evaluation import evaluate
from core.training.loop import Divergence, Progress
from core.training.problem import Problem, prepare
from core.training.race import Lane, advance_all
from core.training.run import Beginning, RunId, Segment, replay
from core.training.run import begin as begin_run
from core.training.snapshot import Snapshot
from core.values import dataclass
from gui.frames.frame import Frame, Rival


@dataclass(frozen=True)
class Move:
    """How a run of a race gets to another iteration.

    Attributes
    ----------
    of
        Whose move it is.
    key
        A snapshot of it to start from.
    goal
        Where it should be: the iteration of all, or its last one if it diverged before.
    now
        Where it stands, if it is displayed.
    stopped
        Why it can go no further.
    """

    of: RunId
    segments: tuple[Segment, ...]
    key: Snapshot
    key_stride: int
    goal: int
    now: Rival | None
    stopped: Divergence | None


@dataclass(frozen=True)
class Start:
    """How a run of a race begins.

    Attributes
    ----------
    goal
        The iteration where all are.
    key
        A snapshot of its past to start from; None where it has a start of its own, which is to be computed.
    """

    of: RunId
    segments: tuple[Segment, ...]
    goal: int
    key: Snapshot | None


@dataclass(frozen=True)
class RaceBegun:
    """What beginning a race brings back: the frame to show, and the other runs' own starts, where they have one."""

    frame: Frame
    beginnings: tuple[Beginning | None, ...]


def holding(segments: tuple[Segment, ...], iteration: int) -> Problem:
    """Return the problem that the update from ``iteration`` belongs to."""
    return prepare(next(s.experiment for s in reversed(segments) if s.start <= iteration))


def begin(job: Callable[[], Frame], starts: tuple[Start, ...]) -> RaceBegun:
    """Have the runs of a race stand at the iteration of the frame that ``job`` makes."""
    frame, begun = job(), [_begin(start) for start in starts]
    return RaceBegun(
        replace(frame, rivals=tuple(rival for rival, _ in begun)), tuple(beginning for _, beginning in begun)
    )


def _begin(start: Start) -> tuple[Rival, Beginning | None]:
    """Return where a run is as the race begins, and its own start if it has one."""
    if start.key is not None:
        return _arrive(Move(start.of, start.segments, start.key, 1, start.goal, None, None)), None
    first, *later = start.segments
    own = begin_run(first.experiment, first.hand_set, start.of)
    return _arrive(Move(start.of, (own.segment, *later), own.snapshot, 1, start.goal, None, None)), own


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
    return Rival(move.of, problem, snapshot, evaluate(problem, snapshot.theta, snapshot.iteration), stopped)
