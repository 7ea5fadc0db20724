"""Which view of the stage shows what a card holds, so that each can be presented from the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from gui.widgets.card import Card

if TYPE_CHECKING:
    from gui.function_lab.stage import FunctionStage
    from gui.shell.presenting import Presenting
    from gui.widgets.tabs import Tabs

ViewNames = Callable[[], Sequence[str]]
"""Returns views by name; the first one that has something to show is meant."""


class HasCards(Protocol):
    """The window as far as it is presented."""

    network_card: Card
    lens_card: Card
    plot_cards: list[Card]
    lenses: Tabs

    @property
    def presenting(self) -> Presenting: ...


def offer_network(window: HasCards) -> None:
    """Let the cards of a network be presented."""
    regions, path, loss = window.plot_cards
    for card, names in (
        (window.network_card, ("network",)),
        (regions, ("regions", "curve")),
        (path, ("path",)),
        (loss, ("loss",)),
    ):
        _offer(window, card, partial(tuple, names))
    _offer(window, window.lens_card, lambda: _names_of_lens(window))


def offer_function(window: HasCards, stage: FunctionStage) -> None:
    """Let the cards of the function lab be presented."""
    for card, names in (
        (stage.plane_card, ("plane",)),
        (stage.curves_card, ("function",)),
        (stage.secant_card, ("secants",)),
        (stage.words_card, ("slices", "function")),
        (stage.race_card, ("plane", "function")),
    ):
        _offer(window, card, partial(tuple, names))


def _names_of_lens(window: HasCards) -> tuple[str, ...]:
    name = getattr(window.lenses.stack.currentWidget(), "on_stage", "")
    return (name,) if name else ()


def _offer(window: HasCards, card: Card, names: ViewNames) -> None:
    card.is_presentable = True
    card.present_asked.connect(lambda: window.presenting.begin_with(names()))
