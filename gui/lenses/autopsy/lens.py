"""Why a run diverged: a sentence for pupils, two ways out, the layers' gradients, the step against the curvature."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.analysis import retry
from core.analysis.autopsy import Autopsy, AutopsyInWork, begin, is_wrecked
from core.analysis.retry import RetryInWork
from core.hyperparameters import InvalidSetting
from core.training.loop import Divergence
from core.training.snapshot import Snapshot
from core.words import counted
from gui.frames.shown import ShownFrame
from gui.lenses.autopsy.buttons import RecoveryButtons
from gui.lenses.autopsy.case import (
    Case,
    above_limit,
    case_of_divergence,
    case_of_loss,
    cause_of,
    limits,
    why_not_retry,
    why_not_rewind,
    why_not_try,
    why_of,
)
from gui.lenses.inquiry import Inquiry
from gui.lenses.lens import Lens
from gui.plots.layer_norms import LayerNorms
from gui.plots.step_limit import StepLimit
from gui.session.messages import Message
from gui.session.session import Session
from gui.widgets.field import set_text_colour
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number
from gui.widgets.side_by_side import SideBySide
from gui.widgets.theme import Look

WIDE_FROM = 46.0
"""Width, in text heights, from which on the plots stand side by side."""
LEAST_PLOT = 160
"""Height of a plot in pixels at normal text, below which the page scrolls."""
LOOKING = "Looking back …"
FAILED, NONE_TRIED = "Something went wrong while looking back.", "Something went wrong while smaller α were tried."
KAPPA = (
    "κ, the curvature, says how fast the slope changes along the gradient. On a parabola with that curvature, a step "
    "with α above 2/κ lands higher on the other side."
)
REACH = " Reach is how far a step went down the gradient: the α with which plain gradient descent would go as far."


class AutopsyLens(Lens):
    """The last iterations before a run diverged, or its loss became tenfold or rose above that at the start for long.

    Offered only when that has happened. It opens by itself where the run has diverged, or has not come back.
    """

    early = True
    title = "Autopsy"
    help = (
        "Why the run diverged, or its loss jumped or stayed above that at the start: which layer's gradient grew "
        "first, and whether the steps were longer than the curvature of the loss allows. From here you can go back to "
        "before that, or retry with a smaller learning rate."
    )
    always_offered = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.case: Case | None = None
        self.met: Autopsy | None = None
        self.tried: RetryInWork | None = None
        self.inquiry = Inquiry(session.background.submit, "autopsy", give_up=self._give_up)
        self.trial = Inquiry(session.background.submit, "retry", give_up=self._show_buttons)
        self._checked: tuple[object, ...] = ()
        self._turned_for: Case | None = None
        self._retry_from: tuple[Snapshot, int] | None = None
        self._make_parts()
        self._arrange()
        self.ways.rewind.clicked.connect(self._rewind)
        self.ways.retry.clicked.connect(self._retry)
        session.stopped.connect(self._stopped)
        session.frame_changed.connect(self._watch)
        session.started_over.connect(self._forget)

    def _make_parts(self) -> None:
        self.cause, self.whose, self.words, self.terms = NotatedLabel(), NotatedLabel(), NotatedLabel(), NotatedLabel()
        names = ("What happened", "Which run", "Why", "What the letters mean")
        for label, name in zip((self.cause, self.whose, self.words, self.terms), names, strict=True):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ways, self.norms, self.steps = RecoveryButtons(), LayerNorms(), StepLimit()

    def _arrange(self) -> None:
        self.page = QWidget()
        self._column = QVBoxLayout(self.page)
        for part in (self.cause, self.whose, self.ways, self.words, self.terms):
            self._column.addWidget(part)
        self._plots = SideBySide(WIDE_FROM)
        self._plots.addWidget(self.norms, 1)
        self._plots.addWidget(self.steps, 1)
        self._column.addLayout(self._plots, 1)
        self.scroll_through(self.page)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        for label in (self.cause, self.whose, self.words, self.terms):
            first = label is self.cause
            label.setFont(look.font(1.13 if first else 1.0, bold=first))
            set_text_colour(label, look, "text" if label in (self.cause, self.words) else "dim")
        for part in (self.ways, self.norms, self.steps):
            part.set_look(look)
        for plot in (self.norms, self.steps):
            plot.setMinimumHeight(round(look.px(LEAST_PLOT)))
        self._column.setContentsMargins(0, round(look.px(2)), round(look.px(5)), 0)
        self._column.setSpacing(round(look.px(5)))
        self._plots.setSpacing(round(look.px(8)))
        self.fit()

    def fit(self) -> None:
        """Plots side by side, or one below the other."""
        self._plots.fit(self.width(), self.look)

    # When there is something to look at

    def _stopped(self, divergence: Divergence) -> None:
        """Show a run that has diverged."""
        known, run = self.case, self.session.run
        if known is None or (known.run, known.segments, known.divergence) != (run, run.segments, divergence):
            self._take(case_of_divergence(run, divergence))
        self._examine()
        self._call()

    def _call(self) -> None:
        """Turn to this tab, once: from then on it is the user's to turn away."""
        if self._turned_for is not self.case:
            self._turned_for = self.case
            self.called.emit()

    def _watch(self, frame: ShownFrame) -> None:
        """While training rests, look whether the loss has become tenfold, and whether the case is still known.

        A run that has not come back from it is shown as one that diverged is.
        """
        self._go_on_retrying(frame)
        if self._turned_for is not None and self._turned_for.is_before(frame.snapshot.iteration):
            self._turned_for = None  # whoever goes there again is shown again what happens
        run, runs = frame.run, self.session.runs
        checked = run, run.segments, run.history.end
        if (frame.trace is None and not frame.calm) or checked == self._checked or runs is None:
            return
        self._checked = checked
        if self.case is not None and self.case.run not in runs.all:
            self._forget()
        case = case_of_loss(run)
        if case is not None and (self.case is None or not self.case.covers(case)):
            before, seen = self.case, self._turned_for is not None and self._turned_for is self.case
            self._take(case)
            if seen and before is not None and (before.run, before.segments) == (case.run, case.segments):
                self._turned_for = case  # it goes on as it was when it was shown
        known = self.case
        if known is not None and known.run is run and known.divergence is None and is_wrecked(run.history, known.last):
            self._call()

    def _take(self, case: Case) -> None:
        self.case, self.met, self.tried = case, None, None
        self._say(LOOKING)
        self.offered.emit(True)
        if self.isVisible():
            self._examine()

    def _forget(self) -> None:
        self.case = self.met = self.tried = self._retry_from = self._turned_for = None
        self.inquiry.forget()
        self.trial.forget()
        self._checked = ()
        self.offered.emit(False)

    # Looking back

    def _examine(self) -> None:
        case = self.case
        if case is not None and self.inquiry.due((case,), resting=True):
            job = partial(begin, case.segments, case.key, case.last)
            self.inquiry.work((case,), True, job, partial(self._show_work, case))

    def _show_work(self, case: Case, work: AutopsyInWork) -> bool:
        if (met := work.result) is not None:
            self._show(case, met)
            return True
        first = work.looks[0].iteration if work.looks else work.snapshot.iteration
        self._say(f"{LOOKING} {len(work.looks):,} of {counted(case.last - first + 1, 'iteration')}")
        return False

    def _give_up(self) -> None:
        self._say(FAILED, FAILED)

    def _say(self, progress: str, why: str = LOOKING) -> None:
        """Show the progress of looking back."""
        self.cause.setText(progress)
        self.words.setText("" if self.case is None else self.case.headline)
        self.norms.clear(why)
        self.steps.clear(why)
        self._show_buttons()

    def _show(self, case: Case, met: Autopsy) -> None:
        self.met = met
        self.cause.setText(cause_of(case, met))
        self.words.setText(f"{case.headline} {why_of(case, met)}")
        self.terms.setText(KAPPA if met.plain else KAPPA + REACH)
        self.norms.show_norms(met.iterations, met.norms, met.layer, met.since)
        self.steps.show_steps(met.iterations, met.reach, limits(met), "α" if met.plain else "reach", met.since)
        self._try(case, met)
        self._show_buttons()

    def _try(self, case: Case, met: Autopsy) -> None:
        """Have smaller learning rates tried, until one holds."""
        if self.trial.due((case,), resting=True) and not why_not_try(case, met, self.session.run):
            past = retry.past_of(case.run, case.last, met.calm)
            key = case.run.history.nearest_key(past.iteration)
            job = partial(retry.begin, case.segments, key, case.last, past)
            self.trial.work((case,), True, job, self._show_trial)

    def _show_trial(self, work: RetryInWork) -> bool:
        self.tried = work
        self._show_buttons()
        return work.done

    def show_frame(self, frame: ShownFrame) -> None:
        """Show what can be done from the iteration on show."""
        if self.case is not None and self.case.divergence is None:
            self._turned_for = self.case  # it has been seen
        self._examine()
        if self.case is not None and self.met is not None:
            self._try(self.case, self.met)
        self._show_buttons()

    def _show_buttons(self) -> None:
        case, met, session = self.case, self.met, self.session
        known = case is not None and session.ready
        other = case is not None and known and case.run is not session.run
        self.whose.setText(f"This happened in the run “{case.run.name}”." if case is not None and other else "")
        self.whose.setVisible(other)
        if case is None or met is None or not known:
            self.ways.show_nothing(FAILED if self.inquiry.failed else LOOKING)
            return
        self.ways.show_rewind(met.calm, why_not_rewind(case, met, session.run, session.iteration))
        self._show_retry(case, met)

    def _show_retry(self, case: Case, met: Autopsy) -> None:
        tried, run = self.tried, self.session.run
        why = why_not_try(case, met, run) if tried is None else why_not_retry(case, tried, run)
        if self.trial.failed:
            self.ways.show_no_retry(NONE_TRIED)
        elif tried is None or (tried.result is not None and tried.result.experiment is None):
            self.ways.show_no_retry(why or LOOKING)
        elif tried.result is None:
            self.ways.show_trying(tried.alpha, why)
        else:
            self.ways.show_retry(tried.start.iteration, tried.result.alpha, why)
            self.words.setText(" ".join((case.headline, why_of(case, met), *above_limit(met, tried.result))))

    # The two ways out

    def _rewind(self) -> None:
        if self.met is not None:
            self.session.pause()
            self.session.seek(self.met.calm)
            self.session.message.emit(Message("info", f"Back at iteration {self.met.calm:,}, before the trouble."))

    def _retry(self) -> None:
        """Go back and take the α that held, unless there are already as many runs as allowed."""
        session, frame, tried = self.session, self.session.frame, self.tried
        if tried is None or session.runs is None or frame is None or not session.ready:
            return
        start = tried.start.iteration
        session.pause()
        try:
            if session.run.history.end > start:
                session.runs.refuse_one_more()
        except InvalidSetting as refusal:
            session.message.emit(Message("error", refusal.words))
            return
        if session.iteration == start:
            self._take_alpha()
        else:
            self._retry_from = frame.snapshot, start
            session.seek(start)

    def _go_on_retrying(self, frame: ShownFrame) -> None:
        """Once there, take the α that held; give it up if the journey went elsewhere."""
        if self._retry_from is None or frame.snapshot is self._retry_from[0]:
            return
        (_, start), self._retry_from = self._retry_from, None
        if frame.snapshot.iteration == start:
            QTimer.singleShot(0, self._take_alpha)

    def _take_alpha(self) -> None:
        found, session = None if self.tried is None else self.tried.result, self.session
        if found is not None and found.experiment is not None:
            session.edit(found.experiment)
            held = f"α = {number(found.alpha)} from iteration {found.start:,} on held for {found.steps:,} iterations"
            session.message.emit(Message("info", f"{held} when it was tried. Run to see it."))
