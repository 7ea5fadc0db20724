"""What the window makes of tables that have been taken as data."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from core.analysis.scores import number_scores
from core.data.own import MAX_CLASSES
from gui.lenses.rows import RowsLens
from gui.lenses.scores import ScoresLens
from gui.panels.table_columns import ALSO
from gui.plots.decision_regions import answer_at
from gui.plots.parts.canvas import Canvas
from gui.plots.parts.example_points import TOLD_APART, point_markers
from gui.plots.parts.prediction_plot import PredictionPlot
from gui.shell.main_window import MainWindow
from gui.widgets.field import plain
from gui.widgets.numbers import number
from tests.gui.conftest import MakeWindow
from tests.gui.driving import run_to, wait_until_idle
from tests.gui.tables import cell, read_through, use


@pytest.mark.parametrize("kinds", [("low", "high"), ("a", "b", "c")], ids=["two", "three"])
@pytest.mark.slow
def test_classes_of_one_input_can_be_looked_at(window: MainWindow, kinds: tuple[str, ...], qtbot: QtBot) -> None:
    window.own_data.take("x,kind\n" + "".join(f"{k},{kinds[k % len(kinds)]}\n" for k in range(30)))
    read_through(window, qtbot)
    data = use(window, qtbot)
    assert data.classes == len(kinds)
    curve = window.answers.curve
    assert window.answers.currentWidget() is curve
    assert "accuracy" in curve.header.live.text
    assert "kind" in curve.read(3.0, 0.0)
    assert window.data.grid.own is not None


@pytest.mark.slow
def test_several_numbers_are_predicted_and_scored_each_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(
        "a,b,up,down,kind\n" + "".join(f"{k},{k % 7},{k / 40},{1 - k / 30},k{k % 2}\n" for k in range(40))
    )
    dialog = read_through(window, qtbot)
    assert dialog.columns.isColumnHidden(ALSO)  # the likely target is a column of classes
    dialog.target.setCurrentIndex(3)
    dialog.target.activated.emit(dialog.target.currentIndex())
    assert not dialog.columns.isColumnHidden(ALSO)
    cell(dialog.columns, 2, ALSO).setCheckState(Qt.CheckState.Checked)
    assert (dialog.columns.inputs, dialog.columns.also) == ([0, 1, 4], [2])
    cell(dialog.columns, 2, ALSO).setCheckState(Qt.CheckState.Unchecked)
    assert (dialog.columns.inputs, dialog.columns.also) == ([0, 1, 2, 4], [])
    cell(dialog.columns, 2, ALSO).setCheckState(Qt.CheckState.Checked)
    data = use(window, qtbot)
    assert (data.inputs, data.targets) == (("a", "b", "kind = k1"), ("down", "up"))
    assert window.data.about.text() == "Predicts down, up from a, b, kind = k1."
    window.session.advance(5, 60.0)
    qtbot.waitUntil(lambda: window.session.iteration == 5)
    assert "drawn: down, 1 of 2" in window.answers.regions.header.live.text
    scores = next(page for page in window.lenses.pages if isinstance(page, ScoresLens))
    window.lenses.turn_to(scores)
    frame = window.session.frame
    assert frame is not None
    test = slice(len(frame.problem.train), None)
    each = number_scores(frame.problem.y[:, test], frame.answers.outputs[:, test])
    shown = []
    for place, name in enumerate(data.targets):
        assert scores.choice.itemText(place) == name
        scores.choice.setCurrentIndex(place)
        scores._choose_output(place)
        shown.append(scores.summary.text)
    assert [f"R² {number(one.r2)} ·" in text for one, text in zip(each, shown, strict=True)] == [True, True]


@pytest.mark.slow
def test_64_classes_are_told_apart_and_scored(window: MainWindow, qtbot: QtBot) -> None:
    look = window.look
    marks = [point_markers(look, label, 8.0)[0] for label in range(MAX_CLASSES)]
    assert len({(mark.symbol, mark.fill.name()) for mark in marks}) == MAX_CLASSES
    rows = "".join(f"{k % 8},{k // 8 % 8},k{k % 64}\n" for k in range(256))
    window.own_data.take("a,b,kind\n" + rows)
    dialog = read_through(window, qtbot)
    assert dialog.target.currentText() == "kind"
    assert use(window, qtbot).classes == MAX_CLASSES
    scores = next(page for page in window.lenses.pages if isinstance(page, ScoresLens))
    window.lenses.turn_to(scores)
    qtbot.waitUntil(lambda: not window.session.busy)
    confusion, bars = scores.confusion, (scores.matrix.horizontalScrollBar(), scores.matrix.verticalScrollBar())
    assert confusion.cell(0, 0).width() >= look.px(20)
    assert all(bar.maximum() > 0 for bar in bars)
    confusion.setFocus()
    for _ in range(MAX_CLASSES):
        QTest.keyClick(confusion, Qt.Key.Key_Right)
        QTest.keyClick(confusion, Qt.Key.Key_Down)
    assert all(bar.value() > 0 for bar in bars)


@pytest.mark.slow
def test_long_names_are_cut_and_whole_in_tooltips(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(size=(1024, 768))
    px = window.look.px
    name, kind = "a column with a name of its own " * 2 + "number {}", "a class that somebody has named at length " * 2
    head = ",".join(name.format(k)[-80:] for k in range(4))
    rows = "".join(f"{k},{k * k % 7},{k % 5},{kind}{k % 10}\n" for k in range(80))
    window.own_data.take(f"{head}\n{rows}")
    dialog = read_through(window, qtbot)
    for table in (dialog.preview, dialog.columns):
        for place in range(3):
            assert table.columnWidth(place) <= px(300)
    assert cell(dialog.columns, 0, 1).text() in cell(dialog.columns, 0, 1).toolTip()
    data = use(window, qtbot)
    assert len(data.inputs[0]) == 60
    assert data.inputs[0].endswith("…")
    about = window.data.about
    assert about.height() <= 9 * about.fontMetrics().lineSpacing()
    assert data.inputs[0] in about.toolTip()
    assert data.class_names[3] in about.toolTip()
    for lens in (page for page in window.lenses.pages if isinstance(page, (RowsLens, ScoresLens))):
        window.lenses.turn_to(lens)
        qtbot.waitUntil(lambda: not window.session.busy)
        if isinstance(lens, RowsLens):
            assert all(lens.table.columnWidth(place) <= px(220) + px(20) + 1 for place in range(8))
            goal = lens.model.index(0, 1)
            assert goal.data() in goal.data(Qt.ItemDataRole.ToolTipRole)
        else:
            assert kind.strip()[:40] not in lens.worst.text()
    canvas = window.answers.regions.canvas
    assert told_at(canvas, canvas.inside.center()) == ""
    for side, name in (("left", data.inputs[1]), ("bottom", data.inputs[0])):
        axis = canvas.plot.getAxis(side)
        assert axis.labelText == name
        assert name.startswith(axis.label.toPlainText().removesuffix("…"))
        assert axis.label.boundingRect().width() <= axis.size().width() if axis.across else axis.size().height()
        assert name in plain(told_at(canvas, canvas.mapFromScene(axis.sceneBoundingRect().center())))
    assert all(len(line) < 60 for line in window.data.features.scales.text().splitlines())


def told_at(canvas: Canvas, place: QPoint) -> str:
    """Return the tooltip at a place of a plot."""
    QApplication.sendEvent(canvas.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, canvas.mapToGlobal(place)))
    return QToolTip.text()


@pytest.mark.parametrize("kinds", [TOLD_APART, 26])
@pytest.mark.slow
def test_regions_whose_colours_are_not_told_apart_carry_the_shapes_of_their_classes(
    kinds: int, window: MainWindow, qtbot: QtBot
) -> None:
    rows = "".join(f"{k % kinds % 6},{k % kinds // 6},k{k % kinds:02}\n" for k in range(20 * kinds))
    window.own_data.take(f"a,b,kind\n{rows}")
    read_through(window, qtbot)
    use(window, qtbot)
    window.session.advance(300, 60.0)
    qtbot.waitUntil(lambda: window.session.iteration == 300)
    plot, frame = window.answers.regions, window.session.frame
    assert frame is not None
    assert frame.regions is not None
    assert plot.pattern.isVisible() == (kinds > TOLD_APART) == ("ninth class" in plot.accessibleDescription())
    if kinds <= TOLD_APART:
        return
    shapes = {label: point_markers(window.look, label, 8.0)[0].symbol for label in range(kinds)}
    strewn = [
        (group.marker.symbol, answer_at(frame.regions, kinds, *at.tolist()))
        for group in plot.pattern.groups
        for at in group.at.T
    ]
    assert all(answer is not None and shapes[answer[0]] == shape for shape, answer in strewn)
    seen = {answer[0] for _, answer in strewn if answer is not None}
    assert all(label >= TOLD_APART for label in seen)
    assert len(seen) > 5


@pytest.mark.slow
@pytest.mark.parametrize("inputs", [1, 2], ids=["curve", "regions"])
def test_numbers_are_drawn_under_the_name_of_the_target(window: MainWindow, inputs: int, qtbot: QtBot) -> None:
    rows = "".join(f"{k / 2},{k * k % 7},{k / 9}\n" for k in range(30))
    window.own_data.take(f"age (d),light (h),size of leaves (cm)\n{rows}")
    dialog = read_through(window, qtbot)
    for place in range(inputs, 2):
        cell(dialog.columns, place, 0).setCheckState(Qt.CheckState.Unchecked)
    use(window, qtbot)
    plot = window.answers.currentWidget()
    assert isinstance(plot, PredictionPlot)
    assert plot.header.title.text() == plot.accessibleName() == "size of leaves (cm)"
    assert "class" not in plot.accessibleDescription()
    assert not window.answers.regions.show_wrong.isVisible()


@pytest.mark.parametrize(
    ("scene", "title"),
    [("sine-noise", "y"), ("course-grades", "grade (points)"), ("course-pass-fail", "Decision regions")],
)
def test_scenes_have_the_same_titles(scene: str, title: str, make_window: MakeWindow) -> None:
    plot = make_window(scene).answers.currentWidget()
    assert isinstance(plot, PredictionPlot)
    assert plot.header.title.text() == title


@pytest.mark.folded
def test_the_same_table_under_another_name_begins_anew_under_that(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    for name in ("t.csv", "u.csv"):
        (tmp_path / name).write_text("x,y,k\n" + "".join(f"{k},{k * k % 7},{'ab'[k % 2]}\n" for k in range(30)))
        window.own_data.take(tmp_path / name)
        read_through(window, qtbot)
        use(window, qtbot)
        qtbot.waitUntil(lambda: window.session.frame.experiment.data.title == name)  # noqa: B023
        assert window.session.iteration == 0
        run_to(qtbot, window, 5)
    window.session.edits.undo()
    wait_until_idle(qtbot, window)
    assert (window.session.experiment.data.title, window.session.iteration) == ("t.csv", 5)
