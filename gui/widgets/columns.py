"""The body of the window: editors on the left, network and plots in two columns beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from gui.widgets.card import Card
from gui.widgets.theme import Look, window_sheet

CENTRE_SHARE = 0.58
"""What the middle column takes of the width beside the editors."""
EDITORS, NARROW = 150, 640
"""Least width of the editors, and that of the stage under which its two columns are stacked, at normal text."""


class GapHandle(QSplitterHandle):
    """A handle that looks like the gap it is."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing."""


class Splitter(QSplitter):
    """Parts that can be resized by dragging the gaps between them."""

    def createHandle(self) -> QSplitterHandle:
        return GapHandle(self.orientation(), self)


class Columns(QScrollArea):
    """Cards in columns that can be resized; any card of the stage can be blown up to all of them.

    Where large text leaves the plots no room the columns of the stage come one under the other, and it scrolls.

    Parameters
    ----------
    editors
        Cards of the left column, which scrolls by itself and goes away while presenting.
    centre, right
        Cards of the stage, each column from top to bottom.
    shares
        What they take of the height of their columns.
    """

    changed = Signal()
    """Some cards have become visible."""
    least: ClassVar[tuple[int, int]] = (536, 540)
    """Width and height, in pixels at normal text, under which the columns scroll."""

    def __init__(
        self,
        editors: Sequence[Card],
        centre: Sequence[Card],
        right: Sequence[Card],
        shares: tuple[tuple[float, ...], tuple[float, ...]],
    ) -> None:
        super().__init__()
        self.editors, self.stage = tuple(editors), (*centre, *right)
        self._shares = shares
        self._absent: frozenset[Card] = frozenset()
        self.blown_up: Card | None = None
        self.presenting = False
        self._look = Look()
        self.side = _scrolled(editors)
        self._stacks = [_splitter(Qt.Orientation.Vertical, cards) for cards in (centre, right)]
        self._places = [_topped(stack) for stack in self._stacks]
        self._halves = _splitter(Qt.Orientation.Horizontal, self._places)
        self._columns = _splitter(Qt.Orientation.Horizontal, [self.side, self._halves])
        self._columns.setStretchFactor(0, 0)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._columns)
        for card in self.stage:
            card.blown_up.connect(lambda card=card: self.blow_up(card))
            card.folded.connect(self.changed)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        gap = round(look.px(8))
        for splitter in (self._columns, self._halves, *self._stacks):
            splitter.setHandleWidth(gap)
        inside = self.side.widget()
        if inside is not None and (column := inside.layout()) is not None:
            column.setSpacing(gap)
        self.side.setMinimumWidth(round(look.px(EDITORS)))
        for area in (self, self.side):
            area.verticalScrollBar().setStyleSheet(window_sheet(look))
        self._set_least_size()

    def share_room(self) -> None:
        """Give the editors what they need but no more than a quarter, and the stage the rest."""
        width = self.viewport().width()
        side = round(min(self._look.px(290), width / 4))
        centre = round(CENTRE_SHARE * (width - side))
        self._columns.setSizes([side, width - side])
        self._halves.setSizes([1, 1] if self.stacked else [centre, width - side - centre])
        for stack, shares in zip(self._stacks, self._shares, strict=True):
            stack.setSizes([round(share * self.height()) for share in shares])

    @property
    def stacked(self) -> bool:
        """Whether the columns of the stage are one under the other."""
        return self._halves.orientation() == Qt.Orientation.Vertical

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the columns of the stage where they would be too narrow."""
        super().resizeEvent(event)
        self._set_least_size()

    def blow_up(self, card: Card) -> None:
        """Give one card all the room; the same again gives it back."""
        card.set_folded(False)
        self.blown_up = None if self.blown_up is card else card
        self._show_cards()

    def set_presenting(self, presenting: bool) -> None:
        """Show the stage alone, or the editors too."""
        self.presenting = presenting
        self._show_cards()

    def set_absent(self, cards: Iterable[Card]) -> None:
        """Take cards of the stage away that there is no use for, and bring all others back."""
        absent = frozenset(cards)
        if absent != self._absent:
            self._absent = absent
            self._show_cards()

    def _show_cards(self) -> None:
        alone = self.blown_up
        self.side.setVisible(alone is None and not self.presenting)
        for card in self.stage:
            card.setVisible(card is alone or (alone is None and card not in self._absent))
        for place in self._places:
            place.setVisible(alone is None or place.isAncestorOf(alone))
        self._set_least_size()
        self.changed.emit()

    def _set_least_size(self) -> None:
        """Set the size below which the columns scroll rather than shrink, those of the stage stacked if need be."""
        px, alone = self._look.px, self.blown_up is not None
        width, height = self.least
        editors = 0 if self.presenting else EDITORS
        stacked = not alone and self.viewport().width() < px(NARROW + editors)
        if stacked != self.stacked:
            self._halves.setOrientation(Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal)
            self.share_room()
        least = QSize(round(px(width - EDITORS + editors)), round(px(height * (2 if stacked else 1))))
        self._columns.setMinimumSize(QSize(0, 0) if alone else least)


def _scrolled(cards: Sequence[Card]) -> QScrollArea:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    area.setAccessibleName("Editors")
    return area


def _topped(stack: QWidget) -> QWidget:
    """Return a place for a column of cards that may be lower than its neighbours: when all of them are folded."""
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(stack, 1)
    column.addStretch()
    return place


def _splitter(orientation: Qt.Orientation, widgets: Sequence[QWidget]) -> QSplitter:
    splitter = Splitter(orientation)
    for place, widget in enumerate(widgets):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, 1)
    return splitter
