"""The examples that can be listed one by one, with what the network says to each."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.data.examples import Labels
from core.training.evaluation import classify
from core.values import dataclass
from gui.frames.frame import Frame


@dataclass(frozen=True, eq=False)
class Listed:
    """Examples: those of `Problem.x`, then those beyond the sample of a large set that are looked at.

    These are the examples of the batch that is opened up.

    Attributes
    ----------
    rows
        Which examples (t,), as `Frame.row` has them.
    loss, wrong
        Loss of each, and whether its class is predicted wrongly (t,).
    labels, y
        Classes (t,) and targets as the network learns them (k × t).
    outputs
        A[L] (k × t).
    """

    rows: NDArray[np.int64]
    loss: Array
    wrong: NDArray[np.bool_]
    labels: Labels
    y: Array
    outputs: Array


def listed(frame: Frame) -> Listed:
    """Return the examples that can be listed of a frame."""
    problem, given = frame.problem, frame.answers
    seen = Listed(np.arange(len(given.loss)), given.loss, given.wrong, problem.labels, problem.y, given.outputs)
    beyond = _of_batch(frame)
    if beyond is None:
        return seen
    joined = (np.concatenate([getattr(part, f.name) for part in (seen, beyond)], axis=-1) for f in fields(Listed))
    return Listed(*joined)


def _of_batch(frame: Frame) -> Listed | None:
    """Return the examples of the batch that is opened up beyond the sample; None if there are none."""
    problem, trace = frame.problem, frame.trace
    places = np.flatnonzero(trace.columns >= len(problem.train)) if trace is not None else ()
    if trace is None or not len(places):
        return None
    numbers, outputs = trace.columns[places], trace.layers[-1].a[:, places]
    labels = problem.whole.labels[numbers]
    wrong = classify(outputs) != labels if problem.classes else np.zeros(len(numbers), bool)
    rows = numbers + len(problem.test)
    return Listed(rows, trace.per_example[places], wrong, labels, trace.y[:, places], outputs)
