"""The steps of a walk as a table: the place, f and the slope after each, as far as it has been walked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.frames.function_frame import FunctionFrame
from gui.function_lab.secant import fitted
from gui.widgets.card import HEAD, head_margins
from gui.widgets.numbers import number
from gui.widgets.theme import Look

TITLE, HELP = "Steps", "Where the walk stood after each step, so far. Click a row to go back to it. (Ctrl C copies all)"
LEAST_ROWS = 1
FIRST, GAP = 0.16, 2.0
"""What the column of the steps takes of the width, and pixels between columns at least."""


def short(value: float) -> str:
    """Return a value with three digits, or two where a power of ten takes the room of the third."""
    text = number(value)
    return number(value, 2) if "·10" in text else text


class FunctionSteps(QWidget):
    """As many rows as have room, around the one on show; emits the step that is clicked."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._frame: FunctionFrame | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Steps of the walk")
        self.setToolTip(HELP)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.updateGeometry()
        self.update()

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show a step."""
        self._frame = frame
        self.setAccessibleDescription(" ".join((*self.heads, *self._row(frame, frame.step))))
        self.update()

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above the columns: f where there is room for it, the slope where there is but one."""
        if self._frame is None:
            return ()
        names = self._frame.function.variables
        return ("step", *names, *(("f", f"df/d{names[0]}") if len(names) == 1 else ("f",)[: 3 - len(names)]))

    def _row(self, frame: FunctionFrame, step: int) -> list[str]:
        path = frame.path
        values = [*path.points[step], path.values[step], *path.gradients[step]]
        return [f"{step:,}", *(short(float(value)) for value in values[: len(self.heads) - 1])]

    def cells_shown(self) -> list[list[str]]:
        """Return heads and all steps so far as rows of cells."""
        frame = self._frame
        return [] if frame is None else [list(self.heads), *(self._row(frame, k) for k in range(frame.known + 1))]

    def steps_in_view(self) -> range:
        """Return which steps have room: all, or those around the one on show."""
        if self._frame is None:
            return range(0)
        room, known = max(1, int((self.height() - self.top) / self.row_height)), self._frame.known
        first = max(0, min(self._frame.step - room // 2, known + 1 - room))
        return range(first, min(first + room, known + 1))

    @property
    def row_height(self) -> float:
        """The height of a row in pixels."""
        return QFontMetricsF(self._look.font(0.93)).height() * 1.2

    @property
    def top(self) -> float:
        """Where the first step begins, under title and heads."""
        return self._look.px(HEAD) + self.row_height

    def sizeHint(self) -> QSize:
        return QSize(1, round(self.top + LEAST_ROWS * self.row_height + self._look.px(8)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place, steps = int((event.position().y() - self.top) // self.row_height), self.steps_in_view()
        if 0 <= place < len(steps):
            self.asked.emit(steps[place])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave it to the card, which is enlarged."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, height, frame = QPainter(self), self._look, self.row_height, self._frame
        margin = head_margins(look).left()
        painter.setFont(look.font(1.0, bold=True))
        painter.setPen(look.colour("text"))
        painter.drawText(QRectF(margin, 0.0, self.width(), look.px(HEAD)), Qt.AlignmentFlag.AlignVCenter, TITLE)
        if frame is not None:
            rows = [(list(self.heads), False), *((self._row(frame, k), k == frame.step) for k in self.steps_in_view())]
            for place, (cells, now) in enumerate(rows):
                box = QRectF(margin, self.top + (place - 1) * height, self.width() - 2 * margin, height)
                if now:
                    painter.fillRect(box.adjusted(-4, 0, 4, 0), look.colour("highlight"))
                role = "highlight_text" if now else "text" if place else "dim"
                painter.setPen(look.colour(role))
                painter.setFont(look.font(0.93))
                self._paint_row(painter, cells, box)
        painter.end()

    def _paint_row(self, painter: QPainter, cells: list[str], box: QRectF) -> None:
        """Write right-justified cells, so that digits stand under each other's as far as they can."""
        first = FIRST * box.width()
        width, right, font = (box.width() - first) / (len(cells) - 1), box.left() + first, painter.font()
        for place, text in enumerate(cells):
            room = width if place else first
            cell = QRectF(right - room, box.top(), room, box.height())
            painter.setFont(fitted(font, text, room - GAP))
            painter.drawText(cell, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
            right += width
