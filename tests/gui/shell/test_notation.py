"""Whose letters are shown: chosen in two places, kept by the user's settings and by files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from core.exchange.files import save_scene
from core.exchange.notations import FOLDER, load_notation, own_folder
from core.exchange.scenes import load_scene, read_scene
from gui.lenses.maths.book import QUESTION, SHORT
from gui.lenses.maths.crumbs import SIZE
from gui.lenses.maths.lens import MathsLens
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.gui.conftest import close_window
from tests.gui.inline import Inline
from tests.gui.saving import finish

pytestmark = pytest.mark.folded("plots")


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the user's own notations be in a folder of the test."""
    monkeypatch.setattr("core.exchange.notations.own_folder", lambda: tmp_path / "notations")
    return tmp_path / "notations"


def choose(menu: QMenu, title: str) -> None:
    """Choose a notation from a menu."""
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == title).trigger()


def maths_of(window: MainWindow) -> MathsLens:
    lens = window.lenses.made(0)
    assert isinstance(lens, MathsLens)
    return lens


def opened(qtbot: QtBot, settings: Settings, scene: str | Path = "xor-tanh") -> MainWindow:
    """Return a window that remembers, with its lenses."""
    found = load_scene(scene) if isinstance(scene, str) else read_scene(scene)
    window = MainWindow(found, settings, Inline())
    window.show()
    window.add_plots()
    while window.add_lens():
        pass
    finish(qtbot, window)
    return window


@pytest.mark.slow
def test_the_view_menu_and_the_maths_lens_offer_the_same(qtbot: QtBot, window: MainWindow) -> None:
    choose(window.menus.notations, "Nielsen")
    maths = maths_of(window)
    assert window.look.notation is load_notation("nielsen")
    assert "δ" in "".join(maths.look.notation.text("dZ"))
    titles = []
    for menu in (window.menus.notations, maths.book.menu):
        menu.aboutToShow.emit()
        titles.append([(action.text(), action.isChecked(), action.toolTip()) for action in menu.actions()])
    assert titles[0] == titles[1]
    assert [text for text, ticked, _ in titles[0] if ticked] == ["Nielsen"]
    assert all("<qt>" in tip for _, _, tip in titles[0])


@pytest.mark.slow  # three windows
def test_the_question_is_asked_until_it_is_answered(qtbot: QtBot, settings: Settings) -> None:
    for answered in (False, True):
        window = opened(qtbot, settings)
        book = maths_of(window).book
        assert book.close_button.isVisible() != answered
        if not answered:
            choose(book.menu, "Keras")
            assert not book.close_button.isVisible()
            assert not book.question.isVisible()
        assert window.look.notation.title == "Keras"
        close_window(window)
    settings.notation = ""
    window = opened(qtbot, settings)
    maths_of(window).book.close_button.click()
    assert settings.notation == "articles"
    close_window(window)


@pytest.mark.slow
@pytest.mark.parametrize("width", [1024, 1366, 1920])
def test_the_question_leaves_the_phases_their_letters(qtbot: QtBot, settings: Settings, width: int) -> None:
    window = opened(qtbot, settings)
    window.resize(width, 768)
    maths = maths_of(window)
    for _ in range(3):
        QApplication.processEvents()
    maths.crumbs.grab()
    asked = maths.book.question.text() if maths.book.question.isVisible() else maths.book.button.text()
    assert asked in (QUESTION, SHORT)
    assert maths.crumbs.boxes[-1][0].right() <= maths.crumbs.width()
    assert maths.crumbs._size >= 0.8 * SIZE
    close_window(window)


@pytest.mark.slow  # windows of their own
def test_a_file_keeps_its_notation_and_a_scene_has_the_users(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    settings.notation = "nielsen"
    window = opened(qtbot, settings)
    now = window.files.on_show()
    assert now.notation == "nielsen"
    for name in ("d2l", ""):
        save_scene(replace(now, notation=name), tmp_path / f"file{name}.toml")
        window.files.open_file(tmp_path / f"file{name}.toml")
        finish(qtbot, window)
        assert window.look.notation.name == (name or "nielsen")
    window.files.open_file(tmp_path / "filed2l.toml")
    finish(qtbot, window)
    assert not window.isWindowModified()
    choose(window.menus.notations, "Keras")
    assert window.isWindowModified()
    window.session.edits.undo()
    assert window.look.notation.name == "keras"
    close_window(window)


BAD: dict[str, tuple[str, Callable[[str], str], str]] = {
    "unknown": ("bishop", lambda text: text, "no notation “bishop”"),
    "two meanings": ("mine", lambda text: text.replace('"η"', '"ε"'), "“ε”, which stands for learning_rate"),
    "missing": ("mine", lambda text: text.replace('\nloss = "C"\n', "\n"), "letters.loss”: is missing"),
}


@pytest.mark.slow  # windows of their own
@pytest.mark.parametrize("case", BAD)
def test_a_bad_notation_is_told_and_the_articles_shown(
    qtbot: QtBot, settings: Settings, tmp_path: Path, own_place: Path, case: str
) -> None:
    name, change, words = BAD[case]
    own_place.mkdir()
    (own_place / "mine.toml").write_text(
        change((FOLDER / "nielsen.toml").read_text(encoding="utf-8")), encoding="utf-8"
    )
    save_scene(replace(load_scene("xor-tanh"), notation=name), tmp_path / "file.toml")
    window = opened(qtbot, settings, tmp_path / "file.toml")
    assert window.look.notation.name == "articles"
    assert words in window.banner.text
    window.files.choose("spiral")
    finish(qtbot, window)
    assert not window.banner.text
    window.files.open_file(tmp_path / "file.toml")
    finish(qtbot, window)
    assert words in window.banner.text
    assert "The articles’ notation is shown." in window.banner.text
    assert not window.isWindowModified()
    assert window.files.on_show().notation == name  # for who knows it
    window.menus.notations.aboutToShow.emit()
    last = window.menus.notations.actions()[-1]
    assert (last.text(), last.isEnabled()) == (
        ("mine (cannot be read)", False) if name == "mine" else ("Nielsen", True)
    )
    close_window(window)


@pytest.mark.slow
def test_a_lesson_writes_in_a_notation_and_the_users_own_comes_back(qtbot: QtBot, settings: Settings) -> None:
    settings.notation = "keras"
    window = opened(qtbot, settings)
    for asked, shown in (("nielsen", "nielsen"), ("", "keras"), ("bishop", "articles")):
        window.appearance.write_in(asked)
        assert window.look.notation.name == shown
        assert settings.notation == "keras"
    window.appearance.say_doubt()
    assert "no notation “bishop”" in window.banner.text
    close_window(window)


@pytest.mark.slow
def test_the_notation_of_the_command_line_stays_where_a_file_names_none(qtbot: QtBot, settings: Settings) -> None:
    window = opened(qtbot, settings)
    window.appearance.begin_with(load_notation("pytorch"))
    for scene in ("xor-tanh", "article-circles"):
        window.appearance.show_scene(load_scene(scene))
        assert window.look.notation.name == "pytorch"
    window.appearance.show_scene(replace(load_scene("xor-tanh"), notation="nielsen"))
    assert window.look.notation.name == "nielsen"
    assert settings.notation == ""
    window.appearance.choose_notation(load_notation("keras"))
    window.appearance.show_scene(load_scene("xor-tanh"))
    assert window.look.notation.name == "keras"
    close_window(window)


def test_own_notations_lie_where_qt_keeps_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    assert own_folder() == Path(place) / "Chalkgrad" / "notations"


@pytest.mark.slow
def test_a_message_is_known_again_in_another_notation(qtbot: QtBot, window: MainWindow) -> None:
    choose(window.menus.notations, "Nielsen")
    window.banner.show_message("Shorter steps may help: a smaller α.", is_error=False)
    assert window.banner.text == "Shorter steps may help: a smaller α."
    shown = [label.property("text") for label in window.banner.findChildren(QLabel)]
    assert "Shorter steps may help: a smaller η." in shown
