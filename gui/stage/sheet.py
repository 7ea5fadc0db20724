"""A sheet over the stage from which something is chosen by click or key: a view, a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.values import dataclass
from gui.widgets.keys import VIEW_KEYS
from gui.widgets.theme import Align, Look

COLUMNS = 2
ROW = 2.2
"""Height of a row, in heights of the text."""
REASON = 0.8
"""Height of a reason's text, by that of normal text: two lines have room in a row."""


@dataclass(frozen=True)
class SheetRow:
    """What can be chosen: its words, why it cannot be chosen now (empty if it can), and whether it is chosen."""

    words: str
    lack: str = ""
    on: bool = False

    @property
    def told(self) -> str:
        """What stands in the sheet: the words, and in one sentence why they cannot be chosen."""
        why = self.lack.split(". ")[0].removesuffix(".")
        return f"{self.words}: {why[:1].lower()}{why[1:]}" if why else self.words


def key_of(place: int) -> str:
    """Return what is written on the key of a row, counted from 0; empty where there are no keys left."""
    return chr(VIEW_KEYS[place]) if place < len(VIEW_KEYS) else ""


class Sheet(QWidget):
    """Lists what can be chosen with its keys; what is chosen is marked, and what cannot be says why.

    Signals
    -------
    chosen : int, bool
        The place of a row, counted from 0 among those that can be chosen, and whether Shift was held.
    """

    chosen = Signal(int, bool)

    def __init__(self, parent: QWidget, name: str, help: str) -> None:
        super().__init__(parent)
        self._stage, self.look, self._help = parent, Look(), help
        self.rows: Sequence[SheetRow] = ()
        self.setAccessibleName(name)
        self.hide()

    def show_rows(self, rows: Iterable[SheetRow]) -> None:
        """Show these rows, those first that can be chosen."""
        self.rows = sorted(rows, key=lambda row: bool(row.lack))
        told = (
            f"{key_of(place)} {row.words}{' (on)' if row.on else ''}"
            for place, row in enumerate(self.rows)
            if not row.lack
        )
        self.setAccessibleDescription(", ".join(told))
        self.update()

    def open(self, look: Look) -> None:
        """Lie in the middle of the stage, over everything."""
        self.fit(look)
        self.raise_()
        self.show()

    def fit(self, look: Look) -> None:
        """Take the look and the size of the stage."""
        self.look = look
        rows = -(-len(self.rows) // COLUMNS)
        width, height = 0.9 * self._stage.width(), (rows + 2) * ROW * look.text
        left, top = (self._stage.width() - width) / 2, max(0.0, (self._stage.height() - height) / 2)
        self.setGeometry(QRectF(left, top, width, height).toAlignedRect())

    def place_of(self, number: int) -> QRectF:
        """Return where a row is, counted from 0."""
        rows, row = -(-len(self.rows) // COLUMNS), ROW * self.look.text
        column, place = divmod(number, max(1, rows))
        width = (self.width() - 2 * self.look.text) / COLUMNS
        return QRectF(self.look.text + column * width, row * (place + 0.5), width, row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a row."""
        for number, row in enumerate(self.rows):
            if self.place_of(number).contains(event.position()) and not row.lack:
                self.chosen.emit(number, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("contour"), look.line(1.5)))
        painter.setBrush(look.colour("background"))
        edge = look.line(1.5)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), look.px(8), look.px(8))
        for number, row in enumerate(self.rows):
            self._paint_row(painter, self.place_of(number), number, row)
        painter.setFont(look.font())
        painter.setPen(look.colour("dim"))
        foot = QRectF(self.rect()).adjusted(look.text, 0, 0, -0.5 * look.text)
        painter.drawText(foot, Align.AlignLeft | Align.AlignBottom, self._help)
        painter.end()

    def _paint_row(self, painter: QPainter, area: QRectF, number: int, row: SheetRow) -> None:
        look, on = self.look, row.on
        key = "" if row.lack else key_of(number)
        side = 1.6 * look.text
        box = QRectF(area.left(), area.center().y() - side / 2, side, side)
        if key:
            painter.setPen(QPen(look.colour("highlight_edge" if on else "dim"), look.line(1.5)))
            painter.setBrush(look.colour("highlight") if on else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, look.px(4), look.px(4))
            painter.setPen(look.colour("highlight_text" if on else "text"))
            painter.setFont(look.font(bold=on))
            painter.drawText(box, Align.AlignCenter, key)
        painter.setFont(look.font(REASON if row.lack else 1.0, bold=on))
        painter.setPen(look.colour("dim" if row.lack else "text"))
        words = area.adjusted(side + look.text, 0, -look.text / 2, 0)
        painter.drawText(words, Align.AlignLeft | Align.AlignVCenter | Qt.TextFlag.TextWordWrap, row.told)
