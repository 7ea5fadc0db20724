"""What a widget draws, noted down: each text with its size and place, and each line with its width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontInfo,
    QFontMetricsF,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QPainterPath,
    QPen,
    QRegion,
    QTextItem,
    QTransform,
)
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from gui.plots.parts.items import CachedItem, DeviceItem

Metric = QPaintDevice.PaintDeviceMetric


@dataclass(frozen=True)
class DrawnText:
    """A text, the height of its font in pixels, where its ink is, and the ink's colour."""

    text: str
    size: float
    box: QRectF
    ink: QColor


class Notebook(QPaintEngine):
    """Notes down what is drawn on its device."""

    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.texts: list[DrawnText] = []
        self.widths: list[float] = []
        self._pen, self._to_device = QPen(), QTransform()

    def begin(self, device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:
        self._pen, self._to_device = state.pen(), state.transform()

    def drawTextItem(self, place: QPointF, item: QTextItem) -> None:
        text, font = item.text(), item.font()
        ink = QFontMetricsF(font).tightBoundingRect(text).translated(place)
        if not ink.isEmpty():  # marks of direction have none
            size = float(QFontInfo(font).pixelSize())
            self.texts.append(DrawnText(text, size, self._to_device.mapRect(ink), self._pen.color()))

    def drawPath(self, path: QPainterPath) -> None:
        self._note_line()

    def drawPolygon(self, *polygon: Any) -> None:
        self._note_line()

    def drawPixmap(self, *pixmap: Any) -> None:
        pass

    def drawImage(self, *image: Any) -> None:
        pass

    def _note_line(self) -> None:
        pen = self._pen
        drawn = pen.style() != Qt.PenStyle.NoPen and pen.brush().style() != Qt.BrushStyle.NoBrush
        if drawn and pen.color().alpha():
            scale = 1.0 if pen.isCosmetic() else abs(self._to_device.determinant()) ** 0.5
            self.widths.append(max(pen.widthF(), 1.0 if pen.isCosmetic() else 0.0) * scale)


class Paper(QPaintDevice):
    """As large as a widget; what is drawn on it is noted down."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.notebook, self._size = Notebook(), widget.size().toTuple()

    def paintEngine(self) -> QPaintEngine:
        return self.notebook

    def metric(self, metric: QPaintDevice.PaintDeviceMetric) -> int:
        width, height = self._size
        known = {Metric.PdmWidth: width, Metric.PdmHeight: height, Metric.PdmDepth: 32, Metric.PdmNumColors: 1 << 24}
        sizes = {Metric.PdmWidthMM: width // 4, Metric.PdmHeightMM: height // 4}
        ratio = {Metric.PdmDevicePixelRatio: 1, Metric.PdmDevicePixelRatioScaled: 65536}
        return (known | sizes | ratio).get(metric, 96)


def drawn_by(widget: QWidget) -> Notebook:
    """Return what a widget draws; what plots keep as pictures they draw anew for it."""
    for view in widget.findChildren(QGraphicsView):
        for item in view.scene().items():
            item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    widget.grab()  # plots find their places while they are drawn
    paper, kept = Paper(widget), CachedItem.paint
    CachedItem.paint = DeviceItem.paint  # type: ignore[method-assign]
    try:
        painter = QPainter(paper)
        widget.render(painter, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawChildren)
        painter.end()
    finally:
        CachedItem.paint = kept  # type: ignore[method-assign]
    return paper.notebook
