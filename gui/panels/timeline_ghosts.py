"""The ghost runs under the line of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from core.training.notation import ARTICLES
from core.training.run import Run
from gui.panels.timeline_line import StripLine, write
from gui.widgets.kept import Kept
from gui.widgets.theme import Look

LEFT, MIN_NAME = 14.0, 90.0
"""Where names before their branch begin at the left, and what they have in any case, in pixels at normal text."""


def dashed(colour: QColor, start: float, on: float, off: float) -> QBrush:
    """Return what fills a level line with dashes from ``start`` on; Qt's dashed pen takes a millisecond for it."""
    from PySide6.QtGui import QGradient, QLinearGradient  # here, for PySide takes some milliseconds for its presets

    dash = QLinearGradient(start, 0.0, start + on + off, 0.0)
    dash.setSpread(QGradient.Spread.RepeatSpread)
    end, clear = on / (on + off), QColor(Qt.GlobalColor.transparent)
    dash.setStops([(0.0, colour), (end, colour), (end + 1e-6, clear), (1.0, clear)])
    return QBrush(dash)


@dataclass(frozen=True)
class GhostBranch:
    """A ghost's name, and its branch from ``start`` on the line to (``end``, ``y``), in pixels."""

    name: str
    start: QPointF
    end: float
    y: float


def parting(ghost: Run, active: Run | None) -> int:
    """Return the iteration at which a ghost and the active run part."""
    origins = [run.origin.iteration for run in (ghost, active) if run is not None and run.origin is not None]
    return min(max(origins, default=0), ghost.history.end)


class Ghosts(QObject):
    """The rows of the ghosts on the strip, and what can be done with each; kept, for in a race they stay as it runs."""

    activated = Signal(object)
    """A ghost run that should become the active one."""
    renamed = Signal(object, str)
    deleted = Signal(object)

    def __init__(self, strip: QWidget) -> None:
        super().__init__(strip)
        self._strip = strip
        self.runs: tuple[Run, ...] = ()
        self._kept = Kept()
        self._notation = ARTICLES

    def set_look(self, look: Look) -> None:
        """Take the notation in which a name is typed."""
        self._notation = look.notation

    def at(self, y: float, line: StripLine) -> Run | None:
        """Return the ghost at a height, or None."""
        place = line.row_at(y)
        return self.runs[place] if 0 <= place < len(self.runs) else None

    def menu_of(self, ghost: Run) -> QMenu:
        """Return what can be done with a ghost run."""
        menu = QMenu(self._strip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Go on with “{ghost.name}”", lambda: self.activated.emit(ghost))
        menu.addAction("Rename …", lambda: self._rename(ghost))
        menu.addAction("Delete", lambda: self.deleted.emit(ghost))
        return menu

    def _rename(self, ghost: Run) -> None:
        dialog = QInputDialog(self._strip)
        dialog.setWindowTitle("Rename a run")
        dialog.setLabelText("Name of the run:")
        dialog.setTextValue(self._notation.text(ghost.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda name: self.renamed.emit(ghost, self._notation.read(name)))
        dialog.open()

    def paint(self, painter: QPainter, line: StripLine, active: Run | None) -> None:
        """Paint their branches off the line, each with its name at the end."""
        strip, look = self._strip, line.look
        rows = tuple(
            GhostBranch(
                run.name, line.place_of(parting(run, active)), line.place_of(run.history.end).x(), line.row_of(place)
            )
            for place, run in enumerate(self.runs)
        )
        if rows:
            key, draw = (rows, look, strip.size()), partial(paint_ghosts, look, rows, strip.width() - look.px(10))
            painter.drawPixmap(0, 0, self._kept.of(key, strip.size(), strip.devicePixelRatioF(), draw))


def paint_ghosts(look: Look, rows: Sequence[GhostBranch], right: float, painter: QPainter) -> None:
    """Paint ghosts in rows; their names do not go beyond ``right``."""
    painter.setFont(look.font(0.93))
    for place, row in enumerate(rows):
        _paint_ghost(painter, look, row, place, right)


def _paint_ghost(painter: QPainter, look: Look, row: GhostBranch, place: int, right: float) -> None:
    """Paint ghost number ``place``. Its name does not go beyond ``right``: there it stands before the branch."""
    start, end, y = row.start, row.end, row.y
    path, curve = QPainterPath(start), look.px(14)
    path.cubicTo(start.x() + curve, start.y(), start.x(), y, start.x() + curve, y)
    end = max(end, start.x() + curve)
    colour, wide = QColor(look.theme.classes[2 + place]), look.px(2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, wide))
    painter.drawPath(path)
    line = QRectF(start.x() + curve, y - wide / 2, end - start.x() - curve, wide)
    painter.fillRect(line, dashed(colour, line.left() - look.px(4), look.px(8), look.px(4)))
    metrics, x, name = QFontMetricsF(painter.font()), end + look.px(8), look.notation.text(row.name)
    if x + metrics.horizontalAdvance(name) > right:
        room = start.x() - look.px(LEFT + 8)
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(room, look.px(MIN_NAME)))
        x = max(look.px(LEFT), start.x() - metrics.horizontalAdvance(name) - look.px(8))
    write(painter, look, x, name, "text", y)
