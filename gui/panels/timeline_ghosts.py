"""The ghost runs under the line of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QMenu, QWidget

from core.training.notation import ARTICLES
from core.training.run import Run
from core.values import dataclass
from core.words import unmarked
from gui.panels.timeline_line import GHOST_ROW, StripLine, write
from gui.widgets.kept import Kept
from gui.widgets.theme import Look

NAME = 0.87
"""Size of the names, as a share of normal text."""
PADDING, GAP = 6.0, 8.0
"""What a name has beside it in its frame, and what parts it from the next and from the end of its branch, in pixels."""


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
    """A ghost's name, its branch from ``start`` on the line to (``end``, ``y``), and the frame of the name."""

    name: str
    start: QPointF
    end: float
    y: float
    tag: QRectF

    def is_near(self, place: QPointF, within: float) -> bool:
        """Tell whether the branch runs past a place, no more than so many pixels above or below it."""
        return self.start.x() <= place.x() <= self.end and abs(place.y() - self.y) <= within


def parting(ghost: Run, active: Run | None) -> int:
    """Return the iteration at which a ghost and the active run part."""
    origins = [run.origin.iteration for run in (ghost, active) if run is not None and run.origin is not None]
    return min(max(origins, default=0), ghost.history.end)


class Ghosts(QObject):
    """The ghosts under the line, and what can be done with each; their picture is kept: races change it seldom."""

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

    def branches(self, line: StripLine, active: Run | None) -> list[GhostBranch]:
        """Return where each ghost and its name lie."""
        names, count = self.names(line), len(self.runs)
        ends = [line.place_of(run.history.end).x() for run in self.runs]
        return [
            GhostBranch(name, line.place_of(parting(run, active)), end, line.height_of(place, count), tag)
            for place, (run, name, end, tag) in enumerate(
                zip(self.runs, names, ends, self.tags(names, ends, line), strict=True)
            )
        ]

    def names(self, line: StripLine) -> list[str]:
        """Return the names, so short that they fit beside each other."""
        look, room = line.look, (self._right(line) - line.left) / max(1, len(self.runs))
        metrics, most = QFontMetricsF(look.font(NAME)), room - look.px(GAP + 2 * PADDING)
        names = (look.notation.text(run.name) for run in self.runs)
        return [metrics.elidedText(name, Qt.TextElideMode.ElideRight, most) for name in names]

    def tags(self, names: Sequence[str], ends: Sequence[float], line: StripLine) -> list[QRectF]:
        """Return the frames of names of branches with these ends: right of them, as far as there is room."""
        look, metrics = line.look, QFontMetricsF(line.look.font(NAME))
        widths = [metrics.horizontalAdvance(name) + look.px(2 * PADDING) for name in names]
        lefts = apart([end + look.px(GAP) for end in ends], widths, self._right(line), look.px(GAP))
        top, height = line.foot - look.px(GHOST_ROW - 1), look.px(GHOST_ROW - 2)
        return [QRectF(left, top, width, height) for left, width in zip(lefts, widths, strict=True)]

    def _right(self, line: StripLine) -> float:
        return self._strip.width() - line.look.px(10)

    def at(self, place: QPointF, line: StripLine, active: Run | None) -> Run | None:
        """Return the ghost whose name or branch is at a place, or None."""
        half = line.look.px(GHOST_ROW / 2) / max(1, len(self.runs))
        ghosts = list(zip(self.runs, self.branches(line, active), strict=True))
        named = [run for run, branch in ghosts if branch.tag.contains(place)]
        return next(iter(named + [run for run, branch in ghosts if branch.is_near(place, half)]), None)

    def menu_of(self, ghost: Run) -> QMenu:
        """Return what can be done with a ghost run."""
        menu = QMenu(self._strip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Go on with “{ghost.name}”", lambda: self.activated.emit(ghost))
        menu.addAction("Rename …", lambda: self._rename(ghost))
        menu.addAction("Delete", lambda: self.deleted.emit(ghost))
        return menu

    def _rename(self, ghost: Run) -> None:
        from PySide6.QtWidgets import QInputDialog

        dialog = QInputDialog(self._strip)
        dialog.setWindowTitle("Rename a run")
        dialog.setLabelText("Name of the run:")
        before = unmarked(self._notation.text(ghost.name))
        dialog.setTextValue(before)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(partial(self._take_name, ghost, before))
        dialog.open()

    def _take_name(self, ghost: Run, before: str, name: str) -> None:
        """Have a ghost renamed, if its name was not left as it was shown."""
        if name != before:
            self.renamed.emit(ghost, name)

    def paint(self, painter: QPainter, line: StripLine, active: Run | None) -> None:
        """Paint their branches off the line, and over them their names."""
        strip, look, branches = self._strip, line.look, self.branches(line, active)
        if branches:
            key = tuple(branches), look, strip.size()
            picture = self._kept.of(key, strip.size(), strip.devicePixelRatioF(), partial(paint_ghosts, look, branches))
            painter.drawPixmap(0, 0, picture)


def apart(wished: Sequence[float], widths: Sequence[float], right: float, gap: float) -> list[float]:
    """Return where things of these widths begin: where they wish, or as far to the left of it as the next needs."""
    lefts = list(wished)
    for place in sorted(range(len(lefts)), key=lambda place: wished[place], reverse=True):
        lefts[place] = min(wished[place], right - widths[place])
        right = lefts[place] - gap
    return lefts


def paint_ghosts(look: Look, branches: Sequence[GhostBranch], painter: QPainter) -> None:
    """Paint ghosts, each with its name in a frame of its colour."""
    painter.setFont(look.font(NAME))
    colours = [QColor(hue) for hue in look.theme.classes[2 : 2 + len(branches)]]
    for branch, colour in zip(branches, colours, strict=True):
        _paint_branch(painter, look, branch, colour)
    for branch, colour in zip(branches, colours, strict=True):
        painter.setPen(QPen(colour, look.px(1)))
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(branch.tag, look.px(4), look.px(4))
        write(painter, look, branch.tag.left() + look.px(PADDING), branch.name, "text", branch.tag.center().y())


def _paint_branch(painter: QPainter, look: Look, branch: GhostBranch, colour: QColor) -> None:
    start, y, wide = branch.start, branch.y, look.px(2)
    path, curve = QPainterPath(start), look.px(14)
    path.cubicTo(start.x() + curve, start.y(), start.x(), y, start.x() + curve, y)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, wide))
    painter.drawPath(path)
    line = QRectF(start.x() + curve, y - wide / 2, max(0.0, branch.end - start.x() - curve), wide)
    painter.fillRect(line, dashed(colour, line.left() - look.px(4), look.px(8), look.px(4)))
