"""The Maths lens in a real window: pages, cells, sums, and the way through the network."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.analysis.sight import Cell
from core.nn.activations import ReLU
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L2
from core.training.run import RunId
from core.training.trace import Phase, phases
from gui.frames.shown import ShownFrame
from gui.lenses.maths.crumbs import crumbs
from gui.lenses.maths.lens import MathsLens
from gui.lenses.maths.pages import Shown, terms_of
from gui.lenses.maths.words import RUNNING
from gui.shell.main_window import MainWindow
from gui.widgets.diagram.path import on_show, path_of
from gui.widgets.diagram.steps import ValueLabels
from gui.widgets.numbers import number
from gui.widgets.theme import THEMES
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots")
LEFT = Qt.MouseButton.LeftButton


def lens_of(window: MainWindow) -> MathsLens:
    lens = next(page for page in window.lenses.pages if isinstance(page, MathsLens))
    window.lenses.turn_to(lens)
    return lens


def wait(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.session.busy and window.is_calm(), timeout=20_000)


def shown_in(lens: MathsLens) -> list[Shown]:
    assert lens.page is not None
    return [shown for line in lens.page.lines for shown in line.shown]


@pytest.mark.slow
@pytest.mark.parametrize("one", [False, True], ids=["batch", "one example"])
@pytest.mark.parametrize("scene", ["xor-tanh", "three-arms"])
def test_every_cell_equals_its_sum_on_every_page(qtbot: QtBot, make_window: MakeWindow, scene: str, one: bool) -> None:
    window = make_window(scene)
    lens, session = lens_of(window), window.session
    if one:
        lens.switch.example.click()
        lens.go_to_example(3)
    layout = session.frame.problem.layout
    for step, phase in enumerate(phases(layout.depth), start=1):
        session.travel.go_to_phase(step)
        wait(qtbot, window)
        trace = session.frame.trace
        assert lens.subject.kind == phase.kind
        for shown in shown_in(lens):
            for row, column in {(0, 0), (shown.values.shape[0] - 1, shown.values.shape[1] - 1)}:
                cell = shown.cell(row, column)
                assert shown.place(cell) == (row, column)
                terms = terms_of(trace, layout, cell)
                if terms is not None and shown.name.split("[")[0] not in ("step", "g", ""):
                    expected = shown.values[row, column]
                    if not (cell.matrix == "update" and not shown.name.startswith("new")):
                        assert terms.total == pytest.approx(expected, rel=1e-12, abs=1e-12), shown.name


@pytest.mark.slow
def test_a_clicked_cell_is_written_out_and_lights_its_way(qtbot: QtBot, window: MainWindow) -> None:
    lens, session = lens_of(window), window.session
    session.travel.go_to_phase(3)
    wait(qtbot, window)
    matrix = lens.board.blocks[0].matrices[0]
    matrix.setFocus()  # the network does not look the same with it and without
    before = window.network.diagram.grab().toImage()
    qtbot.mouseClick(matrix, LEFT, pos=matrix.grid.box(1, 0).center().toPoint())
    cell = Cell("z", 2, 1, 0)
    assert session.frame.cell == cell
    assert lens.sum.name == "z[2]₂,₁"
    assert lens.sum.value == session.frame.trace.layers[1].z[1, 0]
    assert lens.cell_formula.latex.startswith("z^{[2]}_{2,1} =")
    assert on_show(session.frame) == cell
    assert window.network.diagram.grab().toImage() != before
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert session.frame.cell is None
    assert window.network.diagram.grab().toImage() == before


@pytest.mark.slow
def test_a_clicked_connection_turns_to_its_layer_and_is_outlined(qtbot: QtBot, window: MainWindow) -> None:
    lens, session = lens_of(window), window.session
    layout = session.frame.problem.layout
    session.travel.go_to_phase(2)
    wait(qtbot, window)
    window.network.weight_picked.emit(layout.index(2, 2, 3))
    wait(qtbot, window)
    assert (lens.subject.kind, lens.subject.layer) == ("forward", 2)
    weights = next(m for m in lens.board.blocks[0].matrices if m.name == "W[2]")
    assert weights.marks.chosen == (1, 2)
    session.travel.go_to_phase(len(phases(layout.depth)) - 1)
    wait(qtbot, window)
    window.network.weight_picked.emit(layout.index(2, 1, 0))
    wait(qtbot, window)
    assert (lens.subject.kind, lens.subject.layer) == ("backward", 2)
    session.travel.go_to_phase(2)
    wait(qtbot, window)
    window.network.weight_picked.emit(layout.index(2, 1, 0))
    assert lens.subject.layer == 2  # the selected one, clicked again


@pytest.mark.slow
def test_the_page_follows_the_phases(qtbot: QtBot, window: MainWindow) -> None:
    lens, session = lens_of(window), window.session
    for phase in phases(session.frame.problem.layout.depth):
        qtbot.mouseClick(window.transport.phase, LEFT)
        wait(qtbot, window)
        assert lens.subject.kind == phase.kind
        assert phase.layer is None or lens.subject.layer == phase.layer
    qtbot.mouseClick(window.transport.step, LEFT)
    wait(qtbot, window)
    assert "Phase ▸" in lens.notes.text()


def test_crumbs_open_their_phase(qtbot: QtBot, window: MainWindow) -> None:
    lens = lens_of(window)
    wait(qtbot, window)
    box, crumb = next(at for at in lens.crumbs.boxes if at[1].text == "loss")
    qtbot.mouseClick(lens.crumbs, LEFT, pos=box.center().toPoint())
    wait(qtbot, window)
    assert window.session.frame.phase == Phase("loss")
    assert window.session.frame.step_into == crumb.step
    qtbot.keyClick(lens.crumbs, Qt.Key.Key_Right)
    wait(qtbot, window)
    assert window.session.frame.phase.kind == "backward"


def test_crumbs_of_a_deep_network_are_short() -> None:
    texts = [crumb.text for crumb in crumbs(25, 1, 12)]
    assert texts[2:10] == ["forward", "1", "…", "10", "11", "12", "…", "25"]


def test_one_example_shows_its_columns(qtbot: QtBot, window: MainWindow) -> None:
    lens, session = lens_of(window), window.session
    session.travel.go_to_phase(2)
    wait(qtbot, window)
    lens.switch.example.click()
    lens.go_to_example(2)
    z = shown_in(lens)[0]
    assert z.name == "z[1]"
    assert np.array_equal(z.values, session.frame.trace.layers[0].z[:, 2:3])
    assert z.cell(0, 0) == Cell("z", 1, 0, 2)
    assert str(session.frame.trace.columns[2] + 1) in lens.stepper.which.text()
    session.looking.point_at(z.cell(1, 0))
    lens.stepper.next.click()
    assert session.frame.cell == Cell("z", 1, 1, 3)
    assert lens.board.blocks[0].formula.latex == "z^{[1]} = W^{[1]} a^{[0]} + b^{[1]}"


@pytest.mark.slow
def test_the_update_has_its_parameter_and_its_parts(qtbot: QtBot, window: MainWindow) -> None:
    lens, session = lens_of(window), window.session
    session.edit(replace(session.experiment, regularizer=L2(lam=0.1), clip_norm=1e-3))
    wait(qtbot, window)
    layout = session.frame.problem.layout
    session.travel.go_to_phase(len(phases(layout.depth)))
    wait(qtbot, window)
    assert lens.page.lines[0].formula == session.experiment.optimizer.formula
    g, data, pull = lens.page.lines[1].shown
    trace = session.frame.trace
    np.testing.assert_allclose(g.values, trace.clip_factor * (data.values + pull.values), rtol=1e-12)
    assert "Clipping" in lens.notes.text()
    assert lens.card.isVisible()
    matrix = lens.board.blocks[0].matrices[0]
    qtbot.mouseClick(matrix, LEFT, pos=matrix.grid.box(1, 1).center().toPoint())
    wait(qtbot, window)
    assert session.frame.selected == layout.index(1, 2, 2)


@pytest.mark.slow
def test_a_long_sum_is_clipped_until_asked_for(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("three-arms")
    lens, session = lens_of(window), window.session
    session.travel.go_to_phase(6)
    wait(qtbot, window)
    session.looking.point_at(Cell("dw", 3, 0, 0))
    assert len(lens.sum.tokens) == len(session.frame.trace.columns)
    clipped = lens.sum.height()
    assert lens.sum.hidden > 0
    qtbot.keyClick(lens.sum, Qt.Key.Key_Return)
    assert lens.sum.hidden == 0
    assert lens.sum.height() > clipped


def test_ways_through_the_network() -> None:
    sizes = (2, 3, 1)
    assert path_of(Cell("z", 1, 2, 5), sizes).connections == ((1, 3, 1), (1, 3, 2))
    assert path_of(Cell("da", 1, 0, 0), sizes).connections == ((2, 1, 1),)
    assert path_of(Cell("dw", 2, 0, 1), sizes).neurons == ((2, 1), (1, 2))
    assert path_of(Cell("update", 2, 0, 3), sizes) == path_of(Cell("b", 2, 0, 0), sizes)
    assert path_of(Cell("x", 0, 1, 0), sizes).neurons == ((0, 2),)


@pytest.mark.parametrize(
    ("size", "text", "theme"), [((1024, 768), 27.0, "whiteboard"), ((1920, 1080), 15.0, "chalkboard")]
)
@pytest.mark.slow
def test_every_page_is_painted(
    qtbot: QtBot, make_window: MakeWindow, size: tuple[int, int], text: float, theme: str
) -> None:
    window = make_window("three-arms", size=size)
    window.set_look(replace(window.look.scaled(text), theme=THEMES[theme]))
    lens = lens_of(window)
    pictures = []
    for step in range(1, len(phases(3)) + 1):
        window.session.travel.go_to_phase(step)
        wait(qtbot, window)
        pictures.append(lens.grab().toImage())
    assert all(a != b for a, b in itertools.pairwise(pictures))


@pytest.mark.slow
def test_of_large_layers_only_what_is_in_sight_is_written_and_folded_ones_light_up(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    window = make_window("three-arms", size=(1600, 900))
    lens, session = lens_of(window), window.session
    hidden = tuple(DenseLayer(units, ReLU()) for units in (64, 128, 64))
    session.edit(replace(session.experiment, network=Network(hidden, session.experiment.network.output)))
    wait(qtbot, window)
    session.travel.go_to_phase(3)
    wait(qtbot, window)
    session.looking.point_at(Cell("z", 2, 100, 3))
    window.network.diagram.grab()
    lens.grab()
    matrices = [matrix for block in lens.board.blocks for matrix in block.matrices]
    assert sum(matrix.values.size for matrix in matrices) > 10_000
    assert sum(len(matrix._painting._texts) for matrix in matrices) < 1_500  # what is out of sight is not written


@pytest.mark.slow
def test_an_activation_stands_in_one_line_with_its_numbers(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("article-circles")
    lens, session = lens_of(window), window.session
    wait(qtbot, window)
    place = lens.asked.column
    z, a = session.frame.trace.layers[0].z[0, place], session.frame.trace.layers[0].a[0, place]
    assert a != 0
    end = f"max(0, {number(z)}) = {number(a)}"
    assert lens.sum.then[0].below == f"→ {end}"
    assert lens.sum.then[0].above.endswith(f" = g({lens.sum.name})")
    session.looking.point_at(Cell("a", 1, 0, place))
    assert [token.below for token in (*lens.sum.tokens, lens.sum.total)] == end.replace(" =", "§=").split("§")
    session.looking.point_at(Cell("w", 1, 0, 0))
    assert not lens.sum.then


def test_a_softmax_stands_in_one_line_with_its_numbers(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("three-arms")
    lens, session = lens_of(window), window.session
    session.travel.go_to_phase(4)
    wait(qtbot, window)
    assert lens.asked.matrix == "z"
    layer, (row, place) = session.frame.trace.layers[2], (lens.asked.row, lens.asked.column)
    powers = np.exp(layer.z[:, place] - layer.z[:, place].max())
    worked = f"{number(powers[row])} · {number(1 / powers.sum())} = {number(layer.a[row, place])}"
    assert lens.sum.then[0].below == f"→ {worked}"
    assert lens.sum.then[0].above.endswith("− max z) · 1/Σ")


def test_what_follows_takes_no_room_from_the_sum(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("features", size=(1366, 768))
    lens = lens_of(window)
    wait(qtbot, window)
    assert lens.sum.then
    assert lens.sum.hidden == 0


def running(frame: ShownFrame, iteration: int) -> ShownFrame:
    """Return a frame as it comes while training runs, at another iteration."""
    return replace(frame, trace=None, calm=False, snapshot=frame.snapshot._replace(iteration=iteration))


@pytest.mark.slow
def test_while_it_runs_the_last_whole_picture_stays_dimmed_and_dated(qtbot: QtBot, window: MainWindow) -> None:
    lens = lens_of(window)
    window.player.run_to(3)
    wait(qtbot, window)
    frame, page, bright = window.session.frame, lens.page, lens.board.grab().toImage()
    before = lens.grab().toImage()
    lens.show_frame(running(frame, 500))
    assert lens.page is page
    assert lens.board.isVisibleTo(lens)
    assert lens.veil.isVisibleTo(lens)
    assert lens.veil.words.startswith("iteration 3 ")
    assert lens.veil.told.startswith("iteration 3")
    under, ground = before.copy(lens.veil.box.toAlignedRect()), lens.look.colour("card")
    assert all(under.pixelColor(x, y) == ground for x in range(under.width()) for y in range(under.height()))
    assert lens.board.grab().toImage() == bright
    assert lens.grab().toImage() != before
    lens.show_frame(frame)
    assert lens.veil.isHidden()
    assert lens.grab().toImage() == before


def test_matrices_over_the_same_examples_scroll_together(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("course-pass-fail", size=(1366, 768))
    lens = lens_of(window)
    wait(qtbot, window)
    matrices = [matrix for block in lens.board.blocks for matrix in block.matrices]
    over = [matrix for matrix in matrices if matrix.values.shape[1] == 320]
    assert len(over) >= 3
    over[0].reveal(0, 100)
    assert len({matrix.offset[1] for matrix in over}) == 1
    assert over[0].offset[1] > 0
    over[-1].reveal(0, 0)
    assert {matrix.offset[1] for matrix in over} == {0}


@pytest.mark.slow
def test_a_dimmed_picture_still_answers_clicks(qtbot: QtBot, window: MainWindow) -> None:
    lens = lens_of(window)
    wait(qtbot, window)
    frame = window.session.frame
    lens.show_frame(running(frame, 500))
    lens.show_frame(running(frame.pointing_at(Cell("z", 1, 2, 0)), 501))
    assert lens.asked == Cell("z", 1, 2, 0)
    over = lens.mapFromGlobal(lens.board.blocks[0].matrices[0].mapToGlobal(QPoint(5, 5)))
    assert lens.childAt(over) is lens.board.blocks[0].matrices[0]


def test_without_a_whole_picture_of_this_run_it_says_why_it_is_empty(qtbot: QtBot, window: MainWindow) -> None:
    lens = lens_of(window)
    wait(qtbot, window)
    frame = running(window.session.frame, 500)
    lens.show_frame(replace(frame, of=RunId()))
    assert lens.message.text() == RUNNING
    assert lens.message.isVisibleTo(lens)
    assert not lens.board.isVisibleTo(lens)
    assert lens.veil.isHidden()


@pytest.mark.slow
def test_an_iteration_that_overflows_is_shown(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("three-arms")
    lens, session = lens_of(window), window.session
    wait(qtbot, window)
    for value in (1e200, -1e200):
        session.set_parameter(session.frame.problem.layout.index(1, 1, 1), value)
        wait(qtbot, window)
        for step in range(1, len(phases(3)) + 1):
            session.travel.go_to_phase(step)
            wait(qtbot, window)
            assert lens.page is not None
            for shown in shown_in(lens):
                session.looking.point_at(shown.cell(0, 0))
            lens.grab()
    assert session.frame.trace.diverged == ("No update" in lens.notes.text())


@pytest.mark.slow
def test_buttons_are_whole_where_the_page_is_low(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("three-arms", size=(1024, 768))
    window.set_look(window.look.scaled(27))
    lens = lens_of(window)
    window.columns.blow_up(window.lens_card)
    wait(qtbot, window)
    qtbot.waitUntil(
        lambda: lens.switch.example.visibleRegion().boundingRect().height() == lens.switch.example.height(),
        timeout=2_000,
    )
    assert lens.switch.example.height() >= lens.switch.example.sizeHint().height()


@pytest.mark.slow
def test_what_is_fed_and_what_parameters_are_due_to_is_said_truly(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("course-pass-fail")  # standardised
    lens, session = lens_of(window), window.session
    session.travel.go_to_phase(1)
    wait(qtbot, window)
    assert lens.page.lines[0].formula == r"A^{[0]} = ( X - \mu ) / \sigma"
    assert [shown.name for shown in shown_in(lens)] == ["A[0]", "Y"]
    session.looking.point_at(Cell("x", 0, 1, 2))
    inputs, trace = session.frame.problem.inputs, session.frame.trace
    assert lens.sum.name == "a[0]₂,₃"
    assert inputs.names[1] in lens.sum.text
    assert f"/ {number(float(inputs.deviation[1, 0]))}" in lens.sum.text
    raw = session.frame.problem.train.x[1, trace.columns[2]]
    assert f"({number(float(raw))} −" in lens.sum.text
    session.travel.go_to_phase(2)
    session.looking.point_at(Cell("z", 1, 0, 0))
    assert "a[0]₁,₁" in [
        factor.name
        for product in terms_of(trace, session.frame.problem.layout, Cell("z", 1, 0, 0)).products
        for factor in product
    ]
    weight = Cell("w", 1, 0, 0)
    session.looking.point_at(weight)
    assert "as the initialisation made it" in lens.sum.text
    window.player.go_to(3)
    wait(qtbot, window)
    session.travel.go_to_phase(2)
    assert "after the last update" in lens.sum.text
    session.set_parameter(session.frame.problem.layout.index(1, 1, 1), 0.75)
    wait(qtbot, window)
    session.travel.go_to_phase(2)
    assert lens.asked == weight
    assert "set by hand at iteration 3" in lens.sum.text


def test_a_name_leads_to_its_matrix(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("xor-tanh", size=(1024, 768))
    lens = lens_of(window)
    window.session.travel.go_to_phase(2)
    wait(qtbot, window)
    first, second = lens.board.blocks
    lens.area.ensureWidgetVisible(second)
    named = [(x, sign) for x, sign in second._signs if sign == first.line.shown[0].name]
    assert len(named) == 1
    found: list[object] = []
    lens.board.wanted.connect(found.append)
    qtbot.mouseClick(second, LEFT, pos=QPoint(round(named[0][0]) + 8, second.height() - 10))
    assert found == [first.matrices[0]]
    assert not first.matrices[0].visibleRegion().isEmpty()


@pytest.mark.slow  # a page of every layer
def test_network_and_maths_speak_of_one_example_and_name_it(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("three-arms")
    lens, session = lens_of(window), window.session
    wait(qtbot, window)
    signs: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ValueLabels, "sign", lambda self, painter, text, *_: signs.append(text))

        def said() -> str:
            """Return whose numbers stand in the network."""
            signs.clear()
            window.network.diagram.grab()
            return signs[-1] if signs else ""

        for layer in (1, 2, 3):  # nobody has chosen: each page is of the example that the network shows in phases
            session.travel.go_to_phase(1 + layer)
            wait(qtbot, window)
            assert lens.asked.column == session.frame.place
            assert f"numbers of training {lens.sum.whose.removeprefix('no. ')}" == said()
        session.looking.point_at(Cell("a", 1, 0, 7))
        wait(qtbot, window)
        columns = session.frame.trace.columns
        assert session.frame.row == columns[7]
        session.travel.go_to_phase(0)
        wait(qtbot, window)
        assert said() == f"numbers of training {columns[7] + 1}"
        assert lens.sum.whose == f"no. {columns[7] + 1}"
        session.looking.follow(len(session.frame.problem.train))  # of no batch
        wait(qtbot, window)
        assert said() == "numbers of test 1"
        assert f"Test 1 is not in this batch: training {lens.sum.whose[4:]} is" in lens.notes.text()


@pytest.mark.folded("plots")
def test_nothing_is_written_anew_while_only_the_surface_becomes_finer(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(qtbot, window)
    lens, frame, written = lens_of(window), window.session.frame, list[object]()
    monkeypatch.setattr(lens.sum, "show_sum", lambda *of: written.append(of))
    assert isinstance(frame, ShownFrame)
    lens.show_frame(replace(frame, rested=frame.rested + 1, surface=None))
    assert not written
    lens.show_frame(replace(frame, cell=Cell("z", 1, 0, 1)))
    assert written
