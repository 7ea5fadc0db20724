"""What the views are shown: one iteration of the active run, whole and frozen."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from core.analysis.active import active_example
from core.analysis.captions.steps import MadeStep
from core.analysis.hidden_map import HiddenMap
from core.analysis.landscape import LossSurface, SurfaceInWork
from core.analysis.scope import Scope, ScopeChoice, ScopeName, scope_of
from core.analysis.sight import Cell, LitPath, Sight
from core.arrays import Array
from core.data.examples import MAX_WATCHED, Examples
from core.training.evaluation import Answers, Evaluation, summarise
from core.training.experiment import Experiment
from core.training.loop import Divergence
from core.training.problem import Problem
from core.training.run import RunId
from core.training.snapshot import Snapshot
from core.training.trace import Phase, Trace, phases
from core.training.whole_set import WholeEvaluation
from core.values import dataclass
from gui.frames.chart import Chart
from gui.frames.image import Image
from gui.frames.wanted import Wanted

OF_SAMPLE = " (sample)"


@dataclass(frozen=True)
class Regions:
    """What the network answers over a plane: of two inputs, or of two directions of the last hidden layer.

    Attributes
    ----------
    bounds
        ``(x_low, x_high, y_low, y_high)`` of the plane, in data units or in those of activations.
    image
        (r × r) indices into `class_table`, or for numbers 0 (``low``) … 254 (``high``); 255 where there is no
        finite answer. Row 0 is lowest.
    boundary
        (2 × k) points of the lines where the class changes, or of equal numbers, pieces separated by NaN.
    low, high
        The numbers that the shades run between; both 0 for classes.
    """

    bounds: tuple[float, float, float, float]
    image: Image
    boundary: Array
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Rival:
    """Where another run of a race stands.

    Attributes
    ----------
    of
        Whose.
    snapshot
        It at the active run's iteration, or at its last one if it diverged before.
    stopped
        Why it stays behind.
    """

    of: RunId
    problem: Problem
    snapshot: Snapshot
    evaluation: Evaluation
    stopped: Divergence | None = None


@dataclass(frozen=True)
class Frame:
    """One iteration of the active run as the views show it; frozen, for any thread.

    Attributes
    ----------
    of
        Whose.
    evaluation
        Loss and accuracy over the training and test set at this iteration; of a large set, at first over a sample.
    answers
        What the network says to each of the examples, and its loss, in the order of `Problem.x`.
    maps
        For each layer, inputs first, an (n_l × r × r) array of indices into `gui.widgets.theme.diverging_table`;
        row 0 of an image is the lowest y.
    regions
        The answers over the plane that is looked at; None for a single input, or where `hidden_map` is lacking.
    hidden_map
        The plane of the last hidden layer that the regions are over; None while they are over two inputs.
    surface
        The loss over the chart's plane, at this iteration or a little before; None while there is none yet.
    chart
        The plane of the descent path, and the path on it.
    in_work
        The next surface, as far as it is done.
    calm
        Whether the regions are as fine as can be.
    rivals
        The runs that race with the active one, and where they are.
    trace
        The iteration that begins here, opened up; None while training runs, and for iterations too large for that.
    passed
        Iterations shortly before this one that were computed on the way here: going back needs no long replay.
    step_into
        How many phases of that iteration have been shown.
    scope
        Whose loss and derivatives the lenses show.
    fitted
        (1 + k × r): places along the only input and what the network answers there; None for more inputs.
    cell
        The cell of the iteration's matrices that is asked where it comes from.
    lit
        What of the network the selected parameter's derivative is asked to show: one of its routes to the loss.
    rested
        How many pictures ago the surface was last worked on.
    map_rested
        How many pictures ago `hidden_map`, and the regions on it, were computed.
    example_activations
        A[0] … A[L] of the chosen example, each (n_l,); empty without one.
    whole_set
        The evaluation of the whole of a large set, as far as it is done; once it is done, it is ``evaluation``.
    made
        What the iteration that led here did; None where it was not looked at: while several are made for one picture.
    """

    of: RunId
    experiment: Experiment
    problem: Problem
    snapshot: Snapshot
    evaluation: Evaluation
    answers: Answers
    maps: tuple[Image, ...]
    regions: Regions | None
    hidden_map: HiddenMap | None
    wrong_train: NDArray[np.bool_]
    wrong_test: NDArray[np.bool_]
    sight: Sight
    surface: LossSurface | None
    chart: Chart
    in_work: SurfaceInWork | None
    calm: bool
    rivals: tuple[Rival, ...] = ()
    trace: Trace | None = None
    step_into: int = 0
    passed: tuple[Snapshot, ...] = ()
    cell: Cell | None = None
    lit: LitPath | None = None
    scope: ScopeChoice = ScopeChoice()
    fitted: Array | None = None
    example_activations: tuple[Array, ...] = ()
    rested: int = 0
    map_rested: int = 0
    whole_set: WholeEvaluation | None = None
    made: MadeStep | None = None

    @property
    def sampled(self) -> bool:
        """Whether ``evaluation`` is of a sample of a large set, not of the whole set."""
        return self.problem.samples and not (self.whole_set is not None and self.whole_set.done)

    @property
    def seen(self) -> Evaluation:
        """The evaluation of the examples that are shown: of a large set always a sample, as records have it."""
        if not self.problem.samples:
            return self.evaluation
        return summarise(self.problem, self.snapshot.theta, self.snapshot.iteration, self.answers)

    @property
    def of_sample(self) -> str:
        """What stands behind numbers of ``evaluation``: that they are a sample's, or nothing."""
        return OF_SAMPLE if self.sampled else ""

    @property
    def phase(self) -> Phase | None:
        """The displayed phase; None between two iterations."""
        return phases(self.problem.layout.depth)[self.step_into - 1] if self.step_into else None

    def pointing_at(self, asked: Cell | LitPath | None) -> Frame:
        """Return the frame with a cell or a path through the network pointed at."""
        cell, lit = (asked, None) if isinstance(asked, Cell) else (None, asked)
        return replace(self, cell=cell, lit=lit)

    def scope_among(self, refused: Container[ScopeName]) -> Scope:
        """Return the examples of the chosen scope, or of the next one that is not refused."""
        passes = self.problem.passes(self.snapshot)
        choice = replace(self.scope.among(refused), place=self.place)
        return scope_of(self.problem, self.snapshot.iteration, choice, passes)

    @property
    def place(self) -> int:
        """The place in the batch of “this example”: the chosen one, or one for which the selected neuron is on."""
        if self.scope.place is not None:
            return self.scope.place if self.trace is None else min(self.scope.place, len(self.trace.columns) - 1)
        layer, row, source = self.problem.layout.position(self.selected)
        return 0 if self.trace is None else active_example(self.trace, layer, row - 1, source - 1 if source else None)

    def is_beside(self, before: Frame | None) -> bool:
        """Tell whether this is another phase of the iteration ``before``, so that all that is not of a phase stays."""
        return (
            before is not None
            and self.step_into != before.step_into
            and self.of is before.of
            and self.snapshot is before.snapshot
            and self.evaluation is before.evaluation
            and self.chart is before.chart
            and self.surface is before.surface
            and self.rivals == before.rivals
        )

    def is_refined(self, before: Frame | None) -> bool:
        """Tell whether since ``before`` work has gone on only on surface, path and the values of a whole set."""
        return before is not None and all(getattr(self, name) is getattr(before, name) for name in LASTING)

    def has(self, wanted: Wanted) -> bool:
        """Tell whether this is all that is wanted while the picture is calm."""
        whole = self.chart.whole and self.chart.is_covered(self.surface, wanted, self.snapshot.iteration)
        return self.calm and self.sight == wanted.sight and whole and not self.sampled

    @property
    def picked(self) -> tuple[int, int]:
        """The two parameters of the descent path, as indices into θ."""
        return self.sight.picked

    @property
    def selected(self) -> int:
        """The selected parameter: the one that was clicked last, as an index into θ."""
        return self.picked[0]

    @property
    def row(self) -> int | None:
        """The chosen example, as `Problem.training_number` takes it; None for none."""
        return self.sight.row

    @property
    def batch(self) -> Examples:
        """The examples of the batch that is opened up, at most 20,000; none while none is.

        They need not be among those of ``problem.train``, which are a sample of a large set.
        """
        columns = self.trace.columns[:MAX_WATCHED] if self.trace is not None else np.empty(0, np.int64)
        return self.problem.whole.take(columns)

    @property
    def place_in_batch(self) -> int | None:
        """The chosen example's place in the batch that is opened up; None where it is not in it."""
        number = None if self.row is None else self.problem.training_number(self.row)
        if self.trace is None or number is None:
            return None
        found = np.flatnonzero(self.trace.columns == number)
        return int(found[0]) if len(found) else None

    def in_units(self, outputs: Array) -> Array:
        """Return the network's outputs to an example (k,) in the targets' own units."""
        return self.problem.target_scale.in_units(outputs[:, None])[:, 0]

    def target_of(self, row: int) -> Array:
        """Return the numbers to be predicted (k,) for an example, in their own units; see `row`."""
        examples, number = self._found(row)
        return examples.values[:, number]

    def label_of(self, row: int) -> int:
        """Return the class of an example; see `row`."""
        examples, number = self._found(row)
        return int(examples.labels[number])

    def inputs_of(self, row: int) -> Array:
        """Return the inputs (n,) of an example, in their own units; see `row`."""
        examples, number = self._found(row)
        return examples.x[:, number]

    def name_of(self, row: int) -> str:
        """Return what an example is called, e.g. ``test 3``; see `row`."""
        examples, number = self._found(row)
        return f"{'training' if examples is self.problem.whole else 'test'} {number + 1:,}"

    def _found(self, row: int) -> tuple[Examples, int]:
        """Return the whole set that an example is of, and its number there."""
        number = self.problem.training_number(row)
        if number is None:
            return self.problem.whole_test, row - len(self.problem.train)
        return self.problem.whole, number


LASTING = {field.name for field in fields(Frame)} - {
    *("surface", "chart", "in_work", "rested", "whole_set", "evaluation", "rivals")
}
"""What of a frame stays while that is refined."""
