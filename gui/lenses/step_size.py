"""Is today's α too small, right, or too large? The loss along the gradient, from where the run stands."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from core.analysis.step_sizes import WORSE, StepSizes, StepSizesInWork
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from gui.frames.lens_jobs import begin_sizes
from gui.frames.shown import ShownFrame
from gui.lenses.line_lens import LineLens, standing
from gui.plots.step_sizes import StepSizePlot, told
from gui.session.session import Session
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.numbers import number
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

LOOKING = "Looking along the gradient …"
NO_GRADIENT = "The gradient is 0, so there is no direction to step in."
OVERFLOW = "The gradient is not finite, so there is no direction to step in. Go back to an earlier iteration."
NO_GAIN = "No step along −g lowers the loss from here."
ALL_RAISE = "Every step tried along −g, from α = {} up, raises the loss ({}). Only a smaller one would lower it."
NOT_DOWNHILL = "The next step does not go down this gradient. It follows earlier gradients that {} remembers."
BATCH_UPHILL = (
    "The next step does not go down this gradient. It follows its batch's gradient and earlier ones that {} remembers."
)
NO_STEP = "The schedule has lowered α to 0, so the next step changes nothing."
BEST_HELP = "Sets the learning rate to the α that lowers the loss most from here. This is an edit; Undo reverts it."
BATCH_HELP = (
    "Loss and gradient of the next batch only, as the step sees them. Otherwise of the whole training set, which is "
    "what counts."
)
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
    today, now = number(sizes.today), number(sizes.loss_now)
    best = f"the best, α = {number(sizes.best)}, by {number(sizes.loss_now - sizes.best_loss)}"
    who = f"α = {today}" if sizes.plain else f"{optimizer} steps as far along −g as α = {today}. This"
    change = f"by {number(abs(sizes.today_loss - sizes.loss_now))}"
    match sizes.zone:
        case "too small":
            times = number(float(f"{sizes.best / sizes.today:.2g}"), 2)
            return (
                f"This step is too short. The best step would be about {times} times longer. "
                f"{who} lowers the loss ({now}) {change}; {best}."
            )
        case "about right":
            return f"This step is about right. {who} lowers the loss ({now}) {change}; {best}."
        case "too large":
            return (
                f"This step is too long. It passes the lowest point. {who} lowers the loss ({now}) only {change}; "
                f"{best}."
            )
        case "divergent" if not math.isfinite(sizes.today_loss):
            return f"This step is far too long. {who} takes the loss from {now} to no finite number."
        case "divergent":
            return (
                f"This step is far too long (divergent). {who} raises the loss ({now}) {change}. One such step is not "
                "yet divergence; if every step does so, training diverges."
            )


def note(sizes: StepSizes, optimizer: str, batches: int) -> str:
    """Return what the plot alone does not show."""
    if not sizes.plain:
        if not sizes.today > 0.0:
            return f"{optimizer} does not step straight down the gradient."
        return (
            f"{optimizer} does not step straight down the gradient: "
            f"this step goes as far along −g as α = {number(sizes.today)} would."
        )
    if sizes.of_batch or batches == 1:
        return "This is the next step itself."
    return "The next step follows its own batch's gradient. Tick “This batch” to see that."


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
    help = (
        "The loss after one step down the gradient, for every step size. Is the current learning rate α too small, "
        "about right, too large, or divergent (it makes the loss worse than now)?"
    )

    def __init__(self, session: Session) -> None:
        self.plot = StepSizePlot()
        super().__init__(session, self.plot)
        self.sizes: StepSizes | None = None
        self.verdict, self.note = QLabel(LOOKING), QLabel()
        for label, name in ((self.verdict, "Verdict on the step size"), (self.note, "Note")):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
        self.batch_only = TickBox("This batch")
        self.batch_only.setToolTip(tooltip(BATCH_HELP))
        self.batch_only.setAccessibleName("Step size: this batch alone")
        self.use_best = QPushButton("Use the best α")
        permit(self.use_best, LOOKING, BEST_HELP)
        self.controls = QWidget()
        row = FlowLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.use_best)
        row.addWidget(self.batch_only)
        self.arrange(self.verdict, self.controls, self.note)
        self.batch_only.clicked.connect(self.ask_anew)
        self.use_best.clicked.connect(self._use_best)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self.verdict.setFont(look.font(1.0, bold=True))
        self.note.setFont(look.font(0.93))
        for control in (self.use_best, self.batch_only):
            control.setFont(look.font(0.93))
        for label in (self.verdict, self.note):
            set_text_colour(label, look, "text")

    def question(self, frame: ShownFrame) -> tuple[object, ...]:
        """Return what the picture depends on."""
        return standing(frame), frame.snapshot, frame.problem, self.batch_only.isChecked()

    def job(self, frame: ShownFrame) -> Callable[[], StepSizesInWork]:
        """Return the job that begins a picture."""
        return partial(begin_sizes, frame.problem, frame.snapshot, frame.trace, self.batch_only.isChecked())

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
        optimizer, batches = frame.experiment.optimizer.title, 1 if sizes.of_batch else frame.problem.batches
        self.plot.show_sizes(sizes)
        today = (f"today: {told(sizes.zone)}", f"today: {sizes.zone}") if sizes.zone else ("", "")
        self.plot.header.set_text(*today)
        sample = "" if sizes.of_batch else frame.problem.sample_words()
        words = note(sizes, optimizer, batches) + sample if standing(frame) else RUNNING.format(sizes.iteration)
        self._say(verdict(sizes, optimizer, batches), words, self._why_not(frame, sizes, work.done))
        return True

    def _say(self, verdict: str, note: str, why_not: str) -> None:
        self.verdict.setText(verdict)
        self.note.setText(note)
        permit(self.use_best, why_not)

    def _why_not(self, frame: ShownFrame, sizes: StepSizes, whole: bool) -> str:
        if not standing(frame):
            return "Pause training first."
        try:
            best = with_best(frame.experiment, sizes)
        except InvalidSetting as refusal:
            return str(refusal)
        if not whole:
            return LOOKING
        return "" if best != frame.experiment else "The current α is already the best one."

    def _use_best(self) -> None:
        if self.sizes is not None:
            self.session.edit(with_best(self.session.experiment, self.sizes))
