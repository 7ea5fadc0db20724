"""The drawing area of a plot: a quiet pyqtgraph widget with readable axes and a read-out at the pointer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolTip, QWidget

from core.arrays import Array
from gui.plots.parts.axis import FEWEST_NUMBERS, MOST_NUMBERS, Axis
from gui.plots.parts.graphs import pg
from gui.plots.parts.items import CurveItem, mapped
from gui.plots.parts.lines import draw_ground
from gui.widgets.field import tooltip
from gui.widgets.placement import fitted
from gui.widgets.symbols import is_high, is_name
from gui.widgets.theme import THINNEST, Look

SHORT_NUMBER = "0.000"
"""Left of a plot there is always room for this."""
MAX_PLOT = 1e100
"""Where an axis ends at the latest: pyqtgraph's arithmetic overflows not far beyond."""


class Inside(pg.ViewBox):  # type: ignore[misc]
    """The inside of a plot; takes any range, also that of a diverging run, which pyqtgraph would refuse."""

    def setRange(self, rect: Any = None, xRange: Any = None, yRange: Any = None, *others: Any, **settings: Any) -> None:
        """Show a range, as far as there are numbers in it that can be drawn."""
        if rect is None and [xRange, yRange] == [tuple(ends) for ends in self.targetRange()]:
            return  # unchanged: else the whole plot would be updated with each frame
        super().setRange(rect, _drawable(xRange), _drawable(yRange), *others, **settings)


def _drawable(ends: Sequence[float] | None) -> tuple[float, float] | None:
    if ends is None:
        return None
    low, high = np.clip(np.nan_to_num(np.asarray(ends, float), posinf=MAX_PLOT, neginf=-MAX_PLOT), -MAX_PLOT, MAX_PLOT)
    return float(low), float(high)


def style_plot(plot: Any, look: Look, left: str, bottom: str, right: str = "") -> None:
    """Give a `pyqtgraph.PlotItem` the look's fonts, pens and axis names (pyqtgraph follows neither font nor palette).

    The axes at the sides get a fixed width, so that a plot keeps its place while its numbers grow. A short name
    stands among the numbers.
    """
    size = look.font(0.87).pixelSize()
    for side, name in (("left", left), ("bottom", bottom), *((("right", right),) if right else ())):
        axis = plot.getAxis(side)
        pen = pg.mkPen(look.colour("dim"), width=max(1.0, THINNEST * look.stage))
        axis.setPen(pen)
        axis.setTextPen(look.colour("text"))
        axis.setTickPen(pen)
        axis.setTickFont(look.font(0.87))
        axis.setStyle(tickTextOffset=round(look.px(4)), tickLength=-round(look.px(5)))
        axis.setStyle(maxTickLevel=0 if look.stage else 1, maxTextLevel=0, hideOverlappingLabels=True)
        axis.label.setFont(look.font(0.87))
        axis.setLabel(name or None, color=look.theme.text)
        if isinstance(axis, Axis):
            axis.most = math.inf if not look.stage else FEWEST_NUMBERS if axis.bare else MOST_NUMBERS
            axis.symbol = name if look.stage and is_name(name) else ""
            if axis.symbol:
                axis.symbol_font = look.symbol_font()
        axis.showLabel(bool(name) and not (isinstance(axis, Axis) and axis.symbol))
        axis.setTickDensity(min(1.0, 15.0 / look.text))
        apart = bool(name) and not (isinstance(axis, Axis) and axis.named_inside)
        if side == "bottom":
            high = axis.name_box().height() if isinstance(axis, Axis) and is_high(axis.symbol) else 0.0
            axis.setHeight(round(max(size * (2.6 if apart else 1.5), high) + look.px(6)))
        else:
            wide = axis.least_width if isinstance(axis, Axis) else 0.0
            axis.setWidth(math.ceil(max(size * (4.5 if apart else 3.3), wide) + look.px(6)))
        axis.resizeEvent()  # places the name, which may be another
    plot.getViewBox().setBackgroundColor(look.colour("card"))


class Canvas(pg.PlotWidget):  # type: ignore[misc]
    """A plot area that tells where the pointer is and leaves clicks, wheel and keys to the views around it."""

    pointed = Signal(object)
    """The pointer's place in data units as a `QPointF`, or None when it has left."""

    def __init__(self) -> None:
        axes = {side: Axis(side) for side in ("left", "bottom")}
        super().__init__(axisItems=axes, viewBox=Inside(enableMenu=False), enableMenu=False)
        self.plot = self.getPlotItem()
        self.box = self.plot.getViewBox()
        self.plot.hideButtons()
        self.box.setMouseEnabled(False, False)
        self.box.disableAutoRange()
        for side in ("top", "right"):  # hidden, but pyqtgraph lays out their names with each range
            self.plot.getAxis(side).unlinkFromView()
        self.scene().setItemIndexMethod(self.scene().ItemIndexMethod.NoIndex)
        self.setAntialiasing(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the card below is not painted each time
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.least = 0.0

    def useOpenGL(self, b: bool = True) -> None:
        """Draw into a widget made here: asked for one that Qt has made, PySide sets up all its classes."""
        self.setViewport(area := QWidget())
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        """Return a size at which axes and a little of the plot still fit, or the ``least`` height of it in pixels."""
        axis = self.plot.getAxis("bottom")
        below = axis.minimumHeight() if axis.isVisible() else 0.0
        return QSize(120, max(90, math.ceil(self.least + below) + 2))

    @property
    def inside(self) -> QRect:
        """The area between the axes, in pixels of the canvas."""
        return QRect(self.mapFromScene(self.box.sceneBoundingRect()).boundingRect())

    def show_axes(self, shown: bool) -> None:
        """Show both axes, or none."""
        for side in ("left", "bottom"):
            if self.plot.getAxis(side).isVisible() != shown:
                self.plot.showAxis(side, shown)

    def show_numbers_only(self) -> None:
        """Show three numbers or fewer beside each axis, and neither lines nor ticks."""
        for axis in (self.plot.getAxis("left"), self.plot.getAxis("bottom")):
            axis.bare, axis.most = True, FEWEST_NUMBERS

    def square_up(self) -> tuple[int, int]:
        """Let what is between the axes be a square in the middle; return where it begins, and its side, in pixels."""
        across = round(self.plot.getAxis("left").minimumWidth())  # what it is asked for: it may not be laid out yet
        below = round(self.plot.getAxis("bottom").minimumHeight())
        side = max(1, min(self.width() - across, self.height() - below))
        beside = (self.width() - across - side) // 2
        right, foot = self.width() - beside - across - side, self.height() - below - side
        self.plot.layout.setContentsMargins(beside, 0, right, foot)
        self.plot.setGeometry(QRectF(self.viewport().rect()))  # it could not become as small with the room kept before
        return beside + across, side

    def make_room_for_numbers(self, low: float, high: float, look: Look, least: str = SHORT_NUMBER) -> None:
        """Make the left axis as wide as its numbers take if they go from ``low`` to ``high``, and ``least`` does."""
        left = self.plot.getAxis("left")
        levels = left.tickSpacing(low, high, max(1.0, self.box.height()))
        longest = left.longest_number(low, high, *levels[0]) if levels else 0.0
        name = left.metrics.height() if left.labelText and not left.named_inside else 0.0
        numbers = max(longest, left.metrics.horizontalAdvance(least)) + name + look.px(7 if left.bare else 14)
        width = math.ceil(max(numbers, left.least_width + look.px(2)))
        if left.fixedWidth is None or abs(left.fixedWidth - width) >= 1.0:  # not what it was when last laid out
            left.setWidth(width)

    def curves(self) -> list[Array]:
        """Return the points of the curves that are to be seen, each (2 × n) in pixels."""
        seen = [item for item in self.box.childGroup.childItems() if isinstance(item, CurveItem) and item.isVisible()]
        return [
            mapped(item.sceneTransform() * self.viewportTransform(), *points)
            for item in seen
            if (points := item.getData())[0] is not None
        ]

    def pixels_per_unit(self) -> tuple[float, float]:
        """Return pixels per data unit, across and up; 1 each for a plot that has no area yet."""
        view, width, height = self.box.viewRect(), self.box.width(), self.box.height()
        if min(view.width(), view.height(), width, height) <= 0:
            return 1.0, 1.0
        return width / view.width(), height / view.height()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is."""
        place = self.mapToScene(event.position().toPoint())
        inside = self.box.sceneBoundingRect().contains(place)
        self.pointed.emit(self.box.mapSceneToView(place) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has left."""
        self.pointed.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave the click to the view."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the click to the view."""
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave the click to the view."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel that scrolls."""
        event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show no tooltip over the plot itself, where the read-out follows the pointer; over an axis, a cut name."""
        if event.type() != QEvent.Type.ToolTip:
            return bool(super().viewportEvent(event))
        assert isinstance(event, QHelpEvent)
        QToolTip.showText(event.globalPos(), self._cut_name(event.pos()), self)
        return True

    def _cut_name(self, place: QPoint) -> str:
        """Return the whole name of the axis at a place, as a tooltip, if the axis is too short for it."""
        axes = (self.plot.getAxis(side) for side in ("left", "bottom"))
        under = (axis for axis in axes if axis.sceneBoundingRect().contains(self.mapToScene(place)))
        return next((tooltip(axis.labelText) for axis in under if axis.name != axis.labelText), "")


class Readout(QLabel):
    """A small tag beside the pointer with the values there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("values at the pointer")
        self._area = parent
        self._look = Look()
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        self._look = look
        self.setFont(look.font(0.87))
        self.setMargin(round(look.px(5)))
        palette = self.palette()
        palette.setColor(self.foregroundRole(), look.colour("text"))
        self.setPalette(palette)

    def show_at(self, text: str, place: QPoint, curves: Sequence[Array] = ()) -> None:
        """Show ``text`` beside a place of the parent, inside the parent; an empty text hides the tag.

        Of the places beside it that with the least of ``curves``, each (2 × n) in pixels, below is taken.
        """
        self.setVisible(bool(text))
        if not text:
            return
        gap, area = round(self._look.px(12)), self._area.rect()
        self.setText(text)
        self.setWordWrap(False)
        if self.sizeHint().width() > area.width():
            self.setWordWrap(True)
            self.resize(area.width(), self.heightForWidth(area.width()))
        else:
            self.resize(self.sizeHint())
        self.move(self._beside(place, gap, area, np.concatenate([*curves, np.empty((2, 0))], axis=1)))

    def _beside(self, place: QPoint, gap: int, area: QRect, points: Array) -> QPoint:
        """Return where it lies: right or left of a place, above or below it, where it does not cover that."""
        width, height = self.size().toTuple()
        lefts = place.x() + gap, place.x() - gap - width
        tops = place.y() - gap - height, place.y() + gap
        corners = [QRectF(left, top, width, height) for top in tops for left in lefts]
        at = QRectF(place.x() - gap / 2, place.y() - gap / 2, gap, gap)
        whole, moved = QRectF(area), [fitted(box, QRectF(area)) for box in corners]
        inside = [box for box in corners if whole.contains(box)]

        def covered(box: QRectF) -> int:
            x, y = points
            across, down = (box.left() < x) & (x < box.right()), (box.top() < y) & (y < box.bottom())
            return int(np.count_nonzero(across & down))

        free = [box for box in (*inside, *moved) if not box.intersects(at)]
        return min(free or moved[:1], key=covered).topLeft().toPoint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tag's ground, then the text."""
        painter = QPainter(self)
        draw_ground(painter, QRectF(self.rect()), self._look, 240, edge="dim")
        painter.end()
        super().paintEvent(event)
