"""The sum of products behind one number, in one line: as many products as have room, the last one among them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.analysis.terms import Product, Terms, product_of
from gui.stage.matrices import REST, short
from gui.widgets.fonts import symbol_font
from gui.widgets.numbers import bracketed, stepped
from gui.widgets.symbols import reach_of, width_of, write
from gui.widgets.theme import Look

SIZES = (1.84, 1.6, 1.3, 1.0)
"""Heights of the text, by normal text: the largest with which two products have room."""
AT_LEAST = 2
LARGER = 1.1
"""By how much letters of formulas are set larger than others."""


class SumLine(QWidget):
    """Paints ``dW[2]₃,₁ = 1/32 (−0.19 · 0.91 + … + 0.86 · 0.23) = −0.035``, the number's name and value marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.name, self.total, self.terms, self.m = "", "", Terms("", "", ()), 1
        self.write: Callable[[float], str] = short
        self.products: list[str] = []
        """Each product as it is written, from the second on with the sign before it."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self.look = look
        self.update()

    def show_sum(self, terms: Terms, value: float, m: int) -> None:
        """Show a number's products and its value, in a batch of ``m`` examples."""
        self.write = _writing(terms, value)
        self.name, self.total, self.terms, self.m = terms.name, self.write(value), terms, m
        self.products = [
            self._added(product) if k else self._product(product) for k, product in enumerate(terms.products)
        ]
        self.setAccessibleName(" ".join(self.parts(len(terms.products))))
        self.update()

    def parts(self, count: int) -> tuple[str, str, str]:
        """Return name, products and value. It keeps ``count`` products; "…" stands for the others."""
        products = self.products
        if self.terms.worked:
            middle = self.terms.worked
        else:
            middle = "".join(products[: count if count in (1, len(products)) else count - 1])
            if count < len(products):
                middle += f" + {REST}" + (products[-1] if count > 1 else "")
        if self.terms.front:
            front = f"1/{self.m}" if self.terms.front[0].name == "1/m" else self._product(self.terms.front)
            middle = f"{front} ({middle})"
        return f"{self.name} = ", middle, f" = {self.total}"

    def fitting(self) -> tuple[float, tuple[str, str, str]]:
        """Return the size of text, and what is written of the sum."""
        whole = len(self.terms.products)
        for size in SIZES:
            if size > SIZES[-1] and sum(reach_of(self._font(size), round(self.look.text))) > self.height():
                continue
            for count in range(min(whole, 12), 0, -1):
                parts = self.parts(count)
                if self._width(parts, size) <= self.width():
                    break
            if count >= min(AT_LEAST, whole) and self._width(parts, size) <= self.width():
                break
        if self._width(parts, size) > self.width():
            parts = (parts[0], "", self.total)
        return size, parts

    def _font(self, size: float) -> QFont:
        return symbol_font(round(LARGER * size * self.look.text))

    def _width(self, parts: tuple[str, str, str], size: float) -> float:
        font = self._font(size)
        name = width_of(parts[0], font, round(self.look.text))
        return name + QFontMetricsF(font).horizontalAdvance("".join(parts[1:]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts, one after the other."""
        if not self.name:
            return
        painter = QPainter(self)
        size, parts = self.fitting()
        font, x = self._font(size), 0.0
        up, down = reach_of(font, round(self.look.text))
        line = (self.height() + up - down) / 2
        painter.setPen(self.look.colour("accent"))
        write(painter, QPointF(x, line), parts[0], font, round(self.look.text))
        x += width_of(parts[0], font, round(self.look.text))
        painter.setFont(font)
        for text, role in zip(parts[1:], ("text", "accent"), strict=True):
            painter.setPen(self.look.colour(role))
            painter.drawText(QPointF(x, line), text)
            x += QFontMetricsF(font).horizontalAdvance(text)
        painter.end()

    def _added(self, product: Product) -> str:
        """Return a product with the sign before it: that of its first factor."""
        if product[0].name == "−1" and len(product) > 1:
            return f" − {self._product(product[1:], bracket=True)}"
        text = self._product(product)
        return f" − {text[1:]}" if text.startswith("−") else f" + {text}"

    def _product(self, product: Product, bracket: bool = False) -> str:
        first, *rest = (self.write(factor.value) for factor in product)
        return " · ".join([bracketed(first) if bracket else first, *map(bracketed, rest)])


def _writing(terms: Terms, value: float) -> Callable[[float], str]:
    """Return how to write the numbers: with more digits where a small step would be lost beside a large number."""
    parts = [product_of(product) for product in terms.products]
    least = min(map(abs, parts), default=0.0)
    if len(parts) == 2 and least > 0 and short(value) in map(short, parts):
        return partial(stepped, step=least / 10)
    return short
