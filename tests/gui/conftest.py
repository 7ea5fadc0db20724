"""A window that is closed after each test, and a watch for what a test leaves behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import ziamath  # noqa: F401  (here, lest a thread imports it in the midst of a test)
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from gui.background import Background
from gui.main_window import MainWindow
from tests.gui.inline import Inline

MakeWindow = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread or a visible window behind."""
    yield
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    assert not threads, f"left running: {threads}"
    application = QApplication.instance()
    if isinstance(application, QApplication):
        windows = [type(widget).__name__ for widget in application.topLevelWidgets() if widget.isVisible()]
        assert not windows, f"left open: {windows}"


@pytest.fixture
def make_window(qtbot: QtBot) -> Iterator[MakeWindow]:
    """Return a function that opens a window on a scene, its jobs run on the main thread unless ``real`` is set."""
    windows: list[MainWindow] = []

    def make(scene: str = "xor-tanh", real: bool = False, size: tuple[int, int] = (1280, 800)) -> MainWindow:
        window = MainWindow(load_scene(scene), background=Background() if real else Inline())
        windows.append(window)
        window.resize(*size)
        window.show()
        window.add_plots()
        while window.add_lens():
            pass
        qtbot.waitUntil(lambda: window.session.frame is not None and not window.session.busy, timeout=10_000)
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()
    # by name, else they wait for the next event loop, and style sheets set until then go through the old windows too
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """Return a window on the XOR scene."""
    return make_window()
