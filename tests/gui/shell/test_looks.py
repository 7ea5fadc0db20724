"""Another theme or text size changes how things look, not which things there are."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget
from pytestqt.qtbot import QtBot

from core.exchange.scenes import scene_names
from gui.shell.main_window import MainWindow
from tests.gui.conftest import MakeWindow


def in_sight(qtbot: QtBot, window: MainWindow) -> Counter[str]:
    """Return what is not hidden once all is laid out, by class and name, with what is drawn in plots."""
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    for _ in range(3):  # a lens may find only then that it has to scroll
        QApplication.processEvents()
    seen = Counter[str]()
    for each in window.findChildren(QWidget):
        if each.isVisible():
            seen[f"{type(each).__name__} {each.accessibleName()}"] += 1
            if isinstance(each, QGraphicsView):
                seen.update(type(item).__name__ for item in each.items() if item.isVisible())
    return seen


@pytest.mark.parametrize("scene", scene_names())
def test_a_switch_of_theme_shows_and_hides_nothing(qtbot: QtBot, make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene, fresh=True)
    for place in range(window.lenses.row.count()):
        if window.lenses.row.isTabVisible(place):
            window.lenses.row.setCurrentIndex(place)
            before = in_sight(qtbot, window)
            for _ in range(2):
                window.appearance.switch_theme()
                after = in_sight(qtbot, window)
                assert (after - before, before - after) == ({}, {}), window.lenses.row.tabText(place)
