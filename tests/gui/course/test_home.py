"""Home: what it offers, what is chosen there, and that one comes back to where one was."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from core.course.listed import ListedLesson, listed_lessons
from core.course.progress import CourseProgress
from core.exchange.files import save_scene
from core.exchange.scenes import load_scene
from core.words import as_typed
from gui.arguments import parser
from gui.course.home import Home, next_lesson
from gui.course.home_cards import HomeCard, HomeGrid
from gui.files.folders import LESSONS
from gui.shell.front import TO_TRY, begins_with, day, fill, made_home, show_front
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window
from gui.shell.settings import BEGINNINGS, HOME, LAST, Settings
from gui.widgets.theme import CHALKBOARD, WHITEBOARD, Look, Theme
from tests.gui.conftest import close_window
from tests.gui.course.lesson_window import write_lesson
from tests.gui.geometry import cut, outside, overlaps
from tests.gui.inline import Inline

LISTED = [ListedLesson(f"{k:02}", f"Lesson number {k}", "slopes", k, 12, 6, "What it is about.") for k in (1, 2, 3)]
ALL = frozenset(range(6))


@pytest.fixture
def show_home(qtbot: QtBot) -> Iterator[Callable[..., Home]]:
    """Return a function that shows home by itself."""
    made = list[Home]()

    def show(lessons: list[ListedLesson], size: tuple[int, int] = (1366, 768), look: Look = Look()) -> Home:  # noqa: B008
        home = Home(lessons)
        made.append(home)
        fill(home, None)
        home.set_look(look)
        home.resize(*size)
        home.show()
        home.first.setFocus()
        qtbot.waitExposed(home)
        QApplication.processEvents()
        return home

    yield show
    for home in made:
        home.close()


def options(*words: str) -> argparse.Namespace:
    """Return what the command line says."""
    return parser().parse_args(list(words))


def click(qtbot: QtBot, home: Home, card: HomeCard) -> None:
    """Click on a card, scrolled into view."""
    home.area.ensureWidgetVisible(card)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)


# What it offers


def test_at_first_it_begins_with_the_first_lesson(show_home: Callable[..., Home]) -> None:
    home = show_home(LISTED)
    assert (home.first.title, home.first.words) == ("Start lesson 1", "Lesson number 1 · 12 min")
    assert [card.state for card in home.cards] == ["start here", "", ""]
    assert [tile.subject for tile in home.offers] == list(TO_TRY)
    assert home.first.toolTip() == "<qt>What it is about.</qt>"


def test_at_the_summary_it_is_the_last_page(show_home: Callable[..., Home]) -> None:
    home = show_home(LISTED)
    home.show_progress({"01": CourseProgress(8, frozenset({0, 1}))}, "01")
    assert (home.first.words, home.cards[0].state) == ("Lesson number 1 · 1 minute left", "page 6 of 6")


def test_later_it_goes_on(show_home: Callable[..., Home]) -> None:
    home = show_home(LISTED)
    home.show_progress({"01": CourseProgress(5, ALL), "02": CourseProgress(3, frozenset({0, 1, 2}))}, "02")
    assert (home.first.title, home.first.words) == ("Continue lesson 2", "Lesson number 2 · 6 minutes left")
    assert [card.state for card in home.cards] == ["✓ done", "page 4 of 6", ""]
    assert [card.ahead for card in home.cards] == [False, True, False]
    assert home.cards[0].accessibleName() == "Lesson 1: Lesson number 1, 12 minutes, done"


@pytest.mark.parametrize(
    ("done", "last", "place"),
    [((), "", 1), ((), "02", 2), (("02",), "02", 3), (("02", "03"), "03", 1), (("01", "02", "03"), "02", 1)],
)
def test_which_lesson_comes_next(done: tuple[str, ...], last: str, place: int) -> None:
    lesson = next_lesson(LISTED, set(done), last)
    assert lesson is not None
    assert lesson.place == place


def test_without_lessons_there_are_experiments(show_home: Callable[..., Home]) -> None:
    home = show_home([])
    assert not home.first.isVisible()
    assert home.lab.isVisible()
    assert home.offers


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (date(2026, 11, 29), "today"),
        (date(2026, 11, 28), "yesterday"),
        (date(2026, 11, 24), "Tuesday"),
        (date(2026, 11, 22), "22 November"),
        (date(2026, 11, 30), "30 November"),
        (date(2025, 1, 3), "3 January 2025"),
    ],
)
def test_days_in_words(then: date, words: str) -> None:
    assert day(then, date(2026, 11, 29)) == words


def test_files_of_late_are_offered_with_their_names(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "my rings.toml"
    save_scene(load_scene("xor-tanh"), file)
    settings.recent = [file, tmp_path / "gone.toml"]
    settings.keep_progress("01-pigs", CourseProgress(1, frozenset({0})))
    home = made_home(settings)
    assert [(tile.title, tile.words, tile.subject) for tile in home.offers] == [
        (as_typed("my rings"), "today", str(file))
    ]
    assert home.first.title == "Continue lesson 1"
    home.deleteLater()


# Keys


def test_arrows_walk_and_enter_chooses(show_home: Callable[..., Home], qtbot: QtBot) -> None:
    groups = "slopes", "right"
    lessons = [replace(each, name=f"{group}{each.place}", group=group) for group in groups for each in LISTED]
    home = show_home(lessons, (1366, 768))
    home.activateWindow()
    asked, left = QSignalSpy(home.lesson_asked), QSignalSpy(home.left)
    home.cards[0].setFocus()
    for key, place in zip(
        ["Right", "Right", "Down", "Left", "Left", "Up", "Up", "Left"], (1, 2, 5, 4, 3, 0, 0, 0), strict=True
    ):
        qtbot.keyClick(home.focusWidget(), getattr(Qt.Key, f"Key_{key}"))
        assert home.focusWidget() is home.cards[place]
    qtbot.keyClick(home.cards[0], Qt.Key.Key_Return)
    qtbot.keyClick(home.cards[0], Qt.Key.Key_Escape)
    assert [asked.at(0), left.count()] == [["slopes1"], 1]
    home.cards[2].setFocus()
    qtbot.keyClick(home.cards[2], Qt.Key.Key_Right)
    assert home.focusWidget() in (home.first, home.lab)


def test_everything_can_be_reached_with_tab(show_home: Callable[..., Home], qtbot: QtBot) -> None:
    home = show_home(LISTED)
    met = []
    for _ in range(len(home.choices) + 2):
        met.append(home.focusWidget())
        home.focusNextChild()
    assert met[0] is home.first
    assert {*home.choices, home.theme, home.beginning} == set(met)
    assert all(each.accessibleName() and each.toolTip() for each in met)


# How it is laid out

SIZES = [(1920, 1080), (1366, 768), (1024, 768), (400, 300)]
OF_SCREENS = [(1920, 1080), (1366, 768), (1257, 672), (1024, 768)]
"""Of whole screens, and of the first window on a small one."""


@pytest.mark.slow
@pytest.mark.parametrize("theme", [CHALKBOARD, WHITEBOARD])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", [15.0, 22.5, 32.0])
def test_nothing_overlaps_or_is_cut(
    show_home: Callable[..., Home], size: tuple[int, int], text: float, theme: Theme
) -> None:
    home = show_home(listed_lessons(), size, Look(theme, text))
    assert not overlaps(home)
    assert not outside(home)
    assert not cut(home)
    grids = [grid for grid in home.findChildren(HomeGrid) if grid.isVisible()]
    assert [grid.height() for grid in grids] == [grid.heightForWidth(grid.width()) for grid in grids]
    for card in home.choices:
        assert card.height() >= card.height_in(card.width(), card.sizes)
        assert home.page.rect().contains(card.geometry().translated(card.parentWidget().mapTo(home.page, QPoint())))


@pytest.mark.parametrize("size", SIZES[:2])
def test_four_lessons_stand_beside_each_other(show_home: Callable[..., Home], size: tuple[int, int]) -> None:
    lessons = [replace(LISTED[0], name=str(k), place=k) for k in range(1, 5)]
    home = show_home(lessons, size)
    assert len({card.y() for card in home.cards}) == 1
    assert home.first.mapTo(home, QPoint()).x() > home.cards[3].mapTo(home, QPoint()).x()


@pytest.mark.parametrize("size", OF_SCREENS)
@pytest.mark.parametrize("last", ["", "02-partial"])
def test_on_usual_screens_all_is_seen_at_once(show_home: Callable[..., Home], size: tuple[int, int], last: str) -> None:
    home = show_home(listed_lessons(), size)
    if last:
        home.show_progress({"01-pigs": CourseProgress(5, ALL), last: CourseProgress(3, frozenset({0, 1, 2}))}, last)
        QApplication.processEvents()
    assert home.page.height() == home.height(), "nothing scrolls"
    assert not cut(home)
    lowest = max(card.mapTo(home, card.rect().bottomLeft()).y() for card in home.choices)
    assert lowest > 0.84 * home.height(), "and no room is left over"


def test_in_a_narrow_window_the_big_button_comes_first(show_home: Callable[..., Home]) -> None:
    home = show_home(LISTED, (700, 500))
    assert home.first.mapTo(home, QPoint()).y() < home.cards[0].mapTo(home, QPoint()).y()
    assert home.first.visibleRegion().boundingRect().height() == home.first.height()


# At the start


@pytest.mark.parametrize("asked", ["--scene pigs", "--function x^2", "a.toml", "--present", "--steps 3", "--lesson 1"])
def test_what_is_asked_for_goes_past_home(asked: str) -> None:
    assert begins_with(options()) == HOME
    assert begins_with(options("--size", "800x600", "--theme", "whiteboard")) == HOME
    assert not begins_with(options(*asked.split()))


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_what_it_starts_with_is_kept(settings: Settings, beginning: str) -> None:
    assert settings.begins_with == HOME
    settings.begins_with = beginning
    assert settings.begins_with == beginning


@pytest.fixture
def at_home(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[MainWindow]:
    """Return a window that has taken the place of home at the start."""
    monkeypatch.setattr("gui.shell.front.Settings", lambda: settings)
    monkeypatch.setattr("gui.shell.opening.Settings", lambda: settings)
    monkeypatch.setattr("gui.shell.main_window.Background", Inline)
    said = options("--size", "1366x768")
    front = show_front(said)
    window = open_window(load_scene("xor-tanh"), said, front)
    front.close()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=5_000)
    yield window
    close_window(window)


@pytest.mark.slow
def test_the_start_is_home_with_all_pictures(at_home: MainWindow, qtbot: QtBot) -> None:
    home = at_home.at_home.home
    assert home.isVisible()
    assert home.first.hasFocus()
    qtbot.waitUntil(at_home.is_calm, timeout=60_000)
    assert all(card.sketch is not None for card in (*home.cards, *home.offers))
    picture = home.grab().toImage()
    assert picture.pixelColor(home.first.mapTo(home, QPoint(20, 8))).name() == CHALKBOARD.highlight


@pytest.mark.slow
def test_free_lab_and_back_by_one_key(at_home: MainWindow, qtbot: QtBot) -> None:
    home = at_home.at_home.home
    qtbot.waitUntil(lambda: at_home.session.frame is not None, timeout=20_000)
    click(qtbot, home, home.lab)
    assert not home.isVisible()
    assert at_home.network.hasFocus()
    words = [label.text() for label in at_home.network.findChildren(QLabel)]
    assert any("parameters" in each for each in words), "the desk shows the frame that came while it was out of sight"
    at_home.player.step()
    qtbot.waitUntil(lambda: at_home.player.goal is None and at_home.session.now == 1, timeout=20_000)
    for there, back in (
        (lambda: qtbot.keyClick(at_home, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier), Qt.Key.Key_Escape),
        (lambda: qtbot.mouseClick(at_home.transport.home, Qt.MouseButton.LeftButton), Qt.Key.Key_Escape),
    ):
        there()
        assert home.isVisible()
        assert home.lab.title == "Back to the lab"
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
            qtbot.keyClick(home.first, key)
        qtbot.keyClick(home.first, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert at_home.session.now == 1, "keys of the desk do nothing out of sight"
        qtbot.keyClick(home.first, back)
        assert not home.isVisible()
        assert at_home.session.now == 1


@pytest.mark.slow
def test_an_experiment_and_a_file_are_opened(at_home: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    home, file = at_home.at_home.home, tmp_path / "mine.toml"
    click(qtbot, home, home.offers[1])
    qtbot.waitUntil(lambda: at_home.session.scene.name == TO_TRY[1], timeout=20_000)
    assert not home.isVisible()
    at_home.files.save_to(file)
    qtbot.waitUntil(lambda: at_home.files.path == file, timeout=20_000)
    at_home.files.choose("xor-tanh")
    at_home.at_home.begin()
    assert [tile.title for tile in home.offers] == [as_typed("mine")]
    click(qtbot, home, home.offers[0])
    qtbot.waitUntil(lambda: at_home.files.path == file, timeout=20_000)
    assert not home.isVisible()


def test_tiles_have_a_place_when_others_take_theirs(at_home: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The grid keeps its size when the number of tiles stays the same, so Qt does not lay it out again."""
    window, home = at_home, at_home.at_home.home
    for names in (["first", "second"], ["first"]):
        window.at_home.end()
        for name in names:
            window.files.save_to(tmp_path / f"{name}.toml")
            qtbot.waitUntil(lambda file=f"{name}.toml": window.files.path == tmp_path / file, timeout=20_000)
        window.at_home.begin()
        assert home.offers[0].title == as_typed(names[-1])
        assert len(home.offers) == 2
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # those that were there before
        assert list(overlaps(home)) == []
        assert all(tile.parentWidget().rect().contains(tile.geometry()) for tile in home.offers)


@pytest.mark.slow
def test_a_lesson_is_opened_and_come_back_to(at_home: MainWindow, qtbot: QtBot) -> None:
    home = at_home.at_home.home
    qtbot.waitUntil(at_home.is_calm, timeout=60_000)
    click(qtbot, home, home.first)
    assert at_home.lessons.is_on
    qtbot.waitUntil(lambda: at_home.lessons.player.lesson is not None, timeout=20_000)
    at_home.at_home.begin()
    assert home.isVisible()
    qtbot.keyClick(home.first, Qt.Key.Key_Escape)
    assert at_home.lessons.is_on, "back in the lesson"
    at_home.at_home.begin()
    click(qtbot, home, home.lab)
    assert not at_home.lessons.is_on


@pytest.mark.slow
def test_a_broken_file_says_so_at_the_desk(
    at_home: MainWindow, qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    at_home.at_home.end()
    file = tmp_path / "broken.toml"
    file.write_text("title = 1")
    settings.recent = [file]
    at_home.at_home.begin()
    home = at_home.at_home.home
    qtbot.waitUntil(lambda: at_home.at_home.is_calm, timeout=60_000)
    click(qtbot, home, home.offers[0])
    qtbot.waitUntil(at_home.banner.isVisible, timeout=20_000)
    assert "broken.toml" in at_home.banner.text


@pytest.mark.slow
def test_the_theme_is_switched_everywhere(at_home: MainWindow, qtbot: QtBot) -> None:
    home = at_home.at_home.home
    qtbot.mouseClick(home.theme, Qt.MouseButton.LeftButton)
    assert at_home.look.theme is WHITEBOARD
    picture = home.grab().toImage()
    assert picture.pixelColor(4, 4).name() == WHITEBOARD.background
    desk = at_home.data, at_home.training, at_home.transport, at_home.network
    qtbot.waitUntil(lambda: all(WHITEBOARD.field in view.styleSheet() for view in desk), timeout=20_000)


@pytest.mark.slow
def test_it_starts_with_the_last_experiment(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "late.toml"
    save_scene(load_scene("spiral"), file)
    settings.recent, settings.begins_with = [file], LAST
    monkeypatch.setattr("gui.shell.front.Settings", lambda: settings)
    monkeypatch.setattr("gui.shell.opening.Settings", lambda: settings)
    monkeypatch.setattr("gui.shell.main_window.Background", Inline)
    window = open_window(load_scene("xor-tanh"), options("--size", "1024x768"))
    qtbot.waitUntil(lambda: window.files.path == file, timeout=20_000)
    close_window(window)


def test_lessons_of_ones_own_are_offered_before_experiments(
    qtbot: QtBot, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.files.folders.documents", lambda: tmp_path)
    folder = write_lesson(tmp_path / LESSONS)
    home = made_home(settings)
    qtbot.addWidget(home)
    assert [tile.subject for tile in home.offers] == [str(folder)]
    with qtbot.waitSignal(home.file_asked) as asked:
        home.offers[0].click()
    assert asked.args == [str(folder)]
