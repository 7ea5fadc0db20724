"""What the worker does with files of experiments, and what is kept from one day to the next."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from core.exchange.endings import SUFFIX, WITH_RUNS
from core.exchange.files import NotSaved, save_scene
from core.exchange.scenes import BrokenScene, Scene, read_scene
from core.exchange.standing import Standing
from core.exchange.standing_files import read_standing, save_standing
from core.hyperparameters import InvalidSetting
from core.training.problem import prepare
from core.values import dataclass

LAST, LAST_FILE, OLDER_LAST_FILE = "last time", f"last-time{WITH_RUNS}", f"last-time{SUFFIX}"

Stamp: TypeAlias = tuple[int, int] | None
"""By what a file is known again: when it was written, and how long it is; None if there is none."""
Filed: TypeAlias = tuple[Scene, Path, Stamp]
"""What a file has in it, where it is, and its stamp."""


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


def nothing() -> None:
    """Do nothing, after all that was asked for before."""


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of a file as it is now."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def save_file(standing: Standing, path: Path, known: Stamp) -> Stamp:
    """Write what stands in a window to a file, as its name says with its runs or without, and return its new stamp.

    It has the stamp ``known`` if nobody else has written it.

    Raises
    ------
    ChangedMeanwhile
        If somebody has; with None for ``known`` nobody asks.
    NotSaved
        As `save_scene` and `save_standing` do.
    """
    if known is not None and stamp_of(path) not in (known, None):
        raise ChangedMeanwhile(
            f"“{path.name}” was not saved: another window or program has changed it meanwhile. "
            "Save again to replace it, or save under another name (Ctrl+Shift+S)."
        )
    write(standing, path)
    return stamp_of(path)


def write(standing: Standing, path: Path) -> None:
    """Write what stands in a window, with its runs if the file's name says so; raise as `save_file` does."""
    if path.suffix.lower() == WITH_RUNS:
        save_standing(standing, path)
    else:
        save_scene(standing.scene, path)


def read_file(path: Path) -> Standing:
    """Return what stands in a file, with its data prepared, so that it begins at once."""
    return _prepared(_read(path, str(path.resolve())))


def read_last(folder: Path) -> Standing:
    """Return what was kept the last time, prepared as well."""
    return _prepared(_read(last_in(folder), LAST))


def last_in(folder: Path) -> Path:
    """Return where what was in no file was kept last; version 0.1.0 kept it without its runs."""
    paths = folder / LAST_FILE, folder / OLDER_LAST_FILE
    return max(paths, key=lambda path: (path.stat().st_mtime if os.path.exists(path) else -1.0, path == paths[0]))


def _read(path: Path, name: str) -> Standing:
    standing = read_standing(path) if path.suffix.lower() == WITH_RUNS else Standing(read_scene(path))
    return replace(standing, scene=replace(standing.scene, name=name))


def _prepared(standing: Standing) -> Standing:
    if standing.scene.descent is None:
        prepare(standing.scene.experiment)
    return standing


def keep(standing: Standing, folder: Path) -> None:
    """Write what is in no file where it is found the next time.

    Raises
    ------
    NotSaved
        If that cannot be.
    """
    scene = standing.scene
    make_folder(folder)
    text = f"From “{scene.title}”, open when the window was closed: {datetime.now():%d %B %Y, %H:%M}."
    save_standing(replace(standing, scene=replace(scene, text=text)), folder / LAST_FILE)


def make_folder(folder: Path) -> None:
    """Make the folder of what is kept; raise `NotSaved` if that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotSaved(f"The folder {folder} cannot be made: {error.strerror}.") from error


@dataclass(frozen=True)
class Left:
    """What a window that is gone has left.

    Attributes
    ----------
    written
        When.
    filed
        What the file on show has in it by now, where it is, and its stamp; None without one.
    """

    standing: Standing
    written: datetime
    filed: Filed | None = None


def keep_window(standing: Standing, path: Path) -> None:
    """Keep what stands in a window; of a lesson whose drill no file can hold, at least where one is in it.

    Raises
    ------
    NotSaved
        If that cannot be.
    """
    try:
        save_standing(standing, path)
    except NotSaved as refusal:
        cause = refusal.__cause__
        if isinstance(cause, OSError):
            raise NotSaved(f"The folder {path.parent} cannot be written: {cause.strerror}.") from refusal
        if standing.lesson is None or not isinstance(cause, InvalidSetting):
            raise NotSaved(str(cause)) from refusal
        save_standing(place_alone(standing), path)


def place_alone(standing: Standing) -> Standing:
    """Return where one is in a lesson, without what stands there."""
    return Standing(Scene(LAST, standing.scene.title, "", 1), lesson=standing.lesson)


def keep_solution(standing: Standing, path: Path) -> None:
    """Keep what solves a lesson's task.

    Raises
    ------
    NotSaved
        If that cannot be: the folder cannot be written, or no file can hold it.
    """
    make_folder(path.parent)
    save_standing(standing, path)


def read_left(path: Path) -> Left:
    """Return what a window that is gone has left, prepared; raise `BrokenScene` as `read_standing` does."""
    standing = _prepared(read_standing(path))
    written = datetime.fromtimestamp(path.stat().st_mtime)
    file = Path(standing.file)
    try:
        filed = (replace(read_scene(file), name=str(file)), file, stamp_of(file)) if standing.file else None
    except BrokenScene:  # it has been moved, or removed
        filed = None
    return Left(standing, written, filed)
