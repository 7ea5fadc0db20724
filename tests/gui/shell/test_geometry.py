"""How much room the plots have in windows of usual sizes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.gui.conftest import MakeWindow

LARGE, MIDDLE, SMALL = (1920, 1080), (1366, 768), (1024, 768)
LEAST = {
    LARGE: {"regions": (400, 400), "path": (420, 300), "loss": (420, 340)},
    MIDDLE: {"regions": (200, 200), "path": (280, 150), "loss": (280, 150)},
    SMALL: {"regions": (200, 200), "path": (280, 150), "loss": (280, 150)},
}
"""Width and height of the plots between their axes, at least, in pixels."""
MATHS = 900
"""Width of the equations at least, in pixels, in a large window."""


def is_shown(part: QObject) -> bool:
    """Tell whether a part of the window is a widget in sight that takes room of its parent."""
    return isinstance(part, QWidget) and part.isVisible() and not part.isWindow()


@pytest.mark.parametrize("scene", ["article-circles", "three-arms", "xor-tanh"])
@pytest.mark.parametrize("size", LEAST)
def test_plots_have_room(make_window: MakeWindow, scene: str, size: tuple[int, int]) -> None:
    window = make_window(scene, size=size)
    window.upper_row.turn_to(window.plot_cards[1])
    QApplication.processEvents()
    plots = {"regions": window.answers.regions, "path": window.descent_path, "loss": window.loss_curve}
    for name, (width, height) in LEAST[size].items():
        canvas = plots[name].canvas
        area = canvas.inside
        assert canvas.isVisible(), name
        assert area.width() >= width, name
        assert area.height() >= height, name
    assert size != LARGE or window.lens_card.width() >= MATHS


@pytest.mark.parametrize("size", LEAST)
def test_regions_over_the_last_hidden_layer_have_room(make_window: MakeWindow, size: tuple[int, int]) -> None:
    area, (width, height) = make_window("digits", size=size).answers.regions.canvas.inside, LEAST[size]["regions"]
    assert area.width() >= width
    assert area.height() >= height


@pytest.mark.parametrize("scene", ["article-circles", "digits", "pigs"])
def test_the_bar_on_top_is_one_row_in_a_large_window(make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene, size=LARGE)
    assert (
        len({control.geometry().center().y() // 10 for control in window.transport.children() if is_shown(control)})
        == 1
    )
