"""A prepared experiment: everything that an iteration reads, computed once."""

from __future__ import annotations

import math
from functools import lru_cache, singledispatch
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, frozen
from core.data.examples import Examples, Labels
from core.data.features import Inputs
from core.data.standard import TargetScale
from core.nn.network import Layout, initial_theta
from core.training.experiment import Experiment
from core.training.loading import epoch_order, load
from core.training.passes import Passes
from core.training.snapshot import Snapshot
from core.values import dataclass

Total = TypeVar("Total", float, Array)
EVERY_ITERATION_UNTIL = 100
EXAMPLES_AT_FIRST = 500_000
"""Examples that the first evaluations, one per iteration, may read in all; larger sets become rare sooner."""
MAX_NOTES = 3
"""Most targets whose scaling is described one by one."""
MIN_STRIDE, EVALUATION_RARITY = 40, 13
"""They set how rarely the whole set is evaluated at first: it takes 3–8 % of the time call by call, a third of it on
a tape. See `Problem.evaluation_after`."""
RARER_AFTER = 256
"""Evaluations after which the next ones become rarer: their distance is then 1/256 to 1/128 of the way so far."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A prepared experiment: data and layout, values only. `workspace_of` returns its buffers.

    Attributes
    ----------
    whole, whole_test
        All training examples, in the order of ``rows``, and all test examples.
    train, test
        The examples that are shown and evaluated: all, or a sample of a set beyond 20,000.
    bounds
        The plane on which the first two inputs are shown: (x_low, x_high, y_low, y_high).
    inputs
        Turns the data's inputs into A[0].
    target_scale
        Turns the numbers to be predicted into Y, and outputs A[L] back into their units.
    x, y, labels
        A[0] (n₀ × m), targets Y (k × m) and classes (m,) of these examples, training examples first.
    rows
        All training examples as rows: A[0], a one, targets (M × (n₀ + 1 + k)). Each feature is contiguous in memory;
        with more than 50,000 examples, each example is.
    watched
        The rows of ``train``.
    variation
        Σ(y − mean of y)² over ``train`` and over ``test``, the denominator of R². 0 where all are equal.
    batches
        Number of batches in an epoch.
    evaluation_stride
        Iterations from one whole-set evaluation to the next, before they become rarer; see `evaluation_after`.
    """

    experiment: Experiment
    layout: Layout
    whole: Examples
    whole_test: Examples
    train: Examples
    test: Examples
    bounds: tuple[float, float, float, float]
    inputs: Inputs
    target_scale: TargetScale
    x: Array
    y: Array
    labels: Labels
    rows: Array
    watched: Array
    variation: tuple[float, float]
    batches: int
    evaluation_stride: int

    @classmethod
    def of(cls, experiment: Experiment) -> Self:
        """Return the experiment with its data loaded."""
        e = experiment
        loaded = load(e.data, e.test_share, e.features, e.standardise, e.outputs, e.standardise_target)
        stride = _evaluation_stride(e, len(loaded.labels))
        return cls(e, e.layout, **loaded._asdict(), batches=e.batches, evaluation_stride=stride)

    @property
    def classes(self) -> int:
        """Number of classes of the data."""
        return self.experiment.data.classes

    @property
    def target_notes(self) -> tuple[str, ...]:
        """How the first targets are standardised, a sentence each; empty if none is."""
        words = self.target_scale.words(self.experiment.data.targets)
        return tuple(f"{each}." for each in words[:MAX_NOTES])

    @property
    def samples(self) -> bool:
        """Whether evaluations see a sample of the training or test set, not the whole set."""
        return len(self.train) < len(self.whole) or len(self.test) < len(self.whole_test)

    def sample_words(self, test: bool = False) -> str:
        """Return that numbers are of a sample of the training or test set, e.g. ``" · a sample of 900,000"``, or ""."""
        seen, whole = (len(self.test), len(self.whole_test)) if test else (len(self.train), len(self.whole))
        return f" · a sample of {whole:,}" if seen < whole else ""

    @property
    def unit(self) -> float:
        """What an answer of 1 is in the unit of the number to be predicted; NaN for several numbers."""
        scale = self.target_scale
        return math.nan if len(self.y) > 1 else float(scale.deviation[0, 0]) if scale.standardised else 1.0

    def training_number(self, row: int) -> int | None:
        """Return the number from 0, in the training set, of an example; None for a test example.

        ``row`` is a column of ``x``; training examples beyond the sample of a large set follow upon these.
        """
        m, n = len(self.train), len(self.test)
        return row if row < m else row - n if row >= m + n else None

    def row_of(self, number: int) -> int:
        """Return the row of a training example, counted from 0 in the training set: the way back."""
        return number if number < len(self.train) else number + len(self.test)

    def fed(self, row: int) -> Array:
        """Return what the network gets for an example: A[0] (n₀,); see `training_number`."""
        number = self.training_number(row)
        beyond = number is not None and number >= len(self.train)
        return self.rows[number, : len(self.x)] if beyond else self.x[:, row]

    def evaluation_after(self, iteration: int) -> int:
        """Return the next iteration with a whole-set evaluation: a rule on its number, never on the clock."""
        at_first = EXAMPLES_AT_FIRST // len(self.labels)
        if iteration < min(EVERY_ITERATION_UNTIL, at_first):
            return iteration + 1
        stride = self.evaluation_stride << (iteration // (RARER_AFTER * self.evaluation_stride)).bit_length()
        due = iteration - iteration % stride + stride
        if at_first >= EVERY_ITERATION_UNTIL:
            return due
        step = 1 << max(0, iteration.bit_length() - 3)  # 8, 10, 12, 14, 16, 20, …: at most a quarter farther each time
        return min(due, iteration - iteration % step + step)

    def penalty(self, theta: Array) -> float:
        """Return the penalty on the weights in ``theta`` (p,)."""
        regularizer = self.experiment.regularizer
        return regularizer.penalty(theta * self.layout.is_weight) if regularizer.active else 0.0

    def start(self) -> Snapshot:
        """Return iteration 0: the seed's first weights and empty slots."""
        experiment = self.experiment
        state = np.zeros((1 + len(experiment.optimizer.slots), self.layout.parameters))
        state[0] = initial_theta(self.layout, experiment.initializer, experiment.seed)
        return Snapshot(0, frozen(state), 0, experiment.optimizer.name, self.passes())

    def order(self, epoch: int) -> NDArray[np.int64]:
        """Return the order in which an epoch (from 0) goes through the training examples."""
        return epoch_order(self.experiment.seed, epoch, len(self.rows))

    def data_loss(self, total: Total, m: int) -> Total:
        """Return the data loss of ``m`` examples whose own losses add up to ``total``: their mean."""
        return total / m

    def passes(self, snapshot: Snapshot | None = None) -> Passes:
        """Return how a run goes through the examples from ``snapshot`` on, or from iteration 0."""
        size = self.experiment.batch_size if self.batches > 1 else len(self.rows)
        if snapshot is None or snapshot.passes is None:
            return Passes(len(self.rows), size)
        return snapshot.passes.with_size(size, snapshot.iteration)


@lru_cache(maxsize=8)  # four runs beside each other, each edited once
def prepare(experiment: Experiment) -> Problem:
    """Return the experiment with its data loaded. This is done once; every step uses the result."""
    return problem_kind(experiment).of(experiment)


@singledispatch
def problem_kind(experiment: Experiment) -> type[Problem]:
    """Return what such an experiment becomes when it is prepared; a kind of its own registers what it becomes."""
    return Problem


def _evaluation_stride(experiment: Experiment, examples: int) -> int:
    """Return the number of iterations per evaluation of all ``examples``.

    In one iteration, the calls to NumPy cost as much as about 200 examples in a small network, and few in a wide one.
    """
    calling = min(200.0, 80_000 / experiment.layout.parameters)
    rarely = math.ceil(EVALUATION_RARITY * examples / (experiment.batch_size + calling))
    return max(MIN_STRIDE, rarely)
