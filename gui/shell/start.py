"""The window from its start to its end: the event loop, with everything around it that can go wrong."""

from __future__ import annotations

import argparse
import faulthandler
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gui.session.faults import Faults
from gui.session.messages import Message
from gui.shell.ending import Ending
from gui.shell.front import begins_with, show_first
from gui.shell.log import Log, log_file
from gui.shell.settings import Settings
from gui.shell.sign import make_application
from gui.widgets import fonts
from gui.widgets.fonts import FILE, can_write

if TYPE_CHECKING:
    from core.exchange.scenes import Scene
    from gui.shell.main_window import MainWindow

USAGE_ERROR = 2
NO_FONT = f"There is no font to write with: {FILE} cannot be read, and the system has none. Install Chalkgrad again."


def run(options: argparse.Namespace, find_scene: Callable[[str], Scene | None]) -> int:
    """Open the window and return its exit code; home or a sign stands in its place while all else is imported."""
    ending, log = Ending(), Log(log_file())
    faults = Faults(log.write)
    faults.listen()
    with _crashes_written(log.file):
        application = make_application()
        if not can_write():
            log.write(NO_FONT)
            print(f"chalkgrad: {NO_FONT}", file=sys.stderr)  # noqa: T201  (in the window nobody could read it)
        first = show_first(options)
        if (scene := find_scene(_of_last_time(options))) is None:
            return USAGE_ERROR
        from gui.shell.opening import open_window

        window = open_window(scene, options, first)
        window.session.background.failed.connect(faults.note)
        faults.tell(window.session.say)
        doubts = [fonts.doubt(), window.settings.check() if window.settings is not None else ""]
        if doubt := " ".join(filter(None, doubts)):
            log.write(doubt)
            window.banner.show_message(doubt, is_error=False, stays=True)  # without leaving home for it
            window.presenting.say(Message("info", doubt))
        faults.keep = partial(_keep, window)
        ending.unasked.connect(window.recovery.stay)
        application.processEvents()  # what was clicked meanwhile
        first.close()
        window.activateWindow()
        ending.listen()
        code = application.exec()
        ending.hear_no_more()
        return ending.code or code


def _keep(window: MainWindow) -> None:
    """Keep what can be kept: the window is about to be gone."""
    window.recovery.stay()
    window.files.finish()


def _of_last_time(options: argparse.Namespace) -> str:
    """Return the scene that was on show last, if nothing is asked for and it is still there; else the first one."""
    from core.exchange.scenes import DEFAULT_SCENE, scene_names  # here, for home need not wait for it

    name = Settings().value_of("scene") if begins_with(options) else None
    return name if isinstance(name, str) and name in scene_names() else DEFAULT_SCENE


@contextmanager
def _crashes_written(file: Path | None) -> Iterator[None]:
    """Have the log tell where every thread was when a library crashed the program."""
    with ExitStack() as opened:
        with suppress(OSError):  # of the log alone, and not of the program that runs meanwhile
            if file is not None:
                faulthandler.enable(opened.enter_context(file.open("ab")))
                opened.callback(faulthandler.disable)
        yield
