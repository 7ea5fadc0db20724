"""Checks lessons without a window: every claim, number and answer of every page."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from core.course.checking import check_lesson
from core.course.course import FOLDER
from core.course.listed import RECIPE, ZIP
from core.course.own import lesson_folder
from core.course.reading import BrokenLesson, read_lesson
from core.words import counted


def checked(folder: Path | None) -> Iterator[tuple[str, list[str]]]:
    """Yield a line about each lesson of a folder, and what does not hold in it; the program's own if None.

    Where the system allows it, as many lessons are checked at once as there are cores.

    Parameters
    ----------
    folder
        A lesson's own folder, a zip of it, or a folder with several of them.
    """
    if folder is not None and folder.suffix.lower() == ZIP and folder.is_file():
        yield _unpacked(folder)
        return
    home = FOLDER if folder is None else folder
    names = [home] if (home / RECIPE).is_file() else sorted(path.parent for path in home.glob(f"*/{RECIPE}"))
    if not names:
        yield f"{home}: there is no lesson here", [f"{home}: a lesson is a folder with {RECIPE} and en.md."]
    check = partial(_checked, own=folder is not None)
    if len(names) > 1 and sys.platform == "linux":  # where a process can be copied as it stands
        with get_context("fork").Pool(len(os.sched_getaffinity(0)), _leave_interrupts) as cores:
            yield from cores.imap(check, names)
    else:
        yield from map(check, names)


def _unpacked(path: Path) -> tuple[str, list[str]]:
    """Return what `_checked` says of the lesson in a zip."""
    with TemporaryDirectory() as place:
        try:
            return _checked(lesson_folder(path, Path(place)), own=True)
        except BrokenLesson as error:
            return f"{path.name}: cannot be read", [str(error)]


def _leave_interrupts() -> None:
    """Let the process that has been copied answer Ctrl+C: it ends its copies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _checked(folder: Path, own: bool) -> tuple[str, list[str]]:
    start = perf_counter()
    try:
        lesson = read_lesson(folder)
    except BrokenLesson as error:
        return f"{folder.name}: cannot be read", str(error).splitlines()
    faults = check_lesson(lesson, slow=True, own=own)
    pages, claims = counted(len(lesson.pages), "page"), sum(len(page.claims) for page in lesson.pages)
    state = counted(len(faults), "fault") if faults else "all holds"
    took = f"{perf_counter() - start:.1f} s"
    return f"{folder.name}: {pages}, {counted(claims, 'claim')}, {took}: {state}", faults
