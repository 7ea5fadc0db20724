"""The strip below: all iterations of the run, and the one on show."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QInputDialog, QMenu, QSizePolicy, QToolTip, QWidget

from core.training.batches import in_words
from core.training.changes import describe_change
from core.training.run import Run
from gui.frame import Frame
from gui.theme import Look

HELP = (
    "Drag the ball to see any iteration that has been reached, exactly as it was. Arrow keys go one iteration, Home "
    "and End to the ends. A mark on the line is an edit: from there on other settings applied."
)
ROW, GHOST_ROW = 38.0, 20.0
"""Heights of the line and of each ghost under it, in pixels at normal text."""
LEAST_SPAN = 10
"""Iterations that the strip spans at least."""


class TimelinePanel(QWidget):
    """Shows where in time the run stands, and asks to be elsewhere."""

    asked = Signal(int)
    """An iteration that should be shown."""
    activated = Signal(object)
    """A ghost run that should become the active one."""
    renamed = Signal(object, str)
    deleted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._now = self._end = self._last = 0
        self._edits: list[tuple[int, str]] = []
        self._segments: object = None
        self._batches = 1
        self._ghosts: tuple[Run, ...] = ()
        self._run: Run | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("Time")
        self.setAccessibleDescription(HELP)
        self.setToolTip(HELP)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = ROW + GHOST_ROW * len(self._ghosts)
        return QSize(round(self._look.px(200)), round(self._look.px(rows)))

    def show_frame(self, frame: Frame) -> None:
        """Show where the run stands."""
        now, end = frame.snapshot.iteration, frame.run.history.end
        segments = frame.run.segments
        if segments is not self._segments:
            self._segments = segments
            self._edits = [(b.start, describe_change(a.experiment, b.experiment)) for a, b in pairwise(segments)]
        self._now, self._end, self._last = now, end, frame.last_iteration
        self._run = frame.run
        if len(frame.ghosts) != len(self._ghosts):
            self.updateGeometry()
        self._ghosts = frame.ghosts
        self._batches = frame.problem.batches
        self.update()

    # Geometry

    def _line(self) -> tuple[float, float]:
        """Return the left and right end of the line."""
        metrics = QFontMetricsF(self._look.font(0.93))
        left = metrics.horizontalAdvance("Time") + self._look.px(34)
        return left, self.width() - metrics.horizontalAdvance(f"{self._span:,}") - self._look.px(24)

    @property
    def _span(self) -> int:
        return max(LEAST_SPAN, self._last)

    def place_of(self, iteration: int) -> QPointF:
        """Return where on the strip an iteration lies."""
        left, right = self._line()
        return QPointF(left + (right - left) * iteration / self._span, self._look.px(ROW) / 2)

    def row_of(self, place: int) -> float:
        """Return the height at which ghost number ``place`` lies."""
        return self._look.px(ROW + GHOST_ROW * (place + 0.25))

    def ghost_at(self, y: float) -> Run | None:
        """Return the ghost at a height, or None."""
        place = math.floor((y / self._look.px(1) - ROW + 0.25 * GHOST_ROW) / GHOST_ROW)
        return self._ghosts[place] if 0 <= place < len(self._ghosts) else None

    def _branch(self, ghost: Run) -> int:
        """Return the iteration at which a ghost and the active run part."""
        origins = [run.origin.iteration for run in (ghost, self._run) if run is not None and run.origin is not None]
        return min(max(origins, default=0), ghost.history.end)

    def iteration_at(self, x: float) -> int:
        """Return the iteration nearest to a place; never one that has not been reached."""
        left, right = self._line()
        share = (x - left) / max(1.0, right - left)
        return max(0, min(self._end, round(share * self._span)))

    # Asking

    def mousePressEvent(self, event: QMouseEvent) -> None:
        ghost = self.ghost_at(event.position().y())
        if ghost is not None:
            self.menu_of(ghost).popup(event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit(self.iteration_at(event.position().x()))

    def menu_of(self, ghost: Run) -> QMenu:
        """Return what can be done with a ghost run."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Go on with “{ghost.name}”", lambda: self.activated.emit(ghost))
        menu.addAction("Rename …", lambda: self._rename(ghost))
        menu.addAction("Delete", lambda: self.deleted.emit(ghost))
        return menu

    def _rename(self, ghost: Run) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Rename a run")
        dialog.setLabelText("Name of the run:")
        dialog.setTextValue(ghost.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda name: self.renamed.emit(ghost, name))
        dialog.open()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        iteration = self.iteration_at(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.asked.emit(iteration)
        if (ghost := self.ghost_at(event.position().y())) is not None:
            words = f"{ghost.name}, to iteration {ghost.history.end:,}. Click to go on with it, rename or delete it."
            QToolTip.showText(event.globalPosition().toPoint(), words, self)
            return
        near = [text for start, text in self._edits if abs(self.place_of(start).x() - event.position().x()) < 6]
        words = in_words(iteration, self._batches) if self._end else HELP
        QToolTip.showText(event.globalPosition().toPoint(), "\n".join([words, *near]), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: self._now - 1, Qt.Key.Key_Right: self._now + 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self._end}
        goal = {**steps, **ends}.get(Qt.Key(event.key()))
        if goal is None:
            super().keyPressEvent(event)
        else:
            self.asked.emit(max(0, min(self._end, goal)))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        look, middle = self._look, self._look.px(ROW) / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "border"), 1.0))
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(8), look.px(8))
        painter.setFont(look.font(0.93))
        self._text(painter, look.px(14), "Time", "dim", middle)
        self._text(painter, self._line()[1] + look.px(10), f"{self._span:,}", "dim", middle)
        for start, end, role in ((self._now, self._span, "border"), (0, self._end, "dim"), (0, self._now, "positive")):
            painter.setPen(QPen(look.colour(role), look.px(4), c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(self.place_of(start), self.place_of(end))
        painter.setPen(QPen(look.colour("text"), look.px(2)))
        for start, _ in self._edits:
            x = self.place_of(start).x()
            painter.drawLine(QPointF(x, middle - look.px(8)), QPointF(x, middle + look.px(8)))
        for place, ghost in enumerate(self._ghosts):
            self._paint_ghost(painter, place, ghost)
        painter.setPen(QPen(look.colour("card"), look.px(1.5)))
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(self.place_of(self._now), look.px(8), look.px(8))
        painter.end()

    def _paint_ghost(self, painter: QPainter, place: int, ghost: Run) -> None:
        """Paint a ghost as a branch under the line, with its name at the end."""
        look, y = self._look, self.row_of(place)
        start, end = self.place_of(self._branch(ghost)), self.place_of(ghost.history.end)
        colour = QColor(look.theme.classes[2 + place])
        path = QPainterPath(start)
        bend = look.px(14)
        path.cubicTo(start.x() + bend, start.y(), start.x(), y, start.x() + bend, y)
        path.lineTo(max(end.x(), start.x() + bend), y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, look.px(2), Qt.PenStyle.DashLine))
        painter.drawPath(path)
        name = QFontMetricsF(painter.font()).horizontalAdvance(ghost.name)
        x = max(end.x(), start.x() + bend) + look.px(8)
        if x + name > self.width() - look.px(10):
            x = start.x() - name - look.px(8) if start.x() - name > look.px(60) else look.px(60)
        self._text(painter, x, ghost.name, "text", y)

    def _text(self, painter: QPainter, x: float, text: str, role: str, y: float) -> None:
        metrics = QFontMetricsF(painter.font())
        painter.setPen(self._look.colour(role))
        painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), text)
