"""Lessons of one's own: a folder, or a zip of one. Nobody has checked a zip that came by mail, so it is not trusted."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import mkdtemp

from core.course.listed import RECIPE, ZIP
from core.course.reading import BrokenLesson
from core.words import as_typed

MAX_FILES, MAX_UNPACKED = 200, 20_000_000
"""Most files of a lesson, and most bytes that they take."""


def lesson_folder(path: Path, home: Path) -> Path:
    """Return the folder of a lesson: what a zip holds is unpacked below ``home``, all else stays where it is.

    Raises
    ------
    BrokenLesson
        If there is no lesson, or a zip could do harm: a path that leaves the folder, a link, far too much in it.
    """
    if path.suffix.lower() == ZIP and not path.is_dir():
        return _unpacked(path, home)
    folder = path if path.is_dir() else path.parent
    if not (folder / RECIPE).is_file():
        raise BrokenLesson(f"“{as_typed(folder.name)}” is no lesson: there is no {RECIPE} in the folder.")
    return folder


def _unpacked(path: Path, home: Path) -> Path:
    named = f"“{as_typed(path.name)}”"
    try:
        with zipfile.ZipFile(path) as archive:
            inside = _checked(archive.infolist(), named)
            home.mkdir(parents=True, exist_ok=True)
            made = Path(mkdtemp(prefix=".new-", dir=home))
            try:
                archive.extractall(made, [each.filename for each in inside])
                return _put(made, home, path.stem, named)
            finally:
                shutil.rmtree(made, ignore_errors=True)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, BrokenLesson):
            raise
        raise BrokenLesson(f"{named} cannot be unpacked: {error}.") from error
    except OSError as error:
        raise BrokenLesson(f"{named} cannot be unpacked: {error.strerror or error}.") from error


def _checked(files: list[zipfile.ZipInfo], named: str) -> list[zipfile.ZipInfo]:
    """Return what is in a zip, or refuse it."""
    if len(files) > MAX_FILES:
        raise BrokenLesson(f"{named} holds {len(files):,} files; a lesson has at most {MAX_FILES}.")
    if (size := sum(each.file_size for each in files)) > MAX_UNPACKED:
        most = f"{MAX_UNPACKED // 1_000_000} MB"
        raise BrokenLesson(f"{named} would take {size / 1e6:,.0f} MB unpacked; a lesson has at most {most}.")
    for each in files:
        place = as_typed(each.filename)
        if _leaves(each.filename):
            raise BrokenLesson(f"{named} holds a path that leaves the lesson's folder: “{place}”. It was not opened.")
        if stat.S_ISLNK(each.external_attr >> 16):
            raise BrokenLesson(f"{named} holds a link, “{place}”: put the file itself there. It was not opened.")
    return files


def _leaves(name: str) -> bool:
    """Tell whether a path in a zip leads out of the folder, on any system."""
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    return bool(windows.drive or windows.root or posix.is_absolute()) or ".." in windows.parts or "\0" in name


def _put(made: Path, home: Path, name: str, named: str) -> Path:
    """Give what was unpacked its place; a lesson that was there before stays."""
    found = sorted(made.glob(RECIPE)) or sorted(made.glob(f"*/{RECIPE}"))
    if not found:
        raise BrokenLesson(f"{named} holds no lesson: there is no {RECIPE} in it.")
    folder = found[0].parent
    name = name if folder == made else folder.name
    places = (home / (name if count == 1 else f"{name} {count}") for count in range(1, MAX_FILES))
    place = next(each for each in places if not each.exists())
    shutil.move(str(folder), place)
    return place
