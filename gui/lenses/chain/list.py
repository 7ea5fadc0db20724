"""A list of products, the largest first: where each goes, its factors named and valued, and a bar of its size.

Only the lines in view are ever written or painted; there may be thousands.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from core.values import dataclass
from gui.lenses.chain.text import Listing, RouteLine, widest
from gui.widgets.card import LeavesDoubleClick
from gui.widgets.field import tooltip
from gui.widgets.numbers import number
from gui.widgets.theme import Align, Look
from gui.widgets.tips import show_tip
from gui.widgets.update_card import digits_font

HELP = "Each line: the route, its factors (names above, numbers below), their product, and a bar for its size."
LEFT_RIGHT = "Bars to the right are positive, to the left negative."


@dataclass(frozen=True)
class LineGeometry:
    """Where the pieces of a line stand, in pixels from its top left corner."""

    width: float
    height: float
    label: QRectF
    factors: tuple[QRectF, ...]
    product: QRectF
    bar: QRectF


def width_of_numbers(values: Array, metrics: QFontMetricsF) -> float:
    """Return the room that a column of numbers needs: the smallest and the largest of them are the longest."""
    sizes = np.abs(values[np.isfinite(values) & (values != 0.0)])
    ends = (0.0, -0.888, *((-float(sizes.min()), -float(sizes.max())) if len(sizes) else ()))
    return max(metrics.horizontalAdvance(number(value)) for value in ends)


def flow(widths: list[float], left: float, room: float) -> list[tuple[float, int]]:
    """Return x and row of pieces that stand from left to right, in rows where they need more room."""
    x, row, places = left, 0, []
    for width in widths:
        if x > left and x + width > room:
            x, row = left, row + 1
        places.append((x, row))
        x += width
    return places


class ProductList(LeavesDoubleClick, QWidget):
    """Paints the lines of a `Listing`.

    Signals
    -------
    chosen : int
        The line that was clicked, from 0.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.listing: Listing | None = None
        self.marked: int | None = None
        self._digits = 1
        self._look = Look()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Products by size")
        self._lay_out()

    def show_listing(self, listing: Listing, digits: int) -> None:
        """Show lines; neurons have numbers of at most ``digits`` digits."""
        self.listing, self._digits, self.marked = listing, digits, None
        first = (self.sentence(line) for line in range(min(5, len(listing.products))))
        self.setAccessibleDescription("; ".join(first))
        self._lay_out()

    def mark(self, line: int | None) -> None:
        """Frame a line, or none."""
        if line != self.marked:
            self.marked = line
            self.update()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._lay_out()

    def _entry(self, line: int) -> RouteLine:
        """Return the words of a line in the notation of the look; each factor is of one example."""
        assert self.listing is not None
        text, entry = self._look.notation.text, self.listing.entry(line)
        return RouteLine(text(entry.label), tuple(text(name, own=True) for name in entry.names))

    def sentence(self, line: int) -> str:
        """Return a line as text: its route, its factors and their product."""
        assert self.listing is not None
        entry, values = self._entry(line), self.listing.values[line]
        pairs = zip(entry.names, values, strict=True)
        factors = " · ".join(f"{name} ({number(float(value))})" for name, value in pairs)
        return f"{entry.label}: {factors} = {number(float(self.listing.products[line]))}"

    # --- laying out ---

    def _lay_out(self) -> None:
        """Find where the pieces stand: all in one band, or label and product above the factors."""
        look = self._look
        self._fonts = look.font(0.87), digits_font(look), digits_font(look, bold=True)
        self._names, self._numbers, self._bold = map(QFontMetricsF, self._fonts)
        self.grid = self._grid() if self.listing is not None and len(self.listing.products) else None
        lines = len(self.listing.products) if self.listing is not None else 0
        self._largest = float(np.abs(self.listing.products).max()) if self.listing and lines else 0.0
        self.setFixedHeight(round(self.grid.height * lines) + 1 if self.grid else 0)
        self.update()

    def _grid(self) -> LineGeometry:
        """Return the places of a line's pieces: in one band, or label, product and bar above the factors."""
        assert self.listing is not None
        look, width = self._look, float(self.width())
        pad, first, pair = look.px(4), self._numbers.height(), self._names.height() + self._numbers.height()
        widths, label = self._factor_widths(), self._label_width()
        product = width_of_numbers(self.listing.products, self._bold) + look.px(14)
        bar = min(max(0.16 * width, look.px(50)), look.px(160))
        if label + sum(widths) + product + bar <= width:
            top, height, band = pad, pair + 2 * pad, QRectF(0, 0, label, pair + 2 * pad)
            places = flow(widths, label, width)
        else:
            top, band = pad + first, QRectF(0, pad, max(width - product - bar, 0.0), first)
            places = flow(widths, look.px(12), width)
            height = top + (places[-1][1] + 1) * pair + pad
        return LineGeometry(
            width,
            height,
            band,
            tuple(QRectF(x, top + row * pair, w, pair) for (x, row), w in zip(places, widths, strict=True)),
            QRectF(width - bar - product, band.y(), product - look.px(7), band.height()),
            QRectF(width - bar, band.y(), bar, band.height()),
        )

    def _label_width(self) -> float:
        assert self.listing is not None
        longest = widest(self.listing.longest or self._entry(0).label, self._digits)
        return self._numbers.horizontalAdvance(longest) + self._look.px(14)

    def _factor_widths(self) -> list[float]:
        assert self.listing is not None
        names, gap = self._entry(0).names, self._look.px(18)
        named = [self._names.horizontalAdvance(widest(name, self._digits)) for name in names]
        valued = [width_of_numbers(column, self._numbers) for column in self.listing.values.T]
        return [max(pair) + gap for pair in zip(named, valued, strict=True)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out again for another width."""
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    # --- mouse ---

    def line_at(self, y: float) -> int | None:
        """Return which line is at a height."""
        if self.grid is None or self.listing is None:
            return None
        line = int(y // self.grid.height)
        return line if 0 <= line < len(self.listing.products) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a line."""
        line = self.line_at(event.position().y())
        if line is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(line)

    def event(self, event: QEvent) -> bool:
        """Say the whole of a line as its tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            line = self.line_at(event.pos().y())
            text = tooltip(self.sentence(line), HELP, LEFT_RIGHT) if line is not None else ""
            height = self.grid.height if self.grid is not None else self.height()
            about = QRectF(0, (line or 0) * height, self.width(), height).toAlignedRect()
            show_tip(text, self, about & self.visibleRegion().boundingRect())
            return True
        return super().event(event)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines in view."""
        grid, listing = self.grid, self.listing
        if grid is None or listing is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = max(int(event.rect().top() // grid.height), 0)
        last = min(int(event.rect().bottom() // grid.height), len(listing.products) - 1)
        for line in range(first, last + 1):
            painter.save()
            painter.translate(0.0, line * grid.height)
            self._paint_line(painter, grid, self._entry(line), listing.values[line], float(listing.products[line]))
            if line == self.marked:
                self._paint_mark(painter, grid)
            painter.restore()
        painter.end()

    def _paint_line(
        self, painter: QPainter, grid: LineGeometry, entry: RouteLine, values: Array, product: float
    ) -> None:
        look, (_, font, bold) = self._look, self._fonts
        painter.setPen(look.colour("grid"))
        painter.drawLine(0, 0, round(grid.width), 0)
        painter.setPen(look.colour("text"))
        painter.setFont(font)
        label = self._numbers.elidedText(entry.label, Qt.TextElideMode.ElideMiddle, grid.label.width() - look.px(7))
        painter.drawText(grid.label.adjusted(look.px(5), 0, look.px(5), 0), Align.AlignLeft | Align.AlignVCenter, label)
        for place, (box, name) in enumerate(zip(grid.factors, entry.names, strict=True)):
            self._paint_factor(painter, box, name, float(values[place]), place > 0)
        painter.setFont(bold)
        painter.setPen(look.colour("text"))
        painter.drawText(grid.product, Align.AlignRight | Align.AlignVCenter, number(product))
        self._paint_bar(painter, grid.bar, product)

    def _paint_mark(self, painter: QPainter, grid: LineGeometry) -> None:
        wide = self._look.px(2.0)
        painter.setPen(QPen(self._look.colour("accent"), wide))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(wide / 2, wide / 2, grid.width - wide, grid.height - wide))

    def _paint_factor(self, painter: QPainter, box: QRectF, name: str, value: float, dotted: bool) -> None:
        look, room = self._look, box.adjusted(0, 0, -self._look.px(18), 0)
        painter.setFont(self._fonts[0])
        painter.setPen(look.colour("dim"))
        painter.drawText(room, Align.AlignRight | Align.AlignTop, name)
        painter.setFont(self._fonts[1])
        if dotted:
            dot = QRectF(box.x() - look.px(18), box.y(), look.px(18), box.height())
            painter.drawText(dot, Align.AlignHCenter | Align.AlignBottom, "·")
        painter.setPen(look.colour("text"))
        painter.drawText(room, Align.AlignRight | Align.AlignBottom, number(value))

    def _paint_bar(self, painter: QPainter, box: QRectF, product: float) -> None:
        """Paint a product's size, to the right of the middle if it is positive, else to the left."""
        look, middle = self._look, box.center().x()
        painter.setPen(look.colour("dim"))
        painter.drawLine(round(middle), round(box.top()), round(middle), round(box.bottom()))
        if not (np.isfinite(product) and self._largest > 0.0 and np.isfinite(self._largest)):
            return
        length = (box.width() / 2 - look.px(4)) * product / self._largest
        thick = min(look.px(11), box.height() * 0.6)
        bar = QRectF(middle, box.center().y() - thick / 2, length, thick).normalized()
        painter.fillRect(bar, look.colour("positive" if product > 0 else "negative"))
