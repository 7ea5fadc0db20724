"""What is in no file when the window closes, and what several windows share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.course.faults import with_fault
from core.exchange.files import save_scene
from core.exchange.scenes import Scene, find_scene, load_scene, read_scene
from core.training.optimizers import Adam
from core.words import as_typed
from gui.frames.file_jobs import LAST_FILE
from gui.shell.settings import Settings
from tests.gui.conftest import close_window
from tests.gui.driving import run_to
from tests.gui.saving import edit, entries, finish, opened, press

pytestmark = pytest.mark.folded("plots", "lenses")


@pytest.mark.slow
def test_what_is_in_no_file_is_there_the_next_time(settings: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    changed = replace(window.session.experiment, seed=99)
    edit(qtbot, window, changed)
    window.transport.scene_chosen.emit("sine-noise")  # without a word about what is left
    finish(qtbot, window)
    close_window(window)

    window = opened(load_scene("article-circles"), settings, qtbot)
    assert window.session.experiment == load_scene("article-circles").experiment
    assert entries(window)["Last time"].isEnabled()
    close_window(window)  # of what was not changed nothing is kept

    window = opened(load_scene("article-circles"), settings, qtbot)
    entries(window)["Last time"].trigger()
    finish(qtbot, window)
    assert window.session.experiment == changed
    assert window.windowTitle() == "Chalkgrad"
    assert window.transport.scenes.currentText() == "XOR with six neurons"
    window.files.save_to(tmp_path / "kept.toml")
    finish(qtbot, window)
    edit(qtbot, window, replace(changed, seed=100))
    window.files.save_to(tmp_path / "waits.toml")  # and the window is closed before the worker comes to it
    close_window(window)
    assert read_scene(tmp_path / "waits.toml").experiment.seed == 100
    assert settings.recent == [tmp_path / "kept.toml"]


@pytest.mark.slow
def test_an_edit_later_in_the_run_is_kept_too(settings: Settings, qtbot: QtBot) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    run_to(qtbot, window, 5)
    changed = replace(window.session.experiment, optimizer=Adam(alpha=0.07))
    edit(qtbot, window, changed)
    run_to(qtbot, window, 8)
    window.session.seek(2)
    finish(qtbot, window)
    assert window.session.experiment == load_scene("xor-tanh").experiment  # as it was at iteration 2
    close_window(window)
    kept = read_scene(settings.folder / LAST_FILE)
    assert kept.experiment == changed
    assert kept.title == "XOR with six neurons"
    assert "when the window was closed" in kept.text


@pytest.mark.slow
def test_an_edit_that_was_undone_is_not_kept(settings: Settings, qtbot: QtBot) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    edit(qtbot, window, replace(window.session.experiment, seed=99))
    window.session.edits.undo()
    finish(qtbot, window)
    close_window(window)
    assert not (settings.folder / LAST_FILE).exists()


@pytest.mark.slow
def test_a_drill_is_kept_nowhere_and_the_one_before_is(
    settings: Settings, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    changed = replace(window.session.experiment, seed=99)
    edit(qtbot, window, changed)
    drill = with_fault(load_scene("xor-tanh").experiment, "no_mean")
    window.session.open_scene(Scene("drill", "What is wrong here?", "", 300, drill))
    finish(qtbot, window)
    edit(qtbot, window, replace(drill, seed=7))
    close_window(window)
    assert read_scene(settings.folder / LAST_FILE).experiment == changed
    assert not list(settings.folder.glob("windows/*"))  # the next start has nothing to offer
    assert not capsys.readouterr().err


def test_what_was_being_saved_at_the_end_is_not_kept_as_well(settings: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    edit(qtbot, window, replace(window.session.experiment, seed=99))
    window.files.save_to(tmp_path / "mine.toml")  # and the window is closed before the worker comes to it
    close_window(window)
    assert read_scene(tmp_path / "mine.toml").experiment.seed == 99
    assert not (settings.folder / LAST_FILE).exists()


@pytest.mark.slow
def test_two_windows_share_the_list_of_files(settings: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    windows = [opened(load_scene("xor-tanh"), settings, qtbot) for _ in range(2)]
    for window, name in zip(windows, ("first.toml", "second.toml"), strict=True):
        window.files.save_to(tmp_path / name)
        finish(qtbot, window)
    assert settings.recent == [tmp_path / "second.toml", tmp_path / "first.toml"]
    assert list(entries(windows[1]))[5:-1] == [as_typed("second.toml"), as_typed("first.toml")]
    for window in windows:
        close_window(window)


def test_a_file_of_the_command_line_is_the_file_on_show(settings: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    save_scene(load_scene("xor-tanh"), tmp_path / "mine.toml")
    window = opened(find_scene(str(tmp_path / "mine.toml")), settings, qtbot)
    assert window.windowTitle() == "mine.toml[*] – Chalkgrad"
    assert window.files.path == tmp_path / "mine.toml"
    edit(qtbot, window, replace(window.session.experiment, seed=4))
    assert window.isWindowModified()
    press(qtbot, window, Qt.Key.Key_S)
    assert read_scene(tmp_path / "mine.toml").experiment.seed == 4
    assert read_scene(tmp_path / "mine.toml").title == "XOR with six neurons"
    close_window(window)
