"""The chain rule lens: ∂L/∂w of the selected parameter as a product, and as the sum of all its routes to the loss."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.analysis.sight import PER_EXAMPLE, Cell
from gui.lenses.chain import text
from gui.lenses.chain.list import ProductList
from gui.lenses.chain.product import ProductView
from gui.lenses.chain.text import Answer, work_out
from gui.lenses.lens import Lens
from gui.session.session import Session
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame
    from gui.frames.pointing import LitPath

RUNNING = "The chain rule stands still with the training: pause to see the numbers of an iteration."
TOO_LARGE = "This iteration is too large to be opened up: choose smaller batches."


class ChainRuleLens(Lens):
    """The selected parameter's derivative: every factor named and valued, for one example or over the batch."""

    title = "Chain rule"
    help = (
        "The derivative of the loss by the selected weight or bias, factor by factor, and every route on which it "
        "acts on the loss, the largest first. Click a connection or a neuron to select it, a route or a factor to "
        "light it up in the network."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: Frame | None = None
        self._cell: Cell | None = None
        self._asked: tuple[object, ...] = ()
        self._example = 0
        self.answer: Answer | None = None
        self._lines: tuple[int, ...] = ()
        self._make_switch()
        self._make_body()
        self._arrange()
        self.set_look(self.look)

    # --- construction ---

    def _make_switch(self) -> None:
        self.before, self.which, self.next = QPushButton("◂"), QLabel(), QPushButton("▸")
        for button, way, name in ((self.before, -1, "Example before"), (self.next, 1, "Next example")):
            button.setAutoRepeat(True)
            button.setAccessibleName(name)
            button.setToolTip(tooltip(f"{name} of the batch."))
            button.clicked.connect(lambda checked=False, way=way: self.go_to_example(self._example + way))
        self.which.setToolTip(tooltip("Which example of the batch is shown, and its number in the training set."))
        self.one, self.all = QPushButton("one example"), QPushButton("whole batch")
        self.one.setToolTip(tooltip("∂ℓ/∂w: how the loss ℓ of one example changes with the parameter."))
        self.all.setToolTip(tooltip("∂L/∂w: the mean of all examples' ∂ℓ/∂w, plus ∂R/∂w: for the optimiser."))
        self._modes = QButtonGroup(self)
        for button in (self.one, self.all):
            button.setCheckable(True)
            self._modes.addButton(button)
        self.one.setChecked(True)
        self._modes.buttonClicked.connect(self._show_answer)

    def _make_body(self) -> None:
        self.product, self.list = ProductView(), ProductList()
        self.gradient, self.sum, self.message = QLabel(), QLabel(), QLabel()
        for label in (self.gradient, self.sum, self.message):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.gradient.setAccessibleName("Check against backpropagation")
        self.gradient.setToolTip(tooltip("Backpropagation adds up all routes at once, layer by layer."))
        self.sum.setToolTip(tooltip("A route goes from the parameter through one neuron of each layer on to the loss."))
        self.list.chosen.connect(self._choose_line)
        self.product.chosen.connect(self._point_out)

    def _arrange(self) -> None:
        header, self.page = QWidget(), QWidget()
        self._header = FlowLayout(header)
        self._header.setContentsMargins(0, 0, 0, 0)
        self._rows = [QHBoxLayout(), QHBoxLayout()]
        for row, parts in zip(self._rows, ((self.before, self.which, self.next), (self.one, self.all)), strict=True):
            group = QWidget()
            group.setLayout(row)
            row.setContentsMargins(0, 0, 0, 0)
            for part in parts:
                row.addWidget(part)
            self._header.addWidget(group)
        self._inside = QVBoxLayout(self.page)
        self._inside.setContentsMargins(0, 0, 0, 0)
        shown: tuple[QWidget, ...] = (self.product, self.gradient, self.sum, self.list)
        for widget in shown:
            self._inside.addWidget(widget)
        self._inside.addStretch(1)
        self._scroll()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(header)
        self._column.addWidget(self.message)
        self._column.addWidget(self.area, 1)
        self._parts = (header, self.area)

    def _scroll(self) -> None:
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName("Factors and routes")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.page)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        self.product.set_look(look)
        self.list.set_look(look)
        for control in (self.one, self.all, self.before, self.next, self.which):
            control.setFont(look.font(0.87))
        for label in (self.gradient, self.sum, self.message):
            label.setFont(look.font(0.93))
        for label in (self.which, self.message):
            set_text_colour(label, look, "dim")
        for label in (self.gradient, self.sum):
            set_text_colour(label, look, "text")
        gap = round(look.px(6))
        for layout in (self._header, *self._rows, self._column):
            layout.setSpacing(gap)
        self._inside.setSpacing(round(look.px(2)))

    # --- what is shown ---

    def show_frame(self, frame: Frame) -> None:
        """Show the selected parameter in the iteration on show, or say why not."""
        self._frame = frame
        if frame.trace is None:
            self._show_nothing(TOO_LARGE if frame.calm else RUNNING)
            return
        self._follow(frame.cell)
        self._ask()
        self._mark_route()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was asked: the answer may not come."""
        super().hideEvent(event)
        self._asked = ()

    def _follow(self, cell: Cell | None) -> None:
        """Turn to the example of a cell that has just been asked about."""
        if cell is not None and cell != self._cell and cell.matrix in PER_EXAMPLE:
            self._example = cell.column
        self._cell = cell

    def _show_nothing(self, words: str) -> None:
        self._asked = ()
        self.answer = None
        self.message.setText(words)
        self.message.show()
        for part in self._parts:
            part.hide()

    def _ask(self) -> None:
        """Have the worker compute the routes, which may be thousands."""
        frame = self._frame
        if frame is None or frame.trace is None:
            return
        self._example = max(0, min(self._example, len(frame.trace.columns) - 1))
        question = (frame.trace, frame.selected, self._example)
        if question == self._asked:
            return
        self._asked = question
        job = partial(work_out, frame.trace, frame.problem, frame.selected, self._example)
        self.session.ask("chain-rule", job, lambda answer: self._take(answer) if question == self._asked else None)

    def _take(self, answer: Answer) -> None:
        self.answer = answer
        self.message.hide()
        for part in self._parts:
            part.show()
        self._show_answer()

    def _show_answer(self) -> None:
        answer, frame = self.answer, self._frame
        if answer is None or frame is None:
            return
        one, digits = self.one.isChecked(), len(str(max(frame.problem.layout.sizes)))
        self.gradient.setText(text.about_gradient(answer))
        if one:
            self._lines = ()
            self.product.show_parts(text.equation_of_example(answer))
            self.sum.setText(text.about_routes(answer))
            self.list.show_listing(answer.routes, digits)
        else:
            listing, self._lines = text.examples_of(answer)
            self.product.show_parts(text.equation_of_batch(answer))
            self.sum.setText(text.about_examples(answer))
            self.list.show_listing(listing, digits)
        self._show_which(answer, one)
        self._mark_route()

    def _show_which(self, answer: Answer, one: bool) -> None:
        place, m = answer.chain.column, len(answer.examples)
        self.which.setText(
            f"{place + 1} of {m} (no. {answer.examples[place]})"
            if one
            else f"all {m} examples"
            if m > 1
            else "1 example"
        )
        self.before.setEnabled(one and place > 0)
        self.next.setEnabled(one and place < m - 1)

    # --- what is asked for ---

    def go_to_example(self, place: int) -> None:
        """Show another example of the batch."""
        self._example = place
        self._ask()

    def _choose_line(self, line: int) -> None:
        """Light up a route in the network, or let go of it; of the batch's examples, open one."""
        answer, frame = self.answer, self._frame
        if not self.one.isChecked():
            self._open_example(line)
        elif answer is not None and frame is not None:
            route = answer.chain.routes[line]
            self._light(text.path_of_route(frame.problem.layout, frame.selected, route.neurons))

    def _point_out(self, place: int) -> None:
        """Light up what a factor of the product is about; the derivative itself lets go of that."""
        answer, frame = self.answer, self._frame
        if answer is None or frame is None or not self.one.isChecked() or self.product.parts[place].sign:
            return
        factors, layout = answer.chain.factors, frame.problem.layout
        name = factors[place // 2 - 1].name if place else ""
        self.session.point_at(text.path_of_factor(layout, frame.selected, name) if name else None)

    def _light(self, path: LitPath) -> None:
        if self._frame is not None:
            self.session.point_at(None if path == self._frame.lit else path)

    def _mark_route(self) -> None:
        """Frame the line of the route that is lit up."""
        answer, frame = self.answer, self._frame
        if answer is None or frame is None or frame.lit is None or not self.one.isChecked():
            self.list.mark(None)
            return
        path = partial(text.path_of_route, frame.problem.layout, frame.selected)
        lines = (line for line, route in enumerate(answer.chain.routes) if path(route.neurons) == frame.lit)
        self.list.mark(next(lines, None))

    def _open_example(self, line: int) -> None:
        """Show the routes of an example of the list."""
        self.one.setChecked(True)
        if self._lines[line] == self._example:
            self._show_answer()
        self.go_to_example(self._lines[line])
