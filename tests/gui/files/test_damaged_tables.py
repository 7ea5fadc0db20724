"""Damaged tables through the dialog, with random clicks in it: words, a grey button, or data to learn from."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot

from gui.panels.table_dialog import TableDialog
from gui.shell.main_window import MainWindow
from tests.core.data.test_mutated_tables import TABLES, damaged
from tests.gui.tables import dialog_of

pytestmark = [pytest.mark.slow, pytest.mark.folded("plots", "lenses")]
ROUNDS, OPENED, CLICKS = 4, 50, 5


def controls(dialog: TableDialog) -> list[Callable[[random.Random], None]]:
    """Return what may be done now, each with a choice of its own."""

    def choose(box: QComboBox) -> Callable[[random.Random], None]:
        def chosen(draw: random.Random) -> None:
            box.setCurrentIndex(draw.randrange(box.count()))
            box.activated.emit(box.currentIndex())

        return chosen

    def press(button: QAbstractButton) -> Callable[[random.Random], None]:
        return lambda _: QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def tick(draw: random.Random) -> None:
        table = dialog.columns
        item = table.item(draw.randrange(table.rowCount()), draw.choice((0, 7))) if table.rowCount() else None
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            item.setCheckState(draw.choice((Qt.CheckState.Checked, Qt.CheckState.Unchecked)))

    boxes = (dialog.encoding, dialog.delimiter, dialog.decimal, dialog.target, dialog.kind)
    buttons = (
        *(dialog.header, dialog.written.next_encoding, *dialog.question.buttons, *dialog.odd_cells.switch.buttons),
        *(dialog.goal.scale_inputs, dialog.goal.scale_target),
    )
    return [
        *(choose(box) for box in boxes if box.isVisible() and box.count()),
        *(press(button) for button in buttons if button.isVisible() and button.isEnabled()),
        *([tick] if dialog.columns.isVisible() else []),
    ]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_damaged_tables_in_the_window(seed: int, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    draw, ends = random.Random(seed), set()
    for number in range(OPENED):
        file = tmp_path / f"{number}.csv"
        file.write_bytes(damaged(draw) if number % 3 else draw.choice(TABLES))
        window.own_data.take(file)
        dialog = dialog_of(window)
        qtbot.waitUntil(lambda dialog=dialog: not dialog.reading.busy)
        for _ in range(draw.randrange(CLICKS)):
            draw.choice(controls(dialog) or [lambda _: None])(draw)
            qtbot.waitUntil(lambda dialog=dialog: not dialog.reading.busy)
        ends.add(used(dialog, window, qtbot))
    assert ends >= {"used", "refused"}


def used(dialog: TableDialog, window: MainWindow, qtbot: QtBot) -> str:
    """Use the table if that can be done; return what became of it."""
    if not dialog.use.isEnabled():
        end = "refused" if dialog.error else "grey"
        assert len(dialog.error or dialog.use.toolTip()) > 20
        dialog.reject()
        return end
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.own_data.dialog is None or bool(dialog.error))
    if window.own_data.dialog is not None:
        dialog.reject()
        return "refused"
    qtbot.waitUntil(lambda: window.session.ready)
    window.player.step()
    qtbot.waitUntil(lambda: not window.session.busy)
    return "used"
