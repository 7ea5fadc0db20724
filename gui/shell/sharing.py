"""What can be taken along from the window: by the dialog *Share*, or without anybody looking."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop

from core.hyperparameters import InvalidSetting
from gui.files.dialogs import ask_where, suggested
from gui.files.folders import documents
from gui.share.catalogue import chosen_export
from gui.share.export import AskedExport, ExportSource
from gui.share.making import MakingFiles

if TYPE_CHECKING:
    from gui.shell.made_late import MadeLate


def source_of(window: MadeLate, views: tuple[str, ...] = ()) -> ExportSource:
    """Return what is taken from a window; ``views`` are those of its stage, else those that stand there."""
    on_stage = window.presenting.stage.names if "presenting" in vars(window) else ()
    return ExportSource(
        window,
        window.session,
        window.stages.function,
        window.player,
        window.look,
        window.files.on_show,
        views or on_stage,
    )


def share(window: MadeLate) -> None:
    """Open the dialog; training pauses meanwhile, so that what is taken is what one sees."""
    from gui.share.dialog import ShareDialog

    if window.session.frame is None and window.stages.function.frame is None:
        return
    window.player.pause()
    title = suggested(window.files.on_show().title, documents())
    shown = window.files.shown
    ShareDialog(source_of(window), title, partial(ask_where, window), shown.edited_on_the_way).open()


def write_unseen(window: MadeLate, options: argparse.Namespace) -> tuple[list[Path], str]:
    """Write what a command asks for, and close the window; return the files, or why there are none."""
    source = source_of(window, tuple(options.views))
    path = Path(options.export)
    loop, ended = QEventLoop(), list[tuple[list[Path], str]]()
    try:
        export, what = chosen_export(source, path.suffix.lower(), options.what)
        sides = dict(zip(("width", "height"), options.size or (), strict=False))
        known = {declared.name for declared in export.choices.hyperparameters()}
        choices = export.choices.of({name: side for name, side in sides.items() if name in known})
        making = MakingFiles(source, export, AskedExport(path, what, choices))
        making.ended.connect(lambda *answer: ended.append(answer))
        making.ended.connect(loop.quit)
        loop.exec()
    except InvalidSetting as refusal:
        ended.append(([], str(refusal)))
    window.close()
    return ended[0]
