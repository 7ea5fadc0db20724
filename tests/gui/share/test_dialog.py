"""The dialog *Share*: a real file by real clicks, and what goes wrong said in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.share.dialog import ShareDialog
from tests.gui.shared import MakeWindow


@pytest.mark.folded("plots", "lenses")
def test_a_table_is_saved(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window()
    window.transport.file.share_asked.emit()
    dialog = window.findChild(ShareDialog)
    assert dialog is not None
    dialog.list.setCurrentRow(1)
    dialog.what.setCurrentIndex(dialog.what.findData("parameters"))
    for place, words in ((tmp_path / "missing" / "θ.csv", "cannot be written"), (tmp_path / "θ.csv", "Saved")):
        dialog.ask_where = lambda suggestion, place=place: place  # type: ignore[misc]
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.making is None, timeout=5_000)
        assert words in dialog.message.text()
    assert (tmp_path / "θ.csv").read_text(encoding="utf-8-sig").startswith("parameter,value")
    dialog.close()


@pytest.mark.folded("plots", "lenses")
def test_of_a_plain_function_pictures_alone_are_offered(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("pigs")
    qtbot.waitUntil(lambda: window.stages.function.frame is not None)
    window.transport.file.share_asked.emit()
    dialog = window.findChild(ShareDialog)
    assert dialog is not None
    on = [bool(dialog.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled) for row in range(dialog.list.count())]
    assert on[0]
    assert not any(on[1:])
    assert "no network" in dialog.list.item(1).toolTip()
    dialog.close()
