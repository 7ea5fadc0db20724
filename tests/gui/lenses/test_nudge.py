"""The nudge lens: quotient and derivative, the V, the gradient check, and a parameter set by hand there."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QBoxLayout
from pytestqt.qtbot import QtBot

from core.analysis.gradient_check import check_all
from core.analysis.nudge import EPSILONS, nudge, v_curve
from core.training.experiment import Experiment
from core.training.problem import prepare
from gui.frames.frame import Frame
from gui.lenses.nudge.check import CHECKING, summary
from gui.lenses.nudge.controls import STEPS, reach
from gui.lenses.nudge.lens import RUNNING, NudgeLens
from gui.lenses.nudge.table import NudgeTable, precise, relative_error
from gui.shell.main_window import MainWindow
from gui.widgets.theme import Look
from tests.gui.conftest import MakeWindow
from tests.gui.driving import FOREVER

pytestmark = pytest.mark.folded("plots")


def shown(window: MainWindow) -> Frame:
    """Return the displayed frame."""
    assert window.session.frame is not None
    return window.session.frame


def settle(window: MainWindow, qtbot: QtBot) -> Frame:
    """Wait until nothing is under way; return the displayed frame."""
    qtbot.waitUntil(lambda: not window.session.busy and window.player.goal is None, timeout=10_000)
    return shown(window)


def train(window: MainWindow, qtbot: QtBot, iteration: int) -> Frame:
    """Go to an iteration."""
    window.player.go_to(iteration)
    return settle(window, qtbot)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """Return a window with room for all digits."""
    return make_window(size=(1920, 1080))


def open_lens(window: MainWindow, qtbot: QtBot) -> NudgeLens:
    """Turn to the lens and wait for its numbers."""
    lens = next(page for page in window.lenses.pages if isinstance(page, NudgeLens))
    window.session.looking.look_at("set")
    window.lenses.turn_to(lens)
    qtbot.waitUntil(lambda: lens.table.values[0].text() != "–", timeout=10_000)
    return lens


def wait_for_delta(lens: NudgeLens, qtbot: QtBot, delta: float) -> None:
    """Wait until the marker of the V stands at |Δ|."""
    qtbot.waitUntil(lambda: lens.v._present is not None and lens.v._present[0] == abs(delta), timeout=10_000)


def wait_for_v(lens: NudgeLens, qtbot: QtBot) -> None:
    """Wait until the V of the displayed iteration is drawn."""
    frame = shown_by(lens)
    expected = v_curve(frame.problem, frame.snapshot.theta, frame.selected)
    qtbot.waitUntil(lambda: np.array_equal(lens.v._errors, expected), timeout=10_000)


def shown_by(lens: NudgeLens) -> Frame:
    """Return the frame that the lens shows."""
    assert lens._frame is not None
    return lens._frame


def write(lens: NudgeLens, field: str, text: str) -> None:
    """Type a text into one of the two fields and confirm it."""
    edit = (lens.parameter if field == "w" else lens.delta).field.edit
    edit.setFocus()
    edit.selectAll()
    if text:
        QTest.keyClicks(edit, text)
    else:
        QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_the_numbers_are_those_of_core(window: MainWindow, qtbot: QtBot) -> None:
    frame = train(window, qtbot, 30)
    lens = open_lens(window, qtbot)
    frame = settle(window, qtbot)
    expected = nudge(frame.problem, frame.snapshot.theta, frame.selected, 0.01)
    qtbot.waitUntil(lambda: lens.table.values[0].text() == precise(expected.before))
    texts = [label.text() for label in lens.table.values]
    assert texts[:2] == [precise(expected.before), precise(expected.after)]
    assert texts[3] == precise(expected.quotient)
    assert (texts[6], texts[8]) == (precise(expected.central), precise(expected.derivative))
    assert lens.verdict.text() == expected.verdict
    assert lens.parameter.field.label.text() == f"w = {frame.problem.layout.name(frame.selected)}"
    assert shown(window).snapshot is frame.snapshot  # it was a question only


def test_another_parameter_is_selected_in_the_network(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    index = shown(window).problem.layout.index(2, 1, 0)
    window.session.looking.pick_next(index)
    name = shown(window).problem.layout.name(index)
    qtbot.waitUntil(lambda: lens.parameter.field.label.text() == f"w = {name}")
    expected = nudge(shown(window).problem, shown(window).snapshot.theta, index, 0.01)
    qtbot.waitUntil(lambda: lens.table.values[8].text() == precise(expected.derivative))


@pytest.mark.slow
def test_the_v_and_its_marker_follow(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    wait_for_v(lens, qtbot)
    train(window, qtbot, 3)
    wait_for_v(lens, qtbot)
    for place, epsilon in ((0, 1e-12), (60, 1e-6), (110, 0.1)):
        lens.delta.slider.setValue(place)
        wait_for_delta(lens, qtbot, epsilon)
        assert lens.delta.field.value == epsilon
        frame = shown(window)
        answer = nudge(frame.problem, frame.snapshot.theta, frame.selected, epsilon)
        assert lens.v._present == (epsilon, relative_error(answer.central, answer.derivative))
    ((_, x, y),) = lens.v.marker.markers
    assert (x, y) == (-1.0, math.log10(lens.v._present[1]))
    assert lens.v.read(-6.0, 0.0).startswith(f"ε = {lens_number(EPSILONS[18])}")


def lens_number(value: float) -> str:
    """Return a number as the read-out writes it."""
    from gui.widgets.numbers import number

    return number(value)


def test_the_sign_of_delta_stays_when_its_size_slides(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    write(lens, "Δ", "-0.02")
    wait_for_delta(lens, qtbot, 0.02)
    lens.delta.slider.setValue(90)
    assert lens.delta.field.value == -1e-3
    frame = shown(window)
    expected = nudge(frame.problem, frame.snapshot.theta, frame.selected, -1e-3)
    qtbot.waitUntil(lambda: lens.table.values[1].text() == precise(expected.after))


def test_a_delta_that_cannot_be(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    numbers = [label.text() for label in lens.table.values]
    for text, words in (
        ("0", "would divide by 0"),
        ("1e400", "finite"),
        ("nan", "must be a number"),
        ("", "empty"),
        ("1e308", "Δ must"),
    ):
        write(lens, "Δ", text)
        assert words in lens.delta.field.error
        assert lens.delta.field.value == 0.01
        assert [label.text() for label in lens.table.values] == numbers
        for delta in (0.02, 0.01):
            write(lens, "Δ", str(delta))
            assert lens.delta.field.error == ""
            wait_for_delta(lens, qtbot, delta)


def test_a_tiny_delta_is_called_noise(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    write(lens, "Δ", "1e-15")
    qtbot.waitUntil(lambda: "round-off noise" in lens.verdict.text(), timeout=5_000)
    write(lens, "Δ", "1e-30")
    qtbot.waitUntil(lambda: "rounds to w" in lens.verdict.text(), timeout=5_000)
    assert lens.table.values[2].text() == "0"


def test_a_weight_is_typed_and_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    before = train(window, qtbot, 7).snapshot
    lens = open_lens(window, qtbot)
    write(lens, "w", "-1,5")
    frame = settle(window, qtbot)
    assert frame.snapshot.theta[frame.selected] == -1.5
    qtbot.waitUntil(lambda: shown_by(lens).snapshot is frame.snapshot)
    expected = nudge(frame.problem, frame.snapshot.theta, frame.selected, 0.01)
    qtbot.waitUntil(lambda: lens.table.values[0].text() == precise(expected.before))
    assert lens.parameter.slider.value() == -750
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert settle(window, qtbot).snapshot.state.tobytes() == before.state.tobytes()
    assert lens.parameter.field.value == before.theta[frame.selected]


def test_a_weight_that_cannot_be(window: MainWindow, qtbot: QtBot) -> None:
    before = train(window, qtbot, 7).snapshot
    lens = open_lens(window, qtbot)
    for text in ("nan", "1e400", "-1e400", "", "much", "inf"):
        write(lens, "w", text)
        assert "must be a" in lens.parameter.field.error, text
        assert settle(window, qtbot).snapshot is before, text
    assert window.session.edits.count() == 0
    write(lens, "w", "0.5")
    assert lens.parameter.field.error == ""
    assert settle(window, qtbot).snapshot.theta[0] == 0.5


@pytest.mark.slow
def test_dragging_changes_the_weight_as_one_edit(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles", real=True)
    before = train(window, qtbot, 4).snapshot
    lens = open_lens(window, qtbot)
    seen: list[float] = []
    window.session.frame_changed.connect(lambda frame: seen.append(float(frame.snapshot.theta[frame.selected])))
    slider = lens.parameter.slider
    slider.setSliderDown(True)
    for place in range(-300, 1, 60):
        slider.setSliderPosition(place)
        qtbot.waitUntil(lambda place=place: seen[-1:] == [place / 1000], timeout=10_000)  # type: ignore[misc]
    for place in range(10, 301, 10):  # faster than pictures come
        slider.setSliderPosition(place)
        QApplication.processEvents()
    slider.setSliderDown(False)
    qtbot.waitUntil(lambda: shown(window).snapshot.theta[0] == 0.3, timeout=10_000)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.session.looking.settled, timeout=10_000)
    assert len(seen) >= 6
    assert window.session.edits.count() == 1
    window.session.edits.undo()
    assert settle(window, qtbot).snapshot.state.tobytes() == before.state.tobytes()


def test_a_drag_ends_where_the_lens_goes_out_of_sight(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    lens.parameter.slider.setSliderDown(True)
    lens.parameter.slider.setSliderPosition(600)
    settle(window, qtbot)
    assert window.session.dragging
    window.lens_card.fold.click()
    assert not window.session.dragging
    assert settle(window, qtbot).snapshot.theta[0] == 0.6
    qtbot.waitUntil(lambda: window.session.looking.settled, timeout=10_000)


def test_applying_delta_is_an_edit(window: MainWindow, qtbot: QtBot) -> None:
    before = train(window, qtbot, 4).snapshot
    lens = open_lens(window, qtbot)
    QTest.mouseClick(lens.apply, Qt.MouseButton.LeftButton)
    assert settle(window, qtbot).snapshot.theta[0] == before.theta[0] + 0.01
    assert window.session.edits.count() == 1


@pytest.mark.slow
def test_a_fork_too_many_is_said_beside_the_field(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    for value in ("0.1", "0.2", "0.3"):
        train(window, qtbot, 6)
        train(window, qtbot, 2)
        write(lens, "w", value)
        settle(window, qtbot)
    train(window, qtbot, 6)
    before = train(window, qtbot, 2).snapshot
    write(lens, "w", "0.4")
    assert "at most 4 runs" in lens.parameter.field.error
    assert lens.parameter.field.value == 0.3
    assert settle(window, qtbot).snapshot is before
    slider = lens.parameter.slider
    slider.setSliderDown(True)
    slider.setSliderPosition(900)
    slider.setSliderDown(False)
    assert settle(window, qtbot).snapshot is before


@pytest.mark.slow
def test_check_them_all_finds_no_fault(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    lens = open_lens(window, qtbot)
    QTest.mouseClick(lens.check.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: lens.check.table.rowCount() == 10, timeout=10_000)
    frame = shown(window)
    work = check_all(frame.problem, frame.snapshot.theta)
    worst = work.result
    assert worst is not None
    assert [lens.check.table.item(row, 0).text() for row in range(10)] == [each.name for each in worst]
    assert "117 derivatives" in lens.check.words.text()
    assert lens.check.words.text().startswith("✓")
    lens.check.table.cellClicked.emit(4, 0)
    qtbot.waitUntil(lambda: shown(window).selected == worst[4].index)
    assert lens.check.table.rowCount() == 10
    train(window, qtbot, 1)
    assert lens.check.table.rowCount() == 0


@pytest.mark.slow
def test_another_iteration_ends_a_check(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-moons")
    lens = open_lens(window, qtbot)
    lens.check.start()
    qtbot.waitUntil(lambda: "checked …" in lens.check.words.text(), timeout=10_000)
    assert not lens.check.button.isEnabled()
    assert CHECKING in lens.check.button.toolTip()
    train(window, qtbot, 1)
    assert lens.check.words.text() == ""
    qtbot.waitUntil(lens.check.button.isEnabled)
    assert lens.check.table.rowCount() == 0


@pytest.mark.slow
def test_a_wrong_derivative_would_be_called_a_fault(window: MainWindow) -> None:
    frame = shown(window)
    right = check_all(frame.problem, frame.snapshot.theta)
    wrong = right.gradient.copy()
    wrong[3] += 0.5
    work = replace(right, gradient=wrong)
    name = frame.problem.layout.name(3)
    assert summary(work, work.worst(10)).startswith("⚠ 1 of 25")
    assert f"{name}: They differ" in summary(work, work.worst(10))


@pytest.mark.slow
def test_nothing_is_claimed_while_training_runs(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(real=True)
    lens = open_lens(window, qtbot)
    window.player.run_to(FOREVER)
    qtbot.waitUntil(lambda: lens.verdict.text() == RUNNING, timeout=10_000)
    assert {label.text() for label in lens.table.values} == {"–"}
    for button, why in ((lens.check.button, "to check"), (lens.apply, "to nudge")):
        assert not button.isEnabled()
        assert f"Pause training {why}" in button.toolTip()
    window.player.pause()
    qtbot.waitUntil(lambda: lens.table.values[0].text() != "–", timeout=10_000)
    wait_for_v(lens, qtbot)


@pytest.mark.slow
def test_one_column_where_it_is_narrow(make_window: MakeWindow, qtbot: QtBot) -> None:
    directions = []
    for size in ((1024, 768), (1920, 1080)):
        window = make_window(size=size)
        lens = open_lens(window, qtbot)
        directions.append(lens._columns.direction())
        assert lens.page.width() <= lens.area.viewport().width()
    assert directions == [QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight]


def test_controls_explain_themselves(window: MainWindow, qtbot: QtBot) -> None:
    lens = open_lens(window, qtbot)
    controls = (lens.apply, lens.check.button, lens.delta.slider, lens.parameter.slider)
    for control in (*controls, lens.delta.field.edit, lens.parameter.field.edit):
        document = QTextDocument()
        document.setHtml(control.toolTip())
        assert len(document.toPlainText()) > 20


@pytest.mark.parametrize(
    ("value", "end"),
    [
        (0.0, 1.0),
        (0.7, 1.0),
        (-0.8, 2.0),
        (3.0, 5.0),
        (9.0, 20.0),
        (-1e60, 2e60),
        (120.0, 200.0),
        (-1.7e308, 1.797693e308),
    ],
)
def test_reach(value: float, end: float) -> None:
    assert reach(value) == pytest.approx(end)
    assert abs(round(STEPS * (value / reach(value)))) <= STEPS


def test_precise() -> None:
    assert precise(-0.5) == "−0.5"
    assert precise(1.5e-9, 3) == "1.5·10⁻⁹"
    assert precise(math.inf) == "∞"
    assert precise(-math.inf) == "−∞"
    assert precise(math.nan) == "–"


@pytest.mark.parametrize("delta", [1e-3, 1e-5, -1e-7])
def test_numbers_get_shorter_where_there_is_hardly_room(qtbot: QtBot, delta: float) -> None:
    problem = prepare(Experiment())
    made, table = nudge(problem, problem.start().theta, 0, delta), NudgeTable()
    qtbot.addWidget(table)
    table.set_look(Look())
    table.resize(700, 200)
    table.show()
    table.show_nudge(made)
    difference = table.values[2]
    assert difference.text() == precise(made.after - made.before, 6)
    room = difference.fontMetrics().horizontalAdvance(precise(made.after - made.before, 4))
    table.resize(table.width() - difference.width() + room, 200)
    qtbot.waitUntil(lambda: difference.text() == precise(made.after - made.before, 4))
