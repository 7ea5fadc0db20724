"""A nudge on the stage: the slope of the chord over Δ beside the slope of the tangent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from core.analysis.nudge import Nudge, check_delta, nudge
from core.analysis.scope import Scope, too_large
from core.analysis.sight import Cell
from core.hyperparameters import InvalidSetting
from gui.lenses.chain.text import Part
from gui.lenses.inquiry import Inquiry
from gui.lenses.lens import Lens
from gui.lenses.nudge.lens import RUNNING
from gui.session.session import Session
from gui.stage.product import ProductOnStage
from gui.widgets.diagram import path_of
from gui.widgets.numbers import number
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame

DIGITS = 7
"""Of the losses, whose difference is small."""


class NudgeOnStage(Lens):
    """Asks what a nudge of the chosen parameter does, while training rests."""

    title = "Nudge Δ"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.inquiry = Inquiry(session.ask, "nudge-on-stage")
        self.rhythms = (self.inquiry,)
        self.page = ProductOnStage(self)
        session.looking.delta_changed.connect(self._show_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def set_look(self, look: Look) -> None:
        """Take the look of the stage."""
        super().set_look(look)
        self.page.set_look(look)

    def show_frame(self, frame: ShownFrame) -> None:
        """Show what a nudge does at an iteration, or why not."""
        index, theta = frame.selected, frame.snapshot.theta
        if not (frame.calm or frame.trace is not None):
            self._show_nothing(RUNNING)
            return
        try:
            check_delta(theta, index, self.session.delta)
        except InvalidSetting as refusal:
            self._show_nothing(str(refusal))
            return
        scope = frame.scope_among(too_large(frame.problem))
        question = frame.snapshot, frame.problem, index, scope.name, scope.number, self.session.delta
        if self.inquiry.due(question, resting=True):
            job = partial(nudge, frame.problem, theta, index, self.session.delta, scope)
            name, value = frame.problem.layout.name(index), float(theta[index])
            l, j, i = frame.problem.layout.position(index)
            cell = Cell("w", l, j - 1, i - 1) if i else Cell("b", l, j - 1, 0)
            self.page.network.show_path(frame.problem.layout, theta, path_of(cell, frame.problem.layout.sizes))
            self.inquiry.ask(question, job, partial(self._take, name, value, scope))

    def _show_again(self) -> None:
        if self.isVisible() and self.session.frame is not None:
            self.show_frame(self.session.frame)

    def _show_nothing(self, why: str) -> None:
        self.inquiry.forget()
        self.page.show_product(why, (), "")

    def _take(self, name: str, value: float, scope: Scope, answer: Nudge) -> None:
        letter = scope.letter
        tex = r"\ell" if letter == "ℓ" else letter
        parts = (
            Part(rf"\frac{{{tex}(w + \Delta) - {tex}(w)}}{{\Delta}}", answer.quotient, "by the nudge"),
            Part("≈" if answer.agrees else "≠", sign=True),
            Part(rf"\frac{{\partial {tex}}}{{\partial w}}", answer.derivative, "by backpropagation"),
        )
        before, after = (number(each, DIGITS) for each in (answer.before, answer.after))
        of = " of the batch" if scope.name == "batch" and len(scope.rows) < scope.total else ""
        goes = f"{letter}{of} goes from {before} to {after}"
        above = f"w = {name} = {number(value)}, Δ = {number(self.session.delta)}: {goes}"
        self.page.show_product(self.look.notation.text(above), parts, self.look.notation.text(answer.verdict))
