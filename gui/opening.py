"""Opening the window, and drawing it to a file."""

from __future__ import annotations

import argparse
import gc
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import Scene
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.theme import THEMES

COLLECT_EVERY = 2_000
"""Milliseconds between two collections of cyclic garbage."""
DEFAULT_SIZE = (1920, 1080)


def open_window(scene: Scene, options: argparse.Namespace) -> MainWindow:
    """Return the window, shown. A screenshot neither reads nor writes the user's settings."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")  # the native styles follow neither palette nor sheet everywhere
    application.setApplicationName("Chalkgrad")
    window = MainWindow(scene, None if options.screenshot else Settings())
    _collect_on_main_thread(window)
    if options.theme:
        window.set_look(replace(window.look, theme=THEMES[options.theme]))
    if options.size or options.screenshot:
        window.resize(*(options.size or DEFAULT_SIZE))
    window.show()
    if options.present:
        window.toggle_presenting()
    if options.steps:
        window.player.run_to(options.steps)
    return window


def _collect_on_main_thread(window: MainWindow) -> None:
    """Python's cycle collector could destroy a Qt object on the worker thread: collect here instead."""
    gc.disable()
    timer = QTimer(window)
    timer.timeout.connect(gc.collect)
    timer.start(COLLECT_EVERY)


def save_screenshot(application: QApplication, window: MainWindow, file: str) -> int:
    """Wait until the picture stands still, write it and close the window."""
    _wait_for_calm(window)
    saved = window.grab().save(file, "PNG")
    window.close()
    if not saved:
        folder = Path(file).resolve().parent
        why = "the folder does not exist" if not folder.is_dir() else "the file cannot be written"
        print(f"chalkgrad: {file}: {why}.", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _wait_for_calm(window: MainWindow) -> None:
    """Let the window work until it has nothing left to do."""
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if window.is_calm() else None)
    timer.start(10)
    loop.exec()
