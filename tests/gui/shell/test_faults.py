"""A fault is written down, said once, and gone on from."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, qInstallMessageHandler, qWarning
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.session.faults import WORDS, Faults
from gui.session.messages import COMPUTING, NO_MEMORY, Message
from gui.session.report import report_of, without_places
from gui.shell.log import FULL, MAX_WRITTEN, Log, begun
from gui.shell.main_window import MainWindow
from gui.shell.start import _crashes_written
from gui.widgets.banner import COPIED, NOT_COPIED
from tests.gui.driving import LEFT, click, wait_until_idle
from tests.gui.shared import MakeWindow
from tests.gui.shell.faulty import begin, log_of

pytestmark = pytest.mark.folded("plots", "lenses")


class LogLines(list[str]):
    """What a log would have been given."""


@pytest.fixture
def written() -> LogLines:
    return LogLines()


@pytest.fixture
def faults(written: LogLines) -> Iterator[Faults]:
    """Return who hears of faults, in place of what the tests listen with."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    faults = Faults(written.append)
    faults.listen()
    faults.tell(lambda _: None)
    yield faults
    sys.excepthook, threading.excepthook, sys.unraisablehook = before
    qInstallMessageHandler(None)


def fail() -> None:
    raise ValueError("on purpose")


class Broken(QWidget):
    """Cannot be painted."""

    paints = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paints += 1
        painter = QPainter(self)
        painter.drawPoint(0, 0)
        fail()


def in_slot(_owner: QObject) -> None:
    QTimer.singleShot(0, fail)


def in_thread(_owner: QObject) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def in_destructor(_owner: QObject) -> None:
    class Mortal:
        def __del__(self) -> None:
            fail()

    Mortal()


@pytest.mark.parametrize("happen", [in_slot, in_thread, in_destructor])
def test_a_fault_anywhere_is_said_and_written(qtbot: QtBot, faults: Faults, written: LogLines, happen: object) -> None:
    said = []
    faults.tell(said.append)
    happen(faults)  # type: ignore[operator]
    qtbot.waitUntil(lambda: bool(said))
    assert [told.text for told in said] == [WORDS]
    assert written == [said[0].report]
    assert "ValueError: on purpose" in said[0].report


def test_a_fault_in_every_picture_is_said_once(qtbot: QtBot, faults: Faults, written: LogLines) -> None:
    said = []
    faults.tell(said.append)
    broken = Broken()
    broken.show()
    for _ in range(5):
        paints = broken.paints
        broken.update()
        qtbot.waitUntil(lambda paints=paints: broken.paints > paints)
    qtbot.waitUntil(lambda: bool(said))
    broken.close()
    assert len(said) == len(written) == 1


def test_what_qt_warns_of_is_written_once(faults: Faults, written: LogLines, capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        qWarning("something odd")
    assert written == ["Qt: something odd"]
    assert capfd.readouterr() == ("", "")


def test_the_window_says_it_and_the_report_is_copied(qtbot: QtBot, window: MainWindow, faults: Faults) -> None:
    faults.tell(window.session.say)
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: window.banner.text == WORDS)
    button = next(each for each in window.banner.findChildren(QToolButton) if each.text().startswith("copy"))
    qtbot.mouseClick(button, LEFT)
    assert button.text() == COPIED
    report = QGuiApplication.clipboard().text()
    assert "ValueError: on purpose" in report
    assert str(Path.home()) not in report
    click(qtbot, window, window.transport.step)
    assert window.session.iteration == 1
    assert window.banner.text == WORDS  # a step takes other messages away
    window.leave()
    assert not window.banner.isVisible()
    window.banner.show_message("Something else.", is_error=False)
    assert not button.isVisible()


def test_without_a_clipboard_the_report_is_shown(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deaf:
        def setText(self, text: str) -> None: ...

        def text(self) -> str:
            return ""

    monkeypatch.setattr("gui.widgets.banner.QGuiApplication.clipboard", Deaf)
    window.banner.show_message("Words.", True, "the whole report")
    button = next(each for each in window.banner.findChildren(QToolButton) if each.text().startswith("copy"))
    qtbot.mouseClick(button, LEFT)
    assert window.banner.text == f"{NOT_COPIED}\nthe whole report"


@pytest.mark.parametrize(
    ("program", "home", "text", "told"),
    [
        ("/home/anna/lab", "/home/anna", 'File "/home/anna/lab/gui/app.py", line 1', 'File "gui/app.py", line 1'),
        ("/opt/lab", "/home/anna", "No file /home/anna/marks.csv", "No file ~/marks.csv"),
        ("/opt/lab", "/home/anna", "in '/media/anna/stick/x.csv'", "in '/media/~/stick/x.csv'"),
        ("/opt/lab", "/home/anna", "/home/annabel/x", "/home/annabel/x"),
        ("/x", "/home/a", 'File "/v/site-packages/PySide6/a.py"', 'File "PySide6/a.py"'),
        ("/x", "/home/a", 'File "/home/b/lib/python3.11/threading.py"', 'File "threading.py"'),
    ],
)
def test_a_report_names_nobody(program: str, home: str, text: str, told: str) -> None:
    assert without_places(text, Path(program), Path(home)) == told


def test_a_report_is_not_endless() -> None:
    assert len(report_of(ValueError("1" * 1_000_000))) < 25_000


def test_on_the_stage_a_fault_is_said_there(qtbot: QtBot, window: MainWindow, faults: Faults) -> None:
    faults.tell(window.session.say)
    presenting = window.presenting
    presenting.begin(asks=False)
    qtbot.waitExposed(window)
    window.session.say(Message("error", "A matter of the desk."))
    assert not presenting.fault.isVisible()
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: presenting.fault.text == WORDS)
    assert presenting.fault.geometry().bottom() <= presenting.stage.top_line.geometry().bottom()
    text = presenting.fault.findChild(QLabel, "text")
    assert text.text() == WORDS  # whole
    assert text.font().pixelSize() >= round(presenting.stage.height() / 40)
    qtbot.keyClick(window, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: window.session.iteration == 1)
    assert presenting.fault.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert presenting.is_on
    assert not presenting.fault.isVisible()
    presenting.end()
    assert window.banner.text == WORDS


# Jobs


def test_a_picture_that_cannot_be_made_better_is_asked_for_once(
    qtbot: QtBot, make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(fresh=True)
    failures = list[Exception]()
    window.session.background.failed.connect(failures.append)
    monkeypatch.setattr("gui.session.looking.refine", fail_at_once)
    monkeypatch.setattr("gui.frames.jobs.show", fail_at_once)
    for expected in (1, 2):
        click(qtbot, window, window.transport.step)
        qtbot.waitUntil(window.is_calm)
        assert len(failures) == expected
    assert window.banner.text == COMPUTING


def test_where_one_looks_meanwhile_is_shown_though_no_answer_can_be_taken(
    qtbot: QtBot, make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(fresh=True)
    with monkeypatch.context() as broken:
        broken.setattr("gui.frames.jobs.show", lambda *_: None)
        window.session.looking.pick(0, 5)
    with qtbot.captureExceptions() as raised:
        window.session.looking.pick(1, 5)
        qtbot.waitUntil(window.is_calm)
    assert len(raised) == 1
    assert window.session.frame is not None
    assert window.session.frame.sight.picked == (1, 5)


def test_without_memory_that_is_said(qtbot: QtBot, window: MainWindow) -> None:
    def refuse() -> None:
        raise MemoryError

    window.session.background.submit("key", refuse, print, None)
    qtbot.waitUntil(lambda: window.banner.text == NO_MEMORY)


def test_an_edit_whose_run_cannot_begin_is_taken_back(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(qtbot, window, window.transport.step)
    before = window.session.experiment
    with monkeypatch.context() as patch:
        patch.setattr("gui.frames.jobs.begin", fail_with_memory)
        window.training.changed.emit("seed", before.seed + 1)
        wait_until_idle(qtbot, window)
        qtbot.waitUntil(lambda: window.session.ready)
    assert window.session.experiment == before
    assert window.banner.text == NO_MEMORY
    click(qtbot, window, window.transport.step)
    assert window.session.iteration == 2


def fail_at_once(*_: object) -> None:
    raise ArithmeticError


def fail_with_memory(*_: object) -> None:
    raise MemoryError


def test_step_begins_what_could_not_begin_at_the_start(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = window.session.scene
    assert scene is not None
    window.session.reset()
    with monkeypatch.context() as patch:
        patch.setattr("gui.frames.jobs.begin", fail_with_memory)
        window.session.open_scene(scene)
        qtbot.waitUntil(lambda: not window.session.busy)
        assert not window.session.ready
    window.player.step()
    qtbot.waitUntil(lambda: window.session.ready)
    click(qtbot, window, window.transport.step)
    assert window.session.iteration == 1


# The log


def test_a_full_log_is_begun_anew(tmp_path: Path) -> None:
    file = begun(tmp_path)
    assert file is not None
    file.write_bytes(b"x" * (FULL + 1))
    assert begun(tmp_path) == file
    assert [each.stat().st_size for each in sorted(tmp_path.iterdir())] == [FULL + 1, 0]


def test_one_start_does_not_fill_the_disk(tmp_path: Path) -> None:
    log = Log(begun(tmp_path))
    for _ in range(40):
        log.write("x" * (MAX_WRITTEN // 20))
    assert log.file is not None
    assert log.file.stat().st_size <= MAX_WRITTEN


def test_what_fails_while_the_log_is_open_is_not_taken_for_its_fault(tmp_path: Path) -> None:
    for file in (begun(tmp_path), tmp_path, None):
        with pytest.raises(PermissionError), _crashes_written(file):
            raise PermissionError


def test_where_no_log_can_be_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert begun(tmp_path / "file" / "below") is None
    (tmp_path / "chalkgrad.log").mkdir()
    assert begun(tmp_path) is None
    Log(None).write("x")


@pytest.mark.slow
def test_a_crash_tells_where_it_was(tmp_path: Path) -> None:
    crash = (
        "import faulthandler, gui.shell.opening\ngui.shell.opening.open_window = lambda *_: faulthandler._sigsegv()\n"
    )
    process = begin(tmp_path, "--scene", "xor-tanh", before=crash)
    process.communicate(timeout=60)
    assert process.returncode == -11
    assert "Segmentation fault" in log_of(tmp_path)
