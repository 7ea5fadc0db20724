"""The chain rule on the stage: one route from the chosen parameter to the loss, with its numbers and its way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QVBoxLayout

from core.analysis.chain_rule import Chain, chain
from core.training.trace import Trace
from gui.lenses.chain.lens import RUNNING, TOO_LARGE
from gui.lenses.chain.text import Part, latex_of, path_of_route
from gui.lenses.inquiry import Inquiry
from gui.lenses.lens import Lens
from gui.session.session import Session
from gui.stage.product import ProductOnStage
from gui.widgets.numbers import number
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame


class ChainOnStage(Lens):
    """Shows the route that is lit, else the largest; a click goes to the next one."""

    title = "Chain rule"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.inquiry = Inquiry(session.ask, "chain-on-stage")
        self.rhythms = (self.inquiry,)
        self.chain: Chain | None = None
        self.shown = 0
        """Which of the routes, the largest first, is on show."""
        self._frame: ShownFrame | None = None
        self.page = ProductOnStage(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_look(self, look: Look) -> None:
        """Take the look of the stage."""
        super().set_look(look)
        self.page.set_look(look)
        self._show_route()

    def show_frame(self, frame: ShownFrame) -> None:
        """Show an iteration's route; that of an earlier one while training runs."""
        frame = self._frame = self.opened_or_earlier(frame)
        trace = frame.trace
        if trace is None:
            self.chain = None
            self.page.show_product(TOO_LARGE if frame.calm else RUNNING, (), "")
            return
        if self.inquiry.due((trace, frame.selected, frame.place), resting=True):
            job = partial(chain, trace, frame.problem, frame.selected, frame.place)
            self.inquiry.ask((trace, frame.selected, frame.place), job, partial(self._take, trace))
        self._show_route()

    def _take(self, trace: Trace, answer: Chain) -> None:
        self.opened, self.chain = self._frame, answer
        self._show_route()

    def _show_route(self) -> None:
        frame, found = self._frame, self.chain
        if frame is None or found is None or frame.trace is None or not found.routes:
            return
        layout = frame.problem.layout
        paths = [path_of_route(layout, frame.selected, route.neurons) for route in found.routes]
        self.shown = next((place for place, path in enumerate(paths) if path == frame.lit), 0)
        route = found.routes[self.shown]
        parts = [Part(rf"\text{{route}}\ {self.shown + 1}", route.product), Part("=", sign=True)]
        for place, factor in enumerate(route.factors):
            parts += [Part("·", sign=True)] if place else []
            parts.append(Part(latex_of(factor.name), factor.value))
        above = f"Route {self.shown + 1:,} of {found.count:,} from {found.name} to the loss"
        below = f"All routes of this example add up to ∂ℓ/∂{found.name} = {number(found.total)}."
        notation = self.look.notation
        self.page.network.show_path(layout, frame.trace.before.theta, paths[self.shown])
        self.page.show_product(notation.text(above, own=True), parts, notation.text(below, own=True))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Light the next route."""
        frame, found = self._frame, self.chain
        if frame is not None and found is not None and found.routes:
            after = found.routes[(self.shown + 1) % len(found.routes)]
            self.session.looking.point_at(path_of_route(frame.problem.layout, frame.selected, after.neurons))
