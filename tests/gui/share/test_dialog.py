"""The dialog *Share*: a real file by real clicks, and what goes wrong said in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from core.words import as_typed
from gui.share.catalogue import EXPORTS
from gui.share.dialog import ShareDialog
from gui.share.making import GIVEN_UP
from gui.shell.main_window import MainWindow
from tests.gui.shared import MakeWindow


def row_of(name: str) -> int:
    return [export.name for export in EXPORTS].index(name)


def opened(window: MainWindow) -> ShareDialog:
    window.transport.file.share_asked.emit()
    dialog = window.findChild(ShareDialog)
    assert dialog is not None
    return dialog


def close(dialog: ShareDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.finished, timeout=60_000):
        dialog.close()


@pytest.mark.folded("plots", "lenses")
def test_a_table_is_saved(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window()
    dialog = opened(window)
    dialog.list.setCurrentRow(row_of("numbers"))
    dialog.what.setCurrentIndex(dialog.what.findData("parameters"))
    for place, words in ((tmp_path / "missing" / "θ.csv", "cannot be written"), (tmp_path / "θ.csv", "Saved")):
        dialog.ask_where = lambda suggestion, place=place: place  # type: ignore[misc]
        qtbot.waitUntil(dialog.save.isEnabled, timeout=60_000)
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.making is None, timeout=60_000)
        assert words in dialog.message.text()
    assert (tmp_path / "θ.csv").read_text(encoding="utf-8-sig").startswith("parameter,value")
    close(dialog, qtbot)


@pytest.mark.folded("plots", "lenses")
def test_it_opens_once_there_is_something_to_take(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh")
    window.stages.choose(load_scene("function-lab"))
    window.transport.file.share_asked.emit()
    qtbot.waitUntil(lambda: window.findChild(ShareDialog) is not None, timeout=20_000)
    dialog = window.findChild(ShareDialog)
    assert dialog is not None
    assert "plane" not in [dialog.what.itemData(row) for row in range(dialog.what.count())]  # it is of one variable
    close(dialog, qtbot)


@pytest.mark.folded("plots", "lenses")
def test_the_ending_that_is_typed_decides_or_is_refused(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(make_window("course-pass-fail"))

    def save_as(name: str) -> str:
        dialog.ask_where = lambda suggestion: tmp_path / name
        qtbot.waitUntil(dialog.save.isEnabled, timeout=60_000)
        assert not dialog.picture.pixmap().isNull(), "each kind has a preview"
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: dialog.making is None, timeout=60_000)
        return dialog.message.text()

    for row, export in enumerate(EXPORTS):
        dialog.list.setCurrentRow(row)
        for name in ("loss at 0.5", "mine.xyz", "mine"):
            words = save_as(name)
            assert f"“{as_typed(name)}” is not written" in words
            assert words.endswith(f"end in {' or '.join(export.endings)}.")
        if (other := export.endings[-1].upper()) != ".GIF":
            dialog.what.setCurrentIndex(max(dialog.what.findData("parameters"), dialog.what.findData("loss"), 0))
            assert "Saved" in save_as(f"mine{other}")
            assert (tmp_path / f"mine{other}").read_bytes()[:4] in (b"%PDF", b"PK\3\4", b'{\n "')
    assert len(list(tmp_path.iterdir())) == 3
    dialog.list.setCurrentRow(row_of("numbers"))
    dialog.what.setCurrentIndex(dialog.what.findData("dW1"))
    assert "end in .csv." in save_as("mine.npz")
    close(dialog, qtbot)


@pytest.mark.folded("plots", "lenses")
def test_of_a_plain_function_pictures_alone_are_offered(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("pigs")
    qtbot.waitUntil(lambda: window.stages.function.frame is not None)
    dialog = opened(window)
    on = [bool(dialog.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled) for row in range(dialog.list.count())]
    assert on[0]
    assert not any(on[1:])
    assert "no network" in dialog.list.item(row_of("numbers")).toolTip()
    assert "Take some steps" in dialog.list.item(row_of("animation")).toolTip()
    close(dialog, qtbot)


@pytest.mark.folded("plots", "lenses")
def test_what_is_chosen_is_shown_before_it_is_saved(make_window: MakeWindow, qtbot: QtBot) -> None:
    dialog, shown = opened(make_window("xor-tanh")), []
    dialog.what.setCurrentIndex(dialog.what.findData("loss"))
    for name, value in (("width", 400), ("width", 800), ("clear", True)):
        field = dialog.fields["picture"].fields[name]
        field.set_value(value)
        field.committed.emit(value)
        assert not dialog.save.isEnabled()
        qtbot.waitUntil(dialog.save.isEnabled, timeout=60_000)
        shown.append((dialog.message.text(), dialog.picture.pixmap().toImage()))
    assert [words for words, _ in shown] == ["400 × 900 pixels", "800 × 900 pixels", "800 × 900 pixels"]
    assert len({picture.cacheKey() for _, picture in shown}) == 3
    assert shown[1][1] != shown[2][1]
    dialog.what.setCurrentIndex(dialog.what.findData("desk"))
    assert not dialog.fields["picture"].fields["width"].control.isEnabled()
    close(dialog, qtbot)


@pytest.mark.folded("plots", "lenses")
@pytest.mark.parametrize("text", [15.0, 22.5, 32.0])
def test_nothing_is_cut_at_any_size_of_text(make_window: MakeWindow, qtbot: QtBot, text: float) -> None:
    window = make_window("xor-tanh")
    window.set_look(window.look.scaled(text))
    dialog = opened(window)
    screen = dialog.screen().availableSize()
    for row in range(len(EXPORTS)):
        dialog.list.setCurrentRow(row)
        QApplication.processEvents()
        assert dialog.size().boundedTo(screen) == dialog.size()
        assert dialog.scrolling.widget().minimumSizeHint().width() <= dialog.scrolling.viewport().width()
        for part in (dialog.save, dialog.close_button, dialog.message, dialog.picture, dialog.list, dialog.scrolling):
            assert dialog.rect().contains(part.geometry())
    close(dialog, qtbot)


@pytest.mark.folded("plots", "lenses")
def test_an_animation_is_given_up_first_and_then_the_dialog(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window("xor-tanh")
    window.player.go_to(6)
    qtbot.waitUntil(window.is_calm, timeout=60_000)
    dialog = opened(window)
    dialog.list.setCurrentRow(row_of("animation"))
    dialog.what.setCurrentIndex(dialog.what.findData("loss"))
    qtbot.waitUntil(dialog.save.isEnabled, timeout=60_000)
    assert "7 pictures" in dialog.message.text()
    dialog.ask_where = lambda suggestion: tmp_path / "mine.gif"
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.bar.value() > 20, timeout=60_000)
    assert not dialog.save.isEnabled()
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.message.text() == GIVEN_UP, timeout=60_000)
    assert not list(tmp_path.iterdir())
    assert dialog.isVisible()
    close(dialog, qtbot)
    assert window.player.timeline.now == 6
