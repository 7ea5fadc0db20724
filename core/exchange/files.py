"""Saving experiments: scene files that are written completely or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.exchange.marks import bookmarks_to, questions_to
from core.exchange.pace import pace_to
from core.exchange.scenes import YOURS, Scene, experiment_to
from core.exchange.toml import toml_lines
from core.functions.descent import descent_to
from core.hyperparameters import InvalidSetting
from core.nn.network import Layout
from core.words import shortened

MAX_FILENAME = 60
"""Characters of a file's name that a message shows."""


class NotSaved(ValueError):
    """A file that could not be written; the message says why and what to do. An older file is left as it was."""


def scene_to(scene: Scene) -> dict[str, Any]:
    """Return the table that a scene file holds; the scene's name is not part of it.

    Raises
    ------
    InvalidSetting
        As `experiment_to` does.
    """
    table: dict[str, Any] = {"title": scene.title, "text": scene.text}
    if scene.group != YOURS:
        table |= {"group": scene.group, "place": scene.place}
    table |= {"pace": pace_to(scene.pace), "end": scene.end}
    if scene.notation:
        table["notation"] = scene.notation
    if scene.views:
        table["views"] = list(scene.views)
    if scene.follow:
        table["follow"] = list(scene.follow)
    marks = {"question": questions_to(scene.questions), "bookmark": bookmarks_to(scene.bookmarks)}
    marks = {key: tables for key, tables in marks.items() if tables}
    if scene.descent is not None:
        return {**table, "function": descent_to(scene.descent), **marks}
    if scene.start:
        layout = scene.experiment.layout
        table["start"] = {_parameter(layout, index): value for index, value in scene.start}
    return {**table, "experiment": experiment_to(scene.experiment), **marks}


def _parameter(layout: Layout, index: int) -> str:
    """Return a parameter's name as it is typed, e.g. ``w[2]3,1``."""
    layer, j, i = layout.position(index)
    return f"w[{layer}]{j},{i}" if i else f"b[{layer}]{j}"


def save_scene(scene: Scene, path: Path) -> None:
    """Write a scene to a file, which replaces the old one once it is complete.

    Raises
    ------
    NotSaved
        If the file cannot be written, or the experiment's own data are too large for a file.
    """
    try:
        _replace(Path(os.path.realpath(path)), toml_lines(scene_to(scene)))
    except InvalidSetting as refusal:
        raise NotSaved(f"“{shortened(path.name, MAX_FILENAME)}” was not saved. {refusal}") from refusal
    except OSError as error:
        raise NotSaved(
            f"“{shortened(path.name, MAX_FILENAME)}” cannot be written in the folder {path.parent}: {error.strerror}. "
            "Save it under another name or in another folder."
        ) from error


def _replace(path: Path, lines: Iterable[str]) -> None:
    """Write lines to a new file beside ``path``, which then replaces it: whatever fails, the old file stays whole."""
    if path.exists() and not os.access(path, os.W_OK):  # replacing needs no permission for the file itself
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    draft = path.with_name(f".{os.urandom(6).hex()}.part")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
