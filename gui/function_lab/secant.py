"""The secant that becomes the tangent: a slider for Δ, and the quotients for ever smaller Δ."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.frames.function_frame import ROWS, FunctionFrame
from gui.function_lab.panel import make_slider
from gui.widgets.card import HEAD, head_margins, stage_margins
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.field import set_text_colour
from gui.widgets.numbers import number, raised
from gui.widgets.splitter import LARGEST as LARGEST_SIZE
from gui.widgets.theme import Look
from gui.widgets.whole_rows import WholeRows

TITLE, SPARE = "Secant → tangent", 4
"""The title, and pixels that a label wants beside its text."""
PER_DECADE, DECADES = 4, 15
MOST_ROWS = 1 + ROWS + 2
"""With the heads, and two limits at a kink."""
LEAST_ROWS = 3
"""Rows of quotients in view at the desk, below their heads; the rest is scrolled to."""
NO_LIMIT = "a jump"
"""In the place of the value of f that goes with the limit."""
SHARES = (0.14, 0.24, 0.38, 0.24)
"""Of the columns in the width of the table."""
SHARES_OF_FEW = (0.25, 0.0, 0.75, 0.0)
"""The same on the stage where there is room for Δ and the quotients alone."""
WIDTH, NARROW, LARGEST = 31.0, 16.0, 1.9
"""Widths of the table on the stage with all columns and with few, and its largest text, by normal text."""

LEAST_SHARE = 0.75
"""How small the letters of a limit become at most for it to be read in full."""


def heads(v: str) -> tuple[str, str, str, str]:
    """Return what stands above the columns for the variable ``v``."""
    return "Δ", f"f({v} + Δ)", f"(f({v} + Δ) − f({v})) / Δ", "off by"


class QuotientTable(QWidget):
    """The quotients, painted: a row for each Δ, then the derivative itself; at a kink, the slopes on both sides."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.heads = heads("x")
        self.rows: list[tuple[str, str, str, str]] = []
        self.limits: list[tuple[str, str, str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Quotients")

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.updateGeometry()
        self.update()

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show the quotients at a step."""
        s = frame.secants
        self.heads = heads(frame.function.variables[frame.asked.along])
        digits = (5, 5) if self._look.stage else (6, 8)
        columns = (s.deltas[1:], s.after[1:], s.quotients[1:], s.errors[1:])
        self.rows = [
            (
                _power(delta),
                number(after, digits[0]),
                number(quotient, digits[1]),
                "" if math.isnan(error) else number(error),
            )
            for delta, after, quotient, error in zip(*(c.tolist() for c in columns), strict=True)
        ]
        sides = [(s.derivative, "the derivative")]
        if s.kink is not None:
            sides = [(s.kink.right, "for Δ > 0"), (s.kink.left, "for Δ < 0")]
        self.limits = [
            ("→ 0", number(s.value, digits[0]), f"{number(slope, digits[1])} ({words})", "") for slope, words in sides
        ]
        if s.broken is not None and s.kink is None:
            self.limits = [("→ 0", NO_LIMIT, "no limit from both sides", "")]
        self.rows += self.limits
        self.setMaximumHeight(LARGEST_SIZE if self._look.stage else self.row_height() * (1 + len(self.rows)))
        self.setAccessibleDescription("; ".join(" ".join(row).strip() for row in (self.heads, *self.rows)))
        self.update()

    @property
    def size_of_text(self) -> float:
        """Height of the text by normal text: on the stage as large as there is room for."""
        if not self._look.stage:
            return 1.0
        text, needed = self._look.text, WIDTH if self._has_all else NARROW
        return max(1.0, min(self.width() / (needed * text), self.height() / (1.6 * MOST_ROWS * text), LARGEST))

    @property
    def _has_all(self) -> bool:
        return not self._look.stage or self.width() >= WIDTH * self._look.text

    def row_height(self) -> int:
        """Return the height of a row in pixels."""
        return round(QFontMetricsF(self._look.font(self.size_of_text)).height() * 1.2)

    @property
    def policy(self) -> QSizePolicy.Policy:
        """How its height follows the room: on the stage it takes all of it, and no bar scrolls."""
        return QSizePolicy.Policy.Ignored if self._look.stage else QSizePolicy.Policy.Fixed

    def in_view(self) -> list[tuple[str, str, str, str]]:
        """Return the rows that are painted: on the stage as many as have room, the limits among them."""
        room = self.height() // self.row_height() - 1 if self._look.stage else len(self.rows)
        return [*self.rows[: max(min(room, len(self.rows)) - len(self.limits), 0)], *self.limits]

    def cells_shown(self) -> list[list[str]]:
        """Return heads and quotients as rows of cells."""
        return [list(row) for row in (self.heads, *self.rows)]

    def sizeHint(self) -> QSize:
        """Ask for room for all rows of a kink, so that nothing moves when one comes."""
        if self._look.stage:
            return QSize(0, 0)
        return QSize(round(self._look.px(200)), self.row_height() * MOST_ROWS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, height, size = QPainter(self), self._look, self.row_height(), self.size_of_text
        shares = SHARES if self._has_all else SHARES_OF_FEW
        rows = self.in_view()
        for place, row in enumerate([self.heads, *rows]):
            last = place > len(rows) - len(self.limits)
            painter.setPen(look.colour("dim" if place == 0 else "text"))
            left = 0.0
            for column, text in enumerate(row):
                if not shares[column]:
                    continue
                share = shares[column] if any(row[column + 1 :]) else sum(shares[column:])
                box = QRectF(left, place * height, share * self.width(), height)
                left = box.right()
                room = round(box.width() - look.px(6))
                font = look.font(size, bold=last)
                painter.setFont(fitted(font, text, room) if last else font)
                shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()


def fitted(font: QFont, text: str, room: float) -> QFont:
    """Return a font, smaller if it has to be for a text to be read in full, but never below `LEAST_SHARE` of it."""
    smaller, least = QFont(font), LEAST_SHARE * font.pixelSize()
    while QFontMetricsF(smaller).horizontalAdvance(text) > room and smaller.pixelSize() > least:
        smaller.setPixelSize(smaller.pixelSize() - 1)
    return smaller


def _power(delta: float) -> str:
    """Return a power of ten as a number that is easily read."""
    return f"{delta:g}" if delta >= 1e-3 else f"10{raised(round(math.log10(delta)))}"


class FunctionSecant(QWidget):
    """Asks for another secant: `asked` with the variable's index and Δ."""

    asked = Signal(int, float)

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._variables: tuple[str, ...] = ()
        self._side = 1.0
        """Its sign is that of Δ: a lesson may look to the left."""
        self.title, self.words, self.delta = QLabel(TITLE), QLabel(), QLabel()
        self.along = ChoiceBox()
        self.along.setToolTip("The variable of the secant; the others are held.")
        self.along.setAccessibleName("Variable of the secant")
        self.slider = make_slider("Δ", "The distance Δ of the secant's second point, from 1 (left) to 10⁻¹⁵ (right).")
        self.slider.setRange(0, PER_DECADE * DECADES)
        self.slider.setPageStep(PER_DECADE)
        self.table, self.area = QuotientTable(), QScrollArea()
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(1)
        self.words.setAccessibleName("What the secant says")
        self._arrange()
        self.slider.valueChanged.connect(self._ask)
        self.along.activated.connect(self._ask)

    def _arrange(self) -> None:
        self._row = QHBoxLayout()
        for part in (self.title, self.along, self.delta):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self.area.setWidget(self.table)
        self.area.setAccessibleName("Quotients")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self.slider)
        self._column.addWidget(self.words)
        self.place = WholeRows(self.area, self.table.row_height)
        self._column.addWidget(self.place, 1)

    def _ask(self) -> None:
        size = 10.0 ** (-self.slider.value() / PER_DECADE)
        self.asked.emit(max(0, self.along.currentIndex()), math.copysign(size, self._side))

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.title.setFont(look.font(1.0, bold=True))
        for label in (self.words, self.delta):
            label.setFont(look.font(0.93))
        for label in (self.title, self.words, self.delta):
            set_text_colour(label, look, "text")
        lines = 2 * QFontMetricsF(look.font(0.93)).height()  # as they wrap where it is narrow
        self.words.setMinimumHeight(round(lines))
        longest = QFontMetricsF(look.font(0.93)).horizontalAdvance("Δ = 1.78·10⁻¹⁵")
        self.delta.setMinimumWidth(0 if look.stage else round(longest))
        self.along.set_look(look)
        self.table.set_look(look)
        for part in (self.slider, self.words, self.along):
            part.setVisible(not look.stage and (part is not self.along or len(self._variables) > 1))
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, self.table.policy)
        self.place.setMinimumHeight(0 if look.stage else (1 + LEAST_ROWS) * self.table.row_height())
        self.place.fit()
        self.title.setMinimumHeight(0 if look.stage else round(look.px(HEAD)))
        self._column.setContentsMargins(stage_margins(look) if look.stage else head_margins(look))
        self._row.setContentsMargins(0, 0, 0 if look.stage else round(look.px(24)), 0)
        for layout in (self._row, self._column):
            layout.setSpacing(round(look.px(6)))
        self._entitle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have room for another title."""
        super().resizeEvent(event)
        self._entitle()

    def _entitle(self) -> None:
        """Write the title; where on the stage it would not fit beside Δ, its first word."""
        metrics, taken = QFontMetricsF(self.title.font()), self.delta.sizeHint().width() + self._row.spacing()
        fits = metrics.horizontalAdvance(TITLE) + taken + SPARE <= self.width()
        self.title.setText(TITLE if fits or not self._look.stage else TITLE.split(" ")[0])

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show the secants at a step."""
        if frame.function.variables != self._variables:
            self._variables = frame.function.variables
            self.along.clear()
            self.along.addItems([f"along {name}" for name in self._variables])
            self.along.setVisible(len(self._variables) > 1 and not self._look.stage)
        self.along.setCurrentIndex(frame.asked.along)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(-PER_DECADE * math.log10(abs(frame.asked.delta))))
        self._side = frame.asked.delta
        of = f"along {self._variables[frame.asked.along]}, " * (bool(self._look.stage) and len(self._variables) > 1)
        self.delta.setText(f"{of}Δ = {number(frame.asked.delta)}")
        self._entitle()
        slope, exact = float(frame.secants.quotients[0]), frame.secants.derivative
        tangent = "" if frame.secants.broken is not None else f", tangent {number(exact, 6)}"
        self.words.setText(f"Secant {number(slope, 6)}{tangent}. {frame.secants.words(0)}")
        self.table.show_walk(frame)
