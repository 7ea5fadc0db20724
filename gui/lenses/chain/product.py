"""An equation of a few pieces in one line: formulas, under each its number, under that what it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.lenses.chain.text import Part
from gui.widgets.card import LeavesDoubleClick
from gui.widgets.field import tooltip
from gui.widgets.formula import Formula
from gui.widgets.numbers import number
from gui.widgets.theme import Align, Look
from gui.widgets.update_card import digits_font

ON_STAGE = 1.65
"""Size of formulas on the stage, by normal text."""
APART = 7.0
"""Pixels at normal text between a formula and its number on the stage."""
HELP = (
    "ℓ is the loss of one example; L, the loss of the batch or the set, is the mean of its ℓ plus the penalty R.",
    "Under each factor: its value in this iteration, and its name in backpropagation.",
)


class ProductView(LeavesDoubleClick, QWidget):
    """Shows the pieces from left to right, in rows where they do not fit.

    Signals
    -------
    chosen : int
        The piece that was clicked, by its place in ``parts``.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.parts: tuple[Part, ...] = ()
        self.formulas: list[Formula] = []
        self._boxes: list[QRectF] = []
        self._look = Look()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip(*HELP))
        self.setAccessibleName("Chain rule")

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show an equation."""
        self.parts = tuple(parts)
        pieces = [part for part in parts if not part.sign]
        while len(self.formulas) < len(pieces):
            formula = Formula(self._size, self)
            formula.set_look(self._look)
            formula.resized.connect(self._lay_out)
            self.formulas.append(formula)
        for place, formula in enumerate(self.formulas):
            formula.setVisible(place < len(pieces))
            formula.set_latex(pieces[place].formula if place < len(pieces) else "")
        self.setAccessibleDescription(self.text)
        self._lay_out()

    @property
    def text(self) -> str:
        """The numbers in one line, as they stand."""
        return " ".join(self._number(place) for place in range(len(self.parts)))

    def _number(self, place: int) -> str:
        part = self.parts[place]
        if part.sign:
            return part.formula
        text = number(part.value, 4)
        return f"({text})" if place > 2 and text.startswith("−") else text

    def _note(self, place: int) -> str:
        return self._look.notation.text(self.parts[place].note, own=True)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        for formula in self.formulas:
            formula.set_size(self._size)
            formula.set_look(look)
        self._lay_out()

    @property
    def _size(self) -> float:
        return ON_STAGE if self._look.stage else 1.0

    # --- laying out ---

    def _lay_out(self) -> None:
        """Give every piece a box; rows break before a piece, never before a sign."""
        look, formulas = self._look, iter(self.formulas)
        self._numbers = QFontMetricsF(digits_font(look.scaled(look.text * 1.15), bold=True))
        self._notes = QFontMetricsF(look.font(0.87))
        spare = round(look.px(APART)) if look.stage else 0
        self._top = spare + max((f.sizeHint().height() for f in self.formulas if f.latex), default=0)
        notes = self._notes.height() if not look.stage or any(part.note for part in self.parts) else 0.0
        line = self._top + self._numbers.height() + notes + look.px(6)
        x, y, self._boxes = 0.0, 0.0, []
        for place, part in enumerate(self.parts):
            formula = None if part.sign else next(formulas)
            needed = self._width(place, formula)
            if x > 0 and not part.sign and x + needed + self._sign_after(place) > self.width():
                x, y = look.px(16), y + line
            self._boxes.append(QRectF(x, y, needed, line))
            if formula is not None:
                width = min(formula.sizeHint().width(), round(needed))
                formula.setGeometry(round(x + (needed - width) / 2), round(y), width, self._top - spare)
            x += needed
        self.setFixedHeight(round(y + line) if self.parts else 0)
        self.update()

    def _sign_after(self, place: int) -> float:
        """Return the width of the sign that follows a piece in its row; 0 if none does."""
        after = place + 1
        return self._width(after, None) if after < len(self.parts) and self.parts[after].sign else 0.0

    def _width(self, place: int, formula: Formula | None) -> float:
        gap = self._look.px(6)
        text = self._numbers.horizontalAdvance(self._number(place))
        if formula is None:
            return text + 2 * gap
        return max(text, self._notes.horizontalAdvance(self._note(place)), formula.sizeHint().width()) + gap

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flow again for another width."""
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a piece."""
        inside = (place for place, box in enumerate(self._boxes) if box.contains(event.position()))
        if event.button() == Qt.MouseButton.LeftButton:
            for place in inside:
                self.chosen.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint numbers, signs and notes; the formulas paint themselves."""
        painter, look = QPainter(self), self._look
        large = look.scaled(look.text * 1.15)
        centre = Align.AlignHCenter | Align.AlignVCenter
        for place, (part, box) in enumerate(zip(self.parts, self._boxes, strict=True)):
            row = QRectF(box.x(), box.y() + self._top, box.width(), self._numbers.height())
            painter.setFont(digits_font(large, bold=place == 0))
            painter.setPen(look.colour("accent" if place == 0 else "text"))
            painter.drawText(row, centre, self._number(place))
            if part.sign:
                painter.drawText(QRectF(box.x(), box.y(), box.width(), self._top), centre, part.formula)
            painter.setFont(look.font(0.87))
            painter.setPen(look.colour("dim"))
            below = QRectF(box.x(), row.bottom(), box.width(), self._notes.height())
            painter.drawText(below, centre, self._note(place))
        painter.end()
