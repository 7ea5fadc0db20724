"""A product with its numbers, large, and words above and below it: what a route, or a nudge, comes to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.lenses.chain.product import ProductView
from gui.lenses.chain.text import Part
from gui.stage.matrices import REST
from gui.stage.small_network import SmallNetwork
from gui.widgets.formula import setter
from gui.widgets.symbols import height_in_words, write_lines
from gui.widgets.theme import Look

TITLE, LARGER, LARGER_FROM = 1.25, 1.4, 44.0
"""Size of the words above, by which all formulas are larger where there is room, and the width that is, in text."""
LEAST_NETWORK = 7.0
"""Height of the network at least, by normal text."""


def with_few(parts: Sequence[Part], kept: int) -> tuple[Part, ...]:
    """Return an equation that keeps only ``kept`` factors of its product, the last one among them."""
    result, equals, *product = parts
    factors = [part for part in product if not part.sign]
    shown = [*factors[: kept - 1], Part(REST, sign=True), factors[-1]]
    joined = [piece for factor in shown for piece in (Part("·", sign=True), factor)]
    return (result, equals, *joined[1:])


class ProductOnStage(QWidget):
    """Words, the product, words on what it means, and the network with a path in what room is left."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.above = self.below = ""
        self.parts: tuple[Part, ...] = ()
        self.product, self.network = ProductView(), SmallNetwork(self)
        self.product.setParent(self)
        self.boxes: list[tuple[QRectF, str, float]] = []
        """Where words are, and their size by normal text."""
        setter().done.connect(self._take)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self.look = look
        self.network.set_look(look)
        self.arrange()

    def show_product(self, above: str, parts: Sequence[Part], below: str) -> None:
        """Show another product and its words."""
        self.above, self.below, self.parts = above, below, tuple(parts)
        self.product.show_parts(parts)
        self.setAccessibleName(f"{above} {self.product.text} {below}")
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take more or less room."""
        self.arrange()

    def _take(self, latex: str) -> None:
        """Give a factor that comes late the room that it needs; others are set meanwhile, too."""
        if any(latex == each.written for each in self.product.formulas):
            self.arrange()

    def arrange(self) -> None:
        """Give words and product what they need, and the rest to the network; where it is low, the words go."""
        width, height, text = self.width(), self.height(), self.look.text
        scale = LARGER if width >= LARGER_FROM * text else 1.0
        self.product.set_look(self.look.scaled(scale * text))
        self.product.setFixedWidth(width)
        self.product.resize(width, self.product.height())
        if self.product.height() > height and scale > 1.0:
            self.product.set_look(self.look)
        self._leave_out()
        needed, words = self.product.height(), [(self.above, TITLE), (self.below, 1.0)]
        heights = [self._height(*each) for each in words]
        if needed + sum(heights) > height:
            heights[0] = 0.0
        if needed + sum(heights) > height:
            heights[1] = 0.0
        rest = height - needed - sum(heights)
        gap = min(0.8 * text, rest / 3)
        self.product.move(0, round(heights[0] + (gap if heights[0] else 0)))
        foot = self.product.geometry().bottom() + gap
        places = (QRectF(0, 0, width, heights[0]), QRectF(0, foot, width, heights[1]))
        self.boxes = [(box, *each) for box, each in zip(places, words, strict=True) if box.height() > 0]
        top = foot + heights[1] + gap
        self.network.setVisible(height - top >= LEAST_NETWORK * text and self.network.layout_of is not None)
        self.network.setGeometry(0, round(top), round(min(width, 2.6 * (height - top))), round(height - top))
        self.update()

    def _leave_out(self) -> None:
        """Show as many factors as there is room for."""
        kept = sum(not part.sign for part in self.parts) - 1
        self.product.show_parts(self.parts)
        while self.product.height() > self.height() and kept > 2:
            kept -= 1
            self.product.show_parts(with_few(self.parts, kept))

    def _height(self, words: str, size: float) -> float:
        return height_in_words(words, self._font(size), self.width())

    def _font(self, size: float) -> QFont:
        return self.look.font(size, bold=size > 1.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the words."""
        painter = QPainter(self)
        painter.setPen(self.look.colour("text"))
        for box, words, size in self.boxes:
            write_lines(painter, box, words, self._font(size))
        painter.end()
