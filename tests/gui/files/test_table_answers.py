"""What is asked and offered in the dialog of tables: two readings, odd cells, encodings, scaling, faults."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.data.csv_text import UnreadableTable
from core.data.own import MAX_CLASSES
from gui.frames.table_jobs import attempt
from gui.panels.table_columns import REMARK, VALUES
from gui.panels.table_dialog import TableDialog
from gui.shell.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.tables import cell, dialog_of, read_through, use
from tests.test_table_command import CASES

pytestmark = pytest.mark.folded("plots", "lenses")
TWOFOLD = "price;rooms;note\n" + "".join(f"1,{200 + k};{k % 4};{'ab'[k % 2]}\n" for k in range(30))
DAYS = "day,x,y\n" + "".join(f"{k % 9 + 2}/{k % 5 + 1}/2024,{k},{k * k}\n" for k in range(30))
ODD = "a,b,y\n" + "".join(f"{'oops' if k == 5 else k},{'x' if k in (3, 9) else k * 2},{k}.5\n" for k in range(40))


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(dialog: TableDialog, name: str, value: object) -> None:
    box = getattr(dialog, name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


@pytest.mark.parametrize(
    ("text", "button", "says", "values"),
    [
        (TWOFOLD, 0, "1200", "1200 … 1229"),
        (TWOFOLD, 1, "1.2", "1.2 … 1.229"),
        (DAYS, 0, "1 February 2024", "2024-02-01 … 2024-10-04"),
        (DAYS, 1, "2 January 2024", "2024-01-02 … 2024-05-08"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(
    text: str, button: int, says: str, values: str, window: MainWindow, qtbot: QtBot
) -> None:
    window.own_data.take(text)
    dialog = read_through(window, qtbot)
    assert dialog.question.isVisible()
    assert not dialog.use.isEnabled()
    assert "First answer the question" in dialog.use.toolTip()
    labels = [each.text() for each in dialog.question.buttons]
    assert labels[button] == says
    assert all(label in dialog.question.words.text() for label in labels)
    assert (cell(dialog.columns, 0, VALUES).text() == values) == (button == 0)  # the first is what is shown
    dialog.use.clicked.emit()  # nothing is taken silently
    assert dialog.isVisible()
    click(dialog.question.buttons[button])
    read_through(window, qtbot)
    assert not dialog.question.isVisible()
    assert cell(dialog.columns, 0, VALUES).text() == values
    use(window, qtbot)


@pytest.mark.slow
@pytest.mark.parametrize(("button", "says", "unit"), [(0, "12 h 51 min", "h"), (1, "12 min 51 s", "min")])
def test_times_in_no_order_are_asked(button: int, says: str, unit: str, window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take("run,k\n12:51,1.5\n9:07,2.5\n10:22,3\n11:48,4\n")
    dialog = read_through(window, qtbot)
    assert dialog.question.buttons[button].text() == says
    click(dialog.question.buttons[button])
    read_through(window, qtbot)
    assert not dialog.question.isVisible()
    assert cell(dialog.columns, 0, VALUES - 1).text() == unit
    dialog.reject()


@pytest.mark.slow
def test_letters_that_may_be_wrong_are_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "baltic.csv"
    path.write_bytes("Ūgis,Svoris,Miestas\n1,2,Šiauliai\n3,4,Vilnius\n5,6,Vilnius\n7,8,Vilnius\n".encode("cp1257"))
    window.own_data.take(path)
    dialog = read_through(window, qtbot)
    assert "The letters may be wrong: Windows-1252 (Western) is a guess." in dialog.what.text()
    choose(dialog, "encoding", "cp1252")
    read_through(window, qtbot)
    assert "letters" not in dialog.what.text()
    dialog.reject()


def test_a_decimal_mark_that_is_chosen_answers_the_question(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(TWOFOLD)
    dialog = read_through(window, qtbot)
    choose(dialog, "decimal", ",")
    read_through(window, qtbot)
    assert not dialog.question.isVisible()
    assert cell(dialog.columns, 0, VALUES).text() == "1.2 … 1.229"
    dialog.reject()


def test_cells_that_do_not_fit_have_two_ways_out(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(CASES / "one-odd-cell" / "odd.csv")
    dialog = read_through(window, qtbot)
    assert "row 18 holds “oops”" in dialog.odd_cells.words.text()
    assert dialog.odd_cells.leave_out.isChecked()
    assert not dialog.odd_cells.stepper.isVisible()
    click(dialog.odd_cells.take_as_words)
    read_through(window, qtbot)
    assert dialog.table is not None
    assert dialog.table.columns[1].kind == "words"
    assert "row 18 holds “oops”" in dialog.odd_cells.words.text()  # so that the way back stays open
    click(dialog.odd_cells.leave_out)
    read_through(window, qtbot)
    assert use(window, qtbot).points == 39
    assert "Row 18 is left out" in window.banner.text


def test_columns_with_odd_cells_are_gone_through(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(ODD)
    dialog = read_through(window, qtbot)
    odd = dialog.odd_cells
    assert odd.words.text() == "“a”: row 7 holds “oops”."
    assert odd.stepper.which.text() == "column 1 of 2"
    click(odd.stepper.next)
    assert odd.words.text() == "“b”: rows 5, 11 hold “x”."
    click(odd.take_as_words)
    read_through(window, qtbot)
    assert dialog.table is not None
    assert [column.kind for column in dialog.table.columns] == ["number", "words", "number"]
    choose(dialog, "decimal", ".")  # a table that is read again keeps the choice
    read_through(window, qtbot)
    assert [column.kind for column in dialog.table.columns] == ["number", "words", "number"]
    assert use(window, qtbot).points == 39


def test_a_change_keeps_the_other_choices(window: MainWindow, qtbot: QtBot) -> None:
    text = "a;b;c;d\n" + "".join(f"{k},5;{k % 7},25;{k % 2};{k}\n" for k in range(40))
    window.own_data.take(text)
    dialog = read_through(window, qtbot)
    dialog.target.setCurrentIndex(1)
    dialog.target.activated.emit(1)
    cell(dialog.columns, 2, 0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.columns.inputs == [0, 3]
    dialog.header.click()
    read_through(window, qtbot)
    assert (dialog.target.currentIndex(), dialog.columns.inputs) == (1, [0, 3])
    dialog.header.click()
    read_through(window, qtbot)
    assert (dialog.target.currentIndex(), dialog.columns.inputs) == (1, [0, 3])
    dialog.first_row.edit.setFocus()
    dialog.first_row.edit.stepped.emit(1)
    read_through(window, qtbot)
    assert dialog.first_row.value == 2
    assert dialog.header.isChecked()
    assert cell(dialog.preview, 0, 0).text() == "1,5"
    dialog.reject()


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "mac_roman"])
@pytest.mark.slow
def test_encodings_are_turned_through_by_clicks(
    encoding: str, tmp_path: Path, window: MainWindow, qtbot: QtBot
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("größe;art\n1;weiß\n2;süß\n3;weiß\n4;süß\n".encode("cp1252"))
    window.own_data.take(path)
    dialog = read_through(window, qtbot)
    seen = set()
    for _ in range(dialog.encoding.count()):
        header = dialog.preview.horizontalHeaderItem(0)
        assert header is not None
        seen.add(header.text())
        click(dialog.written.next_encoding)
        read_through(window, qtbot)
    assert "größe".encode("cp1252").decode(encoding) in seen
    dialog.reject()


def test_there_is_no_other_encoding_of_plain_letters(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(ODD)
    dialog = read_through(window, qtbot)
    assert not dialog.written.next_encoding.isEnabled()
    assert "same letters" in dialog.written.next_encoding.toolTip()
    dialog.reject()


def test_of_a_text_that_cannot_be_read_no_encoding_is_shown(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    mixed = tmp_path / "mixed.csv"
    mixed.write_bytes("name,Größe\nJürgen,1\n".encode() + "Käthe,2\nLöw,3\n".encode("cp1252"))
    window.own_data.take("ort;wert\n1;2\n2;3\n3;4\n4;5\n")
    read_through(window, qtbot)
    window.own_data.take(mixed)
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: "line 3" in dialog.error)
    assert [box.currentIndex() for box in (dialog.encoding, dialog.delimiter, dialog.decimal)] == [-1, -1, -1]
    assert not dialog.written.next_encoding.isEnabled()
    assert "Choose an encoding" in dialog.written.next_encoding.toolTip()
    choose(dialog, "encoding", "cp1252")
    assert read_through(window, qtbot).columns.rowCount() == 2
    assert dialog.delimiter.currentData() == ","
    dialog.reject()


def test_a_wrong_choice_is_said_and_can_be_taken_back(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("x;größe\n1;2\n3;4\n5;6\n7;8\n9;1\n".encode("cp1252"))
    window.own_data.take(path)
    dialog = read_through(window, qtbot)
    choose(dialog, "encoding", "utf-8")
    qtbot.waitUntil(lambda: bool(dialog.error))
    assert "line 1, character 5" in dialog.error
    assert not dialog.use.isEnabled()
    choose(dialog, "encoding", "cp1252")
    read_through(window, qtbot)
    assert not dialog.error
    choose(dialog, "delimiter", ",")
    qtbot.waitUntil(lambda: bool(dialog.error))
    assert "only one column" in dialog.error
    choose(dialog, "delimiter", ";")
    read_through(window, qtbot)
    use(window, qtbot)


@pytest.mark.slow
def test_scaling_is_said_before_and_can_be_switched_off(window: MainWindow, qtbot: QtBot) -> None:
    rows = "".join(f"{1000 + 37 * k % 90};{k % 5};{200000 + 900 * k},50 €\n" for k in range(40))
    window.own_data.take("sqft;rooms;price\n" + rows)
    dialog = read_through(window, qtbot)
    plan = dialog.goal.plan
    qtbot.waitUntil(lambda: bool(plan.text()))
    assert plan.text().startswith("Inputs are standardised; price (€) is learned scaled and shown in €. To be set")
    click(dialog.goal.scale_target)
    qtbot.waitUntil(lambda: "is learned as it is" in plan.text())
    click(dialog.goal.scale_inputs)
    qtbot.waitUntil(lambda: plan.text().startswith("Inputs are used as they are"))
    click(dialog.goal.scale_target)
    qtbot.waitUntil(lambda: "learned scaled" in plan.text())
    before = window.session.experiment
    data = use(window, qtbot)
    assert data.targets == ("price (€)",)
    experiment = window.session.experiment
    assert (experiment.standardise, experiment.standardise_target) == (False, True)
    assert window.banner.text.startswith("Set to suit this table")
    window.session.edits.undo()
    assert window.session.experiment == before


@pytest.mark.slow
def test_a_target_far_from_1_that_is_not_scaled_is_said_as_it_is_taken(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take("sqft;rooms;price\n" + "".join(f"{k};{k % 5};{200000 + 900 * k} €\n" for k in range(40)))
    dialog = read_through(window, qtbot)
    qtbot.waitUntil(lambda: bool(dialog.goal.plan.text()))
    click(dialog.goal.scale_target)
    use(window, qtbot)
    assert "in the training examples and is learned as it is. As a network begins with answers" in window.banner.text
    assert window.network.remark.isHidden()


def test_words_are_one_group_of_inputs(window: MainWindow, qtbot: QtBot) -> None:
    rows = "".join(
        f"{['red', 'green', 'blue'][k % 3]},{['yes', 'no'][k % 2]},w{k % 40},{k},{k * 2}\n" for k in range(90)
    )
    window.own_data.take("colour,ok,many,n,y\n" + rows)
    dialog = read_through(window, qtbot)
    assert [cell(dialog.columns, place, VALUES).text() for place in range(3)] == [
        "red, green, blue → 3 inputs",
        "yes, no → 1 input",
        "w0, w1, w2, w3, w4 and 35 more → 32 inputs, the rarest words as “other”",
    ]
    dialog.target.setCurrentIndex(0)
    dialog.target.activated.emit(0)
    assert cell(dialog.columns, 0, VALUES).text() == "red, green, blue"
    dialog.target.setCurrentIndex(4)
    dialog.target.activated.emit(4)
    assert use(window, qtbot).groups.count("many") == 32


def test_too_many_classes_are_said_at_once(window: MainWindow, qtbot: QtBot) -> None:
    for count, wrong in ((MAX_CLASSES, False), (MAX_CLASSES + 1, True)):
        rows = "".join(f"{k},k{k % count}\n" for k in range(3 * count))
        window.own_data.take("n,kind\n" + rows)
        dialog = read_through(window, qtbot)
        dialog.target.setCurrentIndex(1)
        dialog.target.activated.emit(1)
        qtbot.waitUntil(lambda dialog=dialog: not dialog.reading.busy)
        assert ("at most 64 classes" in dialog.error) == wrong
        assert dialog.use.isEnabled() != wrong
    dialog_of(window).reject()


def test_what_cannot_be_an_input_says_why(window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take("id,same,x,y\n" + "".join(f"{k + 1},7,{k * k % 13},{k}.5\n" for k in range(20)))
    dialog = read_through(window, qtbot)
    assert dialog.columns.inputs == [2]
    assert "so leave it out" in cell(dialog.columns, 0, REMARK).text()
    same = cell(dialog.columns, 1, 0)
    assert not same.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert "same value" in same.toolTip()
    dialog.reject()


def _raising(error: BaseException) -> UnreadableTable:
    def job() -> None:
        raise error

    answer = attempt(job)
    assert isinstance(answer, UnreadableTable)
    return answer


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_what_the_system_lacks_is_said_in_the_dialog(
    error: BaseException, words: str, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert words in str(_raising(error))

    def fail(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr("gui.frames.table_jobs.read", fail)
        window.own_data.take(ODD)
        dialog = dialog_of(window)
        qtbot.waitUntil(lambda: bool(dialog.error))
    assert words in dialog.error
    assert "Reading" not in dialog.what.text()
    assert not window.banner.isVisible()
    choose(dialog, "decimal", ".")  # the dialog goes on
    read_through(window, qtbot)
    dialog.reject()


@pytest.mark.slow
def test_closing_the_window_ends_the_reading(make_window: MakeWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "large.csv"
    rows = np.random.default_rng(1).integers(0, 9, size=(60_000, 2)).tolist()
    path.write_text("x,y,word\n" + "".join(f"{a},{b},w{a}\n" for a, b in rows))
    window = make_window(real=True)
    window.own_data.take(path)
    progress = dialog_of(window).reading.progress
    window.close()
    assert progress.cancelled
    assert window.own_data.dialog is None
