"""The Scores lens: counts, errors and the parts of the loss are those of core; a click lists the examples."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from core.analysis.scores import class_scores, number_scores, worst
from core.training.evaluation import answers, classify
from core.words import as_typed
from gui.frames.frame import Frame
from gui.lenses.rows import RowsLens
from gui.lenses.scores import ScoresLens
from gui.plots.parts.example_points import LOSS_SIZES, loss_steps
from gui.shell.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.tables import read_through, use

pytestmark = pytest.mark.folded("plots")


def shown(window: MainWindow) -> Frame:
    """Return the displayed frame."""
    assert window.session.frame is not None
    return window.session.frame


def open_lens(window: MainWindow, steps: int, qtbot: QtBot) -> ScoresLens:
    """Train a little, and turn to the lens."""
    lens = next(page for page in window.lenses.pages if isinstance(page, ScoresLens))
    window.lenses.turn_to(lens)
    window.session.advance(steps, 60.0)
    qtbot.waitUntil(lambda: shown(window).snapshot.iteration == steps and not window.session.busy)
    window.session.looking.settle()
    qtbot.waitUntil(lambda: shown(window).calm)
    return lens


@pytest.mark.slow
def test_counts_are_those_of_core_and_a_click_lists_them(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("digits", size=(1500, 1000))
    lens = open_lens(window, 40, qtbot)
    frame = shown(window)
    m, predicted = len(frame.problem.train), classify(answers(frame.problem, frame.snapshot.theta).outputs)
    expected = class_scores(frame.problem.labels[m:], predicted[m:], 10)
    scores = lens.confusion._scores
    assert scores is not None
    assert np.array_equal(scores.confusion, expected.confusion)
    off = np.argwhere((expected.confusion > 0) & ~np.eye(10, dtype=bool))
    label, answer = (int(place) for place in off[0])
    spot = lens.confusion.cell(label, answer).center().toPoint()
    qtbot.mouseClick(lens.confusion, Qt.MouseButton.LeftButton, pos=spot)
    rows = next(page for page in window.lenses.pages if isinstance(page, RowsLens))
    assert rows.isVisible()
    assert rows.model.rowCount() == expected.confusion[label, answer]
    assert bool((frame.problem.labels[rows.model.rows] == label).all())
    assert bool((rows.model.rows >= m).all())


def test_the_training_set_can_be_scored_too(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    lens = open_lens(window, 40, qtbot)
    qtbot.mouseClick(lens.sets.train, Qt.MouseButton.LeftButton)
    frame = shown(window)
    scores = lens.confusion._scores
    assert scores is not None
    assert scores.confusion.sum() == len(frame.problem.train)
    assert scores.accuracy == pytest.approx(frame.evaluation.train_accuracy)


def test_numbers_have_residuals(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-grades")
    lens = open_lens(window, 40, qtbot)
    frame = shown(window)
    m = len(frame.problem.train)
    y, a = frame.problem.y[:, m:], frame.answers.outputs[:, m:]
    assert lens.residuals.isVisible()
    assert not lens.confusion.isVisible()
    assert np.array_equal(lens.residuals.at, np.stack([a[0], (y - a)[0]]))
    assert number_scores(y, a)[0].r2 == pytest.approx(frame.evaluation.test_r2)
    assert lens.summary.text.startswith("R² ")


@pytest.mark.slow
def test_the_parts_of_the_loss_add_up(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("overfit-moons")
    lens = open_lens(window, 30, qtbot)
    frame, parts = shown(window), lens.parts
    assert parts.data[-1] == pytest.approx(frame.evaluation.train_loss)
    assert parts.penalty[-1] == pytest.approx(frame.evaluation.penalty)
    assert len(parts.iterations) == len(parts.data) == len(parts.penalty)


def test_the_worst_examples_are_named_and_can_be_followed(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    lens = open_lens(window, 40, qtbot)
    frame = shown(window)
    first = worst(frame.answers.loss[: len(frame.problem.train)]).tolist()
    assert all(f">no. {row + 1}<" in lens.worst.text() for row in first)
    lens.worst.linkActivated.emit(str(first[0]))
    qtbot.waitUntil(lambda: shown(window).row == first[0])


@pytest.mark.slow
def test_names_that_look_like_markup_are_shown_as_they_are(window: MainWindow, qtbot: QtBot) -> None:
    names = ("<=50K", ">50K", "<b>1")
    window.own_data.take("x,pay\n" + "".join(f"{k % 17},{names[k % 3]}\n" for k in range(3000)))
    read_through(window, qtbot)
    use(window, qtbot)
    assert window.data.about.textFormat() == Qt.TextFormat.PlainText
    page = QTextDocument()
    label = open_lens(window, 1, qtbot).worst
    assert label.textFormat() == Qt.TextFormat.RichText
    page.setHtml(label.text())
    text = page.toPlainText()
    assert text.startswith("The worst 5 training examples make up <")
    assert text.count("no. ") == 5
    assert "<a" not in text
    frame = shown(window)
    first = worst(frame.answers.loss[: len(frame.problem.train)]).tolist()
    given = {row: as_typed(names[int(frame.problem.labels[row])]) for row in first}
    assert all(f"no. {row + 1} ({name}, predicted " in text for row, name in given.items())


@pytest.mark.folded
def test_points_can_be_drawn_by_their_loss(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("course-pass-fail")
    open_lens(window, 40, qtbot)
    plot, frame = window.answers.regions, shown(window)
    plot.set_look(plot.look)  # redraws all points: after a resize they may be half a pixel off
    before = {group.marker.size for group in plot.train.groups}
    assert len(before) == 1
    plot.by_loss.setChecked(True)
    sizes = {group.marker.size for group in plot.train.groups}
    assert len(sizes) > 3
    assert sum(group.at.shape[1] for group in plot.train.groups) == len(frame.problem.train)
    plot.by_loss.setChecked(False)
    assert {group.marker.size for group in plot.train.groups} == before


def test_the_area_of_a_point_follows_its_loss() -> None:
    loss = np.array([1.0, 2.0, 4.0, 0.25, 1e-9, 1e9, np.nan])
    sizes = np.array(LOSS_SIZES)[loss_steps(loss, 1.0)]
    assert sizes.tolist() == [1.0, 1.4, 2.0, 0.5, 0.35, 2.8, 2.8]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "scale"), [((1920, 1080), 1.0), ((1920, 1080), 1.25), ((1366, 768), 1.0)])
def test_ten_classes_are_seen_with_their_recall(
    make_window: MakeWindow, qtbot: QtBot, size: tuple[int, int], scale: float
) -> None:
    window = make_window("digits", size=size, fresh=True)
    for card in window.plot_cards:
        card.set_folded(False)
    window.set_look(window.look.scaled(scale * window.look.text))
    lens = open_lens(window, 1, qtbot)
    qtbot.waitUntil(lambda: lens.matrix.horizontalScrollBar().maximum() == 0)
