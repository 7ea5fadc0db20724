"""Opening the window, and drawing it to a file."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QWidget

from core.exchange.endings import WITH_RUNS
from core.exchange.notations import load_notation
from core.exchange.scenes import Scene, is_experiment
from gui.frames.file_jobs import nothing
from gui.shell.front import begins_with
from gui.shell.settings import HOME, LAST, Settings
from gui.widgets.formula import setter
from gui.widgets.theme import THEMES

if TYPE_CHECKING:
    from gui.shell.main_window import MainWindow

LOOK_AGAIN = 4
"""Milliseconds between two looks at whether the window is seen."""
SETTLED = 1_500
"""Milliseconds after which the window is taken to be there for good: no need to look through its objects again."""
COLLECT_EVERY = 500
"""Milliseconds between two looks at whether there is cyclic garbage to collect."""
DEFAULT_SIZE = (1920, 1080)


def open_window(scene: Scene, options: argparse.Namespace, front: QWidget | None = None) -> MainWindow:
    """Return the window, shown; a table that is to be opened has its dialog over it.

    With home as ``front``, which stands there so far, the window takes its place.

    A screenshot or an export neither reads nor writes the user's settings.
    """
    gc.disable()  # see below; importing is quicker without, too
    from gui.shell.main_window import MainWindow

    window = MainWindow(scene, None if options.screenshot or options.export else Settings())
    _collect_on_main_thread(window)
    if options.theme:
        window.set_look(replace(window.look, theme=THEMES[options.theme]))
    if options.notation:
        window.appearance.begin_with(load_notation(options.notation))
    if front is not None and begins_with(options) == HOME:
        from gui.course.home import Home  # here, for who begins at the desk need not wait for it

        assert isinstance(front, Home)
        window.at_home.take_over(front)
    if options.screenshot or (options.size and not options.export):  # of an export it is the pictures' size
        window.resize(*(options.size or DEFAULT_SIZE))
    window.player.views_changed.connect(
        partial(_complete, window),
        Qt.ConnectionType(Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value),
    )
    window.show()
    if options.lesson is not None:
        from core.course.course import place_in_course  # here, for it reads lessons: a start without one need not wait

        window.lessons.open(*place_in_course(options.lesson))
    if options.present:
        if options.lesson is not None:
            window.lessons.present()
        else:
            window.presenting.begin(asks=not options.screenshot)
        window.presenting.stage.choose(options.views)
        if options.screenshot:  # of that size, whatever the screen's
            window.showNormal()
            window.resize(*(options.size or DEFAULT_SIZE))
    if options.steps:
        window.player.go_to(options.steps)
    if begins_with(options) == LAST:
        window.files.open_latest()
    if options.file is not None:
        _open_file(window, Path(options.file))
    return window


def _open_file(window: MainWindow, path: Path) -> None:
    """Open a file of the command line; an experiment is the scene already, but for its runs."""
    if path.suffix.lower() == WITH_RUNS:
        window.files.open_file(path)
    elif not is_experiment(path):
        window.own_data.take(path)


def _complete(window: MainWindow) -> None:
    """Add what is missing, but not before the window is seen: a screen shows it some time after it was asked to."""
    if window.windowHandle().isExposed():
        window.complete()
    else:
        QTimer.singleShot(LOOK_AGAIN, window, partial(_complete, window))


def _collect_on_main_thread(window: MainWindow) -> None:
    """Python's cycle collector could destroy a Qt object on the worker thread: collect here instead."""
    timer = QTimer(window)
    timer.timeout.connect(_collect)
    QTimer.singleShot(SETTLED, window, lambda: _settle(timer))


def _settle(timer: QTimer) -> None:
    gc.collect()
    gc.freeze()
    timer.start(COLLECT_EVERY)


def _collect() -> None:
    """Collect the oldest generation that is due by Python's own thresholds."""
    due = [generation for generation, limit in enumerate(gc.get_threshold()) if gc.get_count()[generation] > limit]
    if due:
        gc.collect(due[-1])


def save_screenshot(window: MainWindow, file: str) -> int:
    """Write the picture of a window and close it."""
    saved = window.grab().save(file, "PNG")
    window.close()
    if not saved:
        print(f"chalkgrad: {file}: the file cannot be written.", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def wait_for_calm(window: MainWindow) -> None:
    """Let the window work until it has nothing left to do."""
    _wait(lambda: window.is_calm() and not setter().behind)


def wait_until_there(window: MainWindow) -> None:
    """Let the window work until it stands where it was asked to; its pictures may still become finer."""
    for _ in range(2):  # what an answer leads to is asked for then
        answered = list[None]()
        window.session.background.submit("there", nothing, answered.append, lambda _: None)
        _wait(lambda answered=answered: bool(answered) and _stands(window))  # type: ignore[misc]


def _stands(window: MainWindow) -> bool:
    player, sessions = window.player, (window.session, window.stages.function)
    there = any(each is player.timeline and each.frame is not None for each in sessions)
    there = there and player.goal is None and not player.timeline.busy
    return there and all(getattr(each, "is_calm", True) for each in window.made)


def _wait(ready: Callable[[], bool]) -> None:
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if ready() else None)
    timer.start(10)
    loop.exec()
