"""A window that is closed after each test, and a watch for what a test leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import ziamath  # noqa: F401  (here, lest a thread imports it in the midst of a test)
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from gui.frames.observe import COARSE
from gui.session.background import Background
from gui.session.pace import LONGEST_JOB
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from gui.shell.sign import STYLE
from tests.gui.inline import Inline
from tests.gui.prompt import PromptBot
from tests.gui.shared import MakeWindow, SharedWindow, fold

SIZE = (1400, 820)


@pytest.hookimpl(tryfirst=True)
@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Begin as the program does, in the same style on every desktop."""
    return ["pytest", *STYLE]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cases of a test in a window slow, but for the first: windows take most of a run's time."""
    seen = set[object]()
    for item in items:
        if isinstance(item, pytest.Function) and "make_window" in item.fixturenames:
            test = item.parent, item.originalname
            if test in seen:
                item.add_marker("slow")
            seen.add(test)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PromptBot:
    """Return what clicks, types and waits."""
    qapp.setDoubleClickInterval(20)  # what waits whether a second click follows waits less
    return PromptBot(request)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of their own, in a file."""
    return Settings(QSettings(str(tmp_path / "kept" / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a thread or a visible window behind. All have an application: fonts need one."""
    before = set(
        threading.enumerate()
    )  # the main thread, and that by which a worker of pytest-xdist is told what to do
    yield
    threads = [thread.name for thread in threading.enumerate() if thread not in before]
    assert not threads, f"left running: {threads}"
    windows = [window.objectName() for window in QGuiApplication.topLevelWindows() if window.isVisible()]
    assert not windows, f"left open: {windows}"


def open_window(scene: str, size: tuple[int, int], background: Background) -> MainWindow:
    """Return a window with all its plots, and lenses as if each had been turned to."""
    window = MainWindow(load_scene(scene), background=background)
    window.resize(*size)
    window.show()
    window.add_plots()
    while window.add_lens():
        pass
    for place in range(len(window.lenses.pages)):
        window.lenses.made(place)
    window.session.scene_changed.connect(partial(go_at_full_speed, window))
    go_at_full_speed(window)
    return window


def go_at_full_speed(window: MainWindow, *_: object) -> None:
    """Let runs be as fast as possible, whatever the scene asks for: nobody watches them."""
    window.transport.speed.slider.setValue(window.transport.speed.slider.maximum())


def close_window(window: MainWindow) -> None:
    """Close a window for good."""
    window.close()
    window.deleteLater()
    # by name, else it waits for the next event loop, and style sheets set until then go through it too
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def shared_window(qapp: QApplication) -> Iterator[SharedWindow]:
    """Return the window that tests share, hidden."""
    window = open_window("xor-tanh", SIZE, Inline())
    shared = SharedWindow(window)
    shared.put_away()
    yield shared
    close_window(window)


@pytest.fixture
def make_window(request: pytest.FixtureRequest, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeWindow]:
    """Return a function that shows a window on a scene, its jobs run on the main thread unless ``real`` is set.

    The first one is the shared window, unless a ``fresh`` one is asked for or the real thread. What the mark
    ``folded`` names, ``"plots"`` or ``"lenses"``, is folded: what is not looked at need not be painted.
    """
    mark = request.node.get_closest_marker("folded")
    folded: tuple[str, ...] = mark.args if mark else ()
    monkeypatch.setattr("gui.session.player.REST", 0.01)  # a test does not think before the next click
    monkeypatch.setattr("gui.function_lab.asking.REST", 10)
    monkeypatch.setattr("gui.session.pace.SHORTEST_JOB", LONGEST_JOB)  # nor looks at each picture of a run
    monkeypatch.setattr("gui.frames.jobs.CALM_POINTS", COARSE + 2)  # test_planes looks at the fine ones
    shared: list[SharedWindow] = []
    own: list[MainWindow] = []

    def make(
        scene: str = "xor-tanh", real: bool = False, size: tuple[int, int] = SIZE, fresh: bool = False
    ) -> MainWindow:
        if real or fresh or shared:
            window = open_window(scene, size, Background() if real else Inline())
            fold(window, folded)
            own.append(window)
        else:
            shared.append(request.getfixturevalue("shared_window"))
            shared[0].put_back(load_scene(scene), size, folded)
            window = shared[0].window
        qtbot.waitUntil(lambda: window.session.frame is not None and not window.session.busy, timeout=10_000)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # else the first click is where a control was
        return window

    yield make
    for lent in shared:
        lent.put_away()
    for window in own:
        close_window(window)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """Return a window on the XOR scene."""
    return make_window()


@pytest.fixture
def active(qtbot: QtBot, make_window: MakeWindow) -> MainWindow:
    """Return a window that is the active one, as it is for a user: only then shortcuts are served."""
    window = make_window(fresh=True)  # the shared one, hidden and shown again, is not activated without a display
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=5_000)
    return window
