"""Situations in which questions are asked, and what really happens there."""

from __future__ import annotations

from collections.abc import Sequence

from core.analysis.sight import Sight
from core.questions.fork import Evaluated, Fork, Situation
from core.questions.kind import QuestionKind
from core.questions.question import Question, Truth
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.problem import prepare
from core.training.run import Run, replay


def trained(experiment: Experiment, steps: int, name: str = "run 1") -> Run:
    """Return a run of so many iterations."""
    run = Run(experiment, name)
    run.extend(advance(prepare(experiment), run.history.keys[0], steps))
    return run


def fork_of(run: Run, iteration: int) -> Fork:
    """Return a fork of a run that nobody sees."""
    snapshot = replay(run.segments, run.history.nearest_key(iteration), iteration)
    return Fork(run.name, run.segments, snapshot, Evaluated.of(run.history, iteration))


def situation(*runs: Run, at: int, sight: Sight | None = None) -> Situation:
    """Return where a question is asked while the runs, the first of them displayed, are at an iteration."""
    first, *others = (fork_of(run, at) for run in runs)
    return Situation(first, tuple(others), sight or Sight())


def found(kind: QuestionKind, question: Question, where: Situation, seconds: float = 60.0) -> Truth:
    """Return the truth about a question, found in slices of so many seconds."""
    work = kind.deed(question, where)
    while not work.done:
        work = work.proceed(seconds)
    assert work.result is not None
    return work.result


def said(question: Question, truth: Truth) -> object:
    """Return what the right option says; None for a tie."""
    return None if truth.right is None else question.options[truth.right].key


def minimised(run: Run, iterations: Sequence[int]) -> list[float]:
    """Return the loss of a run at iterations, penalty included, each replayed from the start."""
    return [fork_of(run, each).loss for each in iterations]
