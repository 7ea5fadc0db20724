"""Saving experiments: scene files that are written completely or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.exchange.experiments import experiment_to, parameter_name
from core.exchange.marks import bookmarks_to, questions_to
from core.exchange.pace import pace_to
from core.exchange.scenes import YOURS, Scene
from core.exchange.toml import toml_lines
from core.exchange.whole_files import write_whole
from core.functions.descent import descent_to
from core.hyperparameters import InvalidSetting
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
        table["start"] = {parameter_name(layout, index): value for index, value in scene.start}
    return {**table, "experiment": experiment_to(scene.experiment), **marks}


def save_scene(scene: Scene, path: Path) -> None:
    """Write a scene to a file, which replaces the old one once it is complete.

    Raises
    ------
    NotSaved
        If the file cannot be written, or the experiment's own data are too large for a file.
    """
    refuse_in_words(path, lambda: write_whole(Path(os.path.realpath(path)), lambda file: file.write(scene_text(scene))))


def scene_text(scene: Scene) -> bytes:
    """Return what a scene file holds; raise as `scene_to` does."""
    return "".join(line + "\n" for line in toml_lines(scene_to(scene))).encode()


def refuse_in_words(path: Path, write: Callable[[], object]) -> None:
    """Write a file, and say in words why it cannot be written.

    Raises
    ------
    NotSaved
        Instead of what ``write`` raises.
    """
    name = shortened(path.name, MAX_FILENAME)
    try:
        write()
    except InvalidSetting as refusal:
        raise NotSaved(f"“{name}” was not saved. {refusal}") from refusal
    except OSError as error:
        raise NotSaved(
            f"“{name}” cannot be written in the folder {path.parent}: {error.strerror}. "
            "Save it under another name or in another folder."
        ) from error
