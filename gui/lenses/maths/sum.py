"""Where a cell comes from: its formula, and its sum of products with names and numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.terms import NamedFactor, Product, Terms
from core.values import dataclass
from gui.widgets.card import LeavesDoubleClick
from gui.widgets.field import tooltip
from gui.widgets.numbers import number
from gui.widgets.theme import Align, Look

HELP = (
    "Where the outlined number comes from: each product in its sum, names above, numbers below.",
    "Click a matrix cell to see its sum; click here to expand or shorten a long sum.",
)


SIZE_WHERE_LOW = 0.9
"""Size of numbers by normal text where the page is low."""
MOST_IN_VIEW = 40
"""Products that are written out before all are asked for."""
WIDEST = "−0.892"
"""So much room each number has, lest anything moves when it changes; a wider one is set narrower."""
DIGIT, PLACE = re.compile("[₀-₉]"), re.compile("[₀-₉]+$")
GAP = 6
"""Pixels at normal text between two pieces."""
NUMBER = re.compile(r"−?\d+\.\d*(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")


@dataclass(frozen=True)
class SumPiece:
    """A piece of the sum: a name above a number; either may be empty.

    ``room`` is text as wide as the numbers may get; None where they never change.
    """

    above: str
    below: str
    room: str | None = None

    @property
    def texts(self) -> tuple[str, str, str]:
        """All three, the room in letters, too."""
        return self.above, self.below, self.room or self.below


def tokens_of(terms: Terms) -> list[SumPiece]:
    """Return the products of a sum, each with the sign before it."""
    if terms.worked:
        return [SumPiece(terms.products[0][0].name, terms.worked, NUMBER.sub(WIDEST, terms.worked))]
    tokens = [_token(product, "" if place == 0 else "+ ") for place, product in enumerate(terms.products)]
    if terms.front:
        front = _token(terms.front, "")
        tokens[0] = SumPiece(*(f"{a} · ( {b}" for a, b in zip(front.texts, tokens[0].texts, strict=True)))
        tokens[-1] = SumPiece(*(f"{text} )" for text in tokens[-1].texts))
    return tokens


def then_of(terms: Terms) -> SumPiece:
    """Return what is made of a number, as the end of its line: ``→ a[1]₁,₁ = max(0, 0.593) = 0.593``."""
    made = _token(terms.products[0], "")
    worked = terms.worked or made.below
    room = f"→ {NUMBER.sub(WIDEST, worked)} = {WIDEST}"
    return SumPiece(f"→ {terms.name} = {made.above}", f"→ {worked} = {number(terms.total)}", room)


def _token(product: Product, sign: str) -> SumPiece:
    if product[0] == NamedFactor("−1", -1.0) and len(product) > 1:
        sign, product = "− ", product[1:]
    names = " · ".join(factor.name for factor in product)
    values = " · ".join(_number(factor.value, bool(sign) or k > 0) for k, factor in enumerate(product))
    room = " · ".join(f"({WIDEST})" if sign or k > 0 else WIDEST for k in range(len(product)))
    return SumPiece(f"{sign}{names}", f"{sign}{values}", f"{sign}{room}")


def _number(value: float, inside: bool) -> str:
    text = number(value)
    return f"({text})" if inside and text.startswith("−") else text


class SumOfProducts(LeavesDoubleClick, QWidget):
    """Paints a sum in rows; a long one is clipped to some rows until all of it is asked for.

    Its pieces stand where they stood, whatever their numbers. ``reshaped`` is emitted when all of it is asked for, or
    no longer.
    """

    reshaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Where the number comes from")
        self.setToolTip(tooltip(*HELP))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownKeys", True)  # Space opens and closes it
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.name, self.value, self.words, self.whose = "", 0.0, "", ""
        self.tokens: list[SumPiece] = []
        self.then: list[SumPiece] = []
        self.whole = self._worked = False
        self._room, self._low = (200, 1), False
        self._boxes: list[tuple[QRectF, SumPiece]] = []
        self.set_look(Look())

    def show_sum(
        self, name: str, value: float, terms: Terms | None, words: str, then: Terms | None = None, whose: str = ""
    ) -> None:
        """Show a cell with what it is made of, or with words where it is given; and what is ``then`` made of it.

        ``whose`` is the name of the example that it is of; empty if of none.
        """
        if name != self.name:
            self.whole = False
            self._widths.clear()
        self.name, self.value, self.words, self.whose = name, value, words, whose
        self.tokens = tokens_of(terms) if terms else []
        self._worked = terms is not None and bool(terms.worked)
        self.then = [] if then is None else [then_of(then)]
        if [token.above for token in self.tokens] == [name]:  # it is what it is called
            self.tokens = [replace(self.tokens[0], above="")]
        self.setAccessibleDescription(self.text)
        self._lay_out()

    @property
    def text(self) -> str:
        """The first of it in one line, as a screen reader reads it."""
        products = " ".join(token.above for token in self.tokens[:12])
        of = f" of {self.whose}" if self.whose else ""
        return f"{self.name}{of} = {products or self.words} = {number(self.value)}"

    @property
    def hidden(self) -> int:
        """How many products are clipped."""
        shown = sum(1 for _, token in self._boxes if token in self._known)
        return len(self.tokens) - shown if not self.whole else 0

    @property
    def total(self) -> SumPiece:
        """The end of the sum."""
        return SumPiece("", f"= {number(self.value)}", f"= {WIDEST}")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._small, self._plain = look.font(0.8), look.font(SIZE_WHERE_LOW if self._low else 1.0)
        self._names, self._numbers = QFontMetricsF(self._small), QFontMetricsF(self._plain)
        self._widths: dict[tuple[str, str], float] = {}
        self._line = self._names.height() + self._numbers.height() + look.px(4)
        self._lay_out()

    def set_low(self, low: bool) -> None:
        """Have smaller numbers where the page is low: the equations above win the room."""
        if low != self._low:
            self._low = low
            self.set_look(self._look)

    # --- laying out ---

    @property
    def _sums(self) -> bool:
        """Whether there is anything to work out: not for a single number."""
        return self._worked or len(self.tokens) > 1 or any("·" in token.above for token in self.tokens)

    @property
    def _known(self) -> set[SumPiece]:
        return set(self.tokens)

    def _width(self, token: SumPiece) -> float:
        """Return the width of a piece in pixels: measured once, for each is laid out some twenty times."""
        above, _, room = token.texts
        if (above, room) not in self._widths:
            widest = max(self._names.horizontalAdvance(above), self._numbers.horizontalAdvance(room))
            self._widths[above, room] = widest + self._look.px(GAP)
        return self._widths[above, room]

    def height_at(self, width: int, rows: int) -> int:
        """Return the height in pixels that it has at a width with at most so many rows."""
        return round(self._flowed(width, rows)[-1][0].bottom())

    def set_room(self, width: int, rows: int) -> None:
        """Take a width in pixels, and at most so many rows until all of it is asked for."""
        self._room = width, rows
        self._lay_out()

    def rows_in(self, height: int) -> int:
        """Return how many rows have room in a height in pixels; one at least."""
        return max(1, int((height + 1) // self._line))

    def _lay_out(self) -> None:
        self._boxes = self._flowed(*self._room)
        self.setFixedHeight(round(self._boxes[-1][0].bottom()))
        self.update()

    def _flowed(self, width: float, rows: int) -> list[tuple[QRectF, SumPiece]]:
        """Return where the pieces are: all, or what fits into the rows with how many are left out, and the total."""
        body = self._body
        if self.whole:
            return self._rows_of(body, width)

        def shown(count: int) -> list[tuple[QRectF, SumPiece]]:
            more = len(body) - count
            return self._rows_of([*body[:count], *([self._more(more)] if more else ())], width)

        def is_too_high(count: int) -> bool:
            return shown(count)[-1][0].bottom() > rows * self._line + 1

        most = min(len(body), MOST_IN_VIEW)
        if len(body) < 2 or not is_too_high(most):
            return shown(most)
        return shown(max(0, bisect_left(range(most), True, key=is_too_high) - 1))

    @property
    def _body(self) -> list[SumPiece]:
        return self.tokens or [SumPiece("", f"{number(self.value)} · {self.words}")]

    @property
    def _head(self) -> SumPiece:
        """Its name, and room for that with any example."""
        return SumPiece(self.whose, f"{self.name} =", f"{PLACE.sub('₄₄', DIGIT.sub('₄', self.name))} =")

    def _rows_of(self, body: Sequence[SumPiece], width: float) -> list[tuple[QRectF, SumPiece]]:
        """Return where the pieces are, row by row; the total goes to the next row together with what stands before."""
        x = y = 0.0
        boxes: list[tuple[QRectF, SumPiece]] = []
        total = [self.total] if self._sums else []
        indent = self._look.px(16)
        for place, token in enumerate((self._head, *body, *total, *self.then)):
            needed = self._width(token)
            beside = sum(map(self._width, total)) if place == len(body) else 0.0
            if x > 0 and x + needed + beside * (indent + needed + beside <= width) > width:
                x, y = indent, y + self._line
            boxes.append((QRectF(x, y, needed, self._line), token))
            x += needed
        return boxes

    def _more(self, count: int) -> SumPiece:
        return SumPiece("", f"+ … ({count} more)" if count < len(self.tokens) else "…")

    def sizeHint(self) -> QSize:
        """Return the height of the rows."""
        return QSize(200, self.height())

    # --- mouse, keys, painting ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show all of it, or less."""
        self.toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show all of it, or less."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def toggle(self) -> None:
        """Show all of it, or less."""
        self.whole = not self.whole
        self._lay_out()
        self.reshaped.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tokens in view."""
        painter = QPainter(self)
        seen = QRectF(event.rect())
        above = self._names.height()
        for box, token in self._boxes:
            if box.intersects(seen):
                painter.setFont(self._small)
                painter.setPen(self._look.colour("dim"))
                painter.drawText(box, Align.AlignLeft | Align.AlignTop, token.above)
                painter.setFont(self._plain)
                painter.setPen(self._look.colour("text"))
                painter.save()
                painter.translate(box.x(), box.y() + above)
                room, needed = box.width() - self._look.px(GAP), self._numbers.horizontalAdvance(token.below)
                painter.scale(min(1.0, room / max(needed, 1.0)), 1.0)
                painter.drawText(QRectF(0, 0, needed + 9, self._line), Align.AlignLeft | Align.AlignTop, token.below)
                painter.restore()
        if self.hasFocus():
            painter.setPen(self._look.colour("accent"))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
