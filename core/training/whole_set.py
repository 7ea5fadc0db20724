"""Loss and scores over all examples of a large set, of which evaluations see a sample."""

from __future__ import annotations

import math
from dataclasses import field, replace

import numpy as np

from core.arrays import Array, frozen
from core.data.examples import Examples
from core.training.evaluation import CHUNK, Evaluation, classify, r_squared, summed
from core.training.fast.workspace import forward_over
from core.training.loading import targets, variation
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.values import dataclass
from core.work import Work

PIECE = 8 * CHUNK
"""Examples in a piece of the work: some milliseconds."""
SCORES = ("loss", "accuracy", "r2", "rmse")


@dataclass(frozen=True, eq=False)
class WholeEvaluation(Work[Evaluation]):
    """The evaluation of a snapshot over the whole training and test set, some thousand examples at a time.

    Attributes
    ----------
    seen
        How many examples are summed, training examples first.
    sums
        Over the training and the test set: losses, wrong answers, squared errors (2 × 3).
    """

    problem: Problem
    snapshot: Snapshot
    seen: int = 0
    sums: Array = field(default_factory=lambda: frozen(np.zeros((2, 3))))

    @property
    def done(self) -> bool:
        """Whether all examples are summed."""
        return self.seen == len(self.problem.whole) + len(self.problem.whole_test)

    @property
    def result(self) -> Evaluation | None:
        """The evaluation, once all examples are summed."""
        if not self.done:
            return None
        problem = self.problem
        train, test = (
            _scores(problem, examples, sums) if len(examples) else {}
            for examples, sums in zip((problem.whole, problem.whole_test), self.sums, strict=True)
        )
        values = {f"train_{name}": train.get(name, math.nan) for name in SCORES}
        values |= {f"test_{name}": test.get(name, math.nan) for name in SCORES}
        return Evaluation(self.snapshot.iteration, penalty=problem.penalty(self.snapshot.theta), **values)

    def further(self) -> WholeEvaluation:
        """Return the work with the next piece of one of the sets."""
        problem, m = self.problem, len(self.problem.whole)
        test = self.seen >= m
        examples, start = (problem.whole_test, self.seen - m) if test else (problem.whole, self.seen)
        part = np.arange(start, min(start + PIECE, len(examples)))
        sums = self.sums.copy()
        with np.errstate(all="ignore"):
            sums[int(test)] += _sums(problem, self.snapshot.theta, examples.take(part))
        return replace(self, seen=self.seen + len(part), sums=frozen(sums))


def outputs_of(problem: Problem, theta: Array) -> Array:
    """Return A[L] (k × m) for every example at ``theta`` (p,), training examples first: of a large set all, too."""
    experiment, layout = problem.experiment, problem.layout
    parts = []
    for examples in (problem.whole, problem.whole_test):
        x = problem.inputs.of(examples.x)
        for start in range(0, len(examples), CHUNK):
            part = x[:, start : start + CHUNK]
            forward = forward_over(experiment.network, layout, part.shape[1])
            with forward.lock, np.errstate(all="ignore"):
                forward.run(theta, part)
                parts.append(forward.a[-1].copy())
    return frozen(np.concatenate(parts, axis=1))


def _sums(problem: Problem, theta: Array, examples: Examples) -> Array:
    """Return the sums of losses, wrong answers and squared errors over some examples."""
    experiment, layout, sums = problem.experiment, problem.layout, np.zeros(3)
    x, y = problem.inputs.of(examples.x), problem.target_scale.scaled(targets(examples, layout.sizes[-1]))
    for start in range(0, len(examples), CHUNK):
        part = slice(start, start + CHUNK)
        forward = forward_over(experiment.network, layout, x[:, part].shape[1])
        with forward.lock:
            forward.run(theta, x[:, part])
            sums[0] += summed(experiment.loss.per_example(forward.z, forward.a[-1], y[:, part])).sum()
            if problem.classes:
                sums[1] += np.count_nonzero(classify(forward.a[-1]) != examples.labels[part])
            else:
                sums[2] += np.square(forward.a[-1] - y[:, part]).sum()
    return sums


def _scores(problem: Problem, examples: Examples, sums: Array) -> dict[str, float]:
    """Return loss and scores of a whole set from its sums."""
    count, (loss, wrong, error) = len(examples), sums.tolist()
    if problem.classes:
        return {"loss": problem.data_loss(loss, count), "accuracy": (count - wrong) / count}
    y = problem.target_scale.scaled(targets(examples, problem.layout.sizes[-1]))
    return {
        "loss": problem.data_loss(loss, count),
        "r2": r_squared(error, float(variation(y).sum())),
        "rmse": problem.unit * math.sqrt(error / count),
    }
