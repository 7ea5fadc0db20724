"""The drawing area of a plot: a quiet pyqtgraph widget with readable axes and a read-out at the pointer."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsSceneResizeEvent, QLabel, QSizePolicy, QToolTip, QWidget

from gui.plots.parts.graphs import pg
from gui.plots.parts.lines import draw_ground
from gui.widgets.field import tooltip
from gui.widgets.numbers import number, raised, stepped
from gui.widgets.placement import first_free, fitted
from gui.widgets.theme import Look

GAP = 0.7
"""Room between two numbers below a plot, in text heights."""
NAME_MARGIN = 8
"""Pixels that the name of an axis leaves free at its ends."""
SHORT_NUMBER = "0.000"
"""Left of a plot there is always room for this."""
INSIDE = 2.8, 6.0
"""Most text heights that the name of the axis at the left and below may take to stand among the numbers."""
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


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with a true minus sign, a name as long as it is itself and, if logarithmic, ticks at 1, 2, 5, 10, …"""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.enableAutoSIPrefix(False)
        self.setCacheMode(pg.QtWidgets.QGraphicsItem.CacheMode.DeviceCoordinateCache)  # axes change seldom

    @property
    def name(self) -> str:
        """The part of its name that there is room for."""
        room = self.size().width() if self.across else self.size().height()
        if room <= 0:
            return str(self.labelText)
        return self.metrics.elidedText(self.labelText, Qt.TextElideMode.ElideRight, room - NAME_MARGIN)

    def labelString(self) -> str:
        """Return the name in HTML."""
        style = ";".join(f"{key}: {value}" for key, value in self.labelStyle.items())
        return f"<span style='{style}'>{html.escape(self.name)}</span>"

    def resizeEvent(self, event: QGraphicsSceneResizeEvent | None = None) -> None:
        """Cut the name to the new length, and put it in its place."""
        if self.label is not None and self.label.toPlainText() != self.name:
            self.label.setHtml(self.labelString())
        super().resizeEvent(event)
        if self.label is None:
            return
        self.label.setRotation(0 if self.across or self.named_inside else -90)
        if self.named_inside:
            margin = self.label.document().documentMargin()
            self.label.setPos(self.name_box().topLeft() - QPointF(margin, margin))

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the numbers beside the ticks."""
        if self.logMode:
            return [log_label(value) for value in values]
        if values and abs(math.remainder(values[0], spacing)) > 0.01 * spacing:
            spacing /= 10.0  # they begin at half of it
        texts: list[str] = super().tickStrings(values, scale, spacing)
        exact = spacing < 1e-5 * max(map(abs, values), default=0.0)  # else its six digits would not do
        return [
            stepped(v, spacing) if exact or "e" in t else t.replace("-", "−")
            for v, t in zip(values, texts, strict=True)
        ]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the places of the ticks, those with a number first."""
        if self.logMode:
            return log_ticks(low, high)
        ticks: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
        return ticks

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return how far ticks are apart, and where they begin.

        No number meets the next, and there are two of them at least, if they find room: one tells no scale.
        """
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.logMode or not levels:
            return levels
        roomy = [self._spread(low, high, apart, size) for apart, _ in levels]
        tries = [(apart, shift * apart) for shift in (0.0, 0.5) for apart in roomy]
        chosen = next((each for each in tries if self._numbers(low, high, *each, size) > 1), tries[0])
        return [chosen, *(level for level in levels if level[0] < chosen[0])]

    def _spread(self, low: float, high: float, apart: float, size: float) -> float:
        """Return ``apart``, or the next 1, 2, 5, 10 … at which no number meets the next."""
        while self._extent(low, high, apart, 0.0) > apart / (high - low) * size and apart < high - low:
            power = 10.0 ** math.floor(math.log10(1.001 * apart))
            apart = next(step * power for step in (2.0, 5.0, 10.0) if step * power > 1.001 * apart)
        return apart

    def _numbers(self, low: float, high: float, apart: float, begin: float, size: float) -> int:
        """Return how many numbers lie on the axis whole, as only these are drawn; none if they meet."""
        extent = self._extent(low, high, apart, begin) / size * (high - low)
        if extent > apart:
            return 0
        return math.floor((high - extent / 2.0 - begin) / apart) - math.ceil((low + extent / 2.0 - begin) / apart) + 1

    def _extent(self, low: float, high: float, apart: float, begin: float) -> float:
        """Return how much of the axis a number takes, with what parts it from the next, in pixels."""
        height = self.metrics.height()
        return self.longest_number(low, high, apart, begin) + GAP * height if self.across else 0.8 * height

    def longest_number(self, low: float, high: float, apart: float, begin: float) -> float:
        """Return the width in pixels of the longest number of ticks that are so far apart."""
        values = apart * np.arange(math.ceil((low - begin) / apart), math.floor((high - begin) / apart) + 1) + begin
        texts = self.tickStrings(values.tolist(), 1.0, apart)
        return max(map(self.metrics.horizontalAdvance, texts), default=0.0)

    @property
    def named_inside(self) -> bool:
        """Whether its name is short enough to stand among the numbers: left of the plot at the top, below it right."""
        most = INSIDE[self.across] * self.metrics.height()
        return bool(self.labelText) and self.metrics.horizontalAdvance(self.labelText) <= most

    def name_box(self) -> QRectF:
        """Return where a name among the numbers stands, in pixels of the axis."""
        width, height = self.metrics.horizontalAdvance(self.labelText), self.metrics.height()
        if self.across:
            return QRectF(self.size().width() - width, self.size().height() - height - 6.0, width, height)
        return QRectF(self.size().width() - width - self.style["tickTextOffset"][0], 0.0, width, height)

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """Leave out the numbers where the name stands."""
        specs = super().generateDrawSpecs(painter)
        if specs is None or not self.named_inside:
            return specs
        line, ticks, texts = specs
        beside = (
            self.name_box().adjusted(-GAP * self.metrics.height(), 0.0, 0.0, 0.0) if self.across else self.name_box()
        )
        return line, ticks, [text for text in texts if not beside.intersects(text[0])]

    @property
    def across(self) -> bool:
        """Whether it is the axis below the plot."""
        return bool(self.orientation == "bottom")

    @property
    def metrics(self) -> QFontMetricsF:
        """The sizes of the numbers' letters."""
        return QFontMetricsF(self.style["tickFont"] or QFont())


def style_plot(plot: Any, look: Look, left: str, bottom: str, right: str = "") -> None:
    """Give a `pyqtgraph.PlotItem` the look's fonts, pens and axis names (pyqtgraph follows neither font nor palette).

    The axes at the sides get a fixed width, so that a plot keeps its place while its numbers grow. A short name
    stands among the numbers.
    """
    size = look.font(0.87).pixelSize()
    for side, name in (("left", left), ("bottom", bottom), *((("right", right),) if right else ())):
        axis = plot.getAxis(side)
        axis.setPen(look.colour("dim"))
        axis.setTextPen(look.colour("text"))
        axis.setTickPen(look.colour("dim"))
        axis.setTickFont(look.font(0.87))
        axis.setStyle(tickTextOffset=round(look.px(4)), tickLength=-round(look.px(5)))
        axis.setStyle(maxTickLevel=1, maxTextLevel=0, hideOverlappingLabels=True)
        axis.setLabel(name or None, **{"color": look.theme.text, "font-size": f"{size}px"})
        axis.showLabel(bool(name))
        axis.label.setFont(look.font(0.87))
        axis.setTickDensity(min(1.0, 15.0 / look.text))
        apart = bool(name) and not (isinstance(axis, Axis) and axis.named_inside)
        if side == "bottom":
            axis.setHeight(round(size * (2.6 if apart else 1.5) + look.px(6)))
        else:
            axis.setWidth(round(size * (4.5 if apart else 3.3) + look.px(6)))
        axis.resizeEvent()  # places the name, which may be another
    plot.getViewBox().setBackgroundColor(look.colour("card"))


def log_label(power: float) -> str:
    """Return the number 10^power beside a tick, as a power of ten where it would get long."""
    whole = round(power)
    if abs(power - whole) < 1e-9 and not -2 <= whole <= 3:
        return "10" + raised(whole)
    return f"{10.0**power:.6g}" if -4 < power < 5 else number(10.0**power)


def log_ticks(low: float, high: float) -> list[tuple[float, list[float]]]:
    """Return ticks of a logarithmic axis between two powers of ten: numbered ones, then those between."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    stride = max(1, round((high - low) / 6))
    numbered = (1, 2, 5) if high - low <= 2 else (1,)
    shown = {(p, m) for p in powers if p % stride == 0 for m in numbered}
    others = {(p, m) for p in powers for m in range(1, 10)} - shown if high - low <= 4 else set()
    return [
        (1.0, sorted(tick for p, m in chosen if low <= (tick := p + math.log10(m)) <= high))
        for chosen in (shown, others)
    ]


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

    def useOpenGL(self, b: bool = True) -> None:
        """Draw into a widget made here: asked for one that Qt has made, PySide sets up all its classes."""
        self.setViewport(QWidget())

    def minimumSizeHint(self) -> QSize:
        """Return a size at which axes and a little of the plot still fit."""
        return QSize(120, 90)

    @property
    def inside(self) -> QRect:
        """The area between the axes, in pixels of the canvas."""
        return QRect(self.mapFromScene(self.box.sceneBoundingRect()).boundingRect())

    def show_axes(self, shown: bool) -> None:
        """Show both axes, or none."""
        for side in ("left", "bottom"):
            if self.plot.getAxis(side).isVisible() != shown:
                self.plot.showAxis(side, shown)

    def make_room_for_numbers(self, low: float, high: float, look: Look, least: str = SHORT_NUMBER) -> None:
        """Make the left axis as wide as its numbers take if they go from ``low`` to ``high``, and ``least`` does."""
        left = self.plot.getAxis("left")
        levels = left.tickSpacing(low, high, max(1.0, self.box.height()))
        longest = left.longest_number(low, high, *levels[0]) if levels else 0.0
        name = left.metrics.height() if left.labelText and not left.named_inside else 0.0
        width = round(max(longest, left.metrics.horizontalAdvance(least)) + name + look.px(14))
        if left.fixedWidth is None or abs(left.fixedWidth - width) >= 1.0:  # not what it was when last laid out
            left.setWidth(width)

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

    def show_at(self, text: str, place: QPoint) -> None:
        """Show ``text`` beside a place of the parent, inside the parent; an empty text hides the tag."""
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
        self.move(self._beside(place, gap, area))

    def _beside(self, place: QPoint, gap: int, area: QRect) -> QPoint:
        """Return where it lies: right or left of a place, above or below it, where it does not cover that."""
        width, height = self.size().toTuple()
        lefts = place.x() + gap, place.x() - gap - width
        tops = place.y() - gap - height, place.y() + gap
        corners = [QRectF(left, top, width, height) for top in tops for left in lefts]
        at = QRectF(place.x() - gap / 2, place.y() - gap / 2, gap, gap)
        whole, moved = QRectF(area), [fitted(box, QRectF(area)) for box in corners]
        inside = [box for box in corners if whole.contains(box)]
        return (first_free([*inside, *moved], [at]) or moved[0]).topLeft().toPoint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tag's ground, then the text."""
        painter = QPainter(self)
        draw_ground(painter, QRectF(self.rect()), self._look, 240, edge="dim")
        painter.end()
        super().paintEvent(event)
