"""What can be taken along from the window: by the dialog *Share*, or without anybody looking."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QTimer

from core.hyperparameters import InvalidSetting
from gui.files.dialogs import ask_where, suggested
from gui.files.folders import documents
from gui.share.catalogue import chosen_export
from gui.share.export import AskedExport, Export, ExportSource
from gui.share.making import InSlices, files_made

if TYPE_CHECKING:
    from gui.shell.made_late import MadeLate

SOON = 50
"""Milliseconds until it is looked again whether there is something to take."""


def source_of(window: MadeLate, views: tuple[str, ...] = ()) -> ExportSource:
    """Return what is taken from a window; ``views`` are those of its stage, else those that stand there."""
    return ExportSource(
        window,
        window.session,
        window.stages.function,
        window.player,
        window.look,
        window.files.on_show,
        window.is_calm,
        views or _on_stage(window),
    )


def _on_stage(window: MadeLate) -> tuple[str, ...]:
    """Return the views that stand on the stage, or that the scene would put there."""
    if "lessons" in vars(window) and window.lessons.is_on:
        return window.lessons.view.stage.names
    scene = window.session.scene
    chosen = window.presenting.stage.names if "presenting" in vars(window) else ()
    return chosen or (scene.views if scene is not None else ())


def share(window: MadeLate) -> None:
    """Open the dialog; training pauses meanwhile, so that what is taken is what one sees."""
    from gui.share.dialog import ShareDialog

    window.player.pause()
    source = source_of(window)
    if source.frame is None:  # its first picture is on its way
        QTimer.singleShot(SOON, window, partial(share, window))
        return
    title = suggested(window.files.on_show().title, documents())
    shown = window.files.shown
    ShareDialog(source, title, partial(ask_where, window), shown.edited_on_the_way).open()


def write_unseen(window: MadeLate, options: argparse.Namespace) -> tuple[list[Path], str]:
    """Write what a command asks for, and close the window; return the files, or why there are none."""
    source = source_of(window, tuple(options.views))
    path = Path(options.export)
    loop, ended = QEventLoop(), list[tuple[list[Path], str]]()
    try:
        export, what = chosen_export(source, path.suffix.lower(), options.what)
        choices = export.choices.of({**export.begin(source), **chosen_by(options, export)})
        making = InSlices(files_made(source, export, AskedExport(path, what, choices)))
        making.told.connect(lambda words: print(words, file=sys.stderr))  # noqa: T201
        making.ended.connect(lambda *answer: ended.append(answer))
        making.ended.connect(loop.quit)
        loop.exec()
    except InvalidSetting as refusal:
        ended.append(([], str(refusal)))
    window.close()
    return ended[0]


def chosen_by(options: argparse.Namespace, export: Export) -> dict[str, Any]:
    """Return the choices that a command makes: its options have their names."""
    width, height = options.size or (None, None)
    letter = None if options.paper is None else options.paper == "letter"
    given = {**vars(options), "width": width, "height": height, "letter": letter}
    names = [declared.name for declared in export.choices.hyperparameters()]
    return {name: given[name] for name in names if given.get(name) is not None}
