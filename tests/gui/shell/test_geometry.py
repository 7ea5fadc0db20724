"""How much room the plots have in windows of usual sizes; that nothing overlaps, is cut, or moves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.exchange.scenes import scene_names
from core.nn.activations import ReLU
from core.nn.network import DenseLayer, Network
from core.training.breakpoints import AtIteration, Breakpoints
from gui.lenses.maths.lens import MathsLens
from gui.shell.main_window import MainWindow
from gui.widgets.columns import Columns
from gui.widgets.splitter import Splitter
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


def leave_branches(window: MainWindow, qtbot: QtBot, count: int) -> None:
    """Change the experiment in the past, several times: what came after is a branch each time."""
    for place in range(count):
        window.session.advance(9, 60.0)
        qtbot.waitUntil(lambda: not window.session.busy, timeout=60_000)
        window.session.seek(place)
        qtbot.waitUntil(lambda: not window.session.busy, timeout=60_000)
        window.session.edit(replace(window.session.experiment, batch_size=7 + place))
        qtbot.waitUntil(lambda place=place: len(window.timeline.ghosts.runs) == place + 1, timeout=60_000)


def too_small(window: MainWindow, size: tuple[int, int]) -> list[str]:
    """Return which plots have less between their axes than a screen of that size asks for."""
    lay_out()
    plots = {"regions": window.answers.regions, "path": window.descent_path, "loss": window.loss_curve}
    areas = {name: plots[name].canvas.inside for name in plots if not plots[name].isHidden()}
    return [
        f"{name} {area.width()} × {area.height()}"
        for name, area in areas.items()
        if not plots[name].canvas.isVisible()
        or area.width() < LEAST[size][name][0]
        or area.height() < LEAST[size][name][1]
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scene", "size", "frame"),
    [
        ("article-circles", LARGE, 0),
        ("digits", LARGE, 0),
        *(("xor-tanh", size, frame) for size in (MIDDLE, SMALL) for frame in (0, 30, 48)),
        ("article-circles", MIDDLE, 48),
        ("three-arms", SMALL, 48),
        ("sine-noise", MIDDLE, 48),
    ],
)
def test_plots_have_room(make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int], frame: int) -> None:
    """Whatever the window manager takes of a small screen for itself, and whatever comes beside them."""
    window = make_window(scene, size=(size[0], size[1] - frame), fresh=True)
    window.upper_row.turn_to(window.plot_cards[1])
    assert not too_small(window, size)
    assert size != LARGE or window.lens_card.width() >= MATHS
    assert window.columns.verticalScrollBar().maximum() == 0
    window.banner.show_message("A message that is as long as messages of this program get: " * 4, is_error=True)
    assert not too_small(window, size), "beside a message"
    leave_branches(window, qtbot, 3)
    assert not too_small(window, size), "beside branches"
    if not window.upper_row.tabbed:
        window.network_card.set_folded(True)
        assert not too_small(window, size), "beside a folded card"


@pytest.mark.slow
@pytest.mark.parametrize("size", LEAST)
def test_the_columns_come_back_after_wide_contents(
    make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window = make_window(size=size, fresh=True)
    look, experiment = window.look, window.session.experiment

    def sizes() -> list[list[int]]:
        lay_out()
        return [each.sizes() for each in window.columns.findChildren(Splitter)]

    before = sizes()
    window.session.edit(replace(experiment, network=Network((DenseLayer(16, ReLU()),) * 8, experiment.network.output)))
    for width, height, text in ((1024, 738, 1.0), (1024, 738, 3.0), (400, 300, 3.0), (400, 300, 1.0)):
        window.resize(width, height)
        window.set_look(look.scaled(text * look.text))
        lay_out()
    window.session.edits.undo()
    window.set_look(look)
    window.resize(*size)
    qtbot.waitUntil(lambda: not window.session.busy and window.session.experiment == experiment, timeout=60_000)
    assert sizes() == before


@pytest.mark.slow
def test_what_was_dragged_stays_through_another_size(make_window: MakeWindow) -> None:
    window = make_window(size=(1366, 738), fresh=True)
    lay_out()
    halves = window.columns.findChild(Splitter).findChild(Splitter)
    before = halves.sizes()
    halves.moveSplitter(before[0] - 60, 1)
    lay_out()
    dragged = halves.sizes()
    assert dragged != before
    window.resize(700, 738)
    lay_out()
    window.resize(1366, 738)
    lay_out()
    assert halves.sizes() == dragged


@pytest.mark.slow
@pytest.mark.parametrize("size", [LARGE, (1366, 738), (1024, 738)])
def test_a_folded_card_leaves_no_hole(make_window: MakeWindow, size: tuple[int, int]) -> None:
    window = make_window(size=size, fresh=True)
    columns = window.columns
    for card in (window.network_card, *window.plot_cards, window.lens_card):
        if card in window.upper_row.cards:
            window.upper_row.turn_to(card)
        card.set_folded(True)
        lay_out()
        seen = [each for each in columns.stage if each.isVisible()]
        left = min(each.mapTo(columns, QPoint()).x() for each in seen)
        filled = sum(each.width() * each.height() for each in seen)
        assert filled > 0.9 * (columns.width() - left) * columns.height(), card.title
        card.set_folded(False)


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
@pytest.mark.parametrize(("size", "rows"), [(SMALL, 4), (MIDDLE, 4), ((1366, 738), 4)])
def test_maths_shows_whole_rows_and_the_whole_sum(make_window: MakeWindow, size: tuple[int, int], rows: int) -> None:
    window = make_window(size=size, fresh=True)
    lens = window.lenses.pages[0]
    assert isinstance(lens, MathsLens)
    lay_out()
    block = lens.board.blocks[0]
    assert all(matrix.grid.rows == rows for matrix in block.matrices if len(matrix.values) >= rows)
    assert lens.board.y() + block.y() + block.height() <= lens.area.viewport().height()
    assert lens.sum.mapTo(lens, lens.sum.rect().bottomLeft()).y() < lens.height()


def slivers(lens: MathsLens) -> list[str]:
    """Return which matrices the foot of the page cuts otherwise than below two or more whole rows."""
    found = []
    for block in lens.board.blocks:
        for matrix in block.matrices:
            seen, grid = matrix.visibleRegion().boundingRect().height(), matrix.grid
            rows = (seen - grid.top) / grid.cell.height()
            whole = rows >= min(2, grid.rows) - 0.1 and abs(rows - round(rows)) * grid.cell.height() <= 1
            if 0 < seen < matrix.height() and not whole and rows < grid.rows:
                found.append(f"{matrix.name}: {seen} pixels, {rows:.2f} rows")
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "scale"),
    [(LARGE, 1.0), (LARGE, 1.25), (LARGE, 1.5), (LARGE, 2.0), ((1536, 864), 1.0), (MIDDLE, 1.0), (SMALL, 1.0)],
)
@pytest.mark.parametrize("scene", ["article-circles", "xor-tanh", "digits"])
def test_no_matrix_is_cut_to_a_sliver(
    make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int], scale: float
) -> None:
    window = opened(make_window, qtbot, scene, size, Look(CHALKBOARD, scale * Look.text))
    lens = window.lenses.pages[0]
    assert isinstance(lens, MathsLens)
    for _ in range(2 * len(window.session.experiment.network.hidden) + 5):
        lay_out()
        assert not slivers(lens)
        window.player.phase_forward()
        qtbot.waitUntil(window.is_calm, timeout=60_000)


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
@pytest.mark.parametrize("theme", [CHALKBOARD, WHITEBOARD])
@pytest.mark.parametrize(
    ("size", "scale"),
    [(LARGE, 1.0), (LARGE, 1.25), (LARGE, 1.5), ((1536, 864), 1.0), (MIDDLE, 1.0), ((1280, 720), 1.0)],
)
@pytest.mark.parametrize("scene", ["article-circles", "pigs"])
def test_the_bar_on_top_is_one_row(
    make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int], scale: float, theme: Theme
) -> None:
    window = opened(make_window, qtbot, scene, size, Look(theme, scale * Look.text))
    lay_out()
    groups = [control for control in window.transport.children() if is_shown(control)]
    assert len({control.geometry().center().y() // 10 for control in groups}) == 1
    places = [where for where in (window.transport.where, window.transport.below) if where.isVisible()]
    assert [where.width() for where in places] == [places[0].sizeHint().width()], "the place in time stands once, whole"
    window.resize(4 * size[0] // 5, size[1])
    window.resize(*size)
    lay_out()
    assert [control for control in window.transport.children() if is_shown(control)] == groups, "it went and came"


@pytest.mark.slow
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_the_bar_on_top_settles_at_every_width(make_window: MakeWindow, qtbot: QtBot, scale: float) -> None:
    window = opened(make_window, qtbot, "article-circles", LARGE, Look(CHALKBOARD, scale * Look.text))
    bar = window.transport
    for width in range(400, 1921, 19):
        window.resize(width, 768)
        lay_out()
        fitting = []
        for _ in range(4):
            QApplication.processEvents()
            fitting.append((bar.width(), bar.height(), bar.home.text(), bar.where.isVisible()))
        assert len(set(fitting)) == 1, f"at {width} it never rests: {fitting}"
        groups = [group for group in bar.children() if is_shown(group) and group is not bar.where]
        assert [group.width() for group in groups] == [group.sizeHint().width() for group in groups], f"at {width}"


@pytest.mark.slow
def test_a_click_on_the_place_in_time_leads_nowhere(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(size=MIDDLE, fresh=True)
    with qtbot.assertNotEmitted(window.timeline.asked):
        qtbot.mouseClick(window.transport.below, Qt.MouseButton.LeftButton)


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
    for columns in window.findChildren(Columns):
        assert not columns.isVisible() or not columns.horizontalScrollBar().maximum(), "cut at its right"
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
    if window.lenses.isVisible():
        leave_branches(window, qtbot, 1)
        same("a branch")
    window.player.toggle()
    QApplication.processEvents()
    assert not moved(before, places(window)), "running"
    window.player.pause()
    same("paused")
