"""Files that cannot be opened or saved: it is said in words, and nothing changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.data.drawn import draft_of
from core.exchange.files import save_scene
from core.exchange.scenes import load_scene, read_scene
from gui.frames.file_jobs import attempt
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.gui.conftest import close_window
from tests.gui.driving import run_to
from tests.gui.lab import choose_scene
from tests.gui.saving import edit, finish, opened, press, titles

pytestmark = pytest.mark.folded("plots", "lenses")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file"),
        ("title = ", "is not valid TOML: Invalid value (at end of document)"),
        (
            'title = "T"\ntext = ""\niterations = 1\n[experiment]\nloss = "hubert"\n',
            "key “loss”: There is no loss “hubert”",
        ),
    ],
    ids=["gone", "no TOML", "a wrong value"],
)
def test_what_cannot_be_opened_changes_nothing(
    content: str | None, words: str, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "broken.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    run_to(qtbot, window, 3)
    before, shown = titles(window), window.session.frame
    assert shown is not None
    window.files.open_file(path)
    finish(qtbot, window)
    assert words in window.banner.text
    assert str(path) in window.banner.text
    assert "It was not opened." in window.banner.text
    assert titles(window) == before
    assert window.session.frame is not None
    assert window.session.frame.snapshot is shown.snapshot
    assert not window.session.edits.canUndo()


@pytest.mark.slow
def test_a_file_that_is_gone_leaves_the_list_as_it_was(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    window.files.save_to(path)
    finish(qtbot, window)
    choose_scene(qtbot, window, "digits")
    path.unlink()
    choose_scene(qtbot, window, str(path))
    finish(qtbot, window)
    assert "No such file" in window.banner.text
    assert window.transport.scenes.currentText() == "Digits in pictures"


def test_what_cannot_be_saved_is_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.files.save_to(tmp_path / "nowhere" / "mine.toml")
    finish(qtbot, window)
    assert "cannot be written in the folder" in window.banner.text
    assert "in another folder" in window.banner.text
    assert (window.files.path, window.windowTitle()) == (None, "Chalkgrad")


def test_names_that_cannot_be(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.files.ask_to_save = lambda suggestion: tmp_path / ("y" * 252)
    press(qtbot, window, Qt.Key.Key_S)
    assert "name too long" in window.banner.text
    deep = tmp_path / ("without_a_space_" * 12) / "nowhere"
    window.files.save_to(deep / "a<b>c.toml")
    finish(qtbot, window)
    assert f"“a<b>c.toml” cannot be written in the folder {deep}: " in window.banner.text
    assert window.banner.minimumSizeHint().width() < 640  # a path is one word, and may be broken


@pytest.mark.slow
def test_the_first_message_is_as_large_as_all_text(settings: Settings, qtbot: QtBot) -> None:
    for size in (15.0, 27.0):
        settings.text = size
        window = opened(load_scene("xor-tanh"), settings, qtbot)
        window.banner.show_message("Good news.", is_error=False)
        parts = window.banner.findChildren(QWidget)
        assert {part.fontInfo().pixelSize() for part in parts if part.isVisible()} == {round(size)}
        close_window(window)


def test_what_nobody_has_thought_of_is_said_too(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    assert str(attempt(lambda: 1 // 0)).startswith("Something went wrong: ")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gui.frames.file_jobs.read_scene", lambda path: 1 // 0)
        window.files.open_file(tmp_path / "mine.toml")
        finish(qtbot, window)
    assert "Something went wrong" in window.banner.text
    assert not window.files._patience.isActive()


def test_data_with_a_long_name_push_nothing_apart(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    data = replace(draft_of(window.session.experiment.data).data(), label=f"{'W' * 200}.csv")
    save_scene(replace(load_scene("xor-tanh"), experiment=window.session.experiment.with_data(data, 0.25)), path)
    window.files.open_file(path)
    finish(qtbot, window)
    assert data.title in window.data.chosen.toolTip()
    assert window.data.minimumSizeHint().width() <= window.data.width()


@pytest.mark.slow
def test_what_was_chosen_last_is_on_show(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    save_scene(replace(load_scene("xor-tanh"), title="mine"), path)
    window.files.open_file(path)
    window.files.choose("digits")  # before the worker has read the file
    finish(qtbot, window)
    assert titles(window) == ("Chalkgrad", False, "Digits in pictures")
    window.files.choose("two-hills")
    window.files.open_file(path)
    finish(qtbot, window)
    assert window.files.path == path


def test_what_somebody_else_wrote_meanwhile_is_not_replaced_unasked(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    experiment = window.session.experiment
    window.files.save_to(path)
    finish(qtbot, window)
    for seed in (11, 12):  # twice at once: one's own writing is no one else's
        window.session.edit(replace(experiment, seed=seed))
        window.files.save()
    finish(qtbot, window)
    assert read_scene(path).experiment.seed == 12
    save_scene(replace(read_scene(path), title="theirs"), path)
    edit(qtbot, window, replace(experiment, seed=13))
    press(qtbot, window, Qt.Key.Key_S)
    assert "another window or program has changed it" in window.banner.text
    assert (read_scene(path).title, window.isWindowModified()) == ("theirs", True)
    press(qtbot, window, Qt.Key.Key_S)
    assert (read_scene(path).experiment.seed, window.isWindowModified()) == (13, False)
    window.files.open_file(path)
    finish(qtbot, window)
    save_scene(replace(read_scene(path), title="theirs"), path)
    window.files.save()
    finish(qtbot, window)
    assert read_scene(path).title == "theirs"
    path.unlink()  # of what is gone nothing is lost
    edit(qtbot, window, replace(experiment, seed=14))
    window.files.save()
    finish(qtbot, window)
    assert read_scene(path).experiment.seed == 14
