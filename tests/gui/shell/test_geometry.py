"""How much room the plots have in windows of usual sizes; that nothing overlaps, is cut, or moves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.exchange.scenes import scene_names
from core.training.breakpoints import AtIteration, Breakpoints
from gui.lenses.maths.lens import MathsLens
from gui.shell.main_window import MainWindow
from gui.widgets.theme import CHALKBOARD, WHITEBOARD, Look, Theme
from tests.gui.conftest import MakeWindow
from tests.gui.geometry import askew, cut, moved, outside, overlaps, places

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


@pytest.mark.slow
@pytest.mark.parametrize("size", LEAST)
def test_regions_over_the_last_hidden_layer_have_room(make_window: MakeWindow, size: tuple[int, int]) -> None:
    area, (width, height) = (
        make_window("digits", size=size, fresh=True).answers.regions.canvas.inside,
        LEAST[size]["regions"],
    )
    assert area.width() >= width
    assert area.height() >= height


@pytest.mark.slow
@pytest.mark.parametrize(("size", "rows"), [(SMALL, 3), (MIDDLE, 4)])
def test_maths_shows_whole_rows_and_the_whole_sum(make_window: MakeWindow, size: tuple[int, int], rows: int) -> None:
    window = make_window(size=size, fresh=True)
    lens = window.lenses.pages[0]
    assert isinstance(lens, MathsLens)
    lay_out()
    block = lens.board.blocks[0]
    assert all(matrix.grid.rows == rows for matrix in block.matrices if len(matrix.values) >= rows)
    assert lens.board.y() + block.y() + block.height() <= lens.area.viewport().height()
    assert lens.sum.height() <= lens.sum_area.height()


def test_the_surface_does_not_move_when_there_is_a_path(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(size=LARGE)
    lay_out()
    path = window.descent_path
    assert path.strip.isVisible()
    before = path.canvas.geometry(), path.strip.geometry()
    window.player.step()
    qtbot.waitUntil(window.is_calm, timeout=60_000)
    lay_out()
    assert len(path.strip.true) == 2
    assert (path.canvas.geometry(), path.strip.geometry()) == before


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["article-circles", "digits", "pigs"])
def test_the_bar_on_top_is_one_row_in_a_large_window(make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene, size=LARGE)
    assert (
        len({control.geometry().center().y() // 10 for control in window.transport.children() if is_shown(control)})
        == 1
    )


# Nothing overlaps, is cut or moves. Not the whole product of scenes, sizes, themes and scales, but pairs of each.

LONG = "a name of sixty letters that tells more than one wants to kn"
CHINESE = "每天学习多少小时" * 7
SIZES = [LARGE, MIDDLE, SMALL]
SCALES = [1.0, 1.25, 1.5, 2.0]
SCENES = ["article-circles", *(name for name in scene_names() if name != "article-circles")]
CASES = [
    (scene, SIZES[n % 3], (CHALKBOARD, WHITEBOARD)[n % 2], SCALES[(n + turn) % 4])
    for turn in (0, 2)
    for n, scene in enumerate(SCENES)
]


def lay_out() -> None:
    """Have all layouts done: one that has changed may change another."""
    for _ in range(6):
        QApplication.processEvents()


def wrong(window: MainWindow) -> list[str]:
    """Return all that overlaps, sticks out or is cut now."""
    lay_out()
    return [*overlaps(window), *outside(window), *cut(window), *askew(window)]


def opened(make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int], look: Look) -> MainWindow:
    """Return a window at rest, in a size and a look."""
    window = make_window(scene, size=size, fresh=True)
    window.set_look(look)
    qtbot.waitUntil(window.is_calm, timeout=60_000)
    return window


@pytest.mark.slow
@pytest.mark.parametrize(("scene", "size", "theme", "scale"), CASES)
def test_nothing_overlaps_or_is_cut(
    make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int], theme: Theme, scale: float
) -> None:
    window = opened(make_window, qtbot, scene, size, Look(theme, scale * Look.text))
    assert window.width() == size[0], "the window had to grow"
    for row in (window.plot_cards[1], window.network_card):
        window.upper_row.turn_to(row)
        assert not wrong(window)
    for page in window.lenses.pages if window.lenses.isVisible() else ():
        window.lenses.turn_to(page)
        qtbot.waitUntil(window.is_calm, timeout=60_000)
        assert not wrong(window), page.accessibleName()


@pytest.mark.slow
@pytest.mark.parametrize(("scene", "size", "theme", "scale"), CASES[::3])
def test_nothing_moves_between_two_states(
    make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int], theme: Theme, scale: float
) -> None:
    window = opened(make_window, qtbot, scene, size, Look(theme, scale * Look.text))
    lay_out()
    before = places(window)

    def same(state: str) -> None:
        qtbot.waitUntil(window.is_calm, timeout=60_000)
        lay_out()
        assert not (went := moved(before, places(window))), f"{state}: " + "\n".join(went)

    if window.lenses.isVisible():
        window.session.set_breakpoints(Breakpoints((AtIteration(iteration=10_000),)))
        same("a breakpoint set")
        window.session.set_breakpoints(Breakpoints())
        same("a breakpoint removed")
    bar, shown = window.transport, window.session.scene
    for title in (LONG, CHINESE):
        bar.show_title(shown, title)
        same(f"named {title}")
    bar.show_title(shown, shown.title)
    bar.where.show_place("9,999,999", "epoch 344,828, batch 29 of 29", "0.123 of the sample")
    window.timeline.show_steps(9_999_999, 9_999_999)
    same("iteration 9,999,999")
    window.banner.show_message("A message that is as long as messages of this program get: " * 2, is_error=True)
    same("a message")
    window.banner.hide()
    same("no message")
    window.player.toggle()
    QApplication.processEvents()
    assert not moved(before, places(window)), "running"
    window.player.pause()
    same("paused")
