"""Every case of a table through the window: opened, looked at in the dialog, taken, and learned from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gui.panels.table_columns import REMARK
from gui.panels.table_dialog import TableDialog
from gui.shell.main_window import MainWindow
from tests.gui.tables import cell, read_through, use
from tests.test_table_command import CASES, EXPECTED, ODD, as_expected

pytestmark = pytest.mark.folded("plots", "lenses")
NAME, UNIT, MISSING = 1, 3, 5


def texts(dialog: TableDialog, place: int) -> list[str]:
    return [cell(dialog.columns, row, place).text() for row in range(dialog.columns.rowCount())]


def shown(dialog: TableDialog, key: str) -> Any:
    """Return what the dialog shows of what the command line tells under ``key``."""
    table, target = dialog.table, dialog.target.currentIndex()
    assert table is not None
    looks = {
        "encoding": lambda: dialog.encoding.currentData(),
        "delimiter": lambda: dialog.delimiter.currentData()[0],
        "decimal": lambda: dialog.decimal.currentData(),
        "header": lambda: dialog.header.isChecked(),
        "first_row": lambda: dialog.first_row.value,
        "rows": lambda: len(table),
        "names": lambda: texts(dialog, NAME),
        "units": lambda: texts(dialog, UNIT),
        "missing": lambda: [int(text or 0) for text in texts(dialog, MISSING)],
        "kinds": lambda: [column.kind for column in table.columns],
        "words": lambda: [list(column.words) or None for column in table.columns],
        "low": lambda: [column.low_high[0] for column in table.columns],
        "high": lambda: [column.low_high[1] for column in table.columns],
        "roles": lambda: [
            "target" if place == target else "input" if place in dialog.columns.inputs else "none"
            for place in range(len(table.columns))
        ],
    }
    return looks[key]()


@pytest.mark.slow
@pytest.mark.parametrize("case", EXPECTED)
def test_cases_in_the_window(case: str, window: MainWindow, qtbot: QtBot) -> None:
    before, expected = window.session.experiment, EXPECTED[case]
    window.own_data.take(CASES / case)
    dialog = read_through(window, qtbot)
    for key, value in expected.items():
        if key != "left_out":
            assert shown(dialog, key) == as_expected(key, value), key
    assert dialog.encoding.currentData() == expected.get("encoding", "utf-8")
    assert dialog.preview.rowCount() == min(20, len(dialog.table or ()))
    qtbot.waitUntil(lambda: bool(dialog.goal.plan.text()))
    assert "To be set to suit the table" in dialog.goal.plan.text()
    rows = len(dialog.table or ())
    data = use(window, qtbot)
    if "left_out" in expected:
        assert rows - data.points == expected["left_out"]
    window.player.run_to(2)
    qtbot.waitUntil(lambda: window.session.iteration == 2)
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.ready)
    assert window.session.experiment == before


@pytest.mark.parametrize("name", ODD)
def test_files_of_other_programs_in_the_window(name: str, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (content, expected), file = ODD[name], tmp_path / "odd.csv"
    file.write_bytes(content)
    window.own_data.take(file)
    dialog = read_through(window, qtbot)
    assert not dialog.error
    rows = len(dialog.table or ())
    for key, value in expected.items():
        if key != "left_out":
            assert shown(dialog, key) == as_expected(key, value), key
    assert rows - use(window, qtbot).points == expected.get("left_out", sum(expected.get("missing", ())))


@pytest.mark.parametrize(
    ("case", "place", "words"),
    [
        ("one-odd-cell/odd.csv", 1, ("row 18", "“oops”")),
        ("the-row-number-as-an-input/iris.csv", 0, ("counts the rows",)),
        ("spaces-and-bars/mpg.data", 3, ("no value in row 3",)),
        ("spaces-and-bars/spaces.data", 1, ("same value",)),
    ],
)
def test_remarks_of_the_cases(case: str, place: int, words: tuple[str, ...], window: MainWindow, qtbot: QtBot) -> None:
    window.own_data.take(CASES / case)
    dialog = read_through(window, qtbot)
    remark = cell(dialog.columns, place, REMARK)
    assert all(word in remark.text() for word in words)
    assert all(word in remark.toolTip() for word in words)
    dialog.reject()
