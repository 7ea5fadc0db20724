"""Cards side by side; where they would be too narrow, a row of tabs shows one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.widgets.card import QWIDGETSIZE_MAX, Card
from gui.widgets.splitter import Splitter, topped
from gui.widgets.tabs import TabRow, tab_sheet
from gui.widgets.theme import Look


class CardRow(QWidget):
    """A row of cards.

    Parameters
    ----------
    cards
        From left to right.
    widths
        What each takes at least, in pixels at normal text. They share the row as these do.
    """

    turned = Signal()
    """Another card is shown."""

    def __init__(self, cards: Sequence[Card], widths: Sequence[int]) -> None:
        super().__init__()
        self.cards, self._widths = tuple(cards), tuple(widths)
        self._look = Look()
        self._alone: Card | None = None
        self.tabs = TabRow()
        for card in cards:
            self.tabs.addTab(card.title)
        self._places = [topped(card) for card in cards]
        self.splitter = Splitter(Qt.Orientation.Horizontal, self._places)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.splitter, 1)
        self.tabs.currentChanged.connect(self._turn)
        for card in cards:
            card.folded.connect(self._fit_folded)

    @property
    def tabbed(self) -> bool:
        """Whether there is room for one card only."""
        return not self.tabs.isHidden()

    def least(self) -> int:
        """Return the width under which one card is shown at a time."""
        return round(self._look.px(sum(self._widths)))

    def share_room(self) -> None:
        """Give each card its share of the width."""
        self.splitter.share(self._widths)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.splitter.set_look(look)
        self.tabs.setFont(look.font())
        self.tabs.setStyleSheet(tab_sheet(look))
        self._show_places()

    def turn_to(self, card: Card) -> None:
        """Show a card, where there is room for one only."""
        self.tabs.setCurrentIndex(self.cards.index(card))

    def show_alone(self, card: Card | None) -> None:
        """Give all room to one card; None gives it back to all."""
        self._alone = card
        self._show_places()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before = self.tabbed
        self._show_places()
        if self.tabbed != before:
            self.turned.emit()

    def _turn(self) -> None:
        self._show_places()
        self.turned.emit()

    def _show_places(self) -> None:
        """Show the cards that are wanted, or the one that is turned to."""
        wanted = [card for card in self.cards if not card.isHidden()]
        self.tabs.setVisible(self._alone is None and len(wanted) > 1 and self.width() < self.least())
        for card, place in zip(self.cards, self._places, strict=True):
            place.setVisible(card in self._shown)
        self._fit_folded()

    @property
    def _shown(self) -> list[Card]:
        one = self.cards[self.tabs.currentIndex()] if self.tabbed else None
        return [card for card in self.cards if not card.isHidden() and one in (None, card)]

    def _fit_folded(self) -> None:
        """Make a folded card a slim column beside the others, and the row as high as titles if all are folded."""
        shown = self._shown
        all_folded = bool(shown) and all(card.is_folded for card in shown)
        for card, place in zip(self.cards, self._places, strict=True):
            card.set_slim(not all_folded)
            place.setMaximumWidth(card.maximumWidth())
        high = max(card.maximumHeight() for card in shown) if all_folded else QWIDGETSIZE_MAX
        self.setMaximumHeight(min(QWIDGETSIZE_MAX, high + (self.tabs.height() if self.tabbed else 0)))
        policy = QSizePolicy.Policy.Fixed if all_folded else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
