"""A second screen comes and goes while something is presented: two monitors on one Xvfb, which Qt sees come and go."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from gui.plots.decision_regions import DecisionRegions
from gui.session.messages import Message
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.gui.conftest import close_window
from tests.gui.course.lesson_window import Taught, write_lesson
from tests.gui.shared import MakeWindow

SHOWN = os.environ.get("TWO_SCREENS") == "1"
"""Whether this is the program that the first test starts."""
on_two_screens = pytest.mark.skipif(not SHOWN, reason="run by the first test, in a process that has two screens")
pytestmark = [pytest.mark.slow, pytest.mark.folded("plots", "lenses")]
LEFT, RIGHT = QRect(0, 0, 1920, 1080), QRect(1920, 0, 1920, 1080)


@pytest.mark.skipif(SHOWN, reason="it has been started")
@pytest.mark.parametrize("scale", ["1", "1.5"])
def test_screens_come_and_go(scale: str, tmp_path: Path) -> None:
    missing = [tool for tool in ("Xvfb", "xrandr") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    display = ["Xvfb", "-displayfd", "1", "-noreset", "-screen", "0", "3840x1080x24"]
    with subprocess.Popen(display, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        name = f":{server.stdout.readline().strip()}"
        found = {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "TWO_SCREENS": "1", "QT_SCREEN_SCALE_FACTORS": f"B={scale}"}
        again = [sys.executable, "-m", "pytest", "-n0", "-m", "", __file__, "--basetemp", str(tmp_path / "inner")]
        done = subprocess.run(again, env=os.environ | found, capture_output=True, text=True)
        server.terminate()
    assert not done.returncode, done.stdout[-4000:] + done.stderr[-1000:]
    assert "10 passed" in done.stdout


def plug(name: str, place: int, output: str) -> None:
    subprocess.run(["xrandr", "--setmonitor", name, f"1920/508x1080/285+{place}+0", output], capture_output=True)


def plug_over_both() -> None:
    """Add a screen that shows a part of both."""
    subprocess.run(["xrandr", "--setmonitor", "O", "1920/508x1080/285+1000+0", "none"], capture_output=True)


def unplug(name: str) -> None:
    subprocess.run(["xrandr", "--delmonitor", name], capture_output=True)


def plug_right() -> None:
    plug("B", 1920, "none")


def unplug_right() -> None:
    unplug("B")


@pytest.fixture
def window(make_window: MakeWindow, qtbot: QtBot) -> Iterator[MainWindow]:
    """Return a window on the left one of two screens, with the stage on the right one."""
    plug("A", 0, "screen")
    plug("B", 1920, "none")
    qtbot.waitUntil(lambda: len(QGuiApplication.screens()) == 2)
    window = make_window("xor-tanh", size=(1280, 720), fresh=True)
    window.presenting.begin(asks=False)
    window.presenting.stage.choose(["network", "regions"])
    qtbot.waitUntil(lambda: is_on_right(window))
    yield window
    window.presenting.end()


def at(window: MainWindow) -> QRect:
    """Return where the stage is, whose screen has a scale of its own."""
    stage = window.presenting.stage
    return QRect(stage.pos(), stage.size()) if stage.isWindow() else QRect()


def is_on_right(window: MainWindow) -> bool:
    screen = next((each for each in QGuiApplication.screens() if each.name() == "B"), None)
    return screen is not None and at(window) == screen.geometry() and window.presenting.bar.isVisible()


def is_in_window(window: MainWindow) -> bool:
    stage = window.presenting.stage
    return not stage.isWindow() and stage.isVisible() and not window.presenting.bar.isVisible()


def side(window: MainWindow) -> int:
    """Return how wide the regions are."""
    for _ in range(3):  # laid out, drawn, and laid out again for what has been drawn
        QApplication.processEvents()
    made = window.presenting.stage.made.values()
    return int(next(each for each in made if isinstance(each, DecisionRegions)).canvas.inside.width())


@on_two_screens
def test_the_teacher_reads_caption_next_and_notes_at_the_desk(window: MainWindow) -> None:
    bar, stage, scene = window.presenting.bar, window.presenting.stage, window.session.scene
    assert scene is not None
    assert bar.lines == (stage.caption.words, stage.time.next, " ".join(scene.text.split()))
    assert all(bar.lines)
    assert window.transport.isVisible()


@on_two_screens
def test_what_is_wrong_with_the_program_is_said_at_the_desk_alone(window: MainWindow, qtbot: QtBot) -> None:
    presenting = window.presenting
    for report in ("", "where it happened"):  # of a font that is missing, and of a fault
        presenting.say(Message("info", "Something is wrong.", report=report))
        assert not presenting.fault.isVisible()
    unplug("B")
    qtbot.waitUntil(lambda: is_in_window(window))
    presenting.say(Message("info", "Something is wrong."))
    assert presenting.fault.isVisible()
    presenting.fault.put_away()
    plug("B", 1920, "none")
    qtbot.waitUntil(lambda: is_on_right(window))


@on_two_screens
def test_a_black_screen_is_black_wherever_a_dialog_is(window: MainWindow, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.setGeometry(2200, 200, 400, 300)
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_B)

    def colours() -> set[int]:
        whole = QGuiApplication.screens()[0].grabWindow(0, *RIGHT.getRect()).toImage()  # type: ignore[call-overload]
        return {whole.pixel(x, y) for x in range(0, whole.width(), 16) for y in range(0, whole.height(), 16)}

    qtbot.waitUntil(lambda: colours() == {0xFF000000})
    qtbot.keyClick(dialog, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: len(colours()) > 2)
    dialog.close()
    dialog.deleteLater()


@on_two_screens
def test_a_question_stays_open_and_views_keep_their_size(window: MainWindow, qtbot: QtBot) -> None:
    presenting, before = window.presenting, side(window)
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Q)
        qtbot.keyClick(window, Qt.Key.Key_1)
        qtbot.waitUntil(lambda: presenting.questions.is_open)
        qtbot.keyClick(window, Qt.Key.Key_2)
        tally = presenting.questions.card.grab().toImage()
        unplug("B")
        qtbot.waitUntil(lambda: is_in_window(window))
        assert presenting.questions.is_open
        plug("B", 1920, "none")
        qtbot.waitUntil(lambda: is_on_right(window))
        assert presenting.questions.is_open
        assert presenting.questions.card.grab().toImage() == tally
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        assert side(window) == before


@on_two_screens
def test_a_run_goes_on_and_page_up_still_takes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.player.step()
    qtbot.waitUntil(lambda: window.session.iteration == 1 and not window.session.busy)
    window.player.run_to(400)
    unplug("B")
    qtbot.waitUntil(lambda: is_in_window(window))
    plug("B", 1920, "none")
    qtbot.waitUntil(lambda: is_on_right(window))
    qtbot.waitUntil(lambda: window.session.iteration == 400 and not window.session.busy, timeout=20_000)
    qtbot.keyClick(window, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: window.session.iteration == 399 and not window.session.busy)
    qtbot.waitUntil(window.is_calm, timeout=20_000)


@on_two_screens
def test_the_stage_makes_room_for_a_desk_that_is_moved_onto_its_screen(window: MainWindow, qtbot: QtBot) -> None:
    window.move(2000, 50)
    qtbot.waitUntil(lambda: at(window) == QGuiApplication.screens()[0].geometry())
    window.move(50, 50)
    qtbot.waitUntil(lambda: is_on_right(window))


@on_two_screens
def test_no_part_of_the_desk_is_left_under_the_stage(window: MainWindow, qtbot: QtBot) -> None:
    for place in (1200, 300):  # more of it on the left screen, which is its own
        window.move(place, 50)
        unplug("B")
        qtbot.waitUntil(lambda: is_in_window(window))
        plug("B", 1920, "none")
        qtbot.waitUntil(lambda: is_on_right(window))
        qtbot.waitUntil(lambda: LEFT.contains(window.frameGeometry()))


@on_two_screens
def test_a_lesson_goes_on_where_it_was(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    plug("A", 0, "screen")
    plug("B", 1920, "none")
    taught = Taught(qtbot, settings)
    window = taught.window
    taught.open(write_lesson(tmp_path), 0)
    qtbot.keyClick(taught.lessons.view, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: is_on_right(window))
    stage, said = window.presenting.stage, list[str]()
    for there in (unplug_right, plug_right, unplug_right):
        qtbot.keyClick(stage, Qt.Key.Key_PageDown)
        taught.settle()
        before = stage.caption.words, stage.time.next, [view.name for view in stage.chosen]
        there()
        qtbot.waitUntil(lambda there=there: (is_on_right if there is plug_right else is_in_window)(window))
        taught.settle()
        assert before == (stage.caption.words, stage.time.next, [view.name for view in stage.chosen])
        said.append(stage.caption.words)
    assert len(set(said)) == 3
    window.presenting.end()
    close_window(window)


@on_two_screens
def test_over_screens_that_overlap_the_stage_stays_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    plug_over_both()
    qtbot.waitUntil(lambda: is_in_window(window))
    unplug("O")
    qtbot.waitUntil(lambda: is_on_right(window))


@on_two_screens
def test_one_screen_that_shows_the_same_as_another_is_no_second_one(window: MainWindow, qtbot: QtBot) -> None:
    unplug("B")
    qtbot.waitUntil(lambda: is_in_window(window))
    subprocess.run(["xrandr", "--setmonitor", "M", "1024/271x768/203+0+0", "none"], capture_output=True)
    qtbot.waitUntil(lambda: len(QGuiApplication.screens()) == 2)
    assert is_in_window(window)
    unplug("M")
    qtbot.waitUntil(lambda: len(QGuiApplication.screens()) == 1)
