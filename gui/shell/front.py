"""Home at the start: a window of its own that needs little, while all else is imported behind it."""

from __future__ import annotations

import argparse
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from core.course.listed import ListedLesson, listed_lessons, listed_scene, own_lessons
from core.words import as_typed
from gui.files.folders import own_lessons_folder
from gui.shell.settings import HOME, NORMAL_TEXT, Settings
from gui.shell.sign import show_sign
from gui.widgets.theme import CHALKBOARD, THEMES, Look, palette

if TYPE_CHECKING:
    from gui.course.home import Home, Offered

TO_TRY = ("article-circles", "course-pass-fail", "xor-tanh", "spiral")
"""Scenes that are offered as long as nobody has opened or saved an experiment."""
MAX_OFFERED = 4
ASKED = ("scene", "function", "lesson", "file", "steps", "present", "export")
"""What on the command line goes past home."""
FIRST_SIZE, SHARE_OF_SCREEN = QSize(1500, 900), 0.92
"""Of a window whose size nobody has chosen: in pixels, and at most so much of the screen, its frame not counted."""
WEEK = 7
APP_ID = "chalkgrad"
"""By which desktops know the program: the name of its file in their menus, and the class of its windows."""
ICON = Path(__file__).parents[2] / "resources" / "desktop" / f"{APP_ID}.svg"


def begins_with(options: argparse.Namespace) -> str:
    """Return what stands there first, as the settings have it; empty if something was asked for."""
    if any(getattr(options, name, None) not in (None, False) for name in ASKED):
        return ""
    return HOME if options.screenshot else Settings().begins_with


def show_first(options: argparse.Namespace) -> QWidget:
    """Show what stands there while all else is imported and read: home, or a sign."""
    introduce()
    return show_front(options) if begins_with(options) == HOME else show_sign()


def introduce() -> None:
    """Tell the desktop who this is, before there is a window."""
    QApplication.setApplicationName(APP_ID)
    QApplication.setDesktopFileName(APP_ID)
    QApplication.setWindowIcon(QIcon(str(ICON)))


def show_front(options: argparse.Namespace) -> Home:
    """Show home at once, where the window will be."""
    settings = None if options.screenshot else Settings()
    home = made_home(settings)
    look = Look(settings.theme if settings else CHALKBOARD, settings.text if settings else NORMAL_TEXT)
    if options.theme:
        look = Look(THEMES[options.theme], look.text)
    QApplication.setPalette(palette(look.theme))
    QApplication.setFont(look.font())
    home.setWindowTitle("Chalkgrad")
    home.set_look(look)
    place(home, settings)
    if options.size:
        home.resize(*options.size)
    home.show()
    home.first.setFocus()
    QApplication.processEvents()
    return home


def place(window: QWidget, settings: Settings | None) -> None:
    """Give a window the size and place that it had last time, or those of the first time."""
    window.resize(FIRST_SIZE.boundedTo(window.screen().availableSize() * SHARE_OF_SCREEN))
    geometry = settings.value_of("geometry") if settings else None
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)


def made_home(settings: Settings | None) -> Home:
    """Return home as the settings have it."""
    from gui.course.home import Home  # here, as in `open_window`

    home = Home(listed_lessons())
    fill(home, settings)
    return home


def fill(home: Home, settings: Settings | None) -> None:
    """Show how far one is, and the experiments of late."""
    from gui.course.home import Offered

    if settings is not None:
        names = [card.lesson.name for card in home.cards]
        kept = {name: settings.progress_of(name) for name in names}
        home.show_progress({name: each for name, each in kept.items() if each is not None}, settings.lesson)
        home.show_beginning(settings.begins_with)
    files = [path for path in (settings.recent if settings else []) if os.path.isfile(path)][:MAX_OFFERED]
    lessons = [offered_lesson(each) for each in own_lessons(own_lessons_folder())] if settings else []
    if files or lessons:
        heading = "Recent experiments" if not lessons else "Your lessons and experiments" if files else "Your lessons"
        home.show_offers(heading, [*lessons, *(offered_file(path, date.today()) for path in files)])
    else:
        scenes = map(listed_scene, TO_TRY)
        home.show_offers("Experiments to try", [Offered(s.name, s.title, s.words, s.words) for s in scenes])


def offered_lesson(lesson: ListedLesson) -> Offered:
    """Return a lesson of one's own."""
    from gui.course.home import Offered

    help = lesson.intro or f"Open {as_typed(lesson.title)}"
    return Offered(str(own_lessons_folder() / lesson.name), lesson.title, f"{lesson.minutes} min", help, is_file=True)


def offered_file(path: Path, today: date) -> Offered:
    """Return a file with the day on which it was written last."""
    from gui.course.home import Offered

    written = day(datetime.fromtimestamp(path.stat().st_mtime).date(), today)
    return Offered(str(path), as_typed(path.stem), written, f"Open {as_typed(str(path))}", is_file=True)


def day(then: date, today: date) -> str:
    """Return a day in words: "today", "yesterday", "Tuesday", "18 November", "18 November 2024"."""
    ago = (today - then).days
    if ago in (0, 1):
        return ("today", "yesterday")[ago]
    if 0 < ago < WEEK:
        return f"{then:%A}"
    return f"{then.day} {then:%B}" + (f" {then.year}" if then.year != today.year else "")
