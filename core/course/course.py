"""The course: all lessons, in the order in which they are taught."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.course.lesson import Lesson
from core.course.reading import RECIPE, BrokenLesson, read_lesson

FOLDER = Path(__file__).parents[2] / "resources" / "lessons"


def lesson_names(folder: Path = FOLDER) -> list[str]:
    """Return the names of all lessons, in order."""
    return sorted(path.parent.name for path in folder.glob(f"*/{RECIPE}"))


@cache
def load_lesson(name: str, folder: Path = FOLDER) -> Lesson:
    """Return the lesson of that name, or of that number, e.g. ``"4"``.

    Raises
    ------
    BrokenLesson
        If there is no such lesson (the message lists those that exist), or it cannot be read.
    """
    names = lesson_names(folder)
    found = [each for each in names if each == name or (name.isdigit() and each.split("-")[0].lstrip("0") == name)]
    if not found:
        raise BrokenLesson(f"There is no lesson “{name}”. The lessons are: {', '.join(names)}.")
    return read_lesson(folder / found[0])


def load_lessons(folder: Path = FOLDER) -> tuple[list[Lesson], list[str]]:
    """Return all lessons that can be read, and a sentence for each that cannot."""
    lessons, broken = [], []
    for name in lesson_names(folder):
        try:
            lessons.append(load_lesson(name, folder))
        except BrokenLesson as error:
            broken.append(str(error))
    return lessons, broken
