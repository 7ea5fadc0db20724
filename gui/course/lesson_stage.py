"""The stage beside a lesson's page: its views as a class sees them, at the size that a reader needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from gui.session.session import Session
from gui.session.strides import Strides
from gui.stage.lines import TEXT
from gui.stage.stage import Stage, stage_look
from gui.widgets.theme import Look

LETTERS = 1.2
"""Height of the text by that of the desk."""
MARGIN, GAP = 0.036, 0.022
"""Around the views and between them, as shares of the width."""
NARROW = 1.2
"""Where the width is less than this many times the height, a square view stands below the others."""
TALLEST = 1.2
"""Height of two views beside each other by the width of the square one, which has its head and its axis, too."""
UPPER, LEFT = 0.57, 0.54
"""Shares of the height and the width that the first views have of two."""


def beside_page(squares: Sequence[bool], width: float, height: float, beside_card: bool = False) -> list[QRectF]:
    """Return where views stand beside a page: over each other, a square one beside the first where there is room."""
    margin, gap = MARGIN * width, GAP * width
    area = QRectF(margin, margin, width - 2 * margin, height - 2 * margin)
    if len(squares) < 2:
        return [area] * len(squares)
    if len(squares) == 2:
        if squares[0] == squares[1] or width < NARROW * height:
            return list(_parted(area, 0.5 if any(squares) else UPPER, gap))
        parts = _parted_across(area, LEFT if squares[1] else 1 - LEFT, gap)
        tall = min(area.height(), TALLEST * parts[0 if squares[0] else 1].width())
        top = area.top() + (area.height() - tall) / 3
        return [QRectF(part.left(), top, part.width(), tall) for part in parts]
    upper, lower = _parted(area, 0.5, gap)
    below = _parted_across(lower, 0.5, gap)
    return [upper, *below] if len(squares) == 3 else [*_parted_across(upper, 0.5, gap), *below]


def _parted(area: QRectF, share: float, gap: float) -> tuple[QRectF, QRectF]:
    """Return an area in two parts over each other."""
    height = share * (area.height() - gap)
    lower = QRectF(area.left(), area.top() + height + gap, area.width(), area.height() - height - gap)
    return QRectF(area.left(), area.top(), area.width(), height), lower


def _parted_across(area: QRectF, share: float, gap: float) -> tuple[QRectF, QRectF]:
    """Return an area in two parts beside each other."""
    width = share * (area.width() - gap)
    right = QRectF(area.left() + width + gap, area.top(), area.width() - width - gap, area.height())
    return QRectF(area.left(), area.top(), width, area.height()), right


class LessonStage(Stage):
    """Shows the views of a page, and nothing else."""

    layout_of = staticmethod(beside_page)

    def __init__(self, session: Session, strides: Strides) -> None:
        super().__init__(session, strides)
        for line in (self.top_line, self.caption, self.time):
            line.hide()

    @property
    def look(self) -> Look:
        """The stage's own."""
        return stage_look(self.desk, LETTERS * self.desk.text / TEXT)
