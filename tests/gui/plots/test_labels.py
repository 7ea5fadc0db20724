"""Labels cover neither each other nor curves nor balls: in every plot, scenes and sizes in pairs."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.exchange.scenes import scene_names
from gui.plots.parts.base import PlotView
from gui.shell.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.labels import check_labels

SIZES = [(1920, 1080), (1366, 768), (1024, 768), (800, 600)]


def seen(window: MainWindow) -> list[PlotView]:
    """Return all plots that are to be seen."""
    QApplication.processEvents()
    return [view for view in window.findChildren(PlotView) if view.canvas.isVisible()]


FIRST = "article-circles"
CASES = [(FIRST, size) for size in SIZES] + [
    (name, SIZES[place % len(SIZES)]) for place, name in enumerate(scene_names()) if name not in (FIRST, "digits")
]
"""One scene at all sizes, the others at one each; the surface of the digits' plane takes half a minute to be whole."""


@pytest.mark.parametrize(("scene", "size"), CASES)
def test_labels_cover_nothing(make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int]) -> None:
    window = make_window(scene, size=size)
    for steps in (0, 40):
        window.player.run_to(steps)
        qtbot.waitUntil(window.is_calm, timeout=60_000)
        assert sum(map(check_labels, seen(window))) or scene != FIRST  # where it is tight, names are left out
    pages = [page for page in window.lenses.pages if page.findChildren(PlotView)]
    for page in pages if window.lenses.isVisible() else ():
        window.lenses.turn_to(page)
        qtbot.waitUntil(window.is_calm, timeout=60_000)
        for view in seen(window):
            check_labels(view)
