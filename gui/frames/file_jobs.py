"""What the worker does with files of experiments, and what is kept from one day to the next."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from core.exchange.files import NotSaved, save_scene
from core.exchange.scenes import SUFFIX, BrokenScene, Scene, read_own, read_scene
from core.training.problem import prepare

LAST, LAST_FILE = "last time", f"last-time{SUFFIX}"

Stamp: TypeAlias = tuple[int, int] | None
"""By what a file is known again: when it was written, and how long it is; None if there is none."""


class ChangedMeanwhile(NotSaved):
    """A file that somebody else has written since."""


def attempt(job: Callable[[], Any]) -> Any:
    """Return the result of ``job``, or the exception it raised."""
    try:
        return job()
    except (BrokenScene, NotSaved) as refusal:
        return refusal
    except MemoryError:
        return BrokenScene("There is not enough memory for this.")
    except Exception as error:
        return BrokenScene(f"Something went wrong: {error}.")


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of a file as it is now."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def save_file(scene: Scene, path: Path, known: Stamp) -> Stamp:
    """Write a scene to a file, which has the stamp ``known`` if nobody else has written it, and return its new one.

    Raises
    ------
    ChangedMeanwhile
        If somebody has; with None for ``known`` nobody asks.
    NotSaved
        As `save_scene` does.
    """
    if known is not None and stamp_of(path) not in (known, None):
        raise ChangedMeanwhile(
            f"“{path.name}” was not saved: another window or program has changed it meanwhile. "
            "Save again to replace it, or save under another name (Ctrl+Shift+S)."
        )
    save_scene(scene, path)
    return stamp_of(path)


def read_file(path: Path) -> Scene:
    """Return the scene in a file, with its data prepared, so that it begins at once."""
    return _prepared(read_own(path))


def read_last(folder: Path) -> Scene:
    """Return what was kept the last time, prepared as well."""
    return _prepared(replace(read_scene(folder / LAST_FILE), name=LAST))


def _prepared(scene: Scene) -> Scene:
    if scene.descent is None:
        prepare(scene.experiment)
    return scene


def keep(scene: Scene, folder: Path) -> None:
    """Write what is in no file where it is found the next time.

    Raises
    ------
    NotSaved
        If that cannot be.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotSaved(f"Your unsaved experiment cannot be kept in {folder}: {error.strerror}.") from error
    text = f"From “{scene.title}”, open when the window was closed: {datetime.now():%d %B %Y, %H:%M}."
    save_scene(replace(scene, text=text), folder / LAST_FILE)
