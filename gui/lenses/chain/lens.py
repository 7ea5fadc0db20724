"""The chain rule lens: ∂L/∂w of the selected parameter as a product, and as the sum of all its routes to the loss."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.analysis.scope import Scope, ScopeName
from gui.frames.jobs import MAX_TO_OPEN
from gui.lenses.chain import text
from gui.lenses.chain.derivation import DerivationView
from gui.lenses.chain.list import ProductList
from gui.lenses.chain.product import ProductView
from gui.lenses.chain.text import Answer, work_out
from gui.lenses.inquiry import Inquiry
from gui.lenses.lens import Lens
from gui.lenses.scope import LensScope
from gui.session.session import Session
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.switch import ExampleStepper
from gui.widgets.theme import Look
from gui.widgets.whole_rows import WholeRows

if TYPE_CHECKING:
    from core.analysis.sight import LitPath
    from core.training.trace import Trace
    from gui.frames.frame import Frame
    from gui.frames.shown import ShownFrame

RUNNING = "Pause training to see the chain rule with this iteration's numbers."
SET_TOO_LARGE = "The set is too large to open: {:,} values."
WHY = "Why dZ = A − Y?"
WHY_HELP = "Three lines, with the numbers of this example."
NO_SHORTCUT = "The derivation is that of cross-entropy after a sigmoid or a softmax; here the loss is another."
ONE_ONLY = "Choose “this example” to see it with one example's numbers."
TOO_LARGE = "This iteration is too large to open. Choose smaller batches."


class ChainRuleLens(Lens):
    """The selected parameter's derivative: every factor named and valued, for one example, the batch or the set."""

    title = "Chain rule"
    on_stage = "chain"
    help = (
        "The derivative of the loss with respect to the selected weight or bias, factor by factor, and every route "
        "from it to the loss, the largest first. Click a connection or a neuron to select it, a route or a factor to "
        "highlight it in the network."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: ShownFrame | None = None
        self.inquiry = Inquiry(session.ask, "chain-rule")
        self.rhythms = (self.inquiry,)
        self.answer: Answer | None = None
        self._scope: Scope | None = None
        self._lines: tuple[int, ...] = ()
        self._make_switch()
        self._make_body()
        self._arrange()
        self.set_look(self.look)

    # --- construction ---

    def _make_switch(self) -> None:
        self.stepper = ExampleStepper()
        self.stepper.stepped.connect(self._step)
        self.switch = LensScope(self.session)
        self.why = QPushButton(WHY)
        self.why.setCheckable(True)
        self.why.toggled.connect(self._show_answer)

    def _make_body(self) -> None:
        self.product, self.list, self.derivation = ProductView(), ProductList(), DerivationView()
        self.gradient, self.sum, self.message = NotatedLabel(), NotatedLabel(), NotatedLabel()
        for label in (self.gradient, self.sum, self.message):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.gradient.setAccessibleName("Check against backpropagation")
        self.gradient.setToolTip(tooltip("Backpropagation adds up all routes at once, layer by layer."))
        self.sum.setToolTip(tooltip("A route goes from the parameter through one neuron of each layer to the loss."))
        self.list.chosen.connect(self._choose_line)
        self.product.chosen.connect(self._point_out)

    def _arrange(self) -> None:
        header, self.page = QWidget(), QWidget()
        self._header = FlowLayout(header)
        self._header.setContentsMargins(0, 0, 0, 0)
        self._header.addWidget(self.stepper)
        self._header.addWidget(self.switch)
        self._header.addWidget(self.why)
        self._inside = QVBoxLayout(self.page)
        self._inside.setContentsMargins(0, 0, 0, 0)
        shown: tuple[QWidget, ...] = (self.derivation, self.product, self.gradient, self.sum, self.list)
        for widget in shown:
            self._inside.addWidget(widget)
        self._inside.addStretch(1)
        self.area = ScrollPage(self.page)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName("Factors and routes")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(header)
        self._column.addWidget(self.message)
        self.place = WholeRows(self.area, lambda: self.list.grid.height if self.list.grid else 1.0, self.list.y)
        self._column.addWidget(self.place, 1)
        self._parts = (header, self.place, self.area)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        for part in (self.stepper, self.switch, self.product, self.list, self.derivation):
            part.set_look(look)
        self.why.setFont(look.font(0.87))
        for label in (self.gradient, self.sum, self.message):
            label.setFont(look.font(0.93))
        set_text_colour(self.message, look, "dim")
        for label in (self.gradient, self.sum):
            set_text_colour(label, look, "text")
        gap = round(look.px(6))
        for layout in (self._header, self._column):
            layout.setSpacing(gap)
        self._inside.setSpacing(round(look.px(2)))

    # --- what is shown ---

    def show_frame(self, frame: ShownFrame) -> None:
        """Show the selected parameter in this iteration, in an earlier one while training runs, or say why not."""
        frame = self._frame = self.opened_or_earlier(frame)
        if frame.trace is None:
            self._show_nothing(TOO_LARGE if frame.calm else RUNNING)
            return
        self._ask(frame, frame.trace)
        self._mark_route()

    def _show_nothing(self, words: str) -> None:
        self.inquiry.forget()
        self.answer = None
        self.message.setText(words)
        self.message.show()
        for part in self._parts:
            part.hide()

    def _ask(self, frame: Frame, trace: Trace) -> None:
        """Have the worker compute the routes, which may be thousands."""
        scope = self.switch.scope_of(frame, _too_large(frame))
        place = frame.place
        question, before, self._scope = (trace, frame.selected, place, scope.name == "set"), self._scope, scope
        if self.inquiry.due(question, resting=True):
            job = partial(work_out, trace, frame.problem, frame.selected, place, scope)
            self.inquiry.ask(question, job, self._take)
        elif self.answer and not self.inquiry.waiting and before and before.words != scope.words:
            self._take(self.answer)

    def _take(self, answer: Answer) -> None:
        self.opened = self._frame
        self.answer = answer if self._scope is None else replace(answer, scope=self._scope)
        self.message.hide()
        for part in self._parts:
            part.show()
        self._show_answer()

    def _show_answer(self) -> None:
        answer, frame = self.answer, self._frame
        if answer is None or frame is None:
            return
        digits = len(str(max(frame.problem.layout.sizes)))
        self.gradient.setText(" ".join((text.about_gradient(answer), *frame.problem.target_notes)))
        if answer.scope.name == "example":
            self._lines = ()
            self.product.show_parts(text.equation_of_example(answer))
            self.sum.setText(text.about_routes(answer))
            self.list.show_listing(answer.routes, digits)
        else:
            listing, self._lines = text.examples_of(answer)
            self.product.show_parts(text.equation_of_mean(answer))
            self.sum.setText(text.about_examples(answer))
            self.list.show_listing(listing, digits)
        self._show_which(answer)
        self._show_derivation(answer)
        self._mark_route()
        self._inside.activate()
        self.place.fit()

    def _show_derivation(self, answer: Answer) -> None:
        """Show why dZ = A − Y, where it is and where it is asked for."""
        permit(self.why, ONE_ONLY if not self._one else "" if answer.derived else NO_SHORTCUT, WHY_HELP)
        shown = self.why.isChecked() and self.why.isEnabled()
        self.derivation.setVisible(shown)
        if shown:
            self.derivation.show_lines(answer.derived)

    def _show_which(self, answer: Answer) -> None:
        place, m = answer.chain.column, len(answer.batch)
        if self._one:
            words = f"{place + 1} of {m} (no. {answer.batch[place]})"
            self.stepper.show_which(words, first=place == 0, last=place == m - 1)
        else:
            m = len(answer.examples)
            self.stepper.show_all(f"all {m:,} examples" if m > 1 else "1 example")

    # --- what is asked for ---

    @property
    def _one(self) -> bool:
        """Whether what is shown is one example's."""
        return self.answer is not None and self.answer.scope.name == "example"

    def _step(self, by: int) -> None:
        """Show the example before or after this one."""
        if self.answer is not None:
            self._open(self.answer.chain.column + by)

    def _open(self, place: int) -> None:
        """Show an example of the batch."""
        self.session.looking.look_at("example")
        self.session.looking.follow_in_batch(place)

    def _choose_line(self, line: int) -> None:
        """Highlight a route in the network, or clear it; of the batch's examples, open one."""
        answer, frame = self.answer, self._frame
        if answer is None or frame is None:
            return
        if not self._one:
            self._open_example(answer, line)
        else:
            route = answer.chain.routes[line]
            self._light(text.path_of_route(frame.problem.layout, frame.selected, route.neurons))

    def _point_out(self, place: int) -> None:
        """Light up what a factor of the product is about; the derivative itself clears it."""
        answer, frame = self.answer, self._frame
        if answer is None or frame is None or not self._one or self.product.parts[place].sign:
            return
        factors, layout = answer.chain.factors, frame.problem.layout
        name = factors[place // 2 - 1].name if place else ""
        self.session.looking.point_at(text.path_of_factor(layout, frame.selected, name) if name else None)

    def _light(self, path: LitPath) -> None:
        if self._frame is not None:
            self.session.looking.point_at(None if path == self._frame.lit else path)

    def _mark_route(self) -> None:
        """Frame the line of the route that is lit up."""
        answer, frame = self.answer, self._frame
        if answer is None or frame is None or frame.lit is None or not self._one:
            self.list.mark(None)
            return
        path = partial(text.path_of_route, frame.problem.layout, frame.selected)
        lines = (line for line, route in enumerate(answer.chain.routes) if path(route.neurons) == frame.lit)
        self.list.mark(next(lines, None))

    def _open_example(self, answer: Answer, line: int) -> None:
        """Show the routes of an example of the list, if it is in the batch."""
        example = answer.examples[self._lines[line]]
        if example in answer.batch:
            self._open(answer.batch.index(example))


def _too_large(frame: Frame) -> dict[ScopeName, str]:
    """Return why the whole set is not opened: there would be too many numbers."""
    values = len(frame.problem.watched) * sum(frame.problem.layout.sizes)
    return {"set": SET_TOO_LARGE.format(values)} if values > MAX_TO_OPEN else {}
