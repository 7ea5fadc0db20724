"""The body of the window: editors on the left, and the stage in two columns beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.widgets.card import Card
from gui.widgets.card_row import CardRow
from gui.widgets.splitter import Splitter, topped
from gui.widgets.theme import Look, window_sheet

SIDE, LEAST_SIDE, MOST_SIDE = 216, 150, 640
"""Width of the editors, their least one, and the largest at which they read well, at normal text."""
LOW = 720
"""Height of the stage, at normal text, under which plots in the centre have what they need and the lens the rest."""
LOW_SHARES = 0.45, 0.55
REST = 1000
"""Times as much of the rest of the left column as stays empty, that a card has which can use it."""
NARROW = 640
"""Width of the stage, at normal text, under which its two columns are stacked."""


class Columns(QScrollArea):
    """Cards in columns that can be resized; any of them can be blown up to all the room.

    Where large text leaves the plots no room the columns of the stage come one under the other, and it scrolls.

    Parameters
    ----------
    editors
        Cards of the left column, which scrolls by itself.
    centre, right
        Cards of the stage, each column from top to bottom; in the centre also rows of cards.
    shares
        What they take of the height of their columns.
    """

    rearranged = Signal()
    """Cards stand otherwise: `arrangement` is another."""
    changed = Signal()
    """Some cards have become visible."""
    least: tuple[int, int] = (480, 500)
    """Width and height, in pixels at normal text, under which the columns scroll."""
    right_share: ClassVar[float] = 0.315
    right_least: ClassVar[int] = 364
    """What the right column takes of the stage's width, and its least width in pixels at normal text."""

    def __init__(
        self,
        editors: Sequence[Card],
        centre: Sequence[Card | CardRow],
        right: Sequence[Card],
        shares: tuple[tuple[float, ...], tuple[float, ...]],
    ) -> None:
        super().__init__()
        self._rows = [each for each in centre if isinstance(each, CardRow)]
        in_centre = [card for each in centre for card in (each.cards if isinstance(each, CardRow) else (each,))]
        self.editors, self.stage = tuple(editors), (*in_centre, *right)
        self._shares = shares
        self._absent: frozenset[Card] = frozenset()
        self.blown_up: Card | None = None
        self._look, self._room = Look(), 0
        self.side = _scrolled(editors)
        self._stacks = [Splitter(Qt.Orientation.Vertical, cards) for cards in (centre, right)]
        self._places = [topped(stack) for stack in self._stacks]
        self._halves = Splitter(Qt.Orientation.Horizontal, self._places)
        self._columns = Splitter(Qt.Orientation.Horizontal, [self.side, self._halves])
        self._columns.setStretchFactor(0, 0)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._columns)
        for card in (*self.editors, *self.stage):
            card.blown_up.connect(lambda card=card: self.blow_up(card))
            card.folded.connect(self.changed)
        self._gaps = [self._columns, self._halves, *self._stacks, *(row.splitter for row in self._rows)]
        for row in self._rows:
            row.turned.connect(self.changed)
        for splitter in self._gaps:
            splitter.splitterMoved.connect(self.rearranged)
        self.changed.connect(self.rearranged)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        for splitter in (self._columns, self._halves, *self._stacks):
            splitter.set_look(look)
        for row in self._rows:
            row.set_look(look)
        inside = self.side.widget()
        if inside is not None and (column := inside.layout()) is not None:
            column.setSpacing(self._columns.handleWidth())
            inside.setMaximumWidth(round(look.px(MOST_SIDE)))
        self.side.setMinimumWidth(round(look.px(LEAST_SIDE)))
        for area in (self, self.side):
            area.verticalScrollBar().setStyleSheet(window_sheet(look))
        self._set_least_size()
        self.share_room()

    def share_room(self) -> None:
        """Give the editors what they need but no more than a quarter, and the stage the rest.

        It is done at every size and look: what a narrow window forced does not stay when there is room again.
        """
        width, gap = self._room, self._columns.handleWidth()
        side = round(min(self._look.px(SIDE), width / 4))
        stage = max(1, width - side - 2 * gap)  # without the gap between its halves
        right = max(self.right_share * stage, min(self._look.px(self.right_least), stage / 2))
        self._columns.share([side, stage + gap])
        self._halves.share([1, 1] if self.stacked else [stage - right, right])
        for stack, heights in zip(self._stacks, self._heights(), strict=True):
            stack.share(heights)
        for row in self._rows:
            row.share_room()

    def _heights(self) -> tuple[Sequence[float], Sequence[float]]:
        """Return the heights of the parts of both columns, as far as nothing needs more."""
        low = self.height() < self._look.px(LOW) and bool(self._rows)
        centre, beside = self._shares
        return LOW_SHARES if low else centre, beside

    @property
    def stacked(self) -> bool:
        """Whether the columns of the stage are one under the other."""
        return self._halves.orientation() == Qt.Orientation.Vertical

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the columns of the stage where they would be too narrow."""
        super().resizeEvent(event)
        self._room = event.size().width()  # of the viewport: to ask for that itself makes Qt go through all its classes
        self._set_least_size()
        self.share_room()

    def blow_up(self, card: Card) -> None:
        """Give one card all the room; the same again gives it back."""
        card.set_folded(False)
        self.blown_up = None if self.blown_up is card else card
        self._show_cards()

    @property
    def arrangement(self) -> dict[str, Any]:
        """How the cards stand: which are folded, which one has all the room, and where gaps were dragged to."""
        return {
            "folded": [card.title for card in (*self.editors, *self.stage) if card.is_folded],
            "enlarged": self.blown_up.title if self.blown_up is not None else "",
            "gaps": [splitter.dragged for splitter in self._gaps],
        }

    def arrange(self, wished: Mapping[str, Any]) -> None:
        """Let the cards stand as ``wished``: as at first, but for what of an `arrangement` is in it."""
        cards, folded, enlarged = (*self.editors, *self.stage), wished.get("folded"), wished.get("enlarged")
        for card in cards:
            card.set_folded(isinstance(folded, list) and card.title in folded)
        self.blown_up = next((card for card in cards if card.title == enlarged and not card.is_folded), None)
        gaps = wished.get("gaps")
        for place, splitter in enumerate(self._gaps):
            splitter.take(gaps[place] if isinstance(gaps, list) and place < len(gaps) else None)
        self._show_cards()

    def set_absent(self, cards: Iterable[Card]) -> None:
        """Take cards of the stage away that there is no use for, and bring all others back."""
        absent = frozenset(cards)
        if absent != self._absent:
            self._absent = absent
            self.blown_up = None if self.blown_up in absent else self.blown_up
            self._show_cards()

    def _show_cards(self) -> None:
        alone, focused = self.blown_up, QApplication.focusWidget()
        self.side.setVisible(alone is None or alone in self.editors)
        self._halves.setVisible(alone not in self.editors)
        for card in (*self.editors, *self.stage):
            card.setVisible(card is alone or (alone is None and card not in self._absent))
        for place in self._places:
            place.setVisible(alone is None or place.isAncestorOf(alone))
        for row in self._rows:
            row.show_alone(alone)
            row.setVisible(alone is None or row.isAncestorOf(alone))
        self._set_least_size()
        if focused is not None and not focused.isVisible() and (now := QApplication.focusWidget()) is not None:
            now.clearFocus()  # which has got it only because it comes next
        self.changed.emit()

    def _set_least_size(self) -> None:
        """Set the size below which the columns scroll rather than shrink, those of the stage stacked if need be."""
        px, alone = self._look.px, self.blown_up is not None
        width, height = self.least
        stacked = not alone and self._room < px(NARROW + LEAST_SIDE)
        if stacked != self.stacked:
            self._halves.setOrientation(Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal)
            self.share_room()
        least = QSize(round(px(width)), round(px(height * (2 if stacked else 1))))
        self._columns.setMinimumSize(QSize(0, 0) if alone else least)


def _scrolled(cards: Sequence[Card]) -> QScrollArea:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    for card in cards:
        grows = card.view.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Expanding
        column.addWidget(card, REST if grows else 0)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    area.setAccessibleName("Editors")
    return area
