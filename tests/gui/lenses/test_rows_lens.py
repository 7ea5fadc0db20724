"""The Rows lens: what the table says is what core computes, and a click follows that example everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.analysis.regions import activations_over
from core.exchange.scenes import load_scene
from core.training.evaluation import answers
from core.words import unmarked
from gui.frames.frame import Frame
from gui.frames.pointing import Group
from gui.lenses.maths.lens import MathsLens
from gui.lenses.rows import RowsLens
from gui.shell.main_window import MainWindow
from gui.widgets.numbers import number
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("plots")


def shown(window: MainWindow) -> Frame:
    """Return the displayed frame."""
    assert window.session.frame is not None
    return window.session.frame


def open_lens(window: MainWindow, steps: int, qtbot: QtBot) -> RowsLens:
    """Train a little, and turn to the lens."""
    lens = next(page for page in window.lenses.pages if isinstance(page, RowsLens))
    window.lenses.turn_to(lens)
    window.session.advance(steps, 60.0)
    qtbot.waitUntil(lambda: shown(window).snapshot.iteration == steps and not window.session.busy)
    window.session.looking.settle()
    qtbot.waitUntil(lambda: shown(window).calm)
    return lens


def choose(window: MainWindow, lens: RowsLens, place: int, qtbot: QtBot) -> int:
    """Click a row of the table; return which example it is."""
    row = int(lens.model.rows[place])
    lens.table.scrollTo(lens.model.index(place, 0))
    spot = lens.table.visualRect(lens.model.index(place, 0)).center()
    qtbot.mouseClick(lens.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: shown(window).row == row)
    return row


def cell(lens: RowsLens, place: int, name: str) -> str:
    """Return the text of a cell, by the name of its column."""
    column = [each.name for each in lens.model.columns].index(name)
    text = lens.model.data(lens.model.index(place, column), Qt.ItemDataRole.DisplayRole)
    assert isinstance(text, str)
    return text


def test_the_worst_example_comes_first_with_its_numbers(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    lens = open_lens(window, 60, qtbot)
    frame = shown(window)
    m = len(frame.problem.train)
    given = answers(frame.problem, frame.snapshot.theta)
    worst = int(np.argmax(given.loss[:m]))
    assert lens.model.rowCount() == m
    assert cell(lens, 0, "no.") == str(worst + 1)
    assert cell(lens, 0, "loss") == number(float(given.loss[worst]))
    assert cell(lens, 0, "share") == f"{100 * given.loss[worst] / given.loss[:m].sum():.2f} %"
    assert cell(lens, 0, "homework (h)") == f"{frame.problem.train.x[1, worst]:.0f}"
    assert cell(lens, 0, "predicted").startswith("✗ ")
    values = given.loss[lens.model.rows]
    assert bool((np.diff(values) <= 0).all())


def test_test_set_filter_and_sorting(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    lens = open_lens(window, 60, qtbot)
    frame, m = shown(window), len(shown(window).problem.train)
    qtbot.mouseClick(lens.sets.test, Qt.MouseButton.LeftButton)
    assert lens.model.rowCount() == len(frame.problem.test)
    assert lens.model.rows.min() == m
    lens.wrong_only.click()
    assert sorted(lens.model.rows) == (m + np.flatnonzero(frame.wrong_test)).tolist()
    lens.wrong_only.click()
    column = [each.name for each in lens.model.columns].index("homework (h)")
    lens.table.horizontalHeader().sectionClicked.emit(column)
    hours = frame.problem.test.x[1, lens.model.rows - m]
    assert bool((np.diff(hours) >= 0).all())
    lens.table.horizontalHeader().sectionClicked.emit(column)
    assert bool((np.diff(frame.problem.test.x[1, lens.model.rows - m]) <= 0).all())


@pytest.mark.folded
def test_a_click_follows_the_example_everywhere(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    lens = open_lens(window, 30, qtbot)
    row = choose(window, lens, 2, qtbot)
    frame = shown(window)
    x = frame.problem.train.x[:, row]
    assert frame.sight.held == tuple(x)
    _marker, across, up = window.answers.regions.chosen.markers[-1]
    assert (across, up) == (x[0], x[1])
    expected = activations_over(
        frame.experiment.network, frame.problem.layout, frame.snapshot.theta, frame.problem.x[:, [row]]
    )
    for way, a in zip(frame.example_activations, expected, strict=True):
        assert np.array_equal(way, a[:, 0])
    lens.let_go.click()
    qtbot.waitUntil(lambda: shown(window).row is None)
    assert not window.answers.regions.chosen.markers
    assert not shown(window).example_activations


def test_the_followed_example_stays_through_training_and_goes_with_its_data(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window("xor-tanh")
    lens = open_lens(window, 20, qtbot)
    row = choose(window, lens, 3, qtbot)
    window.session.advance(5, 60.0)
    qtbot.waitUntil(lambda: shown(window).snapshot.iteration == 25 and not window.session.busy)
    assert shown(window).row == row
    assert int(lens.model.rows[lens.table.currentIndex().row()]) == row
    window.data.data_changed.emit(type(window.session.experiment.data)(points=60))
    qtbot.waitUntil(lambda: len(shown(window).problem.train) < 60)
    assert shown(window).row is None


@pytest.mark.slow
def test_other_data_are_listed_from_the_worst_on(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    lens = open_lens(window, 20, qtbot)
    lens.table.scrollToBottom()
    assert lens.table.verticalScrollBar().value() > 0
    window.session.open_scene(load_scene("two-hills"))
    qtbot.waitUntil(lambda: window.is_calm() and shown(window).experiment.data.name == "two_hills", timeout=20_000)
    assert lens.table.verticalScrollBar().value() == 0


def test_the_maths_lens_turns_to_the_example_if_the_batch_has_it(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    lens = open_lens(window, 10, qtbot)
    trace = shown(window).trace
    assert trace is not None
    window.session.looking.follow(int(trace.columns[4]))
    qtbot.waitUntil(lambda: shown(window).row == trace.columns[4])
    assert shown(window).place_in_batch == 4
    maths = next(page for page in window.lenses.pages if isinstance(page, MathsLens))
    window.lenses.turn_to(maths)
    assert maths._example == 4
    assert lens.let_go.text() == f"✕ follows training {trace.columns[4] + 1}"


def test_a_group_that_is_asked_for_is_listed(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    lens = open_lens(window, 40, qtbot)
    window.lenses.turn_to(window.lenses.pages[0])
    window.session.rows.ask(Group(train=True, label=0, predicted=1))
    assert lens.isVisible()
    frame = shown(window)
    m = len(frame.problem.train)
    wanted = np.flatnonzero((frame.problem.labels[:m] == 0) & frame.wrong_train)
    assert sorted(lens.model.rows) == wanted.tolist()
    lens.any.click()
    assert lens.model.rowCount() == m


def test_numbers_have_no_wrong_ones(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-grades")
    lens = open_lens(window, 20, qtbot)
    frame = shown(window)
    worst = int(lens.model.rows[0])
    assert not lens.wrong_only.isVisible()
    assert cell(lens, 0, "predicted") == number(float(frame.answers.outputs[0, worst]))
    assert cell(lens, 0, "no.") == str(worst + 1)


@pytest.mark.slow
def test_pictures_stand_in_one_column(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("digits")
    lens = open_lens(window, 3, qtbot)
    names = [column.name for column in lens.model.columns]
    assert names == ["no.", "picture", "digit", "predicted", "loss", "share"]
    picture = lens.model.data(lens.model.index(0, 1), Qt.ItemDataRole.DecorationRole)
    assert not picture.isNull()


def test_rows_of_an_earlier_iteration_are_dimmed_and_dated(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("xor-tanh")
    lens = next(page for page in window.lenses.pages if isinstance(page, RowsLens))
    window.lenses.turn_to(lens)
    frame = window.session.frame
    lens.show_frame(frame)
    assert lens.veil.isHidden()
    lens.show_frame(replace(frame, trace=None, calm=False))
    assert lens.veil.words.startswith("iteration ")
    assert not lens.veil.isHidden()
    assert lens.model.rows.size
    lens.show_frame(frame)
    assert lens.veil.isHidden()


@pytest.mark.slow
def test_a_letter_finds_the_class_that_begins_with_it(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-grades")
    lens = open_lens(window, 3, qtbot)
    names = [column.name for column in lens.model.columns]
    for name in ("predicted", shown(window).experiment.data.target):
        listed = [unmarked(cell(lens, row, name)).lstrip("✗ ") for row in range(lens.model.rowCount())]
        other = next(row for row, word in enumerate(listed) if word[0] != listed[0][0])
        lens.table.setCurrentIndex(lens.model.index(0, names.index(name)))
        lens.table.keyboardSearch(listed[other][0].upper())
        assert lens.table.currentIndex().row() == other
        lens.table.keyboardSearch("")  # begins anew
