"""The dialog tells the size, makes the file, and gives up when asked to."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.share.animation import PHASES
from gui.share.animation_dialog import CANCELLED, AnimationDialog
from gui.shell.main_window import MainWindow
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")


def opened(window: MainWindow, qtbot: QtBot) -> AnimationDialog:
    window.player.go_to(6)
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    window.transport.file.animation_asked.emit()
    dialog = window.findChild(AnimationDialog)
    assert isinstance(dialog, AnimationDialog)
    dialog.size_box.setCurrentIndex(0)
    dialog.what.setCurrentIndex(dialog.what.findData("loss"))
    return dialog


def measured(dialog: AnimationDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.save.isEnabled() and not dialog.filming.is_busy, timeout=20_000)


def close(dialog: AnimationDialog, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(AnimationDialog) is None)


@pytest.mark.slow
def test_it_tells_the_size_and_makes_the_file(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window()
    dialog = opened(window, qtbot)
    measured(dialog, qtbot)
    assert dialog.words.text().startswith("It will be about ")
    assert "7 pictures" in dialog.words.text()  # no more than there are iterations
    dialog.make(tmp_path / "mine.gif")
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(lambda: not dialog.filming.is_busy, timeout=20_000)
    assert "has been written" in dialog.words.text()
    with Image.open(tmp_path / "mine.gif") as image:
        assert image.n_frames == 7  # type: ignore[attr-defined]
    dialog.what.setCurrentIndex(dialog.what.findData(PHASES))
    assert not dialog.first.isEnabled()
    measured(dialog, qtbot)
    assert "9 pictures" in dialog.words.text()
    close(dialog, window, qtbot)
    assert window.player.timeline.now == 6


def test_cancel_gives_up_first_and_closes_then(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window()
    dialog = opened(window, qtbot)
    measured(dialog, qtbot)
    dialog.make(tmp_path / "mine.gif")
    qtbot.waitUntil(lambda: dialog.bar.value() == 2)
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.filming.is_busy)
    assert dialog.words.text() == CANCELLED
    assert not list(tmp_path.glob("*.gif"))
    close(dialog, window, qtbot)
