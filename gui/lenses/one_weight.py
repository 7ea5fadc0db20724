"""The loss over the selected weight or bias alone, its gradient, the coming step, and how the curve moves."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from core.analysis.slices import ParameterSlice, Range, SliceInWork, begin, proceed
from core.training.loop import Problem
from core.training.optimizers import SGD, Optimizer
from core.training.snapshot import Snapshot
from core.training.trace import Trace, trace
from gui.frame import Frame
from gui.lenses.line_lens import LEAST_HEIGHT, SECONDS, LineLens, standing
from gui.plots.parameter_slice import FINEST, GHOSTS, SlicePlot
from gui.session import Session
from gui.theme import Look
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.numbers import number

HALVES = tuple(float(f"{first}e{power}") for power in range(-7, 2) for first in (1, 2, 5))
"""How far the curve may be asked to reach to either side."""
STILL = 0.005
"""Share of the curve's height up to which it is said not to have moved."""
STEP_ON = "Step on: this curve stays as a thin line, and the next one lies elsewhere, for all others move too."
RUNNING = "While training runs, only now and then and with few points: iteration {:,}. Pause for all of it."
OF_BATCH = " The slope is of the whole training set, g of the coming batch."


def begin_slice(
    problem: Problem, snapshot: Snapshot, opened: Trace | None, index: int, half: float | None, held: Range | None
) -> SliceInWork:
    """Return a slice with its first points, of an iteration that need not have been opened up."""
    return proceed(problem, begin(opened or trace(problem, snapshot), index, half, held), SECONDS)


def moved(now: ParameterSlice, before: ParameterSlice) -> bool:
    """Tell whether a curve lies visibly elsewhere than before."""
    inside = (before.w[0] <= now.w) & (now.w <= before.w[-1]) & np.isfinite(now.loss)
    if not inside.any():
        return True
    apart = np.abs(np.interp(now.w[inside], before.w, before.loss) - now.loss[inside])
    return bool(np.nanmax(apart) > STILL * np.ptp(now.loss[inside]))


class OneWeightLens(LineLens):
    """Shows the slice over what was clicked; keeps the last ones as long as the run goes on from them."""

    title = "One weight"
    least_height = LEAST_HEIGHT + 35  # so that the magnified step has room in it
    help = (
        "The exact loss over one weight or bias alone, all others held: the tangent's slope is its gradient, "
        "the arrow is the coming step. Earlier curves stay as thin lines and show that the curve itself moves, because "
        "the other parameters move too. Click a connection for its weight, a neuron for its bias."
    )

    def __init__(self, session: Session) -> None:
        self.plot = SlicePlot()
        super().__init__(session, self.plot)
        self.half: float | None = None
        self.cut: ParameterSlice | None = None
        self._optimizer: Optimizer | None = None
        self.ghosts: tuple[ParameterSlice, ...] = ()
        self._line: tuple[object, ...] = ()
        self.numbers, self.words = QLabel(), QLabel()
        for label, name in ((self.numbers, "Parameter, loss, slope and step"), (self.words, "How the curve moves")):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
        self._make_controls()
        self.arrange(self.numbers, self.controls, self.words)

    def _make_controls(self) -> None:
        self.wider, self.closer, self.automatic = QPushButton("−"), QPushButton("+"), QPushButton("Auto")
        self.range_label = QLabel()
        for button, name, help in (
            (self.wider, "Wider", "Show more of the curve to either side."),
            (self.closer, "Closer", "Show less of the curve, larger."),
            (self.automatic, "Automatic range", "Show what the coming step needs, and 1 to either side at least."),
        ):
            button.setAccessibleName(name)
            button.setToolTip(tooltip(help))
        self.range_label.setAccessibleName("Range")
        self.range_label.setToolTip(tooltip("How far the curve reaches to either side."))
        self.automatic.setCheckable(True)
        self.automatic.setChecked(True)
        self.controls = QWidget()
        row = FlowLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        zoom = QWidget()
        self._zoom_row = QHBoxLayout(zoom)
        self._zoom_row.setContentsMargins(0, 0, 0, 0)
        for part in (self.wider, self.range_label, self.closer):
            self._zoom_row.addWidget(part)
        row.addWidget(zoom)
        row.addWidget(self.automatic)
        self.wider.clicked.connect(partial(self.zoom, -1))
        self.closer.clicked.connect(partial(self.zoom, 1))
        self.automatic.clicked.connect(lambda: self._set_half(None))
        self.plot.zoomed.connect(self.zoom)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self.numbers.setFont(look.font())
        self.words.setFont(look.font(0.93))
        self._zoom_row.setSpacing(round(look.px(4)))
        for part in (self.wider, self.range_label, self.closer, self.automatic):
            part.setFont(look.font(0.93))
        for label in (self.numbers, self.words, self.range_label):
            set_text_colour(label, look, "text")

    # The range

    def zoom(self, notches: int, *_: object) -> None:
        """Show the curve closer (1) or wider (−1)."""
        now = self.half or (self._width / 2.0 if self.cut is not None else 1.0)
        others = [half for half in self._halves if (half < now * 0.999 if notches > 0 else half > now * 1.001)]
        if others:
            self._set_half(others[-1] if notches > 0 else others[0])

    @property
    def _halves(self) -> tuple[float, ...]:
        """Return those of `HALVES` in which there are numbers enough beside where the parameter stands."""
        size = abs(self.cut.now) if self.cut is not None else 0.0
        return tuple(half for half in HALVES if 2.0 * half > 2.0 * FINEST * (size + half))

    def _set_half(self, half: float | None) -> None:
        self.half = half
        self.automatic.setChecked(half is None)
        self.ask_anew()

    @property
    def _width(self) -> float:
        return self.cut.range[1] - self.cut.range[0] if self.cut is not None else 2.0

    # The picture

    def question(self, frame: Frame) -> tuple[object, ...]:
        """Return what the slice depends on."""
        return standing(frame), frame.run, frame.snapshot, frame.problem, frame.selected, self.half

    def first_job(self, frame: Frame) -> Callable[[], Any]:
        """Return the job that begins a slice."""
        held = self.cut.range if self.cut is not None and self._line == line_of(frame) else None
        return partial(begin_slice, frame.problem, frame.snapshot, frame.trace, frame.selected, self.half, held)

    def next_job(self, frame: Frame, work: SliceInWork) -> Callable[[], Any]:
        """Return the job that goes on with it."""
        return partial(proceed, frame.problem, work, SECONDS)

    def show_work(self, frame: Frame, work: SliceInWork) -> bool:
        """Show the slice, and those before it as ghosts."""
        cut = work.slice
        if cut is None:
            return False
        self._remember(frame, cut)
        self._optimizer = optimizer = frame.experiment.optimizer
        name = frame.problem.layout.name(cut.index)
        self.plot.header.title.setText(f"Loss over {name}")
        self.plot.show_slice(cut, self.ghosts, name, optimizer.title, type(optimizer) is SGD)
        self._write_numbers()
        self.words.setText(self._sentence(frame, cut))
        half = self._width / 2.0
        self.range_label.setText(f"± {half:g}" if half > 0.999e-3 else f"± {number(half, 1)}")
        self.closer.setEnabled(any(other < half * 0.999 for other in self._halves))
        self.wider.setEnabled(half < HALVES[-1] * 0.999)
        return True

    def turned(self) -> None:
        """Write the numbers in a line or below each other."""
        self._write_numbers()

    def _write_numbers(self) -> None:
        if self.cut is not None:
            plain = type(self._optimizer) is SGD
            self.numbers.setText(numbers(self.cut, self.plot.name, plain, "\n" if self.is_wide else " · "))

    def _remember(self, frame: Frame, cut: ParameterSlice) -> None:
        """Make a ghost of the slice before, if this one is of a later iteration of the same."""
        line, before = line_of(frame), self.cut
        if line != self._line or before is None:
            self._line, self.ghosts = line, ()
        elif cut.iteration > before.iteration:
            self.ghosts = (*self.ghosts, before)[-GHOSTS:]
        self.ghosts = tuple(ghost for ghost in self.ghosts if ghost.iteration < cut.iteration)
        self.cut = cut

    def _sentence(self, frame: Frame, cut: ParameterSlice) -> str:
        if not standing(frame):
            return RUNNING.format(cut.iteration)
        batch = OF_BATCH if frame.problem.batches > 1 else ""
        if not self.ghosts:
            return STEP_ON + batch
        oldest = self.ghosts[0]
        if moved(cut, oldest):
            return f"The curve has moved since iteration {oldest.iteration:,}: the other parameters moved too.{batch}"
        return f"The curve has hardly moved since iteration {oldest.iteration:,}.{batch}"


def numbers(cut: ParameterSlice, name: str, plain: bool, between: str) -> str:
    """Return where the weight or bias stands; lines may break between the values only.

    Where the optimiser's step is not −α·g by itself (``plain``), both are told.
    """
    step = "diverges" if math.isnan(cut.step) else number(cut.step)
    values = (
        f"{name} = {number(cut.now)}",
        f"L = {number(cut.loss_now)}",
        f"slope {number(cut.slope)}",
        f"step {'−α·g = ' if plain else ''}{step}",
        *(() if plain else (f"plain −α·g = {number(-cut.alpha * cut.gradient)}",)),
    )
    return between.join(value.replace(" ", "\N{NO-BREAK SPACE}") for value in values)


def line_of(frame: Frame) -> tuple[object, ...]:
    """Return what slices must have in common to be one curve that moves."""
    experiment = frame.experiment
    return frame.run, frame.selected, experiment.loss, experiment.regularizer
