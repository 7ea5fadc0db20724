"""Labels cover neither each other nor curves nor balls: in every plot, scene and size."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.exchange.scenes import scene_names
from gui.plots.parts.base import PlotView
from gui.shell.main_window import MainWindow
from gui.widgets.tabs import TabPage
from tests.gui.conftest import MakeWindow
from tests.gui.labels import check_labels

SIZES = [(1920, 1080), (1366, 768), (1024, 768), (800, 600)]


def seen(window: MainWindow) -> list[PlotView]:
    """Return all plots that are to be seen."""
    QApplication.processEvents()
    return [view for view in window.findChildren(PlotView) if view.canvas.isVisible()]


FIRST = "article-circles"
OTHERS = [name for name in scene_names() if name not in (FIRST, "digits")]
"""The surface of the digits' plane takes half a minute to be whole."""


def check_all(window: MainWindow, qtbot: QtBot) -> int:
    """See that labels cover nothing in the plots that are to be seen; return how many labels there are."""
    qtbot.waitUntil(window.is_calm, timeout=60_000)
    return sum(map(check_labels, seen(window)))


def pages_with_plots(window: MainWindow) -> list[TabPage]:
    """Return the pages below the network that have plots."""
    return [page for page in window.lenses.pages if page.findChildren(PlotView) and window.lenses.isVisible()]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_labels_cover_nothing(make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window = make_window(FIRST, size=size)
    for steps in (0, 40):
        window.player.run_to(steps)
        assert check_all(window, qtbot)  # where it is tight, names are left out
    for page in pages_with_plots(window):
        window.lenses.turn_to(page)
        check_all(window, qtbot)


@pytest.mark.slow
@pytest.mark.parametrize("scene", OTHERS)
def test_labels_cover_nothing_in_any_scene_at_four_sizes(make_window: MakeWindow, qtbot: QtBot, scene: str) -> None:
    window = make_window(scene, size=SIZES[0])
    for steps in (0, 40):
        window.player.run_to(steps)
        for size in SIZES:
            window.resize(*size)
            check_all(window, qtbot)
    for page in pages_with_plots(window):
        window.lenses.turn_to(page)
        for size in SIZES:
            window.resize(*size)
            check_all(window, qtbot)
