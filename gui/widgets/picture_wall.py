"""A wall of small pictures with a line of text below each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.values import dataclass
from gui.widgets.keys import CELLS, way_of
from gui.widgets.theme import Look


@dataclass(frozen=True)
class Hung:
    """A picture on the wall: the example it is of, and its caption."""

    row: int
    image: QImage
    caption: str


class PictureWall(QWidget):
    """Pictures in rows; a click or Enter chooses one.

    Signals
    -------
    chosen : row
    """

    chosen = Signal(int)

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self._look, self.scale = Look(), 1.0
        self.pictures: tuple[Hung, ...] = ()
        self.marked: int | None = None
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setAccessibleDescription(help)
        self.setToolTip(help)

    def set_look(self, look: Look, scale: float = 1.0) -> None:
        """Take a theme and text size; the pictures are ``scale`` times as large as they are beside such text."""
        self._look, self.scale = look, scale
        self._fit()

    def _px(self, size: float) -> float:
        return self.scale * self._look.px(size)

    def show_pictures(self, pictures: Sequence[Hung], marked: int | None) -> None:
        """Hang other pictures; the one of the example ``marked`` is framed."""
        self.pictures, self.marked = tuple(pictures), marked
        self._current = min(self._current, max(0, len(pictures) - 1))
        self._fit()

    @property
    def _pitch(self) -> tuple[float, float]:
        """Width and height that a picture takes, its caption included."""
        line = QFontMetricsF(self._look.font(0.8)).height()
        return self._px(54), self._px(46) + line + self._look.px(4)

    @property
    def _columns(self) -> int:
        return max(1, int(self.width() / self._pitch[0]))

    def _fit(self) -> None:
        rows = -(-len(self.pictures) // self._columns)
        self.setMinimumHeight(round(rows * self._pitch[1]))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._look.px(60)), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hang the pictures for another width."""
        self._fit()

    def count_in(self, height: float) -> int:
        """Return how many pictures are seen whole in a height."""
        return max(0, int(height / self._pitch[1])) * self._columns

    def place(self, number: int) -> QRectF:
        """Return where a picture hangs."""
        (width, height), px = self._pitch, self._px
        row, column = divmod(number, self._columns)
        return QRectF(column * width + px(4), row * height + px(3), px(43), px(43))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what can be seen."""
        painter, px = QPainter(self), self._look.px
        painter.setFont(self._look.font(0.8))
        seen = QRectF(event.rect())
        for number, hung in enumerate(self.pictures):
            area = self.place(number)
            if not area.adjusted(-px(4), -px(3), px(4), self._pitch[1] - area.height()).intersects(seen):
                continue
            painter.drawImage(area, hung.image)
            focused = self.hasFocus() and number == self._current
            marked = hung.row == self.marked or focused
            painter.setPen(
                QPen(self._look.colour("accent" if marked else "edge"), px(3) if marked else self._look.line(1))
            )
            painter.drawRect(area)
            painter.setPen(self._look.colour("text"))
            caption = QRectF(area.left() - px(5), area.bottom(), area.width() + px(10), self._pitch[1] - self._px(46))
            painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, hung.caption)
        painter.end()

    def _at(self, point: QPointF) -> int | None:
        width, height = self._pitch
        column, row = int(point.x() / width), int(point.y() / height)
        number = row * self._columns + column
        return number if column < self._columns and number < len(self.pictures) else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the picture under the mouse."""
        number = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self._current = number
            self.chosen.emit(self.pictures[number].row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the wall with the arrows; Enter chooses."""
        if (way := way_of(event)) is not None:
            down, right = way
            place = self._current + right + down * self._columns
            self._current = min(max(place, 0), max(0, len(self.pictures) - 1))
            self.update()
        elif CELLS.does(event, "choose") and self.pictures:
            self.chosen.emit(self.pictures[self._current].row)
        else:
            super().keyPressEvent(event)
