"""The course at a glance, read without NumPy: Home stands there before anything large is imported."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from core.course.groups import GROUPS
from core.patterns import pattern
from core.values import dataclass

RECIPE, WORDS = "lesson.toml", "en.md"
"""Files of a lesson: what it does, and what it says."""
ZIP = ".zip"
RESOURCES = Path(__file__).parents[2] / "resources"
MARKS = pattern(r"\{\w+\}|[`*$]")
"""What is written around words, and not read."""


@dataclass(frozen=True)
class ListedLesson:
    """What is known of a lesson before it is opened; see `core.course.lesson.Lesson`.

    Attributes
    ----------
    pages
        How many there are.
    intro
        What it is about, as plain text.
    """

    name: str
    title: str
    group: str
    place: int
    minutes: int
    pages: int
    intro: str


@dataclass(frozen=True)
class ListedScene:
    """What is known of a scene before it is opened: its name, its title, and its first sentence."""

    name: str
    title: str
    words: str


def is_lesson(path: Path) -> bool:
    """Tell whether a path is meant as a lesson: a zip, a lesson's folder, or the file that says what a lesson does."""
    return path.suffix.lower() == ZIP or path.name == RECIPE or os.path.isfile(path / RECIPE)


def listed_lessons(folder: Path = RESOURCES / "lessons") -> list[ListedLesson]:
    """Return all lessons that look whole, in the order in which they are taught."""
    return sorted(_lessons(folder, GROUPS), key=lambda lesson: (list(GROUPS).index(lesson.group), lesson.place))


def own_lessons(folder: Path) -> list[ListedLesson]:
    """Return the lessons in a folder that look whole, in the order of their titles; they need not be in a group."""
    return sorted(_lessons(folder, ("", *GROUPS)), key=lambda lesson: lesson.title.casefold())


def _lessons(folder: Path, groups: Container[str]) -> Iterator[ListedLesson]:
    for path in sorted(folder.glob(f"*/{RECIPE}") if os.path.isdir(folder) else ()):
        if not (os.path.isfile(path) and os.path.isfile(path.with_name(WORDS))):
            continue  # a pipe would never be opened
        try:
            recipe = path.read_text(encoding="utf-8-sig")
            head = tomllib.loads(re.split(r"^\s*\[", recipe, maxsplit=1, flags=re.MULTILINE)[0])
            title, intro = _title(path.with_name(WORDS).read_text(encoding="utf-8-sig"))
        except (OSError, ValueError):
            continue
        if head.get("group", "") in groups:
            pages = len(re.findall(r"^\[\[page\]\]", recipe, flags=re.MULTILINE))
            yield ListedLesson(
                path.parent.name,
                title,
                head.get("group", ""),
                head.get("place", 0),
                head.get("minutes", 10),
                pages,
                intro,
            )


def _title(words: str) -> tuple[str, str]:
    """Return a lesson's title and intro as plain text."""
    head = words.partition("\n## ")[0].strip()
    title, _, intro = head.removeprefix("#").partition("\n")
    return title.strip(), plain_words(intro)


def plain_words(words: str) -> str:
    """Return words in one line, without the marks around some of them."""
    return " ".join(MARKS.sub("", words).split())


def listed_scene(name: str) -> ListedScene:
    """Return what one of the program's scenes says of itself."""
    content: dict[str, Any] = tomllib.loads((RESOURCES / "scenes" / f"{name}.toml").read_text(encoding="utf-8"))
    sentence = re.split(r"(?<=[.?!]) ", plain_words(content["text"]), maxsplit=1)[0]
    return ListedScene(name, content["title"], sentence)
