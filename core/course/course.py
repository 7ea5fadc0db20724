"""The course: all lessons, in the order in which they are taught."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.course.actions.changing import OpenScene
from core.course.lesson import Lesson
from core.course.listed import RECIPE
from core.course.reading import BrokenLesson, read_lesson
from core.exchange.scenes import BrokenScene, Scene

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


def place_in_course(text: str) -> tuple[str, int | None]:
    """Return a lesson's name and the place of its page, from 0, of a text like ``"4"`` or ``"4:2"``, its second page.

    Without a page it is None: where one was last.

    Raises
    ------
    BrokenLesson
        If the page is no number from 1.
    """
    name, colon, page = text.rpartition(":") if ":" in text else (text, "", "")
    if colon and not (page.isascii() and page.isdigit() and int(page[:6]) >= 1):
        raise BrokenLesson(f"“{text}” names no page of a lesson: write NAME or NAME:PAGE, pages counted from 1.")
    return name, int(page) - 1 if colon else None


def scene_of(text: str) -> Scene:
    """Return the scene with which the page begins that a text names as in `place_in_course`; if none, the first one.

    Raises
    ------
    BrokenScene
        If there is no such lesson or page.
    """
    try:
        name, place = place_in_course(text)
        lesson = load_lesson(name)
    except BrokenLesson as error:
        raise BrokenScene(str(error)) from error
    if (place or 0) >= len(lesson.pages):
        raise BrokenScene(f"{lesson.name} has pages 1 to {len(lesson.pages)}; there is no page {(place or 0) + 1}.")
    opened = lesson.pages[place or 0].start[0]
    assert isinstance(opened, OpenScene)
    return opened.scene
