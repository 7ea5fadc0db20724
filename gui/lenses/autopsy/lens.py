"""Why a run diverged: its headline, the layers' gradients, the step against the curvature, and two ways out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.analysis.autopsy import RETRY, Autopsy, AutopsyInWork, begin, with_smaller_rate
from core.hyperparameters import InvalidSetting
from core.training.loop import Divergence
from core.training.snapshot import Snapshot
from core.words import counted
from gui.frames.shown import ShownFrame
from gui.lenses.autopsy.buttons import RecoveryButtons
from gui.lenses.autopsy.case import Case, case_of_divergence, case_of_loss, limits, why_not_retry, why_not_rewind
from gui.lenses.inquiry import Inquiry
from gui.lenses.lens import Lens
from gui.plots.layer_norms import LayerNorms
from gui.plots.step_limit import StepLimit
from gui.session.messages import Message
from gui.session.session import Session
from gui.widgets.field import set_text_colour
from gui.widgets.numbers import number
from gui.widgets.side_by_side import SideBySide
from gui.widgets.theme import Look

WIDE_FROM = 46.0
"""Width, in text heights, from which on the plots stand side by side."""
LOOKING = "Looking back …"


class AutopsyLens(Lens):
    """The last iterations before a run diverged or its loss became tenfold. Offered only when that has happened."""

    title = "Autopsy"
    help = (
        "Why the run diverged: which layer's gradient grew first, and whether the steps were longer than the curvature "
        "of the loss allows. From here you can go back to before that, or retry with a smaller learning rate."
    )
    always_offered = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.case: Case | None = None
        self.met: Autopsy | None = None
        self.inquiry = Inquiry(session.background.submit, "autopsy")
        self._checked: tuple[object, ...] = ()
        self._retry_from: tuple[Snapshot, int] | None = None
        self._make_parts()
        self._arrange()
        self.ways.rewind.clicked.connect(self._rewind)
        self.ways.retry.clicked.connect(self._retry)
        session.stopped.connect(self._stopped)
        session.frame_changed.connect(self._watch)
        session.started_over.connect(self._forget)

    def _make_parts(self) -> None:
        self.headline, self.words, self.whose = QLabel(), QLabel(), QLabel()
        for label, name in ((self.headline, "What happened"), (self.words, "Why"), (self.whose, "Which run")):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            label.setAccessibleName(name)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ways, self.norms, self.steps = RecoveryButtons(), LayerNorms(), StepLimit()

    def _arrange(self) -> None:
        self.page = QWidget()
        self._column = QVBoxLayout(self.page)
        for part in (self.headline, self.whose, self.words, self.ways):
            self._column.addWidget(part)
        self._plots = SideBySide(WIDE_FROM)
        self._plots.addWidget(self.norms, 1)
        self._plots.addWidget(self.steps, 1)
        self._column.addLayout(self._plots, 1)
        self.scroll_through(self.page)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        for label, size, role in ((self.headline, 1.13, "text"), (self.whose, 1.0, "dim"), (self.words, 1.0, "text")):
            label.setFont(look.font(size, bold=label is self.headline))
            set_text_colour(label, look, role)
        for part in (self.ways, self.norms, self.steps):
            part.set_look(look)
        for plot in (self.norms, self.steps):
            plot.setMinimumHeight(round(look.px(190)))
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
        self.called.emit()

    def _watch(self, frame: ShownFrame) -> None:
        """While training rests, look whether the loss has become tenfold, and whether the case is still known."""
        self._go_on_retrying(frame)
        run, runs = frame.run, self.session.runs
        checked = run, run.segments, run.history.end
        if (frame.trace is None and not frame.calm) or checked == self._checked or runs is None:
            return
        self._checked = checked
        if self.case is not None and self.case.run not in runs.all:
            self._forget()
        case = case_of_loss(run)
        if case is not None and (self.case is None or not self.case.covers(case)):
            self._take(case)

    def _take(self, case: Case) -> None:
        self.case, self.met = case, None
        self.headline.setText(case.headline)
        self._say(LOOKING)
        self.offered.emit(True)
        if self.isVisible():
            self._examine()

    def _forget(self) -> None:
        self.case = self.met = self._retry_from = None
        self.inquiry.forget()
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

    def _say(self, progress: str) -> None:
        """Show the progress of looking back."""
        self.words.setText(progress)
        self.norms.clear(LOOKING)
        self.steps.clear(LOOKING)
        self._show_buttons()

    def _show(self, case: Case, met: Autopsy) -> None:
        self.met = met
        undefined = case.divergence is not None and case.divergence.undefined
        self.words.setText(case.divergence.words if case.divergence is not None and undefined else met.words)
        self.norms.show_norms(met.iterations, met.norms, met.layer, met.since)
        self.steps.show_steps(met.iterations, met.reach, limits(met), "α" if met.plain else "reach", met.since)
        self._show_buttons()

    def show_frame(self, frame: ShownFrame) -> None:
        """Show what can be done from the iteration on show."""
        self._examine()
        self._show_buttons()

    def _show_buttons(self) -> None:
        case, met, session = self.case, self.met, self.session
        known = case is not None and session.ready
        other = case is not None and known and case.run is not session.run
        self.whose.setText(f"This happened in the run “{case.run.name}”." if case is not None and other else "")
        self.whose.setVisible(other)
        if case is None or met is None or not known:
            self.ways.show_nothing(LOOKING)
            return
        run = session.run
        self.ways.show_rewind(met.calm, why_not_rewind(case, met, run, session.iteration))
        why = why_not_retry(case, met, run)
        alpha = run.experiment_at(min(met.calm, run.history.end)).optimizer.alpha / RETRY
        self.ways.show_retry(met.calm, alpha, why)

    # The two ways out

    def _rewind(self) -> None:
        if self.met is not None:
            self.session.pause()
            self.session.seek(self.met.calm)
            self.session.message.emit(Message("info", f"Back at iteration {self.met.calm:,}, before the trouble."))

    def _retry(self) -> None:
        """Go back and divide α, unless there are already as many runs as allowed."""
        session, frame = self.session, self.session.frame
        if self.met is None or session.runs is None or frame is None or not session.ready:
            return
        calm = self.met.calm
        session.pause()
        try:
            if session.run.history.end > calm:
                session.runs.refuse_one_more()
        except InvalidSetting as refusal:
            session.message.emit(Message("error", str(refusal)))
            return
        if session.iteration == calm:
            self._divide_alpha()
        else:
            self._retry_from = frame.snapshot, calm
            session.seek(calm)

    def _go_on_retrying(self, frame: ShownFrame) -> None:
        """Once there, divide α; give it up if the journey went elsewhere."""
        if self._retry_from is None or frame.snapshot is self._retry_from[0]:
            return
        (_, calm), self._retry_from = self._retry_from, None
        if frame.snapshot.iteration == calm:
            QTimer.singleShot(0, self._divide_alpha)

    def _divide_alpha(self) -> None:
        session = self.session
        experiment = with_smaller_rate(session.experiment)
        session.edit(experiment)
        alpha = number(experiment.optimizer.alpha)
        text = f"α = {alpha} from iteration {session.iteration:,} on. Run to see whether that helps."
        session.message.emit(Message("info", text))
