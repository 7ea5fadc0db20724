"""Where a cell comes from: its formula, and its sum of products with names and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.terms import NamedFactor, Product, Terms
from gui.widgets.card import LeavesDoubleClick
from gui.widgets.field import tooltip
from gui.widgets.numbers import number
from gui.widgets.theme import Align, Look

HELP = (
    "Where the outlined number comes from: each product in its sum, names above, numbers below.",
    "Click a matrix cell to see its sum; click here to expand or shorten a long sum.",
)


@dataclass(frozen=True)
class SumPiece:
    """A piece of the sum: a name above a number; either may be empty."""

    above: str
    below: str


def tokens_of(terms: Terms) -> list[SumPiece]:
    """Return the products of a sum, each with the sign before it."""
    if terms.worked:
        return [SumPiece(terms.products[0][0].name, terms.worked)]
    tokens = [_token(product, "" if place == 0 else "+ ") for place, product in enumerate(terms.products)]
    if terms.front:
        front = _token(terms.front, "")
        tokens[0] = SumPiece(f"{front.above} · ( {tokens[0].above}", f"{front.below} · ( {tokens[0].below}")
        tokens[-1] = SumPiece(f"{tokens[-1].above} )", f"{tokens[-1].below} )")
    return tokens


def then_of(terms: Terms) -> SumPiece:
    """Return what is made of a number, as the end of its line: ``→ a[1]₁,₁ = max(0, 0.593) = 0.593``."""
    made = _token(terms.products[0], "")
    return SumPiece(f"→ {terms.name} = {made.above}", f"→ {terms.worked or made.below} = {number(terms.total)}")


def _token(product: Product, sign: str) -> SumPiece:
    if product[0] == NamedFactor("−1", -1.0) and len(product) > 1:
        sign, product = "− ", product[1:]
    names = " · ".join(factor.name for factor in product)
    values = " · ".join(_number(factor.value, bool(sign) or k > 0) for k, factor in enumerate(product))
    return SumPiece(f"{sign}{names}", f"{sign}{values}")


def _number(value: float, inside: bool) -> str:
    text = number(value)
    return f"({text})" if inside and text.startswith("−") else text


class SumOfProducts(LeavesDoubleClick, QWidget):
    """Paints a sum in rows; a long one is clipped to ``rows`` rows until it is asked for.

    ``reshaped`` is emitted when it needs another height.
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
        self.name, self.value, self.words, self.whose = name, value, words, whose
        self.tokens = tokens_of(terms) if terms else []
        self._worked = terms is not None and bool(terms.worked)
        self.then = [] if then is None else [then_of(then)]
        if [token.above for token in self.tokens] == [name]:  # it is what it is called
            self.tokens = [SumPiece("", self.tokens[0].below)]
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
        return SumPiece("", f"= {number(self.value)}")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._small, self._plain = look.font(0.8), look.font(1.0)
        self._names, self._numbers = QFontMetricsF(self._small), QFontMetricsF(self._plain)
        self._line = self._names.height() + self._numbers.height() + look.px(4)
        self._lay_out()

    # --- laying out ---

    @property
    def _sums(self) -> bool:
        """Whether there is anything to work out: not for a single number."""
        return self._worked or len(self.tokens) > 1 or any("·" in token.above for token in self.tokens)

    @property
    def _known(self) -> set[SumPiece]:
        return set(self.tokens)

    def _width(self, token: SumPiece) -> float:
        widest = max(self._names.horizontalAdvance(token.above), self._numbers.horizontalAdvance(token.below))
        return widest + self._look.px(8)

    def _lay_out(self) -> None:
        """Flow the tokens: all of them, or what fits in one row with what is left out and the total."""
        head, tail = SumPiece(self.whose, f"{self.name} ="), [self.total] if self._sums else []
        body = self.tokens or [SumPiece("", f"{number(self.value)} · {self.words}")]
        if not self.whole:
            body = self._clipped(head, body, tail)
        x, y, width = 0.0, 0.0, max(float(self.width()), 1.0)
        self._boxes = []
        for token in (head, *body, *tail, *self.then):
            needed = self._width(token)
            if x > 0 and x + needed > width:
                x, y = self._look.px(16), y + self._line
            self._boxes.append((QRectF(x, y, needed, self._line), token))
            x += needed
        height = round(y + self._line)
        if height != self.height():
            self.setFixedHeight(height)
            self.reshaped.emit()
        self.update()

    def _clipped(self, head: SumPiece, body: list[SumPiece], tail: list[SumPiece]) -> list[SumPiece]:
        """Return the products that fit beside the rest of one row, and how many more there are."""
        room = self.width() - sum(self._width(token) for token in (head, *tail))
        if len(body) < 3 or (len(body) <= 40 and sum(self._width(token) for token in body) <= room):
            return body
        room -= self._width(SumPiece("", self._more(len(body))))
        fits, used = 0, 0.0
        for token in body:
            used += self._width(token)
            if used > room:
                break
            fits += 1
        fits = max(fits, 1)
        return [*body[:fits], SumPiece("", self._more(len(body) - fits))]

    def _more(self, count: int) -> str:
        return f"+ … ({count} more)"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flow again for another width."""
        if event.size().width() != event.oldSize().width():
            self._lay_out()

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
                painter.drawText(box.adjusted(0, above, 0, 0), Align.AlignLeft | Align.AlignTop, token.below)
        if self.hasFocus():
            painter.setPen(self._look.colour("accent"))
            painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
