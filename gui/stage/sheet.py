"""All views on one sheet: what can stand on the stage now, by click or digit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.stage.views import View
from gui.widgets.theme import Align, Look

COLUMNS = 2
ROW = 2.2
"""Height of a row, in heights of the text."""
KEYS = "1234567890"
HELP = "Digit or click: on or off.  Shift with it: alone.  V closes."


class ViewSheet(QWidget):
    """Lists views with their digits; those on the stage are marked, and what cannot be shown says why."""

    toggled = Signal(object)
    """A view, to be put on or taken off."""
    alone = Signal(object)
    """A view, to be shown alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage, self.look = parent, Look()
        self.views: Sequence[tuple[View, str]] = ()
        self.on: Sequence[View] = ()
        self.setAccessibleName("Views")
        self.hide()

    def show_views(self, views: Sequence[tuple[View, str]], on: Sequence[View]) -> None:
        """Show these views, each with what it lacks, some of which are ``on`` the stage."""
        self.views, self.on = sorted(views, key=lambda each: bool(each[1])), on
        told = (f"{view.title}{' (on)' if view in on else ''}" for view, lack in self.views if not lack)
        self.setAccessibleDescription(", ".join(told))
        self.update()

    def open(self, look: Look) -> None:
        """Lie in the middle of the stage."""
        self.look = look
        rows = -(-len(self.views) // COLUMNS)
        width, height = 0.9 * self._stage.width(), (rows + 2) * ROW * look.text
        left, top = (self._stage.width() - width) / 2, max(0.0, (self._stage.height() - height) / 2)
        self.setGeometry(QRectF(left, top, width, height).toAlignedRect())
        self.raise_()
        self.show()

    def place_of(self, number: int) -> QRectF:
        """Return where a view's row is, counted from 0."""
        rows, row = -(-len(self.views) // COLUMNS), ROW * self.look.text
        column, place = divmod(number, max(1, rows))
        width = (self.width() - 2 * self.look.text) / COLUMNS
        return QRectF(self.look.text + column * width, row * (place + 0.5), width, row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put a view on or off, or with Shift show it alone; beside them, close."""
        for number, (view, lack) in enumerate(self.views):
            if self.place_of(number).contains(event.position()) and not lack:
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                (self.alone if shift else self.toggled).emit(view)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("contour"), look.line(1.5)))
        painter.setBrush(look.colour("background"))
        edge = look.line(1.5)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), look.px(8), look.px(8))
        for number, (view, lack) in enumerate(self.views):
            self._paint_row(painter, self.place_of(number), number, view, lack)
        painter.setFont(look.font())
        painter.setPen(look.colour("dim"))
        foot = QRectF(self.rect()).adjusted(look.text, 0, 0, -0.5 * look.text)
        painter.drawText(foot, Align.AlignLeft | Align.AlignBottom, HELP)
        painter.end()

    def _paint_row(self, painter: QPainter, area: QRectF, number: int, view: View, lack: str) -> None:
        look, on = self.look, view in self.on
        key = KEYS[number] if number < len(KEYS) and not lack else ""
        side = 1.6 * look.text
        box = QRectF(area.left(), area.center().y() - side / 2, side, side)
        if key:
            painter.setPen(QPen(look.colour("highlight_edge" if on else "dim"), look.line(1.5)))
            painter.setBrush(look.colour("highlight") if on else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, look.px(4), look.px(4))
            painter.setPen(look.colour("highlight_text" if on else "text"))
            painter.setFont(look.font(bold=on))
            painter.drawText(box, Align.AlignCenter, key)
        painter.setFont(look.font(bold=on))
        painter.setPen(look.colour("dim" if lack else "text"))
        words = area.adjusted(side + look.text, 0, -look.text / 2, 0)
        painter.drawText(words, Align.AlignLeft | Align.AlignVCenter | Qt.TextFlag.TextWordWrap, lack or view.title)
