"""What all plots share: header, drawing area, cursor read-out, notice, look."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from gui.plots.parts.canvas import Canvas, Readout, style_plot
from gui.plots.parts.curves import thin
from gui.plots.parts.header import Header
from gui.widgets.card import stage_margins
from gui.widgets.field import set_text_colour
from gui.widgets.heard import Heard
from gui.widgets.notated import written
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number
from gui.widgets.theme import Look
from gui.widgets.tips import TipBeside

if TYPE_CHECKING:
    from gui.frames.shown import ShownFrame

__all__ = ["PlotView", "number", "thin"]


class PlotView(Heard, QWidget):
    """A plot with its header; the views of this folder say what is in it.

    Parameters
    ----------
    title
        Name of the plot, shown bold.
    help
        What is seen and how to read it; the header's tooltip.
    names
        Names of the left and the bottom axis.
    """

    least: ClassVar[float] = 0.0
    """Height between the axes that the plot keeps as far as there is room, in pixels at normal text."""

    def __init__(self, title: str, help: str, names: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.names = names
        self.header = Header(title, "", self)
        self.canvas = Canvas()
        self.entitle(title, help)
        TipBeside(self.header, self)
        self.notice = NotatedLabel("", self.canvas)
        self.readout = Readout(self.canvas)
        self._pointer: QPointF | None = None
        self._pressed: QPoint | None = None
        self.beside: tuple[QWidget, ...] = ()
        self._lay_out()
        self.canvas.pointed.connect(self._point)
        self.canvas.box.sigResized.connect(lambda _: self._place_notice())

    def _lay_out(self) -> None:
        self.notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.notice.setWordWrap(True)
        self.notice.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.notice.hide()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.header)
        self._column.addWidget(self.canvas, 1)

    def put_beside(self, *parts: QWidget) -> None:
        """Put parts at the right of the plot, one below the other; they stay there where it is narrower than this."""
        self.beside = parts
        row, holder = QHBoxLayout(), QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        self._column.removeWidget(self.canvas)
        for part in parts:
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        row.addStretch()
        row.addWidget(self.canvas, 1000)  # all that it may have
        row.addWidget(holder)
        row.addStretch()
        self._column.addLayout(row, 1)

    def set_look(self, look: Look) -> None:
        """Take another theme and text size."""
        self.look = look
        self.header.set_look(look)
        self.readout.set_look(look)
        self.notice.setFont(look.font())
        set_text_colour(self.notice, look, "dim")
        ground = self.notice.palette()
        ground.setColor(QPalette.ColorRole.Window, look.colour("card"))
        self.notice.setPalette(ground)
        self.notice.setAutoFillBackground(True)  # lines may pass below it
        margin = round(look.px(8))
        in_card = self.header.has_card  # whose row of the title has room of its own
        if self.beside:
            self.beside[0].parentWidget().setVisible(not look.stage)  # type: ignore[union-attr]
        self._column.setContentsMargins(margin, 0 if in_card else margin // 2, margin, margin // 2)
        self._column.setSpacing(round(look.px(1 if in_card else 4)))
        if look.stage:  # where the names of all views stand on one line
            self._column.setContentsMargins(stage_margins(look))
        self.canvas.setBackground(look.colour("card"))
        self.canvas.least = look.px(self.least)
        self._style_axes()
        self.restyle()

    def restyle(self) -> None:
        """Give the plot's own items the pens and colours of ``self.look``."""
        raise NotImplementedError

    def show_frame(self, frame: ShownFrame) -> None:
        """Show another iteration."""
        raise NotImplementedError

    def read(self, x: float, y: float) -> str:
        """Return the text for the pointer at a place in data units; empty for none."""
        raise NotImplementedError

    def told(self) -> str:
        """Return what is to be seen: what stands above the plot, and what over it."""
        parts = (self.header.live.text, self.notice.text() if self.notice.isVisible() else "")
        said = ". ".join(", ".join(filter(None, part.split("   "))) for part in parts if part)
        return f"{self.accessibleName()}: {said or 'nothing is shown yet'}."

    def place_changed(self, x: float | None) -> None:
        """Note where the pointer stands, for plots that mark the place; None when it has left."""

    def entitle(self, title: str, help: str) -> None:
        """Take another name, and say what is seen then."""
        self.setAccessibleName(title)
        self.setAccessibleDescription(help)
        self.header.entitle(title, help + "\n\nDouble-click to enlarge.")
        self.canvas.setAccessibleName(f"{title} plot")

    def rename_axes(self, names: tuple[str, str]) -> None:
        """Give the left and the bottom axis other names."""
        if names != self.names:
            self.names = names
            self._style_axes()

    def _style_axes(self) -> None:
        style_plot(self.canvas.plot, self.look, *(written(name, self, self.look.notation) for name in self.names))
        self.canvas.updateGeometry()

    def set_notice(self, text: str) -> None:
        """Show a calm text in the middle of the plot; empty hides it."""
        if text != self.notice.written:
            self.notice.setText(text)
            self.notice.setVisible(bool(text))
            self._place_notice()

    def _place_notice(self) -> None:
        """Lay it between the axes, where it covers none of their numbers, on a ground no wider than its words."""
        area = self.canvas.inside
        words = self.notice.fontMetrics().horizontalAdvance(self.notice.text()) + self.look.px(16)
        width = round(min(area.width() * 0.9, words))
        height = self.notice.heightForWidth(width)
        self.notice.setGeometry(QRect(0, 0, width, height))
        self.notice.move(area.center() - self.notice.rect().center())

    def refresh_readout(self) -> None:
        """Read the values at the pointer again, after a change of what is shown."""
        if self._pointer is not None:
            self._point(self._pointer)

    def _point(self, place: QPointF | None) -> None:
        self._pointer = place
        self.place_changed(None if place is None else place.x())
        text = "" if place is None else written(self.read(place.x(), place.y()), self, self.look.notation)
        self.readout.show_at(text, QPoint() if place is None else self._on_canvas(place), self.canvas.curves())

    def _on_canvas(self, place: QPointF) -> QPoint:
        return QPoint(self.canvas.mapFromScene(self.canvas.box.mapViewToScene(place)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what lies over the plot in its place; what was said of the place under the pointer goes."""
        QToolTip.hideText()
        self._column.activate()
        if self.header.settle():  # at this width it has more rows
            self._column.activate()
        self._place_notice()
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note where a click or a drag begins."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave it to the card that this is a part of, which grows; it is neither a click nor a drag."""
        self._pressed = None
        event.ignore()
