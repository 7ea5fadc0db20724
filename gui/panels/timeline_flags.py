"""Flags on the timeline: bookmarks, and breakpoints at an iteration."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QWidget

from core.hyperparameters import InvalidSetting
from core.training.bookmarks import MAX_NAME, Bookmark
from core.training.breakpoints import AtIteration
from core.training.epochs import in_words
from core.training.run import Segment
from core.values import dataclass
from core.words import as_typed
from gui.widgets.keys import FIELDS
from gui.widgets.theme import Look

MARK_ROW = 20.0
"""Height of the row of flags over the line, in pixels at normal text."""
FLAG, GAP, MIN_NAME = 11.0, 6.0, 44.0
"""Width of a flag, distance to what is next, and the width under which a name is left out."""
TEXT = 0.83
"""Size of the names, as a share of normal text."""
PENNANT, BANNER = ((0.0, 0.0), (1.0, 0.5), (0.0, 1.0)), ((0.0, 0.0), (1.0, 0.0), (0.7, 0.5), (1.0, 1.0), (0.0, 1.0))
STOP = ((0.3, 0.0), (0.7, 0.0), (1.0, 0.3), (1.0, 0.7), (0.7, 1.0), (0.3, 1.0), (0.0, 0.7), (0.0, 0.3))
"""Corners of a bookmark's flag, of one where something was predicted, and of a breakpoint's sign."""
Mark = Bookmark | AtIteration


def words_of(mark: Mark) -> str:
    """Return what stands beside a flag."""
    return mark.name if isinstance(mark, Bookmark) else mark.words


def help_on(mark: Mark, segments: tuple[Segment, ...]) -> str:
    """Return what a flag is, and what can be done with it; a walk has no segments."""
    if isinstance(mark, Bookmark):
        at = in_words(segments, mark.iteration) if segments else f"step {mark.iteration:,}"
        predicted = "".join(f"\n\n{each.words}\n" for each in mark.predictions)
        return f"{as_typed(mark.name)}\n{at}{predicted}\nClick to go there; right-click to rename or delete it."
    return f"A run stops at {words_of(mark)}. Click to remove this breakpoint."


@dataclass(frozen=True)
class Flag:
    """A mark and where it is painted: its pole at ``x``, its words, shortened, from ``left`` on."""

    mark: Mark
    x: float
    left: float
    words: str
    area: QRectF


def place_flags(marks: list[Mark], x_of: Callable[[int], float], look: Look, right: float) -> list[Flag]:
    """Return where the flags go: each name as long as the next flag, or the end at ``right``, lets it be."""
    placed = sorted(((min(x_of(mark.iteration), right), mark) for mark in marks), key=lambda one: one[0])
    poles = [*(x for x, _ in placed), math.inf]
    flags: list[Flag] = []
    for (x, mark), after in zip(placed, poles[1:], strict=True):
        before = flags[-1].area.right() if flags else 0.0
        flags.append(_place_flag(mark, x, before, min(after - look.px(FLAG / 2 + GAP), right), look))
    return flags


def _place_flag(mark: Mark, x: float, before: float, right: float, look: Look) -> Flag:
    """Return a flag whose name may reach from ``before`` to ``right``; it stands left of the pole if it must."""
    metrics = QFontMetricsF(look.font(TEXT))
    words, beside, height = words_of(mark), x + look.px(FLAG + 3), look.px(MARK_ROW)
    whole = metrics.horizontalAdvance(words) + 1.0
    left = x - look.px(FLAG / 2 + GAP) - whole
    if right - beside < whole and left > before + look.px(GAP):
        return Flag(mark, x, left, words, QRectF(left, 0.0, beside - left, height))
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, right - beside)
    if right - beside < min(whole, look.px(MIN_NAME)):
        words = ""
    start = x - look.px(FLAG / 2)
    return Flag(mark, x, beside, words, QRectF(start, 0.0, beside + metrics.horizontalAdvance(words) - start, height))


def paint_flag(painter: QPainter, flag: Flag, look: Look, foot: float) -> None:
    """Paint a flag on its pole, which stands at the height ``foot``: pennant, banner, or an octagon that says stop."""
    is_bookmark = isinstance(flag.mark, Bookmark)
    colour = look.colour("accent" if is_bookmark else "error")
    top, size = look.px(6), look.px(FLAG)
    painter.setPen(QPen(colour, look.px(1.5)))
    painter.drawLine(QPointF(flag.x, top), QPointF(flag.x, foot))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    corners = STOP if not isinstance(flag.mark, Bookmark) else BANNER if flag.mark.predictions else PENNANT
    shift = 0.0 if is_bookmark else -0.5
    painter.drawPolygon(QPolygonF([QPointF(flag.x + size * (u + shift), top + size * v) for u, v in corners]))
    if flag.words:
        metrics = QFontMetricsF(painter.font())
        painter.setPen(look.colour("text"))
        painter.drawText(QPointF(flag.left, top + size / 2 + (metrics.ascent() - metrics.descent()) / 2), flag.words)


class NameField(QLineEdit):
    """Reads a bookmark's name on the strip; goes away by Enter, by Esc and when it is left.

    Parameters
    ----------
    apply
        Called with the new name; raises `InvalidSetting` with what is wrong with it.
    """

    refused = Signal(str)

    def __init__(self, parent: QWidget, name: str, apply: Callable[[str], None], look: Look) -> None:
        super().__init__(name, parent)
        self._strip, self._apply, self._is_open = parent, apply, True
        self.setAccessibleName("Name of the bookmark")
        self.setToolTip(f"The bookmark's name, 1 to {MAX_NAME} characters. Enter takes it, Esc keeps the old one.")
        self.setFont(look.font(TEXT))
        self.setStyleSheet("QLineEdit { padding: 0px 4px; }")

    def open_at(self, left: float, look: Look) -> None:
        """Show it in the row of flags, ready to be typed over; one that is open there takes its name and goes."""
        for other in self._strip.findChildren(NameField):
            if other is not self:
                other.leave()
        width = min(look.px(230), self._strip.width())
        left = max(0.0, min(left, self._strip.width() - width - look.px(4)))
        self.setGeometry(round(left), 1, round(width), round(look.px(MARK_ROW)) - 1)
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if FIELDS.does(event, "take"):
            if self._take():
                self._return()
        elif FIELDS.does(event, "give_up"):
            self._return()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.leave()

    def leave(self) -> None:
        """Take the name if it can be one, and go away."""
        if self._is_open:
            self._take()
            self.drop()

    def _take(self) -> bool:
        """Hand the name on; return whether it can be one."""
        if not self.isModified():
            return True
        try:
            self._apply(self.text())
        except InvalidSetting as refusal:
            self.refused.emit(refusal.words)
            return False
        return True

    def _return(self) -> None:
        self.drop()
        self._strip.setFocus(Qt.FocusReason.PopupFocusReason)

    def drop(self) -> None:
        """Go away without taking the name."""
        if self._is_open:
            self._is_open = False  # before hiding, which takes the focus away and would come back here
            self.hide()
            self.deleteLater()
