"""Tables in a real window: opened, dropped, pasted, previewed, cancelled, refused, used, and undone."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data.drawn import draft_of
from gui.frames.table_jobs import is_tabular
from gui.panels.table_columns import REMARK
from gui.shell.main_window import MainWindow
from gui.widgets.theme import WHITEBOARD, Look
from gui.widgets.thumbnail import OWN
from tests.gui.conftest import MakeWindow
from tests.gui.tables import cell, dialog_of, read_through, use

pytestmark = pytest.mark.folded("plots", "lenses")
GRADES = "hours;drops;place;grade\n" + "".join(f"{k},5;{k % 7};north;{3 * k},25\n" for k in range(40))
CLASSES = "a,b,kind\n" + "".join(f"{k},{k * k % 11},{'red' if k % 3 else 'blue'}\n" for k in range(30))


@pytest.fixture
def grades(tmp_path: Path) -> Path:
    path = tmp_path / "grades.csv"
    path.write_text(GRADES, encoding="utf-8")
    return path


def drop(window: MainWindow, mime: QMimeData) -> bool:
    """Drop something on the window; return whether it was taken."""
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of QPoint, in Qt 6.12; Qt 6.11 takes nothing else
        enter = QDragEnterEvent(QPoint(50, 50), actions, mime, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(50, 50), actions, mime, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(window, event)
    return enter.isAccepted()


def test_a_table_with_decimal_commas_becomes_the_data(window: MainWindow, grades: Path, qtbot: QtBot) -> None:
    before = window.session.experiment
    window.own_data.take(grades)
    dialog = read_through(window, qtbot)
    assert dialog.isVisible()
    assert (dialog.delimiter.currentData(), dialog.decimal.currentData()) == (";", ",")
    assert dialog.header.isChecked()
    assert dialog.preview.rowCount() == 20
    assert cell(dialog.preview, 1, 0).text() == "1,5"
    assert dialog.columns.inputs == [0, 1]
    assert dialog.target.currentText() == "grade"
    assert dialog.kind.currentData() == "number"
    data = use(window, qtbot)
    assert window.own_data.dialog is None
    assert data.inputs == ("hours", "drops")
    np.testing.assert_array_equal(data.examples.x[0], np.arange(40) + 0.5)
    np.testing.assert_array_equal(data.examples.values[0], 3 * np.arange(40) + 0.25)
    assert window.session.experiment.loss.name == "mse" or not window.session.experiment.loss.outputs
    assert "grade" in window.data.about.text()
    assert window.data.chosen.text() == "grades.csv"
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.ready)
    assert window.session.experiment == before
    own = window.data.grid.own
    assert own is not None
    assert not own.isChecked()
    QTest.mouseClick(own, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.ready)
    assert window.session.experiment.data == data
    assert own.isChecked()
    assert window.session.experiment.data.name == OWN


def test_a_file_can_be_dropped(window: MainWindow, grades: Path, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(grades)), QUrl.fromLocalFile(str(grades.with_name("second.csv")))])
    assert drop(window, mime)
    dialog = read_through(window, qtbot)
    assert dialog.what.text() == "grades.csv (the first of 2 files): 40 rows, 4 columns"
    scene = window.transport.scenes.currentText()
    assert use(window, qtbot).points == 40
    assert window.transport.scenes.currentText() == window.files.on_show().title == "grades.csv"
    window.session.edit(replace(window.session.experiment, seed=9))
    assert window.transport.scenes.currentText() == "grades.csv"
    for _ in range(2):
        window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.ready)
    assert window.transport.scenes.currentText() == scene


def test_drawn_points_are_no_scene(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.experiment
    window.session.edit(before.with_data(draft_of(before.data).data(), before.test_share))
    assert window.transport.scenes.currentText() == "Drawn points"


@pytest.mark.slow
def test_cells_can_be_pasted_and_other_text_cannot(window: MainWindow, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("only words")
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.own_data.dialog is None
    assert "no table" in window.banner.text
    clipboard.setText(CLASSES.replace(",", "\t"))
    window.network.setFocus()
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = read_through(window, qtbot)
    assert dialog.kind.currentData() == "classes"
    assert dialog.target.currentText() == "kind"
    data = use(window, qtbot)
    assert data.class_names == ("blue", "red") or set(data.class_names) == {"blue", "red"}
    assert window.session.experiment.outputs == 1
    clipboard.clear()


def test_plain_text_that_is_dropped_is_not_taken(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not drop(window, mime)
    assert window.own_data.dialog is None


def test_how_it_is_written_can_be_set_right(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(GRADES)
    dialog = read_through(window, qtbot)
    dialog.decimal.setCurrentIndex(dialog.decimal.findData("."))
    dialog.decimal.activated.emit(0)
    dialog = read_through(window, qtbot)
    assert dialog.table is not None
    assert dialog.table.columns[0].kind == "words"
    dialog.decimal.setCurrentIndex(dialog.decimal.findData(","))
    dialog.decimal.activated.emit(1)
    read_through(window, qtbot)
    dialog.header.click()
    read_through(window, qtbot)
    assert dialog.table is not None
    assert dialog.table.columns[0].name == "column 1"
    assert cell(dialog.preview, 0, 0).text() == "hours"
    dialog.delimiter.setCurrentIndex(dialog.delimiter.findData(","))
    dialog.delimiter.activated.emit(2)
    qtbot.waitUntil(lambda: bool(dialog.error))
    assert "separator" in dialog.error
    assert not dialog.use.isEnabled()
    dialog.reject()


def test_another_encoding_can_be_chosen(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("größe,art\n1,Käse\n2,Brötchen\n".encode() + "3,Öl\n4,Käse\n5,Öl\n".encode("cp1252"))
    window.own_data.take(path)
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: bool(dialog.error))
    assert "line 4, character 3" in dialog.error
    dialog.encoding.setCurrentIndex(dialog.encoding.findData("cp1252"))
    dialog.encoding.activated.emit(dialog.encoding.currentIndex())
    read_through(window, qtbot)
    assert dialog.table is not None
    assert dialog.table.columns[0].name == "grÃ¶ÃŸe"
    assert "Öl" in dialog.table.columns[1].words
    dialog.reject()


def test_columns_are_chosen_by_ticks_and_remarked_upon(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(
        "x,gap,day,same,y\n" + "".join(f"{k},{k or ''},2024-01-{k + 1:02},7,{k * 1.5}\n" for k in range(12))
    )
    dialog = read_through(window, qtbot)
    remarks = [cell(dialog.columns, row, REMARK).text() for row in range(5)]
    assert "row 2" in remarks[1]
    assert "dates" in remarks[2]
    assert "same value" in remarks[3]
    assert dialog.columns.inputs == [0, 1, 2]
    for place in (1, 2):
        cell(dialog.columns, place, 0).setCheckState(Qt.CheckState.Unchecked)
    cell(dialog.columns, 0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.use.isEnabled()
    assert "Tick" in dialog.error
    assert dialog.error in dialog.use.toolTip()
    target = cell(dialog.columns, dialog.target.currentIndex(), 0)
    assert "cannot be an input" in target.toolTip()
    cell(dialog.columns, 1, 0).setCheckState(Qt.CheckState.Checked)
    data = use(window, qtbot)
    assert data.inputs == ("gap",)
    assert data.points == 11
    assert "Row 2 is left out" in window.banner.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n3\n4,5\n", "row 3"),
        ('a,b\n1,"2\n3,4\n', "quote"),
        ("a,b\n1,1e999\n2,3\n", "beyond"),
        ("a,b\n", "no rows"),
        ("a\n1\n2\n3\n4\n", "only one column"),
        ("a,b,c\n" + 9 * "1,2,3\n", "No column has values that differ"),
        ("a,b,c\n" + 9 * "x,,z\nx,q,r\n", "No column except “c”"),
        ("x,y\n" + 4 * ",\n", "only empty rows"),
    ],
)
def test_a_wrong_table_leaves_the_experiment(window: MainWindow, text: str, words: str, qtbot: QtBot) -> None:
    window.player.run_to(7)
    qtbot.waitUntil(lambda: window.session.iteration == 7)
    experiment, run = window.session.experiment, window.session.run
    window.own_data.take(text)
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: bool(dialog.error))
    assert words in dialog.error
    assert not dialog.use.isEnabled()
    dialog.reject()
    assert window.session.experiment == experiment
    assert window.session.run is run
    assert window.session.iteration == 7
    assert window.own_data.dialog is None


def test_files_that_cannot_be_read_are_named(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = window.own_data.show_dialog()
    for path, words in ((tmp_path / "gone.csv", "no file"), (tmp_path, "folder")):
        window.own_data.take(path)
        qtbot.waitUntil(lambda: not dialog.bar.isVisible())
        assert words in dialog.error
        assert not dialog.preview.isVisible()
    dialog.reject()


def test_what_cannot_be_learned_is_refused_in_the_dialog(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take("a,b\n" + "".join(f"{k},{k}.5\n" for k in range(70)))
    dialog = read_through(window, qtbot)
    dialog.kind.setCurrentIndex(dialog.kind.findData("classes"))
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.error))
    assert "70 different values" in dialog.error
    assert "If it is a quantity" in dialog.error
    window.own_data.take("a,b\n" + "".join(f"{k},kind {k}\n" for k in range(70)))
    qtbot.waitUntil(lambda: dialog.table is not None)
    assert dialog.target.currentText() == "a"  # for b names the rows
    dialog.target.setCurrentIndex(1)
    dialog.target.activated.emit(dialog.target.currentIndex())
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.error))
    assert "Choose another column" in dialog.error
    assert dialog.isVisible()
    assert window.session.experiment.data.name == "xor"
    dialog.reject()


@pytest.mark.folded
@pytest.mark.slow
def test_huge_numbers_and_many_columns_are_taken(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.experiment
    wide = ",".join(f"column {k}" for k in range(201))
    cells = np.random.default_rng(0).random((30, 200)).tolist()
    for text, inputs in (
        ("a,b,c\n" + "".join(f"{k}e300,{k},{k % 2}\n" for k in range(20)), 2),
        (wide + "\n" + "".join(",".join(map(str, row)) + f",{k % 3}\n" for k, row in enumerate(cells)), 200),
    ):
        window.own_data.take(text)
        read_through(window, qtbot)
        assert len(use(window, qtbot).inputs) == inputs
        window.session.edits.undo()
        qtbot.waitUntil(lambda: window.session.ready)
        assert window.session.experiment == before


def test_escape_leaves_everything(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.experiment
    window.own_data.take(CLASSES)
    dialog = read_through(window, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.own_data.dialog is None
    assert window.session.experiment == before


def test_reading_can_be_cancelled(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(CLASSES)
    dialog = dialog_of(window)
    assert dialog.cancel.isVisible()
    QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert "cancelled" in dialog.error
    done = Event()
    window.session.background.submit("after", done.set, lambda _answer: None, None)
    qtbot.waitUntil(done.is_set)
    assert dialog.table is None
    assert not dialog.cancel.isVisible()
    assert not dialog.use.isEnabled()
    assert "No table has been read yet." in dialog.use.toolTip()
    dialog.reject()


@pytest.mark.slow
def test_a_large_table_is_read_on_the_worker_with_progress(
    make_window: MakeWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "large.csv"
    rows = np.random.default_rng(1).normal(size=(300_000, 3))
    path.write_text("x,y,z\n" + "\n".join(f"{a:.12f},{b:.12f},{c:.12f}" for a, b, c in rows) + "\n")
    window = make_window(real=True)
    window.own_data.take(path)
    assert dialog_of(window).bar.isVisible()
    read_through(window, qtbot)
    data = use(window, qtbot)
    assert data.points == 300_000
    np.testing.assert_allclose(data.examples.x, rows.T[:2], atol=1e-11)
    assert window.data.counts.text().startswith("240,000 to train")
    window.player.run_to(20)
    qtbot.waitUntil(lambda: window.session.iteration == 20, timeout=20_000)


@pytest.mark.parametrize("look", [Look(), Look(WHITEBOARD, 27)], ids=["normal", "large"])
@pytest.mark.slow
def test_nothing_is_cut_off_in_a_small_window(make_window: MakeWindow, look: Look, qtbot: QtBot) -> None:
    window = make_window(size=(1024, 768))
    window.set_look(look)
    window.own_data.take(GRADES)
    dialog = read_through(window, qtbot)
    assert dialog.width() <= 1024
    assert dialog.height() <= 768
    for button in (dialog.open_file, dialog.paste, dialog.close_button, dialog.use):
        assert button.width() >= button.minimumSizeHint().width()
        assert dialog.rect().contains(button.geometry())
    assert dialog.preview.height() > 2 * look.text
    dialog.reject()


@pytest.mark.parametrize(
    ("text", "tabular"),
    [("", False), ("one line, only", False), ("a\tb\n1\t2", True), ("words\nand more", False), ("1,2\n3,4\n", True)],
)
def test_what_looks_like_a_table(text: str, tabular: bool) -> None:
    assert is_tabular(text) == tabular
