"""Files that are given on the command line open with the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from gui.arguments import parser
from gui.shell.opening import open_window
from tests.gui.conftest import close_window
from tests.gui.tables import read_through


@pytest.mark.slow
def test_a_table_opens_its_dialog(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "TABLE.TXT"
    file.write_text("a,b,k\n" + "".join(f"{k}.5,{k * k % 7},w{k % 2}\n" for k in range(20)))
    options = parser().parse_args([str(file), "--size", "1024x768"])
    window = open_window(load_scene("xor-tanh"), options)
    dialog = read_through(window, qtbot)
    assert dialog.isVisible()
    assert dialog.what.text() == "TABLE.TXT: 20 rows, 3 columns"
    dialog.reject()
    close_window(window)
