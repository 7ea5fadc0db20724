"""The loss over the selected weight or bias alone, its gradient, the coming step, and how the curve moves."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.analysis.scope import Scope
from core.analysis.slices import EarlierSlice, ParameterSlice, SliceInWork, earlier_keys
from core.training.optimizers import SGD, Optimizer
from core.training.run import Run
from gui.frames.lens_jobs import begin_slice
from gui.frames.shown import ShownFrame
from gui.lenses.line_lens import MIN_HEIGHT, LineLens, standing
from gui.plots.parameter_slice import FINEST, GHOSTS, SlicePlot, whose_gradient
from gui.session.session import Session
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number
from gui.widgets.theme import Look

HALVES = tuple(float(f"{first}e{power}") for power in range(-7, 2) for first in (1, 2, 5))
"""How far the curve may be asked to reach to either side."""
CLOSEST, WIDEST = "This is the closest range that can be computed here.", "This is the widest range."
TOO_COARSE = "The parameter is too large: the numbers next to it are too far apart for a curve."
STILL = 0.005
"""Share of the curve's height up to which it is said not to have moved."""
STEP_ON = "Step on: this curve stays as a thin line. The next one differs, because all other parameters move too."
NEXT_BATCH = "Step on: the next curve is of other examples, and all other parameters move too."
LOOKING = "Computing earlier curves …"
RUNNING = "Updated only sometimes while training runs, with few points: iteration {:,}. Pause to see it all."
OTHER_LOSS = " The step follows g of its own batch: choose “this batch” to see that slope."


def moved(now: ParameterSlice, before: EarlierSlice) -> bool:
    """Tell whether a curve lies visibly elsewhere than before."""
    inside = (before.w[0] <= now.w) & (now.w <= before.w[-1]) & np.isfinite(now.loss)
    if not inside.any():
        return True
    apart = np.abs(np.interp(now.w[inside], before.w, before.loss) - now.loss[inside])
    return bool(np.max(np.nan_to_num(apart, nan=math.inf)) > STILL * np.ptp(now.loss[inside]))


class OneWeightLens(LineLens):
    """Shows the slice over what was clicked, and how it lay at earlier iterations of the run, seen or not."""

    title = "One weight"
    on_stage = "weight"
    least_height = MIN_HEIGHT + 35  # so that the magnified step has room in it
    help = (
        "The exact loss as a function of one weight or bias, all others fixed: the tangent's slope is its gradient, "
        "the arrow is the next step. Thin lines are the curve at earlier iterations: they show that the curve itself "
        "moves, because the other parameters move too. Click a connection for its weight, a neuron for its bias."
    )

    def __init__(self, session: Session) -> None:
        self.plot = SlicePlot()
        super().__init__(session, self.plot)
        self.half: float | None = None
        self.cut: ParameterSlice | None = None
        self._optimizer: Optimizer | None = None
        self.ghosts: tuple[EarlierSlice, ...] = ()
        self._computed: tuple[EarlierSlice, ...] = ()
        self._last: tuple[EarlierSlice, ...] = ()
        self._line: tuple[object, object] = ((), ())
        self.numbers, self.words = NotatedLabel(), NotatedLabel()
        for label, name in ((self.numbers, "Parameter, loss, slope and step"), (self.words, "How the curve moves")):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
        self._make_controls()
        self.arrange(self.numbers, self.controls, self.words)

    def _make_controls(self) -> None:
        self.wider, self.closer, self.automatic = QPushButton("−"), QPushButton("+"), QPushButton("Auto")
        self.range_label = NotatedLabel()
        for button, name, help in (
            (self.wider, "Wider", "Show more of the curve on either side."),
            (self.closer, "Closer", "Show less of the curve, larger."),
            (self.automatic, "Automatic range", "Show the next step, and at least 1 on either side."),
        ):
            button.setAccessibleName(name)
            button.setToolTip(tooltip(help))
        self.range_label.setAccessibleName("Range")
        self.range_label.setToolTip(tooltip("How far the curve reaches on either side."))
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

    def question(self, frame: ShownFrame) -> tuple[object, ...]:
        """Return what the slice depends on."""
        scope = self.scope_of(frame)
        line = frame.of, frame.snapshot, frame.problem, frame.selected
        return (standing(frame), *line, scope.name, scope.number, self.half)

    def job(self, frame: ShownFrame) -> Callable[[], SliceInWork]:
        """Return the job that begins a slice; while training runs, without those of earlier iterations."""
        scope = self.scope_of(frame)
        same = self.cut is not None and self._line[0] == line_of(frame)
        held = self.cut.range if self.cut is not None and same else None
        known = self._computed if self._line == (line_of(frame), loss_of(frame, scope)) else ()
        at, run = frame.snapshot.iteration, frame.run
        before = earlier_keys(run.history, at, same_loss_since(run, at)) if standing(frame) else ()
        of = frame.problem, frame.snapshot, frame.trace, frame.selected
        return partial(begin_slice, *of, self.half, held, before, known, scope)

    def show_work(self, frame: ShownFrame, work: SliceInWork) -> bool:
        """Show the slice, and those of earlier iterations as ghosts."""
        cut = work.result
        if cut is None:
            return False
        self._remember(frame, work, cut)
        self._optimizer = optimizer = frame.experiment.optimizer
        name = frame.problem.layout.name(cut.index)
        self.plot.header.title.setText(f"Loss over {name}")
        self.plot.show_slice(cut, self.ghosts, name, optimizer.title, type(optimizer) is SGD)
        self._write_numbers()
        self.words.setText(self._sentence(frame, work, cut))
        self._write_range()
        return True

    def _write_range(self) -> None:
        """Tell how far the curve reaches; nothing where the parameter is so large that there is nothing beside it."""
        half = self._width / 2.0
        told = f"{half:g}" if 0.999e-3 < half < 1e6 else number(half, 1)
        self.range_label.setText(f"± {told}" if half > 0.0 else "–")
        halves = self._halves
        closer, wider = (CLOSEST, WIDEST) if halves else (TOO_COARSE, TOO_COARSE)
        permit(self.closer, "" if any(other < half * 0.999 for other in halves) else closer)
        permit(self.wider, "" if any(other > half * 1.001 for other in halves) else wider)

    def turned(self) -> None:
        """Write the numbers in a line or below each other."""
        self._write_numbers()

    def _write_numbers(self) -> None:
        if self.cut is not None:
            plain = type(self._optimizer) is SGD
            self.numbers.setText(numbers(self.cut, self.plot.name, plain, "\n" if self.is_wide else " · "))

    def _remember(self, frame: ShownFrame, work: SliceInWork, cut: ParameterSlice) -> None:
        """Have as ghosts the earlier slices that were computed; till they are all there, also those seen before.

        While training runs nothing is computed for them.
        """
        if (line := (line_of(frame), loss_of(frame, cut.scope))) != self._line:
            self._line, self._computed, self.ghosts, self._last = line, (), (), ()
        if standing(frame):
            self._computed = work.past
        if work.done and standing(frame):
            self.ghosts = work.past
        else:
            seen = (each for each in (*self.ghosts, *self._last, *work.past) if each.range == cut.range)
            earlier = {each.iteration: each for each in seen if each.iteration < cut.iteration}
            in_order = [earlier[iteration] for iteration in sorted(earlier)]
            self.ghosts = (*in_order[:1], *in_order[1:][-GHOSTS + 1 :])
        self.cut = cut
        self._last = (EarlierSlice(work.trace.before, cut.index, cut.range, cut.w, cut.loss),)

    def _sentence(self, frame: ShownFrame, work: SliceInWork, cut: ParameterSlice) -> str:
        if not standing(frame):
            return RUNNING.format(cut.iteration)
        if self.plot.notice.text():
            return ""
        batch = "" if cut.scope.name == "batch" or frame.problem.batches == 1 else OTHER_LOSS
        if not self.ghosts:
            of_batch = cut.scope.name != "set" and frame.problem.batches > 1
            return (LOOKING if work.before else NEXT_BATCH if of_batch else STEP_ON) + batch
        oldest = self.ghosts[0]
        since = f"since iteration {oldest.iteration:,}"
        has = "moved {}: the other parameters moved too" if moved(cut, oldest) else "hardly moved {}"
        return f"The curve has {has.format(since)}.{self._told_ghosts()}{batch}"

    def _told_ghosts(self) -> str:
        """Return the iterations of the thin lines, and those that lie outside the plot."""
        seen = [f"{each.iteration:,}" for each in self.ghosts if self.plot.seen_at(each) is not None]
        unseen = [f"{each.iteration:,}" for each in self.ghosts if self.plot.seen_at(each) is None]
        thin = f" Thin lines: iteration{'s' if len(seen) > 1 else ''} {' · '.join(seen)}." if seen else ""
        return thin + (f" Outside the plot: {' · '.join(unseen)}." if unseen else "")


def numbers(cut: ParameterSlice, name: str, plain: bool, between: str) -> str:
    """Return the value of the weight or bias; lines may break only between values.

    Where the optimiser's step is not −α·g by itself (``plain``), both are told.
    """
    step = "diverges" if math.isnan(cut.step) else number(cut.step)
    values = (
        f"{name} = {number(cut.now)}",
        f"{cut.scope.letter} = {number(cut.loss_now)}",
        f"∂{cut.scope.letter}/∂w = {number(cut.slope)}",
        f"step {'−α·g = ' if plain else ''}{step}",
        *(() if plain else (f"plain −α·g = {number(-cut.alpha * cut.gradient)}",)),
    )
    told = [value.replace(" ", "\N{NO-BREAK SPACE}") for value in values]
    told[2] += f" ({cut.scope.words})"
    told[-1] += whose_gradient(cut)
    return between.join(told)


def line_of(frame: ShownFrame) -> tuple[object, ...]:
    """Return what slices must have in common to be one curve that moves."""
    experiment = frame.experiment
    return frame.of, frame.selected, experiment.loss, experiment.regularizer


def loss_of(frame: ShownFrame, scope: Scope) -> tuple[object, ...]:
    """Return what tells the examples of a scope from others: with mini-batches those of each iteration are new."""
    own = scope.name == "batch" and frame.problem.batches > 1
    return scope.name, scope.number, frame.snapshot.iteration if own else None


def same_loss_since(run: Run, iteration: int) -> int:
    """Return from which iteration on the run has minimised what it minimises at ``iteration``."""
    until = [segment for segment in run.segments if segment.start <= iteration]
    changes = (
        after.start
        for before, after in pairwise(until)
        if (before.experiment.loss, before.experiment.regularizer)
        != (after.experiment.loss, after.experiment.regularizer)
    )
    return max(changes, default=0)
