"""The names of the classes beside a large plot of regions, each with its marker."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.words import counted
from gui.plots.parts.example_points import point_markers
from gui.widgets.theme import Look

WIDEST = 140.0
"""Width of the longest name, in pixels at normal text; a longer one ends in dots."""


class ClassNames(QWidget):
    """A marker and a name for each class, as many as there is height for; the last line counts the others."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._names, self._rows = Look(), tuple[str, ...](), 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        """Take another theme and text size."""
        self._look = look
        self.setFont(look.font(0.87))
        self.updateGeometry()
        self.update()

    def show_names(self, names: Sequence[str], room: float) -> None:
        """Show the names of the classes on so many pixels of height; without room for one it takes none at all."""
        rows = min(len(names), max(0, int(room // self._line)))
        if (rows, tuple(names)) != (self._rows, self._names):
            self._rows, self._names = rows, tuple(names)
            self.setToolTip("\n".join(names) if rows else "")
            self.setAccessibleName(f"Classes: {', '.join(names)}" if rows else "")
            self.updateGeometry()
            self.update()

    @property
    def lines(self) -> list[str]:
        """What is written, line by line."""
        metrics, widest = QFontMetricsF(self.font()), self._look.px(WIDEST)
        shown = list(self._names[: self._rows])
        if self._rows < len(self._names) and shown:
            shown[-1] = f"{counted(len(self._names) - self._rows + 1, 'other', 'others')}"
        return [metrics.elidedText(name, Qt.TextElideMode.ElideRight, widest) for name in shown]

    @property
    def _line(self) -> float:
        return QFontMetricsF(self.font()).height() + self._look.px(5)

    def sizeHint(self) -> QSize:
        """Return the size of the lines."""
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(line) for line in self.lines), default=0.0)
        return (
            QSize(round(self._look.px(24) + widest) + 2, round(self._rows * self._line)) if self._rows else QSize(0, 0)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each class's marker with its name."""
        look, line = self._look, self._line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, words in enumerate(self.lines):
            if row < self._rows - 1 or self._rows == len(self._names):
                point_markers(look, row, look.px(10))[0].draw(painter, QPointF(look.px(9), (row + 0.5) * line))
            place = QRectF(look.px(22), row * line, self.width() - look.px(22), line)
            painter.setPen(look.colour("text"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.end()
