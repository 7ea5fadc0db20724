"""What a window that has ended without warning has left: it is offered, never forced, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.exchange.files import save_scene
from core.exchange.scenes import find_scene, load_scene
from core.exchange.standing_files import read_standing
from core.training.optimizers import Adam
from core.words import unmarked
from gui.files.places import KeptPlace
from gui.files.recovery import GO_ON, LEAVE
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.gui.conftest import close_window
from tests.gui.driving import run_to
from tests.gui.files import killing
from tests.gui.files.killed import DEEDS
from tests.gui.files.test_runs_in_files import everything
from tests.gui.saving import edit, finish, opened

pytestmark = pytest.mark.folded("plots", "lenses")
AT_ONCE = 3
"""Programs that live at the same time, until they are killed."""


def kept_in(settings: Settings) -> list[Path]:
    return sorted((settings.folder / "windows").glob("*"))


def leave(window: MainWindow, settings: Settings, name: str = "left") -> Path:
    """Keep what stands in a window as if it had been killed then, and close it."""
    window.recovery.keep_now()
    (path,) = (each for each in kept_in(settings) if each.name.endswith(".chalkgrad") and "left" not in each.name)
    left = path.with_name(f"{name}-left.chalkgrad")
    shutil.copy(path, left)
    window.files._shelf.clear()  # as one that had no time to keep anything else
    close_window(window)
    return left


def returned(settings: Settings, qtbot: QtBot, scene: str = "two-hills") -> MainWindow:
    """Return a window at its start, with all that it offers."""
    window = opened(load_scene(scene), settings, qtbot)
    window.recovery.offer()
    finish(qtbot, window)
    return window


def press(window: MainWindow, qtbot: QtBot, text: str) -> None:
    (button,) = (each for each in window.recovery.row.findChildren(QPushButton) if each.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    finish(qtbot, window)


def worked(settings: Settings, qtbot: QtBot) -> MainWindow:
    """Return a window in which something has been done."""
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    run_to(qtbot, window, 20)
    edit(qtbot, window, replace(window.session.experiment, optimizer=Adam(alpha=0.07)))
    run_to(qtbot, window, 35)
    window.session.seek(24)
    finish(qtbot, window)
    return window


def test_what_is_left_is_offered_and_taken(settings: Settings, qtbot: QtBot) -> None:
    window = worked(settings, qtbot)
    before = everything(window)
    left = leave(window, settings)
    assert kept_in(settings) == [left]

    window = returned(settings, qtbot)
    assert window.recovery.row.isVisible()
    words = window.recovery.row.words.text()
    assert "ended without warning: “XOR with six neurons” stood at iteration 24." in words
    assert window.session.experiment == load_scene("two-hills").experiment  # nothing is forced
    press(window, qtbot, GO_ON)
    assert everything(window) == before
    assert not window.recovery.row.isVisible()
    assert window.transport.scenes.currentText() == "XOR with six neurons · changed"
    close_window(window)
    assert not kept_in(settings)


@pytest.mark.slow
def test_what_is_refused_is_gone(settings: Settings, qtbot: QtBot) -> None:
    leave(worked(settings, qtbot), settings)
    window = returned(settings, qtbot)
    press(window, qtbot, LEAVE)
    assert not window.recovery.row.isVisible()
    assert window.session.experiment == load_scene("two-hills").experiment
    assert not kept_in(settings)
    close_window(window)


@pytest.mark.slow
def test_what_is_not_answered_is_offered_again(settings: Settings, qtbot: QtBot) -> None:
    left = leave(worked(settings, qtbot), settings)
    close_window(returned(settings, qtbot))
    assert kept_in(settings) == [left]
    window = returned(settings, qtbot)
    assert window.recovery.row.isVisible()
    press(window, qtbot, LEAVE)
    close_window(window)


@pytest.mark.slow
def test_a_class_does_not_see_what_is_offered(settings: Settings, qtbot: QtBot) -> None:
    leave(worked(settings, qtbot), settings)
    window = returned(settings, qtbot)
    window.presenting.begin(asks=False)
    finish(qtbot, window)
    assert not window.recovery.row.isVisible()
    window.presenting.end()
    finish(qtbot, window)
    assert window.recovery.row.isVisible()
    close_window(window)


@pytest.mark.slow
def test_two_windows_keep_apart_and_are_offered_one_after_the_other(settings: Settings, qtbot: QtBot) -> None:
    first, second = worked(settings, qtbot), opened(load_scene("sine-noise"), settings, qtbot)
    run_to(qtbot, second, 9)
    for window in (first, second):
        window.recovery.keep_now()
    paths = [each for each in kept_in(settings) if each.suffix == ".chalkgrad"]
    assert {read_standing(path).scene.name for path in paths} == {"xor-tanh", "sine-noise"}
    third = returned(settings, qtbot)
    assert not third.recovery.row.isVisible()  # both are alive
    close_window(third)
    for path in paths:
        shutil.copy(path, path.with_name(f"left-{path.name}"))
    for window in (first, second):
        window.files._shelf.clear()
        close_window(window)
    window = returned(settings, qtbot)
    press(window, qtbot, LEAVE)
    assert window.recovery.row.isVisible()
    press(window, qtbot, GO_ON)
    assert not window.recovery.row.isVisible()
    assert window.session.iteration in (9, 24)
    close_window(window)


@pytest.mark.slow
def test_a_file_that_was_on_show_is_on_show_again_and_known_to_have_changed(
    settings: Settings, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    save_scene(load_scene("xor-tanh"), path)
    window = opened(find_scene(str(path)), settings, qtbot)
    edit(qtbot, window, replace(window.session.experiment, seed=4))
    run_to(qtbot, window, 5)
    leave(window, settings)
    window = returned(settings, qtbot)
    press(window, qtbot, GO_ON)
    assert (window.windowTitle(), window.isWindowModified()) == ("mine.toml[*] – Chalkgrad", True)
    assert window.files.path == path
    window.files.save()
    finish(qtbot, window)
    assert find_scene(str(path)).experiment.seed == 4
    close_window(window)


@pytest.mark.slow
def test_nothing_is_kept_of_a_window_in_which_nothing_was_done(settings: Settings, qtbot: QtBot) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    window.recovery.keep_now()
    window.recovery.keep()
    finish(qtbot, window)
    assert not kept_in(settings)
    close_window(window)


def test_it_is_kept_by_itself_some_seconds_after_a_change(settings: Settings, qtbot: QtBot) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    clock = window.recovery._clock
    run_to(qtbot, window, 5)
    assert clock.isActive()
    assert clock.interval() <= 5_000
    clock.setInterval(0)  # its time has come
    clock.start()
    qtbot.waitUntil(lambda: any(each.suffix == ".chalkgrad" for each in kept_in(settings)), timeout=5_000)
    finish(qtbot, window)
    close_window(window)
    assert not kept_in(settings)


def test_what_is_only_on_its_way_is_kept_as_soon_as_it_is_there(settings: Settings, qtbot: QtBot) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    run_to(qtbot, window, 5)
    clock = window.recovery._clock
    clock.stop()
    window.session.reset()
    assert not window.session.ready
    window.recovery.keep()
    assert clock.isActive()
    assert clock.interval() < 1_000  # of the ten that are promised
    window.session.open_scene(load_scene("xor-tanh"))
    finish(qtbot, window)
    close_window(window)


@pytest.mark.slow
@pytest.mark.parametrize("number", [4, 16])
def test_a_lesson_is_at_its_page_again(settings: Settings, qtbot: QtBot, number: int) -> None:
    """A drill's faulty experiment is in no file: its page begins again."""
    from core.course.listed import listed_lessons

    name = next(lesson.name for lesson in listed_lessons() if lesson.place == number)
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    window.lessons.open(name, 2)
    lessons = window.lessons.player
    qtbot.waitUntil(lambda: lessons.words.told is not None and window.lessons.is_calm, timeout=20_000)
    if lessons.page is not None and lessons.page.ahead is not None:
        lessons.answer(1)
    lessons.do("deed")
    qtbot.waitUntil(lambda: "deed" in lessons.state.done and not lessons.acting.acts, timeout=60_000)
    finish(qtbot, window)
    state, at = lessons.state, (window.session.iteration, window.stages.function.now)
    leave(window, settings)
    settings.keep_progress(name, lessons.memory.progress.at(0))

    window = returned(settings, qtbot)
    assert "you were in a lesson, on page 3" in window.recovery.row.words.text()
    press(window, qtbot, GO_ON)
    lessons = window.lessons.player
    qtbot.waitUntil(lambda: lessons.words.told is not None and window.lessons.is_calm, timeout=20_000)
    assert window.lessons.is_on
    assert (lessons.place, lessons.state) == (2, state)
    if number != 16:
        assert (window.session.iteration, window.stages.function.now) == at
    lessons.back_to_start()
    qtbot.waitUntil(lambda: window.lessons.is_calm, timeout=20_000)
    close_window(window)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["stage", "desk", "home"])
def test_a_lesson_is_kept_wherever_one_went_from_it(settings: Settings, qtbot: QtBot, where: str) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    window.lessons.open("05-neuron", 1)
    qtbot.waitUntil(lambda: window.lessons.player.words.told is not None and window.lessons.is_calm, timeout=20_000)
    go = {"stage": window.lessons.present, "desk": window.lessons.show_lab, "home": window.at_home.begin}
    go[where]()
    if where == "desk":
        run_to(qtbot, window, window.session.iteration + 7)
    at = window.session.iteration
    assert window.lessons.is_open
    leave(window, settings)

    window = returned(settings, qtbot)
    press(window, qtbot, GO_ON)
    lessons = window.lessons
    qtbot.waitUntil(lambda: lessons.player.words.told is not None and lessons.is_calm, timeout=20_000)
    assert (lessons.player.lesson is not None and lessons.player.lesson.name, lessons.player.place) == ("05-neuron", 1)
    assert lessons.is_on == (where != "desk")
    assert lessons.way_back.isVisible() == (where == "desk")
    assert window.session.iteration == at
    close_window(window)


# What goes wrong


def _newer(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"version = 1\n", b"version = 7\n"))


def _broken(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "words"), [(_newer, "newer version of Chalkgrad"), (_broken, "is damaged"), (_folder, "is a folder")]
)
def test_what_cannot_be_read_is_said_and_put_aside(settings: Settings, qtbot: QtBot, spoil: object, words: str) -> None:
    left = leave(worked(settings, qtbot), settings)
    assert callable(spoil)
    spoil(left)
    window = returned(settings, qtbot)
    assert not window.recovery.row.isVisible()
    told = unmarked(window.banner.text)
    assert words in told
    assert f"It is left as {left}.unread." in told
    assert [each.name for each in kept_in(settings)] == ["left-left.chalkgrad.unread"]
    run_to(qtbot, window, 3)
    close_window(window)
    window = returned(settings, qtbot)
    assert not window.recovery.row.isVisible()
    close_window(window)


@pytest.mark.slow
def test_where_nothing_can_be_kept_a_word_is_said_once(settings: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(load_scene("xor-tanh"), settings, qtbot)
    settings.folder.mkdir(exist_ok=True)
    (settings.folder / "windows").write_text("in the way", encoding="utf-8")
    run_to(qtbot, window, 5)
    window.recovery.keep()
    finish(qtbot, window)
    run_to(qtbot, window, 7)
    assert "is lost if the program ends without warning" in window.banner.text  # until somebody has read it
    window.banner.put_away()
    run_to(qtbot, window, 9)
    window.recovery.keep()
    finish(qtbot, window)
    assert window.banner.text == ""
    assert window.session.iteration == 9
    (settings.folder / "windows").unlink()
    window.recovery.keep()
    finish(qtbot, window)
    assert len([each for each in kept_in(settings) if each.suffix == ".chalkgrad"]) == 1
    close_window(window)


def test_a_place_is_one_windows_alone(tmp_path: Path) -> None:
    first, second = (KeptPlace(tmp_path / "one.chalkgrad") for _ in range(2))
    assert first.claim()
    assert not second.claim()
    first.release()
    assert second.claim()
    second.clear()
    assert not list(tmp_path.iterdir())
    os.mkfifo(tmp_path / "one.chalkgrad.lock")
    assert not first.claim()


@pytest.mark.slow
def test_programs_that_are_killed_lose_no_more_than_the_last_seconds(tmp_path: Path) -> None:
    def kill(deed: str) -> str:
        folder = tmp_path / deed
        folder.mkdir()
        try:
            killing.kill_once(deed, 1_000 + DEEDS.index(deed), folder)
        except Exception as error:
            return f"{deed}: {error!r}"
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:  # most of the time each waits for its end
        assert not list(filter(None, pool.map(kill, DEEDS)))
