"""``--export FILE.gif``: an animation made from the command line, by a window that nobody sees."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop

from core.hyperparameters import InvalidSetting
from gui.share.animation import PHASES, VIEWS_OF_PHASES, Animation, of_phases, of_stretch
from gui.share.canvas import STAGE
from gui.share.filming import Filming, Shot
from gui.shell.opening import wait_for_calm

if TYPE_CHECKING:
    from gui.shell.main_window import MainWindow

SIZE, PICTURES, END = (800, 600), 40, 100
"""What is made where nothing else is asked for; and where a scene says nothing, up to which iteration."""
ENDS_BEFORE = "The run ends at iteration {known:,}, before {to:,}. Choose a stretch that ends earlier, with --to."


def save_animation(window: MainWindow, options: argparse.Namespace) -> int:
    """Train as far as is asked for, film it, write the file and close the window; return the exit code."""
    try:
        shot = _shot(window, options)
    except InvalidSetting as refusal:
        window.close()
        return _refuse(str(refusal))
    refused = list[str]()
    filming, loop = Filming(window, window), QEventLoop()
    filming.sized.connect(lambda size: _say(shot.animation.told(size)))
    filming.refused.connect(refused.append)
    filming.written.connect(lambda path: print(path))  # noqa: T201
    filming.ended.connect(loop.quit)
    try:
        filming.film(shot, Path(options.export))
        loop.exec()
    except InvalidSetting as refusal:
        refused.append(str(refusal))
    window.close()
    return _refuse(refused[0]) if refused else 0


def _shot(window: MainWindow, options: argparse.Namespace) -> Shot:
    """Return what is filmed, once the window has been where it happens."""
    what, first = options.what or STAGE, options.first or 0
    timeline, size = window.player.timeline, options.size or SIZE
    if what == PHASES:
        if window.player.training is None:
            raise InvalidSetting("what", "A step of a plain function has no phases. Use --what stage.")
        _go(window, first)
        animation: Animation = of_phases(first, window.session.experiment.layout.depth)
        return Shot(STAGE, size, animation, tuple(options.views) or VIEWS_OF_PHASES)
    last = options.last or options.steps or timeline.scene_end or END
    animation = of_stretch(first, last, options.frames or PICTURES)
    _go(window, last)
    views = window.session.scene.views if window.session.scene is not None else ()
    return Shot(what, size, animation, tuple(options.views) or views)


def _go(window: MainWindow, step: int) -> None:
    wait_for_calm(window)
    window.player.go_to(step)
    wait_for_calm(window)
    known = window.player.timeline.known
    if known < step:
        raise InvalidSetting("to", ENDS_BEFORE.format(known=known, to=step))


def _say(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201


def _refuse(words: str) -> int:
    _say(f"chalkgrad: {words}")
    return 2
