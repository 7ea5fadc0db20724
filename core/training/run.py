"""One line of time: an experiment, with the edits made on the way, and its history."""

from __future__ import annotations

from dataclasses import dataclass

from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from core.training.history import History
from core.training.loop import Progress, advance, prepare
from core.training.snapshot import Snapshot


@dataclass(frozen=True)
class Segment:
    """From which iteration on an experiment holds."""

    start: int
    experiment: Experiment


class Run:
    """An experiment and what became of it.

    Edits that leave the past valid (learning rate, batch size, …) are noted as segments, so that every iteration can be
    replayed under the experiment that held then.
    """

    def __init__(self, experiment: Experiment, name: str = "run 1") -> None:
        problem = prepare(experiment)
        start = problem.start()
        self.name = name
        self.segments: tuple[Segment, ...] = (Segment(0, experiment),)
        self.history = History(start, evaluate(problem, start.theta, 0))

    def experiment_at(self, iteration: int) -> Experiment:
        """Return the experiment under which the update from ``iteration`` is made."""
        return next(s.experiment for s in reversed(self.segments) if s.start <= iteration)

    def edit(self, iteration: int, experiment: Experiment) -> None:
        """Let ``experiment`` hold from ``iteration`` on. What had come after that is forgotten."""
        self.history.truncate(iteration)
        earlier = tuple(s for s in self.segments if s.start < iteration)
        self.segments = (*earlier, Segment(iteration, experiment))

    def extend(self, progress: Progress) -> None:
        """Take in what `advance` brought back."""
        self.history.extend(progress)


def replay(segments: tuple[Segment, ...], key: Snapshot, iteration: int) -> Snapshot:
    """Return ``iteration`` exactly as it was, from a key snapshot at or before it."""
    snapshot = key
    ends = [s.start for s in segments[1:]] + [iteration]
    for segment, end in zip(segments, ends, strict=True):
        steps = min(end, iteration) - snapshot.iteration
        if steps > 0:
            snapshot = advance(prepare(segment.experiment), snapshot, steps, key_stride=iteration + 1).snapshot
    return snapshot
