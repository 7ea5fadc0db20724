"""How a window comes to be complete while somebody looks at it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QSize
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from gui.lenses.catalogue import LENSES
from gui.lenses.scores import ScoresLens
from gui.plots.parts.canvas import Canvas
from gui.shell.main_window import MainWindow
from gui.widgets.tabs import Unmade
from tests.gui.inline import Inline


class Paints(QObject):
    """Notes at which sizes widgets are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: dict[QObject, list[QSize]] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.sizes.setdefault(watched, []).append(watched.size())  # type: ignore[attr-defined]
        return False


@pytest.mark.slow
def test_plots_are_painted_at_once_and_at_the_size_they_keep(qtbot: QtBot) -> None:
    window = MainWindow(load_scene("xor-tanh"), background=Inline())
    qtbot.addWidget(window)
    window.resize(1600, 900)
    window.show()
    qtbot.waitUntil(lambda: window.session.frame is not None and window.windowHandle().isExposed())
    paints = Paints()
    add_plots = window.add_plots

    def add_and_watch() -> None:
        add_plots()
        for canvas in canvases():
            canvas.viewport().installEventFilter(paints)

    def canvases() -> list[Canvas]:
        return [canvas for canvas in window.findChildren(Canvas) if canvas.isVisible()]

    window.add_plots = add_and_watch  # type: ignore[method-assign]
    window.complete()
    painted = {canvas: list(paints.sizes[canvas.viewport()]) for canvas in canvases()}
    assert len(painted) >= 3
    qtbot.waitUntil(window.is_calm)
    assert {canvas.accessibleName(): sizes for canvas, sizes in painted.items()} == {
        canvas.accessibleName(): [canvas.viewport().size()] for canvas in painted
    }


@pytest.mark.slow
def test_a_lens_is_made_when_it_is_first_turned_to(qtbot: QtBot) -> None:
    window = MainWindow(load_scene("xor-tanh"), background=Inline())
    qtbot.addWidget(window)
    window.resize(1600, 900)
    window.show()
    window.complete()
    qtbot.waitUntil(window.is_calm)
    made = [type(page) for page in window.lenses.pages]
    assert [kind for kind in LENSES if kind.early] == [kind for kind in made if kind is not Unmade]
    place = LENSES.index(ScoresLens)
    window.lenses.row.setCurrentIndex(place)
    qtbot.waitUntil(window.is_calm)
    scores = window.lenses.pages[place]
    assert isinstance(scores, ScoresLens)
    assert scores.isVisible()
    assert [type(page) for page in window.lenses.pages].count(Unmade) == made.count(Unmade) - 1
