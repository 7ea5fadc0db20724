"""How cards and tabs stand lasts from one day to the next, and one click gives it up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.exchange.scenes import load_scene
from core.words import as_typed
from gui.arguments import parser
from gui.shell.main_window import MainWindow
from gui.shell.settings import DAMAGED, NEWER, UNWRITABLE, Settings
from gui.shell.start import _of_last_time
from tests.gui.conftest import close_window
from tests.gui.inline import Inline

pytestmark = pytest.mark.slow
OpenAgain = Callable[..., MainWindow]


def settings_in(folder: Path) -> Settings:
    """Return settings as the next start of the program has them."""
    return Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def again(tmp_path: Path, qtbot: QtBot) -> Iterator[OpenAgain]:
    """Return a function that opens a window as the program does, with the settings of the one before."""
    windows = list[MainWindow]()

    def open_window(scene: str = "xor-tanh", settings: Settings | None = None) -> MainWindow:
        window = MainWindow(load_scene(scene), settings or settings_in(tmp_path), Inline())
        windows.append(window)
        window.resize(1600, 900)
        window.show()
        window.complete()
        qtbot.waitUntil(window.is_calm, timeout=20_000)
        return window

    yield open_window
    for window in filter(isValid, windows):
        close_window(window)


def drag_a_gap(window: MainWindow, columns: str) -> list[int]:
    """Drag the gap between the editors and the stage; return what both have then."""
    splitter = getattr(window.stages, columns)._columns
    splitter.moveSplitter(splitter.sizes()[0] + 90, 1)
    return list(splitter.sizes())


def test_all_of_it_is_there_again(again: OpenAgain) -> None:
    window = again()
    sizes = drag_a_gap(window, "network")
    window.plot_cards[2].set_folded(True)
    window.lenses.row.setCurrentIndex(3)
    close_window(window)
    window = again()
    assert window.columns._columns.sizes() == sizes
    assert [card.is_folded for card in window.stage] == [card is window.plot_cards[2] for card in window.stage]
    assert window.lenses.row.currentIndex() == 3
    window.plot_cards[1].blown_up.emit()
    close_window(window)
    window = again()
    assert [card for card in window.stage if card.isVisible()] == [window.plot_cards[1]]


def test_the_function_lab_has_its_own(again: OpenAgain) -> None:
    window = again("pigs")
    drag_a_gap(window, "function_stage")
    stage = window.stages.function_stage
    assert stage is not None
    stage.words_card.set_folded(True)
    sizes = stage._columns.sizes()
    close_window(window)
    window = again("farm-costs")
    stage = window.stages.function_stage
    assert stage is not None
    assert stage._columns.sizes() == sizes
    assert stage.words_card.is_folded
    assert not any(card.is_folded for card in (*window.editors, *window.stage))


def test_reset_the_layout(again: OpenAgain) -> None:
    fresh = again()
    sizes = fresh.columns._columns.sizes()
    drag_a_gap(fresh, "network")
    fresh.editors[0].set_folded(True)
    fresh.lenses.row.setCurrentIndex(2)
    fresh.network_card.blown_up.emit()
    view = fresh.menus.menus["&View"]
    next(action for action in view.actions() if action.text().startswith("&Reset the layout")).trigger()
    for window in (fresh, again()):
        assert window.columns._columns.sizes() == sizes
        assert all(card.isVisible() and not card.is_folded for card in (*window.editors, *window.stage))
        assert window.lenses.row.currentIndex() == 0


def test_two_windows_do_not_undo_each_other(again: OpenAgain) -> None:
    first, second = again(), again()
    first.plot_cards[0].set_folded(True)
    close_window(first)
    drag_a_gap(second, "network")
    close_window(second)
    assert again().plot_cards[0].is_folded


def test_the_lab_begins_as_last_time(again: OpenAgain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = again()
    window.stages.choose(load_scene("spiral"))
    close_window(window)
    monkeypatch.setattr("gui.shell.start.Settings", lambda: settings_in(tmp_path))
    monkeypatch.setattr("gui.shell.front.Settings", lambda: settings_in(tmp_path))
    assert _of_last_time(parser().parse_args([])) == "spiral"
    assert _of_last_time(parser().parse_args(["--steps", "3"])) == "article-circles"
    settings_in(tmp_path).keep_value("scene", "no such scene")
    assert _of_last_time(parser().parse_args([])) == "article-circles"


NONSENSE = ["", "null", "[", "[[[]]]", '"x"', "[1,2]", "9" * 5000, '{"a": 1}', "[" * 100_000]
NONSENSE += [json.dumps([{"Horizontal shown shown": sizes}] * 5) for sizes in ([1], [-1, 2], ["a", 2], [1e9, 1], None)]


def test_nonsense_in_the_settings_is_passed_over(again: OpenAgain, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    parts = [f"{name}/{part}" for name in ("desk", "lab") for part in ("folded", "enlarged", "gaps")]
    for part in (*parts, "row", "lens"):
        settings.keep_value(f"layout/{part}", "[")
    window = again()
    for nonsense in NONSENSE:
        for part in parts:
            settings.keep_value(f"layout/{part}", nonsense)
        window.columns.arrange(
            {part: window.arrangement._stored(f"desk/{part}") for part in window.columns.arrangement}
        )
        assert all(card.isVisible() for card in (*window.editors, *window.stage))


# The file


def spoil(file: Path) -> None:
    file.write_bytes(b"[General\ntheme=white\x00\xff=3\n@Variant(\n\n]]\ngeometry=@ByteArray(\\xzz\ntext=@Rect(1 2)\n")


def date_ahead(file: Path) -> None:
    file.write_text("[General]\nversion=2\ntheme=whiteboard\nnew_thing=7\n")


@pytest.mark.parametrize(("do", "words"), [(spoil, DAMAGED), (Path.mkdir, UNWRITABLE), (date_ahead, NEWER)])
def test_a_file_that_is_not_as_it_should_be(
    again: OpenAgain, tmp_path: Path, do: Callable[[Path], object], words: str
) -> None:
    file = tmp_path / "settings.ini"
    do(file)
    settings = settings_in(tmp_path)
    assert settings.check() == words.format(file=as_typed(str(file)))
    window = again(settings=settings)
    window.appearance.switch_theme()
    assert window.look.theme is settings.theme
    if do is date_ahead:
        close_window(window)
        settings._store.sync()
        assert "new_thing=7" in file.read_text()
        assert "version=2" in file.read_text()


def test_where_nothing_can_be_kept(again: OpenAgain, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    settings = settings_in(tmp_path / "home" / "below")
    assert settings.check() == UNWRITABLE.format(file=as_typed(str(tmp_path / "home" / "below" / "settings.ini")))
    window = again(settings=settings)
    window.editors[0].set_folded(True)
    window.arrangement.keep()
    assert window.editors[0].is_folded
