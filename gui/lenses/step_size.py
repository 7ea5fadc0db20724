"""Is the current α too small, right, or too large? The loss along the gradient, from where the run stands."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from core.analysis.step_sizes import WORSE, StepSizes, StepSizesInWork
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from gui.frames.lens_jobs import begin_sizes
from gui.frames.shown import ShownFrame
from gui.lenses.line_lens import LineLens, standing
from gui.plots.step_sizes import StepSizePlot, told
from gui.session.session import Session
from gui.widgets.field import permit, set_text_colour
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number
from gui.widgets.theme import Look

LOOKING = "Looking along the gradient …"
NO_GRADIENT = "The gradient is 0, so there is no direction to step in."
OVERFLOW = "The gradient is not finite, so there is no direction to step in. Go back to an earlier iteration."
NO_GAIN = "No step along −g lowers the loss from here."
ALL_RAISE = "Every step tried along −g, from α = {} up, raises the loss ({}). Only a smaller one could lower it."
NOT_DOWNHILL = "The next step does not go down this gradient. It follows earlier gradients that {} remembers."
BATCH_UPHILL = (
    "The next step does not go down this gradient. It follows its batch's gradient and earlier ones that {} remembers."
)
NO_STEP = "The schedule has lowered α to 0, so the next step changes nothing."
BEST_HELP = "Sets the learning rate to the α that lowers the loss most from here. This is an edit; Undo reverts it."
ONE_EXAMPLE = "This α would be the best one for this example alone. Choose “this batch” or “whole set”."
RUNNING = "Updated only sometimes while training runs: iteration {:,}."


def no_gain(sizes: StepSizes) -> str:
    """Return the message that no step tried lowers the loss."""
    if sizes.loss[0] <= sizes.loss_now * WORSE:
        return NO_GAIN
    return ALL_RAISE.format(number(sizes.alpha[0]), number(sizes.loss_now))


def verdict(sizes: StepSizes, optimizer: str, batches: int) -> str:
    """Return a verdict on the current step size: first in plain words, then with numbers."""
    if not sizes.gains:
        return no_gain(sizes)
    if sizes.factor == 0.0:
        return NO_STEP
    if sizes.zone is None:
        return (NOT_DOWNHILL if batches == 1 else BATCH_UPHILL).format(optimizer)
    best = f"the best, α = {number(sizes.best)}, by {number(sizes.loss_now - sizes.best_loss)}"
    who = (
        f"α = {number(sizes.today)}"
        if sizes.plain
        else f"{optimizer} steps as far along −g as α = {number(sizes.today)}. This"
    )
    does = f"{who} {what_it_does(sizes)}"
    match sizes.zone:
        case "too small":
            times = number(float(f"{sizes.best / sizes.today:.2g}"), 2)
            return f"This step is too short. The best step would be about {times} times longer. {does}; {best}."
        case "about right":
            return f"This step is about right. {does}; {best}."
        case "too large":
            return f"This step is too long. It passes the lowest point. {does}; {best}."
        case "divergent" if sizes.today_loss <= sizes.loss_now:
            return (
                f"This step is too long: the loss is higher than now from α = {number(sizes.first_worse)} on. It lands "
                f"where the loss is low again: {does}; {best}."
            )
        case "divergent" if not math.isfinite(sizes.today_loss):
            return f"This step is far too long (divergent). {does}."
        case "divergent":
            return (
                f"This step is far too long (divergent). {does}. One such step is not yet divergence; if every step "
                "does so, training diverges."
            )


def what_it_does(sizes: StepSizes) -> str:
    """Return what a step of today's size does to the loss, from its value."""
    now, change = number(sizes.loss_now), sizes.today_loss - sizes.loss_now
    if not math.isfinite(sizes.today_loss):
        return f"takes the loss from {now} to no finite number"
    if change == 0.0:
        return f"leaves the loss at {now}"
    return f"{'lowers' if change < 0.0 else 'raises'} the loss ({now}) by {number(abs(change))}"


def note(sizes: StepSizes, optimizer: str, batches: int) -> str:
    """Return what the plot alone does not show."""
    if not sizes.plain:
        return f"{optimizer} does not step straight down the gradient. Only how far it goes along −g counts here."
    if batches == 1:
        return "This is the next step itself."
    return "The next step follows its own batch's gradient. Choose “this batch” to see that."


def with_best(experiment: Experiment, sizes: StepSizes) -> Experiment:
    """Return the experiment with the learning rate that makes the coming step the best one, to three digits.

    Raises
    ------
    InvalidSetting
        If the optimiser is not plain gradient descent, no step gains, or that rate is not allowed.
    """
    if not sizes.plain:
        title = experiment.optimizer.title
        raise InvalidSetting("alpha", f"This α is best for plain gradient descent; {title} steps differently.")
    if not sizes.gains:
        raise InvalidSetting("alpha", no_gain(sizes))
    if sizes.factor <= 0.0:
        raise InvalidSetting("alpha", "The schedule has lowered the learning rate to 0.")
    alpha = float(f"{sizes.best / sizes.factor:.3g}")
    return replace(experiment, optimizer=replace(experiment.optimizer, alpha=alpha))


class StepSizeLens(LineLens):
    """Shows the loss along −g at the iteration on show, and offers the best α."""

    title = "Step size"
    on_stage = "step"
    help = (
        "The loss after one step down the gradient, for every step size. Is the current learning rate α too small, "
        "about right, too large, or divergent (it makes the loss worse than now)?"
    )

    def __init__(self, session: Session) -> None:
        self.plot = StepSizePlot()
        super().__init__(session, self.plot)
        self.sizes: StepSizes | None = None
        self.verdict, self.note = NotatedLabel(LOOKING), NotatedLabel()
        for label, name in ((self.verdict, "Verdict on the step size"), (self.note, "Note")):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
        self.use_best = QPushButton("Use the best α")
        permit(self.use_best, LOOKING, BEST_HELP)
        self.controls = QWidget()
        row = FlowLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.use_best)
        self.arrange(self.verdict, self.controls, self.note)
        self.use_best.clicked.connect(self._use_best)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self.verdict.setFont(look.font(1.0, bold=True))
        self.note.setFont(look.font(0.93))
        self.use_best.setFont(look.font(0.93))
        for label in (self.verdict, self.note):
            set_text_colour(label, look, "text")

    def question(self, frame: ShownFrame) -> tuple[object, ...]:
        """Return what the picture depends on."""
        scope = self.scope_of(frame)
        return standing(frame), frame.snapshot, frame.problem, scope.name, scope.number

    def job(self, frame: ShownFrame) -> Callable[[], StepSizesInWork]:
        """Return the job that begins a picture."""
        return partial(begin_sizes, frame.problem, frame.snapshot, frame.trace, self.scope_of(frame))

    def show_work(self, frame: ShownFrame, work: StepSizesInWork) -> bool:
        """Show the curve as far as it is known; a message if there is none."""
        sizes = work.result
        if sizes is None and not work.done:
            return False
        self.sizes = sizes
        if sizes is None:
            why = NO_GRADIENT if work.norm == 0.0 else OVERFLOW
            self.plot.clear(why)
            self.plot.header.set_text("")
            self._say(why, "", why)
            return True
        optimizer, batches = frame.experiment.optimizer.title, self._batches(frame, sizes)
        self.plot.show_sizes(sizes)
        judged = (f"this step: {told(sizes.zone)}", f"this step: {sizes.zone}") if sizes.zone else ("", "")
        self.plot.header.set_text(*judged)
        words = note(sizes, optimizer, batches) if standing(frame) else RUNNING.format(sizes.iteration)
        words = f"{words} Loss and g: {sizes.scope.words}."
        self._say(verdict(sizes, optimizer, batches), words, self._why_not(frame, sizes, work.done))
        return True

    @staticmethod
    def _batches(frame: ShownFrame, sizes: StepSizes) -> int:
        """Return 1 if the step is made with this very gradient, else a larger number."""
        many = {"example": 2, "batch": 1, "set": frame.problem.batches}
        return many[sizes.scope.name]

    def _say(self, verdict: str, note: str, why_not: str) -> None:
        self.verdict.setText(verdict)
        self.note.setText(note)
        permit(self.use_best, why_not)

    def _why_not(self, frame: ShownFrame, sizes: StepSizes, whole: bool) -> str:
        if not standing(frame):
            return "Pause training first."
        if sizes.scope.name == "example":
            return ONE_EXAMPLE
        try:
            best = with_best(frame.experiment, sizes)
        except InvalidSetting as refusal:
            return refusal.words
        if not whole:
            return LOOKING
        return "" if best != frame.experiment else "The current α is already the best one."

    def _use_best(self) -> None:
        if self.sizes is not None:
            self.session.edit(with_best(self.session.experiment, self.sizes))
