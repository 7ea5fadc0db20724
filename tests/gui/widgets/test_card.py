"""Cards around views."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.card import Card
from gui.widgets.theme import Look
from tests.gui.geometry import overlaps


@pytest.mark.parametrize("text", [13.0, 21.0])
def test_the_title_of_a_folded_card_leaves_the_arrow_free(text: float, qtbot: QtBot) -> None:
    card = Card("Along each variable", QWidget())
    qtbot.addWidget(card)
    card.set_look(Look().scaled(text))
    card.set_folded(True)
    for width in (90, 120, 160, 240, 400):
        card.resize(width, 40)
        card.show()
        QApplication.processEvents()
        assert card.width() == width
        assert list(overlaps(card)) == []
    assert card._name.text() == card.title
