"""Points drawn with the mouse in a real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data.datasets import DATASETS
from core.data.drawn import MAX_POINTS, begun_on, draft_of
from core.data.examples import of_classes
from core.data.own import OwnData, own_data
from core.exchange.scenes import load_scene
from gui.plots.drawing import Drawing
from gui.plots.parts.base import PlotView
from gui.shell.main_window import MainWindow
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("lenses")
LEFT = Qt.MouseButton.LeftButton


def choose(window: MainWindow, name: str, qtbot: QtBot) -> None:
    window.data.data_changed.emit(DATASETS[name]())
    qtbot.waitUntil(lambda: window.session.ready)


def begin(window: MainWindow) -> Drawing:
    QTest.mouseClick(window.data.grid.pencil, LEFT)
    assert window.answers.drawing.active
    return window.answers.drawing


def begin_with_the_data(window: MainWindow) -> Drawing:
    drawing = begin(window)
    drawing.tools.take.click()
    return drawing


def pixel(window: MainWindow, x: float, y: float) -> QPoint:
    plot = window.answers.currentWidget()
    assert isinstance(plot, PlotView)
    return QPoint(plot.canvas.mapFromScene(plot.canvas.box.mapViewToScene(QPointF(x, y))))


def stroke(window: MainWindow, *places: tuple[float, float]) -> None:
    plot = window.answers.currentWidget()
    assert isinstance(plot, PlotView)
    view = plot.canvas.viewport()
    QTest.mousePress(view, LEFT, pos=pixel(window, *places[0]))
    for place in places[1:]:
        QTest.mouseMove(view, pixel(window, *place))
    QTest.mouseRelease(view, LEFT, pos=pixel(window, *places[-1]))


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.session.ready and not window.session.busy)


@pytest.mark.slow
def test_a_click_adds_a_point_and_each_stroke_is_undone_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.experiment
    drawing = begin_with_the_data(window)
    assert drawing.draft is not None
    assert len(drawing.draft) == before.data.points
    drawing.tools.choose(1)
    stroke(window, (0.5, -0.5))
    settle(window, qtbot)
    data = window.session.experiment.data
    assert isinstance(data, OwnData)
    assert data.points == before.data.points + 1
    np.testing.assert_allclose(data.examples.x[:, -1], (0.5, -0.5), atol=0.05)
    assert data.examples.labels[-1] == 1
    drawing.tools.radius.setValue(0)
    stroke(window, (-0.8, 0.5), (0.0, 0.5), (0.8, 0.5))
    settle(window, qtbot)
    assert window.session.experiment.data.points == before.data.points + 4
    window.session.edits.undo()
    settle(window, qtbot)
    assert window.session.experiment.data == data
    assert len(drawing.draft or ()) == before.data.points + 1
    window.session.edits.undo()
    settle(window, qtbot)
    assert window.session.experiment == before
    assert drawing.active
    drawing.tools.finish.click()
    assert not drawing.active
    assert not window.data.grid.pencil.isChecked()


@pytest.mark.slow
def test_points_are_erased_and_moved(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.experiment.data.generate()
    drawing = begin_with_the_data(window)
    drawing.tools.choose("move")
    first = before.x[:, 0]
    stroke(window, (first[0], first[1]), (0.0, 0.0))
    settle(window, qtbot)
    moved = window.session.experiment.data.generate()
    changed = np.flatnonzero((moved.x != before.x).any(axis=0))
    assert len(changed) == 1
    np.testing.assert_allclose(moved.x[:, changed[0]], (0.0, 0.0), atol=0.05)
    drawing.tools.choose("erase")
    drawing.tools.radius.setValue(30)
    stroke(window, (0.0, 0.0))
    settle(window, qtbot)
    left = window.session.experiment.data.generate()
    assert len(left) < len(moved)
    assert np.hypot(*left.x).min() > 0.05
    drawing.tools.finish.click()


@pytest.mark.parametrize("name", ["circles", "rings", "cubic"])
def test_a_drawing_begins_empty_and_goes_on_with_what_was_drawn(name: str) -> None:
    data = DATASETS[name]()
    empty = begun_on(data)
    assert (len(empty), empty.numbers) == (0, not data.classes)
    drawn = empty.added(np.array([[0.1, 0.5, 0.3, 0.8], [0.2, 0.7, 0.4, 0.6]]), 0).added(np.full((2, 1), 0.9), 1)
    assert len(begun_on(drawn.data())) == 5


def test_the_sheet_is_empty_until_the_points_of_the_data_are_taken(window: MainWindow) -> None:
    points = window.session.experiment.data.points
    drawing = begin(window)
    assert (len(drawing.draft or ()), drawing.tools.clear.isEnabled(), drawing.tools.take.isEnabled()) == (
        0,
        False,
        True,
    )
    assert all(item.opacity() == 0.0 for item in window.answers.regions.points)
    drawing.tools.take.click()
    assert (len(drawing.draft or ()), drawing.tools.clear.isEnabled()) == (points, True)
    assert "First remove what is drawn." in drawing.tools.take.toolTip()
    assert window.session.experiment.data.points == points
    drawing.tools.finish.click()
    assert window.banner.text == ""


def test_all_points_are_cleared_and_cancel_brings_them_back(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.experiment.data
    drawing = begin_with_the_data(window)
    assert [button.text() for button in drawing.tools.buttons.values()][:2] == list(before.class_names)
    assert not window.answers.regions.show_train.isVisible()
    drawing.tools.clear.click()
    assert drawing.draft is not None
    assert len(drawing.draft) == 0
    assert not drawing.tools.clear.isEnabled()
    assert window.answers.regions.notice.text() == drawing.draft.lacks != ""
    drawing.tools.cancel.click()
    settle(window, qtbot)
    assert window.session.experiment.data == before
    assert window.answers.regions.show_train.isVisible()


@pytest.mark.slow
def test_a_drawing_from_nothing_says_what_it_lacks_until_it_can_be_learned(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "digits", qtbot)
    experiment = window.session.experiment
    drawing = begin(window)
    notice = window.answers.regions.notice
    assert "4 points" in notice.text()
    for x in (-0.9, -0.5, 0.5, 0.9):
        stroke(window, (x, 0.3))
    assert "second class" in notice.text()
    assert window.session.experiment == experiment
    assert not drawing.tools.buttons[2].isEnabled()
    assert "First draw a point of class 1." in drawing.tools.buttons[2].toolTip()
    QTest.mouseClick(drawing.tools.buttons[1], LEFT)
    stroke(window, (0.0, -0.5))
    settle(window, qtbot)
    assert notice.text() == ""
    data = window.session.experiment.data
    assert data.points == 5
    assert data.class_names == ("class 0", "class 1")
    assert data.inputs == ("x₁", "x₂")
    QTest.mouseClick(drawing.tools.buttons[2], LEFT)
    stroke(window, (0.3, -0.5))
    settle(window, qtbot)
    assert window.session.experiment.data.classes == 3
    assert window.session.experiment.outputs == 3
    drawing.tools.cancel.click()
    settle(window, qtbot)
    assert window.session.experiment == experiment
    assert not drawing.active


@pytest.mark.slow
def test_nothing_drawn_is_lost_by_esc_cancel_or_another_scene(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "digits", qtbot)
    experiment = window.session.experiment
    drawing = begin(window)
    for x in (-0.9, 0.9):
        stroke(window, (x, 0.3))
    window.leave()  # Esc, with what is no data yet
    assert (drawing.active, window.data.grid.pencil.isChecked()) == (False, False)
    assert "(2 points) is not enough" in window.banner.text
    assert window.session.experiment == experiment
    window.session.open_scene(load_scene("two-hills"))
    settle(window, qtbot)
    window.session.edits.undo()
    settle(window, qtbot)
    assert begin(window).draft is not None
    assert len(drawing.draft or ()) == 2  # it goes on where it was left
    for x, label in ((-0.5, 1), (0.5, 1)):
        drawing.tools.choose(label)
        stroke(window, (x, -0.3))
    settle(window, qtbot)
    drawn = window.session.experiment.data
    assert (type(drawn), drawn.points, drawing.unfinished) == (OwnData, 4, None)
    drawing.tools.cancel.click()
    settle(window, qtbot)
    assert window.session.experiment == experiment
    window.session.edits.undo()  # what was cancelled comes back
    settle(window, qtbot)
    assert window.session.experiment.data == drawn
    window.session.open_scene(load_scene("xor-tanh"))
    settle(window, qtbot)
    window.session.edits.undo()
    settle(window, qtbot)
    assert window.session.experiment.data == drawn


def test_a_full_drawing_says_so(window: MainWindow, qtbot: QtBot) -> None:
    rng = np.random.default_rng(0)
    examples = of_classes(rng.uniform(-1, 1, (2, 3_000)), rng.integers(0, 2, 3_000))
    data = own_data("many", ("x₁", "x₂"), "class", ("a", "b"), examples)
    window.session.edit(window.session.experiment.with_data(data, 0.1))
    settle(window, qtbot)
    drawing = begin_with_the_data(window)
    assert drawing.tools.room.text() == "2,000 of 3,000 points: drawing is full"
    stroke(window, (0.5, 0.5))
    assert window.session.experiment.data == data
    drawing.tools.choose("erase")
    QApplication.processEvents()  # the plot has been enlarged to draw in
    stroke(window, (0.5, 0.5))
    settle(window, qtbot)
    assert drawing.tools.room.isHidden()
    assert window.session.experiment.data.points < 2_000
    window.session.edits.undo()
    settle(window, qtbot)
    assert window.session.experiment.data == data


@pytest.mark.slow
def test_height_is_the_number_where_numbers_are_predicted(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "cubic", qtbot)
    points = window.session.experiment.data.points
    drawing = begin_with_the_data(window)
    assert list(drawing.tools.buttons) == [0, "erase", "move"]
    stroke(window, (0.7, 0.25))
    settle(window, qtbot)
    data = window.session.experiment.data
    assert isinstance(data, OwnData)
    assert (data.points, data.classes, data.inputs) == (points + 1, 0, ("x",))
    np.testing.assert_allclose((data.examples.x[0, -1], data.examples.values[0, -1]), (0.7, 0.25), atol=0.05)
    drawing.tools.finish.click()


@pytest.mark.slow
def test_other_data_put_the_pencil_away(window: MainWindow, qtbot: QtBot) -> None:
    drawing = begin(window)
    choose(window, "digits", qtbot)
    assert not drawing.active
    assert not window.data.grid.pencil.isChecked()
    drawing = begin(window)
    QTest.mouseClick(window.data.grid.pencil, LEFT)
    assert not drawing.active


def test_the_view_stays_while_points_are_drawn(window: MainWindow, qtbot: QtBot) -> None:
    drawing = begin_with_the_data(window)
    stroke(window, (0.5, 0.5))
    settle(window, qtbot)
    view = window.answers.regions.canvas.box.viewRect()
    stroke(window, (1.1, 1.05))
    settle(window, qtbot)
    assert window.answers.regions.canvas.box.viewRect() == view
    assert all(item.opacity() == 0.0 for item in window.answers.regions.points)
    drawing.tools.finish.click()
    assert all(item.opacity() == 1.0 for item in window.answers.regions.points)


@pytest.mark.parametrize("name", ["circles", "rings", "cubic"])
def test_a_draft_becomes_the_data_it_was_made_of(name: str) -> None:
    data = DATASETS[name]()
    examples, own = data.generate(), draft_of(data).data()
    np.testing.assert_array_equal(own.examples.x, examples.x)
    np.testing.assert_array_equal(own.examples.labels, examples.labels)
    np.testing.assert_array_equal(own.examples.values, examples.values)
    assert draft_of(own).data() == own


def test_a_draft_grows_no_further_than_its_limit() -> None:
    draft = draft_of(DATASETS["circles"]()).added(np.zeros((2, 5_000)), 1)
    assert len(draft) == MAX_POINTS


def test_tools_fit_a_small_window(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(size=(1024, 768))
    drawing = begin(window)
    tools = drawing.tools
    assert window.columns.blown_up is window.plot_cards[0]
    qtbot.waitUntil(lambda: window.answers.regions.canvas.height() > 300)
    for control in (*tools.buttons.values(), tools.radius, tools.finish, tools.cancel):
        assert tools.rect().contains(control.geometry())
        assert control.toolTip()
        assert control.accessibleName() or control.text()  # type: ignore[attr-defined]
    tools.finish.click()
    assert window.columns.blown_up is None
