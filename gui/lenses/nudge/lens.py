"""What if one parameter were a little different? The quotient, the derivative, and the V of the quotient's error."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.analysis.nudge import EPSILONS, Nudge, VInWork, check_delta, nudge
from core.analysis.scope import Scope, too_large
from core.hyperparameters import InvalidSetting
from gui.frames.frame import Frame
from gui.lenses.inquiry import SECONDS, Inquiry
from gui.lenses.lens import Lens
from gui.lenses.nudge.check import GradientCheck
from gui.lenses.nudge.controls import DeltaControl, ParameterControl
from gui.lenses.nudge.table import NudgeTable, relative_error
from gui.lenses.scope import LensScope
from gui.plots.v_curve import VCurve
from gui.session.session import Session
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.formula import Formula
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.side_by_side import SideBySide
from gui.widgets.theme import Look

QUOTIENT = (
    r"\frac{\partial L}{\partial w} \;\approx\; \frac{L(w + \Delta) - L(w)}{\Delta}"
    r"\qquad \text{central:}\quad \frac{L(w + \varepsilon) - L(w - \varepsilon)}{2\,\varepsilon}"
)
WHAT_IF = "Only a trial: w does not change."
RUNNING = "Pause training to nudge a parameter."
WIDE_FROM = 46.0
"""Width, in text heights, from which on there are two columns."""
REST = 80
"""Milliseconds without a change after which the V is computed."""
PATIENCE = 30
"""Milliseconds that a drag waits for the numbers of where it was before it goes on."""


class NudgeLens(Lens):
    """The selected parameter: set it by hand, or ask what a nudge would do; and the gradient check of all."""

    title = "Nudge Δ"
    on_stage = "nudge"
    help = (
        "Moves the selected weight or bias by Δ and compares the difference quotient with the derivative "
        "from backpropagation. The V shows which Δ is most accurate. “Check all” does this for all parameters. "
        "You can also set any weight or bias by hand. Click a connection or a neuron to select it."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: Frame | None = None
        self._of: Scope | None = None
        self.inquiry, self.v_inquiry = Inquiry(session.ask, "nudge"), Inquiry(session.ask, "v-curve")
        self.rhythms = (self.inquiry, self.v_inquiry)
        self._wished: tuple[float, bool] | None = None
        self._make_parts()
        self.delta.show_delta(session.delta)
        self._arrange()
        self._connect()

    def _make_parts(self) -> None:
        self.parameter, self.delta, self.table = ParameterControl(), DeltaControl(), NudgeTable()
        self.what_if, self.verdict, self.formula = NotatedLabel(WHAT_IF), NotatedLabel(RUNNING), Formula(1.1)
        self.apply = QPushButton("Apply Δ")
        self.apply.setToolTip(tooltip("Sets w to w + Δ. This is an edit; Undo reverts it."))
        self.scope = LensScope(self.session)
        self.v, self.check = VCurve(), GradientCheck(self.session)
        self.formula.set_latex(QUOTIENT)
        for label in (self.what_if, self.verdict):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        self.verdict.setAccessibleName("How quotient and derivative compare")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)

    def _arrange(self) -> None:
        self.page = QWidget()
        self._columns = SideBySide(WIDE_FROM, self.page)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        question = QHBoxLayout()
        question.addWidget(self.what_if, 1)
        question.addWidget(self.apply)
        left: tuple[QWidget, ...] = (self.scope, self.parameter, self.delta, self.verdict, self.table)
        right: tuple[QWidget, ...] = (self.formula, self.v, self.check)
        for column, widgets in ((self._left, left), (self._right, right)):
            for widget in widgets:
                column.addWidget(widget)
        self._left.setAlignment(self.scope, Qt.AlignmentFlag.AlignLeft)
        self._left.insertLayout(3, question)
        self._left.addStretch()
        self._right.setStretchFactor(self.v, 1)
        self._columns.addLayout(self._left, 1)
        self._columns.addLayout(self._right, 1)
        self.scroll_through(self.page)

    def _connect(self) -> None:
        self.parameter.typed.connect(self._type)
        self.parameter.dragged.connect(self._drag)
        self.parameter.held.connect(self._hold)
        self.delta.asked.connect(self._ask_delta)
        self.session.looking.delta_changed.connect(self._show_delta)
        self.apply.clicked.connect(self._apply)
        self.check.chosen.connect(self.session.looking.pick_next)
        self.check.listed.connect(lambda: self.area.ensureWidgetVisible(self.check, 0, 0))
        self._rest.timeout.connect(self._ask_v)
        self._patience.timeout.connect(self._send_wished)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        for part in (self.scope, self.parameter, self.delta, self.table, self.v, self.check, self.formula):
            part.set_look(look)
        self.v.setMinimumHeight(round(look.px(215)))
        for label, role in ((self.what_if, "dim"), (self.verdict, "text")):
            label.setFont(look.font())
            set_text_colour(label, look, role)
        self.apply.setFont(look.font())
        self._columns.setContentsMargins(0, 0, round(look.px(5)), 0)
        self._columns.setSpacing(round(look.px(20)))
        for column in (self._left, self._right):
            column.setSpacing(round(look.px(4)))
        self.fit()

    def fit(self) -> None:
        """One column or two."""
        self._columns.fit(self.width(), self.look)

    # What is shown

    def show_frame(self, frame: Frame) -> None:
        """Show the selected parameter; while training rests, also what a nudge of it does."""
        self._frame = frame
        index, theta = frame.selected, frame.snapshot.theta
        self.parameter.show_parameter(index, frame.problem.layout.name(index), float(theta[index]))
        standing = frame.calm or frame.trace is not None or self.session.dragging
        permit(self.apply, "" if standing else RUNNING)
        self._of = self.scope.scope_of(frame, too_large(frame.problem))
        self.formula.set_latex(QUOTIENT.replace("L", r"\ell " if self._of.letter == "ℓ" else "L"))
        self.check.show_frame(frame, self._of, standing)
        if self._wished is not None:
            self._patience.start()
        if standing:
            self._ask_nudge()
        else:
            self._clear(RUNNING)

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget pending questions: their answers may never come."""
        super().hideEvent(event)
        self.parameter.slider.setSliderDown(False)
        self._send_wished()
        self._rest.stop()
        self.check.stop()

    def _clear(self, why: str) -> None:
        if self.inquiry.question or self.v.notice.written != why:
            for inquiry in (self.inquiry, self.v_inquiry):
                inquiry.forget()
            self._rest.stop()
            self.table.clear()
            self.verdict.setText(why)
            self.v.clear(why)

    def _question(self, frame: Frame) -> tuple[object, ...]:
        of = self._of
        return frame.snapshot, frame.problem, frame.selected, of and of.name, of and of.number, self.session.delta

    def _ask_nudge(self) -> None:
        frame = self._frame
        if frame is None or not self.inquiry.due(self._question(frame), resting=True):
            return
        try:
            check_delta(frame.snapshot.theta, frame.selected, self.session.delta)
        except InvalidSetting as refusal:  # w itself may be too large for this Δ
            self._clear(refusal.words)
            return
        question = self._question(frame)
        if self.inquiry.question[:-1] != question[:-1]:
            self.v_inquiry.forget()
            self._rest.start()
        job = partial(nudge, frame.problem, frame.snapshot.theta, frame.selected, self.session.delta, self._of)
        self.inquiry.ask(question, job, self._show_nudge)

    def _show_nudge(self, answer: Nudge) -> None:
        self.table.show_nudge(answer)
        notes = self._frame.problem.target_notes if self._frame is not None else ()
        self.verdict.setText(" ".join((answer.verdict, *notes)))
        self.v.show_present(abs(answer.delta), relative_error(answer.central, answer.derivative))
        self._send_wished()

    def _ask_v(self) -> None:
        if (frame := self._frame) is not None and self._of is not None:
            work = VInWork(frame.problem, frame.snapshot.theta, frame.selected, self._of)
            self.v_inquiry.work(self._question(frame)[:-1], True, partial(work.proceed, SECONDS), self._show_v)

    def _show_v(self, work: VInWork) -> bool:
        if work.result is not None:
            self.v.show_curve(EPSILONS, work.result)
        return work.done

    # What is asked for

    def _ask_delta(self, delta: float) -> None:
        frame = self._frame
        if frame is None:
            return
        try:
            check_delta(frame.snapshot.theta, frame.selected, delta)
        except InvalidSetting as refusal:
            self.delta.field.show_error(refusal.words)
            return
        self.session.looking.nudge_by(delta)

    def _show_delta(self, delta: float) -> None:
        self.delta.field.forget_errors()
        self.delta.show_delta(delta)
        if self.isVisible():
            self._ask_nudge()

    def _apply(self) -> None:
        if self._frame is not None:
            w = float(self._frame.snapshot.theta[self._frame.selected])
            self._type(w + self.session.delta)

    def _type(self, value: float) -> None:
        self._wished = None
        self._set(value, False)

    def _drag(self, value: float, goes_on: bool) -> None:
        """Set the parameter as fast as pictures of it come; of values in between the last one counts."""
        begins = self._wished is not None and not self._wished[1]
        self._wished = (value, goes_on and not begins)
        if not (self.session.busy and self.inquiry.question):
            self._send_wished()

    def _hold(self, held: bool) -> None:
        self.session.looking.note_dragging(held)
        if not held and self._wished is None:
            self.session.looking.settle()

    def _send_wished(self) -> None:
        if self._wished is not None:
            (value, goes_on), self._wished = self._wished, None
            self._set(value, goes_on)

    def _set(self, value: float, goes_on: bool) -> None:
        if self._frame is None:
            return
        try:
            self.session.set_parameter(self._frame.selected, value, goes_on)
        except InvalidSetting as refusal:
            self.parameter.refuse(refusal.words)
            self.show_frame(self._frame)
        else:
            self.parameter.field.forget_errors()
