"""Drawing what is on the screen into a file: pixels for PNG, lines and text as they are for SVG and PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

NOTHING_BEHIND = QWidget.RenderFlag.DrawChildren
"""Without it the window's ground is drawn, too."""
INCH, POINTS = 96, 72
"""Pixels and points that a PDF takes for an inch."""
FALLBACK = ", sans-serif"
"""What a viewer without the program's font writes in."""


def drawn(widget: QWidget, ending: str, clear: bool = False, scale: float = 1.0) -> bytes:
    """Return a picture of a widget as it stands.

    Parameters
    ----------
    ending
        ``".png"``, ``".svg"`` or ``".pdf"``.
    clear
        Whether nothing is drawn behind it; its look has to leave its own ground away, too.
    scale
        Pixels of a PNG for each of the widget's.
    """
    with _uncached(widget):
        return DRAWN[ending](widget, clear, scale)


def image_of(widget: QWidget, clear: bool = False, scale: float = 1.0) -> QImage:
    """Return a picture of a widget in pixels."""
    image = QImage(widget.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    _render(widget, image, clear)
    return image


def _png(widget: QWidget, clear: bool, scale: float) -> bytes:
    image = image_of(widget, clear, scale)
    return _stored(lambda buffer: image.save(buffer, "PNG"))  # type: ignore[call-overload]


def _svg(widget: QWidget, clear: bool, scale: float) -> bytes:
    def write(buffer: QBuffer) -> None:
        page = QSvgGenerator()
        page.setOutputDevice(buffer)
        page.setResolution(widget.logicalDpiX())  # else text and lines have other sizes
        page.setSize(widget.size())
        page.setViewBox(QRect(QPoint(), widget.size()))
        page.setTitle(widget.accessibleName())
        _render(widget, page, clear)

    family = widget.font().family()
    return _stored(write).replace(f'font-family="{family}"'.encode(), f'font-family="{family}{FALLBACK}"'.encode())


def _pdf(widget: QWidget, clear: bool, scale: float) -> bytes:
    def write(buffer: QBuffer) -> None:
        page = QPdfWriter(buffer)
        page.setResolution(INCH)
        size = QSizeF(widget.size()) * (POINTS / INCH)
        page.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
        page.setPageMargins(QMarginsF())
        page.setTitle(widget.accessibleName())
        _render(widget, page, clear)

    return _stored(write)


DRAWN: dict[str, Callable[[QWidget, bool, float], bytes]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
"""What draws each kind of picture, by the ending of its files."""


def _stored(write: Callable[[QBuffer], object]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    return bytes(buffer.data().data())


def _render(widget: QWidget, page: QPaintDevice, clear: bool) -> None:
    painter = QPainter(page)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    flags = NOTHING_BEHIND if clear else NOTHING_BEHIND | QWidget.RenderFlag.DrawWindowBackground
    widget.render(painter, QPoint(), renderFlags=flags)
    painter.end()


@contextmanager
def _uncached(widget: QWidget) -> Iterator[None]:
    """Have plots draw all that they keep as pictures anew: axes would be pixels else, and their numbers no text."""
    views = widget.findChildren(QGraphicsView)
    grounds = [(view, view.cacheMode()) for view in views]
    items = [(item, item.cacheMode()) for view in views for item in view.items()]
    for view, _ in grounds:
        view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
    kept = [(item, mode) for item, mode in items if mode != QGraphicsItem.CacheMode.NoCache]
    for item, _ in kept:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    yield
    for item, mode in kept:
        item.setCacheMode(mode)
    for view, before in grounds:
        view.setCacheMode(before)
