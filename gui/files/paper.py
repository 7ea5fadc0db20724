"""Handouts on paper: pages of a PDF, black on white."""

from __future__ import annotations

import html
from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter, QPen, QTextDocument

from core.exchange.handouts.sheet import Handout, SheetLine
from gui.files.paper_network import PlacedMatrices, matrices_placed, paint_matrices, paint_network, picture_height
from gui.files.paper_text import as_html, document

PAPERS = {"a4": QPageSize.PageSizeId.A4, "letter": QPageSize.PageSizeId.Letter}
PaperPart = Literal["handout", "key"]
TASK = "Fill in what is missing."
MARGIN, RESOLUTION, ON_SCREEN = 15.0, 1200, 150
"""Millimetres around the page, and dots per inch: of a file, and of a picture."""
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Points of the text: the largest that fits on a page, or, if that were too small, on two."""
SMALLEST_ON_ONE, MOST_PAGES = 8.5, 2
HANDOUTS: dict[str, tuple[PaperPart, ...]] = {
    "handout": ("handout", "key"),
    "key": ("key",),
    "neuron": ("handout", "key"),
}
"""What can be asked for, and the parts that it has."""
TRIED = [(pages, size) for pages in (1, MOST_PAGES) for size in SIZES if pages > 1 or size >= SMALLEST_ON_ONE]
ROOM, SHORTEST = 8.5, 60.0
"""Millimetres of height to write in, and of the shortest rule beside a question: else it goes below."""


def usual_paper() -> str:
    """Return the paper that is usual where the user lives."""
    inches = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    return "letter" if inches else "a4"


def pdf_of(handout: Handout, parts: tuple[PaperPart, ...], paper: str) -> bytes:
    """Return the PDF with the sheet to fill in, with its key, or with both: the key begins a page of its own."""
    slices = pdf_in_slices(handout, parts, paper)
    while True:
        try:
            next(slices)
        except StopIteration as end:
            return bytes(end.value)


def pdf_in_slices(handout: Handout, parts: tuple[PaperPart, ...], paper: str) -> Generator[float, None, bytes]:
    """Make the same in slices of less than 100 ms; yield how much is done, from 0 to 1."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setCreator("Chalkgrad")
    writer.setTitle(handout.title)
    writer.setPageLayout(_layout(paper))
    painter = QPainter(writer)
    for place, part in enumerate(parts):
        for number, page in enumerate(_set(writer, handout, part)):
            if place or number:
                writer.newPage()
            _paint(painter, page)
        yield 0.5 + 0.5 * (place + 1) / len(parts)
    painter.end()
    return bytes(buffer.data().data())


def first_page(handout: Handout, parts: tuple[PaperPart, ...], paper: str) -> tuple[QImage, int]:
    """Return a picture of the first page, and how many pages there are."""
    layout = _layout(paper)
    inner, whole = layout.paintRectPixels(ON_SCREEN), layout.fullRectPixels(ON_SCREEN)
    sheet, page = _white(inner), _white(whole)
    pages = [each for part in parts for each in _set(sheet, handout, part)]
    painter = QPainter(sheet)
    _paint(painter, pages[0])
    painter.end()
    painter = QPainter(page)
    painter.drawImage(inner.topLeft(), sheet)
    painter.end()
    return page, len(pages)


def _layout(paper: str) -> QPageLayout:
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    size, upright = QPageSize(PAPERS[paper]), QPageLayout.Orientation.Portrait
    return QPageLayout(size, upright, margins, QPageLayout.Unit.Millimeter)


def _white(area: QRect) -> QImage:
    """Return an empty sheet for the screen."""
    sheet = QImage(area.size(), QImage.Format.Format_RGB32)
    sheet.setDotsPerMeterX(round(ON_SCREEN / 0.0254))
    sheet.setDotsPerMeterY(round(ON_SCREEN / 0.0254))
    sheet.fill(Qt.GlobalColor.white)
    return sheet


def _set(device: QPaintDevice, handout: Handout, part: PaperPart) -> list[list[PaperBlock]]:
    """Return the pages of a part at the largest size at which it has room."""
    pages: list[list[PaperBlock]] = []
    for most, size in TRIED:
        pages = _pages(_blocks(device, handout, part, size), device.height())
        if len(pages) <= most:
            break
    return pages


def _pages(blocks: list[PaperBlock], height: float) -> list[list[PaperBlock]]:
    """Return the blocks of each page."""
    pages, y = list[list[PaperBlock]]([[]]), 0.0
    for block in blocks:
        if y > 0.0 and y + block.least > height:
            pages.append([])
            y = 0.0
        pages[-1].append(block)
        y += block.height
    return pages


def _paint(painter: QPainter, page: list[PaperBlock]) -> None:
    """Paint the blocks of a page below each other."""
    painter.save()
    for block in page:
        painter.save()
        block.paint(painter)
        painter.restore()
        painter.translate(0.0, block.height)
    painter.restore()


@dataclass
class PaperBlock:
    """Something on the page, as wide as this. ``least``: with what must follow on the same page."""

    height: float
    least: float

    def paint(self, painter: QPainter) -> None:
        """Paint it with its top at 0."""


@dataclass
class _Words(PaperBlock):
    words: QTextDocument
    rule: QRectF | None = None

    def paint(self, painter: QPainter) -> None:
        self.words.drawContents(painter)
        if self.rule is not None:
            painter.setPen(QPen(painter.pen().color(), painter.device().logicalDpiX() / 144.0))
            painter.drawLine(self.rule.bottomLeft(), self.rule.bottomRight())


@dataclass
class _Picture(PaperBlock):
    handout: Handout
    solved: bool
    size: float
    width: float

    def paint(self, painter: QPainter) -> None:
        box = QRectF(0.0, 0.0, self.width, self.height)
        paint_network(painter, self.handout.network, box, self.size, self.solved)


@dataclass
class _Matrices(PaperBlock):
    placed: PlacedMatrices

    def paint(self, painter: QPainter) -> None:
        paint_matrices(painter, self.placed)


def _blocks(device: QPaintDevice, handout: Handout, part: PaperPart, size: float) -> list[PaperBlock]:
    """Return what stands on a part's pages, from top to bottom."""
    mm, width = device.logicalDpiY() / 25.4, float(device.width())

    def words(text: str, scale: float = 1.0, gap: float = 1.0, least: float = 0.0) -> _Words:
        made = document(device, text, size * scale, width)
        height = made.size().height() + gap * mm
        return _Words(height, height + least * mm, made)

    solved = part == "key"
    name = "Key" if solved else "Name: ______________________________&nbsp;&nbsp;&nbsp;&nbsp;Date: ______________"
    head = f"<b>{html.escape(handout.title)}</b> &nbsp; · &nbsp; sheet {handout.number}"
    blocks: list[PaperBlock] = [words(name, gap=3.0), words(head, 1.35, 2.0)]
    facts = [*handout.facts[:-1], f"{handout.facts[-1]} {'' if solved else TASK}"]
    blocks += [words(as_html(fact)) for fact in facts]
    height = picture_height(handout.network) * mm
    blocks.append(_Picture(height, height, handout, solved, size, width))
    placed, height = matrices_placed(device, handout.network, size)
    blocks.append(_Matrices(height, height, placed))
    place = 0
    for section in handout.sections:
        hints = " &nbsp;&nbsp; ".join(as_html(hint) for hint in section.hints)
        blocks.append(words(f"<b>{section.title}</b> &nbsp;&nbsp; {hints}", 1.0, 0.8, least=12.0))
        for line in section.lines:
            blank = not solved and place >= handout.given
            blocks.append(_asked(device, line, size, width) if blank else words(as_html(line.solved), 1.0, 0.6))
            place += 1
        blocks[-1].height += 1.5 * mm
    return blocks


def _asked(device: QPaintDevice, line: SheetLine, size: float, width: float) -> _Words:
    """Return a line with room to write in."""
    mm = device.logicalDpiY() / 25.4
    made = document(device, as_html(f"{line.asked} ="), size, width)
    used, text_height = made.idealWidth() + 2.0 * mm, made.size().height()
    below = width - used < SHORTEST * mm
    height = text_height + ROOM * mm if below else max(text_height, ROOM * mm)
    bottom = height - 1.0 * mm if below else text_height - 0.6 * mm
    left = 6.0 * mm if below else used
    rule = QRectF(QPointF(left, 0.0), QPointF(width, bottom))
    return _Words(height, height, made, rule)
