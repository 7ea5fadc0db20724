"""Drawing what is on the screen into a file: pixels for PNG, lines and text as they are for SVG and PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from gui.frames.gif import Pixels
from gui.frames.share_jobs import png_of
from gui.session.background import Background
from gui.share.making import Slices, on_worker
from gui.widgets.card import Card

LOSSLESS = QPainter.RenderHint.LosslessImageRendering
AT_ONCE = 2_100_000
"""Pixels that are drawn in a slice: those of a desk of 1920 × 1080."""
PREVIEWED = 320
"""Pixels of the longer side of a preview."""
NOTHING_BEHIND = QWidget.RenderFlag.DrawChildren
"""Without it the window's ground is drawn, too."""
INCH, POINTS = 96, 72
"""Pixels and points that a PDF takes for an inch."""
FALLBACK = ", sans-serif"
"""What a viewer without the program's font writes in."""


def drawn(widget: QWidget, background: Background, ending: str, clear: bool = False) -> Slices[bytes]:
    """Return a picture of a widget as it stands.

    Parameters
    ----------
    background
        What puts pixels into a file.
    ending
        ``".png"``, ``".svg"`` or ``".pdf"``.
    clear
        Whether nothing is drawn behind it; its look has to leave its own ground away, too.
    """
    with _as_drawn(widget):
        return (yield from DRAWN[ending](widget, background, clear))


def shrunk(widget: QWidget, clear: bool) -> Slices[QImage]:
    """Return a small picture of a widget."""
    with _as_drawn(widget):
        yield 0.5
        return image_of(widget, clear, PREVIEWED / max(widget.width(), widget.height()))


def image_of(widget: QWidget, clear: bool = False, scale: float = 1.0) -> QImage:
    """Return a picture of a widget in pixels."""
    image = _transparent(widget.size() * scale)
    image.setDevicePixelRatio(scale)
    _render(widget, image, clear)
    return image


def _png(widget: QWidget, background: Background, clear: bool) -> Slices[bytes]:
    bands, width, height = list[Pixels](), widget.width(), widget.height()
    rows = max(AT_ONCE // width, 1)
    for top in range(0, height, rows):
        band = QRect(0, top, width, min(rows, height - top))
        image = _transparent(band.size())
        _render(widget, image, clear, band)
        bands.append(pixels_of(image))
        yield 0.5 * band.bottom() / height
    return (yield from on_worker(background, partial(png_of, tuple(bands))))  # type: ignore[no-any-return]


def pixels_of(image: QImage) -> Pixels:
    """Return the pixels of an image, with how opaque each is, read-only."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.width(), 4)


def _svg(widget: QWidget, background: Background, clear: bool) -> Slices[bytes]:
    buffer, page = _buffer(), QSvgGenerator()
    page.setOutputDevice(buffer)
    page.setResolution(widget.logicalDpiX())  # else text and lines have other sizes
    page.setSize(widget.size())
    page.setViewBox(QRect(QPoint(), widget.size()))
    page.setTitle(widget.accessibleName())
    yield from _in_parts(widget, page, clear)
    family = widget.font().family()
    return _stored(buffer).replace(f'font-family="{family}"'.encode(), f'font-family="{family}{FALLBACK}"'.encode())


def _pdf(widget: QWidget, background: Background, clear: bool) -> Slices[bytes]:
    buffer = _buffer()
    page = QPdfWriter(buffer)
    page.setResolution(INCH)
    size = QSizeF(widget.size()) * (POINTS / INCH)
    page.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    page.setPageMargins(QMarginsF())
    page.setTitle(widget.accessibleName())
    yield from _in_parts(widget, page, clear)
    return _stored(buffer)


DRAWN: dict[str, Callable[[QWidget, Background, bool], Slices[bytes]]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
"""What draws each kind of picture, by the ending of its files."""


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _stored(buffer: QBuffer) -> bytes:
    return bytes(buffer.data().data())


def _transparent(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _in_parts(widget: QWidget, page: QPaintDevice, clear: bool) -> Slices[None]:
    """Paint a widget with its cards, if it has some, each in a slice of its own."""
    cards = [card for card in widget.findChildren(Card) if card.isVisible()]
    parts = [QRegion(QRect(card.mapTo(widget, QPoint()), card.size())) for card in cards]
    rest = QRegion(widget.rect())
    for part in parts:
        rest -= part
    painter = QPainter(page)
    try:
        for done, part in enumerate([rest, *parts]):
            _paint(widget, painter, clear, part, part.boundingRect().topLeft())
            yield done / (len(parts) + 1)
    finally:
        painter.end()


def _render(widget: QWidget, page: QPaintDevice, clear: bool, part: QRect | None = None) -> None:
    painter = QPainter(page)
    _paint(widget, painter, clear, QRegion(part or widget.rect()), QPoint())
    painter.end()


def _paint(widget: QWidget, painter: QPainter, clear: bool, part: QRegion, at: QPoint) -> None:
    """Paint a part of a widget, with the part's upper left corner at a point."""
    painter.setRenderHint(LOSSLESS)
    flags = NOTHING_BEHIND if clear else NOTHING_BEHIND | QWidget.RenderFlag.DrawWindowBackground
    widget.render(painter, at, part, flags)


@contextmanager
def _as_drawn(widget: QWidget) -> Iterator[None]:
    """Have plots draw their cached pictures again: otherwise axes would be pixels, and their numbers no text.

    Their images lose nothing: at the edges of regions one would see it.
    """
    views = widget.findChildren(QGraphicsView)
    grounds = [(view, view.cacheMode()) for view in views]
    kept = [
        (item, item.cacheMode())
        for view in views
        for item in view.items()
        if item.cacheMode() != QGraphicsItem.CacheMode.NoCache
    ]
    for view in views:
        view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        view.setRenderHint(LOSSLESS)
    for item, _ in kept:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    try:
        yield
    finally:
        for item, mode in kept:
            item.setCacheMode(mode)
        for view, before in grounds:
            view.setCacheMode(before)
            view.setRenderHint(LOSSLESS, False)
