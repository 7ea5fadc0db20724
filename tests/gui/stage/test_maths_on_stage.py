"""One equation on the stage: in view is what is written out, true and whole, at every phase and size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from core.analysis.terms import NamedFactor, Terms
from core.nn.network import Layout
from core.training.trace import phases
from gui.shell.main_window import MainWindow
from gui.stage.maths import MathsOnStage
from gui.stage.matrices import Grid
from gui.stage.sum_line import SumLine
from gui.widgets.formula import setter
from tests.gui.conftest import MakeWindow
from tests.gui.stage.drawn import drawn_by

pytestmark = [pytest.mark.folded("plots", "lenses"), pytest.mark.slow]
COMPANY = [("maths",), ("maths", "loss"), ("maths", "loss", "path", "network")]
SIZES = [(1024, 768), (1280, 720), (1366, 768), (1920, 1080)]


def presented(make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int] = (1280, 720)) -> MainWindow:
    window = make_window(scene, size=size)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    window.presenting.stage.choose(["maths"])
    return window


def on_stage(window: MainWindow) -> MathsOnStage:
    stage = window.presenting.stage
    widget = next(widget for view, widget in stage.made.items() if view.name == "maths")
    assert isinstance(widget, MathsOnStage)
    return widget


def layout_of(window: MainWindow) -> Layout:
    assert window.session.frame is not None
    return window.session.frame.problem.layout


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.player.goal is None and not window.session.busy and not window.player.phases.to_go)


def has_in_view(grid: Grid, view: MathsOnStage) -> bool:
    framed = view.matrices.framed(grid.shown)
    return framed is None or not grid.frame(framed).isEmpty()


@pytest.mark.parametrize("scene", ["xor-tanh", "three-arms", "digits"])
def test_at_every_phase_the_number_written_out_is_that_of_its_cell(
    make_window: MakeWindow, qtbot: QtBot, scene: str
) -> None:
    window = presented(make_window, qtbot, scene)
    view, layout = on_stage(window), layout_of(window)
    for phase in (None, *phases(layout.depth)):
        if phase is not None:
            window.player.phase_forward()
            settle(window, qtbot)
        assert view.equation is not None
        assert view.written is not None
        assert view.opened is not None
        assert view.opened.phase == phase
        assert all(has_in_view(grid, view) for grid in view.matrices.grids)
        assert view.sum.isHidden() == (phase is not None and phase.kind == "batch")
        if not view.sum.isHidden():
            place = view.equation.result.place(view.written)
            assert place is not None
            assert view.sum.total == view.sum.write(float(view.equation.result.values[place]))
            assert view.sum.terms.total == pytest.approx(float(view.equation.result.values[place]), abs=1e-9)


def test_a_small_step_beside_a_large_number_has_the_digits_that_show_it(qtbot: QtBot) -> None:
    line = SumLine()
    qtbot.addWidget(line)
    for step, told in ((0.002, "0.5779 − 0.0020 = 0.5759"), (0.01, "0.58 − 0.010 = 0.57")):
        products = (NamedFactor("w", 0.57789),), (NamedFactor("−1", -1.0), NamedFactor("step", step))
        line.show_sum(Terms("new w", "", products), 0.57789 - step, 1)
        assert "".join(line.parts(2)) == f"new w = {told}"


@pytest.mark.parametrize("views", COMPANY, ids="+".join)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_cut_and_no_formula_is_small(
    make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int], views: tuple[str, ...]
) -> None:
    window = presented(make_window, qtbot, "three-arms")
    window.showNormal()
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    window.presenting.stage.choose(views)
    view, height = on_stage(window), window.presenting.stage.height()
    for _ in range(1 + len(phases(layout_of(window).depth))):
        qtbot.waitUntil(lambda: view.formula.shown)
        qtbot.waitUntil(lambda: view.formula.sizeHint().width() > 1)
        assert view.formula.sizeHint().width() <= view.formula.width() + 1, view.formula.latex
        assert view.formula.sizeHint().height() <= view.formula.height() + 1
        assert view.formula.size_of_text >= height / 25 - 1
        right = max(grid.x + grid.width for grid in view.matrices.grids)
        foot = max(grid.box(len(grid.rows) - 1, 0).bottom() for grid in view.matrices.grids)
        assert right <= view.matrices.width() + 1
        assert foot <= view.matrices.height() + 1
        assert view.look.font().pixelSize() >= height / 40 - 1
        cell = view.matrices.grids[0].cell[1]
        assert cell >= QFontMetricsF(view.look.font()).ascent()
        assert view.matrices.y() >= view.formula.height()
        assert view.sum.y() >= view.matrices.geometry().bottom()
        if not view.sum.isHidden():
            written = drawn_by(view.sum).texts
            assert written
            assert min(each.size for each in written) >= height / 40 - 1
            assert max(each.box.right() for each in written) <= view.sum.width() + 1
        window.player.phase_forward()
        settle(window, qtbot)


def test_a_click_on_a_cell_of_the_result_writes_it_out(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = presented(make_window, qtbot, "xor-tanh")
    view = on_stage(window)
    grid = view.matrices.grids[0]
    wanted = grid.shown.cell(1, 1)
    assert view.written != wanted
    at: QPointF = grid.box(1, 1).center()
    qtbot.mouseClick(view.matrices, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert view.written == wanted


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)], ids=str)
@pytest.mark.parametrize("scene", ["article-circles", "course-pass-fail", "three-arms"])
def test_of_the_batch_each_column_is_one_example_and_it_takes_the_room(
    make_window: MakeWindow, qtbot: QtBot, scene: str, size: tuple[int, int]
) -> None:
    window = presented(make_window, qtbot, scene)
    window.showNormal()
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    window.player.phase_forward()
    settle(window, qtbot)
    matrices = on_stage(window).matrices
    inputs, targets = matrices.grids
    assert inputs.columns == targets.columns
    assert (inputs.x, inputs.cell) == (targets.x, targets.cell)
    foot = targets.box(len(targets.rows), 0).bottom()
    assert targets.top > inputs.frame((None, None)).bottom()
    assert 0.6 * matrices.height() <= foot
    assert max(inputs.x + inputs.width, targets.x + targets.width) >= 0.85 * matrices.width()


def test_it_is_laid_out_for_its_own_equation_alone(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = presented(make_window, qtbot, "article-circles")
    view, frame = on_stage(window), window.session.frame
    qtbot.waitUntil(lambda: window.is_calm() and view.formula.shown)
    grids = view.matrices.grids
    with qtbot.waitSignal(setter().done):
        assert setter().want(r"\text{of another view}", view.look.theme.text) is None
    window.session.frame_changed.emit(frame)  # as when a finer surface has come
    assert view.matrices.grids is grids
    window.player.phase_forward()
    settle(window, qtbot)
    assert view.matrices.grids is not grids
