"""What the worker does for the session: functions of frozen values that bring back a frame."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from core.analysis.captions.steps import made_step
from core.analysis.sight import Sight, following
from core.data.examples import MAX_WATCHED
from core.exchange.scenes import Scene
from core.training.breakpoints import Breakpoint
from core.training.experiment import Experiment
from core.training.loading import LARGE
from core.training.loop import Progress
from core.training.problem import Problem, prepare
from core.training.run import Beginning, RunId, Segment, replay, replay_keeping
from core.training.run import begin as begin_run
from core.training.snapshot import Snapshot
from core.training.trace import phases, trace
from core.values import dataclass
from gui.frames.frame import Frame
from gui.frames.observe import observe
from gui.frames.rivals import Move, advance_beside, holding
from gui.frames.wanted import Wanted

MAX_PASSED, PASSED_MEMORY = 64, 4 * 2**20
"""How many iterations a seek keeps of those it passes through, and bytes they may take: for going back from there."""
MAX_TO_OPEN = 1_000_000
"""Values of neurons up to which an iteration is opened up without being asked: four numbers are kept for each."""
CALM_POINTS, MOVING_POINTS = 41, 21
"""Points along each side of the loss surface while the picture is still, and while it moves."""
CALM_WORK, FEWER_POINTS = 2e10, 29
"""Multiplications that the surface of a still picture may take, some seconds; beyond it has so many points a side."""
BATCH_SECONDS = 0.002
"""Time in one job for the surface of a batch while training runs."""
MAX_KEYS, MIN_KEYS, KEY_VALUES = 400, 16, 300_000
"""Snapshots that the path is seen through on a plane, and values that they may have together."""


@dataclass(frozen=True)
class Trained:
    """What a training job brings back, and the breakpoints that hold for it: it may have gone past one.

    ``theirs`` is what each of the frame's rivals did; None for one that had stopped before.
    """

    frame: Frame
    progress: Progress
    breakpoints: tuple[Breakpoint, ...] = ()
    theirs: tuple[Progress | None, ...] = ()


@dataclass(frozen=True)
class Begun:
    """What beginning a run brings back: its first frame, and what the run is made of."""

    frame: Frame
    beginning: Beginning


def max_keys(experiment: Experiment) -> int:
    """Return how many snapshots of a run its path is seen through."""
    return min(MAX_KEYS, max(MIN_KEYS, KEY_VALUES // experiment.layout.parameters))


def wanted(
    keys: tuple[Snapshot, ...],
    sight: Sight,
    experiment: Experiment,
    calm: bool,
    opened: bool,
    beside: tuple[Snapshot, ...] = (),
) -> Wanted:
    """Return what to compute: more while the picture is calm than while it moves.

    ``keys`` are those of the run, about `max_keys` of them, and ``beside`` some of the runs that race with it.
    """
    hurried = opened and not calm
    opened = (calm or opened) and experiment.batch_size * sum(experiment.layout.sizes) <= MAX_TO_OPEN
    if calm:
        work = CALM_POINTS**2 * experiment.layout.parameters * min(experiment.data.points, MAX_WATCHED)
        points = CALM_POINTS if work <= CALM_WORK else FEWER_POINTS
        return Wanted(sight, keys, points, surface_seconds=0.012, calm=True, opened=opened, beside=beside)
    seconds = BATCH_SECONDS if sight.batch_only else 0.0  # each batch has another surface, and small ones are quick
    return Wanted(
        sight, keys, MOVING_POINTS, surface_seconds=seconds, calm=False, opened=opened, hurried=hurried, beside=beside
    )


def takes_long_to_load(experiment: Experiment, before: Frame | None) -> bool:
    """Tell whether an experiment's data, another than those of ``before``, are too many to prepare between pictures."""
    if experiment.data.points <= LARGE:
        return False
    return before is None or any(
        getattr(experiment, setting) != getattr(before.experiment, setting)
        for setting in ("data", "test_share", "features", "standardise", "standardise_target", "outputs")
    )


def begin(experiment: Experiment, scene: Scene | None, sight: Sight) -> Begun:
    """Start a run, as ``scene`` has it if it is that scene's own."""
    begun, problem = begin_run(experiment, () if scene is None else scene.start), prepare(experiment)
    if scene is not None:
        sight = following(problem, sight, scene.follow)
    first = wanted((begun.snapshot,), sight, experiment, calm=True, opened=True)
    return Begun(observe(begun.of, problem, begun.snapshot, first, None), begun)


def show(of: RunId, experiment: Experiment, snapshot: Snapshot, wanted: Wanted, before: Frame) -> Frame:
    """Return the frame of a snapshot that is known."""
    return observe(of, prepare(experiment), snapshot, wanted, before)


def seek(
    of: RunId,
    segments: tuple[Segment, ...],
    key: Snapshot,
    iteration: int,
    opened: bool,
    wanted: Wanted,
    before: Frame | None,
    previous: Snapshot | None = None,
) -> Frame:
    """Return an iteration that was reached before; ``opened`` at its last phase.

    ``previous`` is the iteration before it, if it is known.
    """
    keep = min(MAX_PASSED, PASSED_MEMORY // key.state.nbytes)
    *passed, snapshot = replay_keeping(segments, key, iteration, keep)
    if before is not None and before.of is of:
        passed = [*(each for each in before.passed if each.iteration < key.iteration), *passed]
    frame = observe(of, holding(segments, iteration), snapshot, wanted, before)
    frame = replace(frame, passed=tuple(passed[-keep:]) if keep else ())
    for start in (previous, *passed[-1:]):
        if start is not None and frame.made is None:
            frame = with_step(frame, holding(segments, start.iteration), start, before)
    return open_up(frame, len(phases(frame.problem.layout.depth))) if opened else frame


def opened(job: Callable[[], Frame], phases_shown: int) -> Frame:
    """Return the frame that ``job`` makes with so many phases of its iteration shown, as far as it has them."""
    frame = job()
    return open_up(frame, min(phases_shown, len(phases(frame.problem.layout.depth))))


def open_up(frame: Frame, step_into: int) -> Frame:
    """Return the frame with so many phases of its iteration shown."""
    return replace(frame, trace=frame.trace or trace(frame.problem, frame.snapshot), step_into=step_into)


def train_and_open(
    before: Frame, segments: tuple[Segment, ...], key_stride: int, wanted: Wanted, moves: tuple[Move, ...] = ()
) -> Trained:
    """Do an iteration, and show the first phase of the next one."""
    trained = train(before, segments, 1, math.inf, key_stride, (), wanted, moves)
    return trained if trained.progress.stopped is not None else replace(trained, frame=open_up(trained.frame, 1))


def train(
    before: Frame,
    segments: tuple[Segment, ...],
    steps: int,
    seconds: float,
    key_stride: int,
    breakpoints: tuple[Breakpoint, ...],
    wanted: Wanted,
    moves: tuple[Move, ...] = (),
) -> Trained:
    """Go on from a frame by some iterations, none beyond the segment that holds there; so do the rivals."""
    progress, rivals, theirs = advance_beside(before, key_stride, steps, seconds, moves)
    frame = replace(_reached(before, segments, progress, wanted), rivals=rivals)
    return Trained(frame, progress, breakpoints, theirs)


def _reached(before: Frame, segments: tuple[Segment, ...], progress: Progress, wanted: Wanted) -> Frame:
    """Return the frame of where a job got to. Along the known future that may be where an edit was made."""
    k = progress.snapshot.iteration
    wanted = replace(wanted, running=k > before.snapshot.iteration + 1)
    if progress.keys:  # else the path would shrink to a straight line
        wanted = replace(wanted, keys=(*wanted.keys, *progress.keys[:: max(1, len(progress.keys) // 32)]))
    frame = observe(before.of, holding(segments, k), replay(segments, progress.snapshot, k), wanted, before)
    return with_step(frame, before.problem, before.snapshot, before) if wanted.step else frame


def with_step(frame: Frame, problem: Problem, start: Snapshot, before: Frame | None) -> Frame:
    """Return a frame that knows what the iteration of ``problem`` from ``start`` to it did, if it is one.

    An edit that holds from here on makes another problem, whose loss may be another one: the edit is told instead.
    """
    if frame.problem is not problem or start.iteration != frame.snapshot.iteration - 1:
        return frame
    known = before if before is not None and before.snapshot is start and before.problem is problem else None
    evaluation, opened = (known.seen, known.trace) if known is not None else (None, None)
    return replace(frame, made=made_step(problem, start, frame.snapshot, frame.seen, evaluation, opened))
