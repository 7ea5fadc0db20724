"""The cell that is asked about: its formula as in a book, and under it its sum of products."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.lenses.maths.sum import SumOfProducts
from gui.widgets.formula import Formula
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import Look

SHARE, SHARE_LOW = 0.42, 0.3
"""Most that a sum takes of the page's height; the second where there is no room for formulas of cells."""
BESIDE_FROM = 480
"""Width in pixels at normal text from which it has room beside the last equation."""

NARROW = 560
"""Width in pixels at normal text of the page below which sum and activation share one row, without matrices' shapes."""

FORMULA = 39
"""Height in pixels at normal text of a formula with a sum."""


class Foot(QWidget):
    """The formula and the sum of a cell. It stands below the equations, or beside the last one where there is room."""

    reshaped = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._look = Look()
        self.formula, self.sum = Formula(1.1, self), SumOfProducts()
        self.area = ScrollPage(self.sum)
        self.area.setParent(self)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # a product may be wide
        self.sum.reshaped.connect(self.reshaped)
        self.formula.resized.connect(self.reshaped)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.formula.set_look(look)
        self.sum.set_look(look)

    def set_roomy(self, roomy: bool) -> None:
        """Show the formula, and large numbers, only where there is room for them."""
        self.sum.set_low(not roomy)
        self.formula.setVisible(roomy and bool(self.formula.latex))

    @property
    def _above(self) -> int:
        needed = max(self.formula.sizeHint().height(), round(self._look.px(FORMULA)))  # as of one not set yet
        return needed + round(self._look.px(3)) if self.formula.isVisibleTo(self) else 0

    def fits(self, corner: QRect) -> bool:
        """Tell whether it has room in a corner of the page, with all that its cell is made of."""
        rows = self.sum.rows_in(corner.height() - self._above)
        needed = self._above + self.sum.height_at(self._inside(corner.width()), rows)
        return corner.width() >= self._look.px(BESIDE_FROM) and needed <= corner.height()

    def height_below(self, width: int, most: int) -> int:
        """Return the height in pixels that it takes below the equations, ``most`` at most."""
        return min(self._above + self.sum.height_at(self._inside(width), self._rows_below(width)), most)

    def _rows_below(self, width: int) -> int:
        return 1 if width < self._look.px(NARROW) else 2

    def _inside(self, width: int) -> int:
        """Return the width beside a scroll bar, whether that is there or not."""
        return width - self.area.verticalScrollBar().sizeHint().width()

    def place(self, box: QRect, beside: bool) -> None:
        """Fill a box of the page ``beside`` the last equation or below all; the sum scrolls where it is too low."""
        self.setGeometry(box)
        self.formula.setGeometry(0, 0, min(self.formula.sizeHint().width(), box.width()), self._above)
        self.area.setGeometry(0, self._above, box.width(), box.height() - self._above)
        rows = self.sum.rows_in(self.area.height()) if beside else self._rows_below(box.width())
        self.sum.set_room(self._inside(box.width()), rows)
