"""The chooser of scenes: all of them, grouped as taught, whole names, pictures of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage
from pytestqt.qtbot import QtBot

from core.exchange.pace import RATES
from core.exchange.scenes import GROUPS, YOURS, load_scene, load_scenes, scene_names
from gui.panels.scene_chooser import WRAPPED, SceneBox, SceneCard, SceneChooser
from gui.panels.transport import TransportPanel
from gui.shell.main_window import MainWindow
from gui.widgets.theme import THEMES, Look, Theme
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")


def opened(qtbot: QtBot, window: MainWindow) -> SceneChooser:
    box = window.transport.scenes
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    assert box.chooser is not None
    qtbot.waitUntil(lambda: all(card.drawn for card in box.chooser.cards))  # type: ignore[union-attr]
    return box.chooser


def picture(card: SceneCard) -> QImage:
    return card.grab(QRect(12, 12, 140, 78)).toImage()


@pytest.mark.slow
def test_it_shows_every_scene_in_its_group_and_the_present_one(qtbot: QtBot, make_window: MakeWindow) -> None:
    chooser = opened(qtbot, make_window("spiral", fresh=True))
    taught = [card.scene.name for group, grid in chooser.grids.items() for card in grid.cards if group != YOURS]
    assert sorted(taught) == sorted(scene_names())
    assert list(chooser.grids) == list(GROUPS)
    assert [card.scene.name for card in chooser.cards if card.isChecked()] == ["spiral"]
    assert chooser.focusWidget() is next(card for card in chooser.cards if card.isChecked())
    chooser.close()


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
@pytest.mark.parametrize("text", [1.0, 1.5])
def test_names_and_sentences_are_whole(
    qtbot: QtBot, make_window: MakeWindow, size: tuple[int, int], text: float
) -> None:
    window = make_window(size=size)
    window.transport.scenes.set_look(Look(window.look.theme, text * window.look.text))
    chooser = opened(qtbot, window)
    look = chooser.look
    for card in chooser.cards:
        beside = card._room_beside(card.width())
        title = QFontMetrics(look.font(1.0, bold=True)).boundingRect(0, 0, beside, 9999, WRAPPED, card.scene.title)
        words = QFontMetrics(look.font(0.87)).boundingRect(0, 0, beside, 9999, WRAPPED, card.words)
        assert max(title.width(), words.width()) <= beside
        assert title.height() + words.height() < card.height() - look.px(12)
    assert chooser.area.horizontalScrollBar().maximum() == 0
    assert chooser.width() <= window.width()
    chooser.close()


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_scene_has_a_picture_of_its_own(qtbot: QtBot, theme: Theme) -> None:
    box = SceneBox()
    qtbot.addWidget(box)
    chooser = SceneChooser(box, load_scenes()[0], (), "", Look(theme, 15))
    chooser.resize(1300, 900)
    for card in chooser.cards:
        card.show_picture()
    pictures = [picture(card) for card in chooser.cards]
    for place, one in enumerate(pictures):
        colours = {one.pixel(x, y) for x in range(0, one.width(), 3) for y in range(0, one.height(), 3)}
        assert len(colours) > 4
        assert sum(other == one for other in pictures) == 1, chooser.cards[place].scene.name


def test_a_press_begins_the_scene(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window()
    chooser = opened(qtbot, window)
    card = next(card for card in chooser.cards if card.scene.name == "three-arms")
    chooser.area.ensureWidgetVisible(card)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert window.session.scene is not None
    assert window.session.scene.name == "three-arms"
    assert window.transport.scenes.currentText() == card.scene.title
    qtbot.waitUntil(lambda: window.transport.scenes.chooser is None)


def test_keys_walk_and_choose(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("xor-tanh")
    window.transport.scenes.setFocus()
    qtbot.keyClick(window.transport.scenes, Qt.Key.Key_Space)
    chooser = window.transport.scenes.chooser
    assert chooser is not None
    qtbot.keyClick(chooser, Qt.Key.Key_Right)
    qtbot.keyClick(chooser, Qt.Key.Key_Return)
    assert window.session.scene is not None
    assert window.session.scene.name == "linear-cannot"


@pytest.mark.slow
def test_esc_closes_it(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("xor-tanh")
    chooser = opened(qtbot, window)
    qtbot.keyClick(chooser, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.transport.scenes.chooser is None)
    assert window.session.scene == load_scene("xor-tanh")


def test_ones_own_experiment_stands_among_yours(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window()
    own = replace(load_scene("spiral"), name="/somewhere/mine.toml", title="A title " * 12)
    window.transport.show_scene(own)
    chooser = opened(qtbot, window)
    assert [card.scene for card in chooser.grids["yours"].cards] == [own]
    assert chooser.grids["yours"].cards[0].isChecked()
    chooser.close()


def test_words_are_measured_once_for_each_width(qtbot: QtBot, window: MainWindow, monkeypatch: Any) -> None:
    measured: list[tuple[int, str]] = []
    measure = QFontMetrics.boundingRect

    class Counted(QFontMetrics):
        def boundingRect(self, room: QRect, flags: int, text: str) -> QRect:  # type: ignore[override]
            measured.append((room.width(), text))
            return measure(self, room, flags, text)

    monkeypatch.setattr("gui.panels.scene_chooser.QFontMetrics", Counted)
    chooser = opened(qtbot, window)
    widths = {width for width, _ in measured}
    assert 2 * len(chooser.cards) <= len(measured) <= 2 * len(chooser.cards) * len(widths)
    chooser.close()


def test_titles_are_readable_in_the_bar(window: MainWindow) -> None:
    box = window.transport.scenes
    titles = [load_scene(name).title for name in scene_names()]
    room = box._room().width() / 0.87  # the smallest letters of a desk
    assert not [title for title in titles if box.fontMetrics().horizontalAdvance(title) > room]


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("name", ["article-circles", "/home/me/mine.toml"])
def test_what_is_on_stays_on_when_the_scenes_are_offered(name: str, changed: bool, qtbot: QtBot) -> None:
    scenes = load_scenes()[0]
    late, early = TransportPanel(RATES), TransportPanel(RATES)
    on = replace(scenes[0], name=name)
    for panel in (late, early):
        qtbot.addWidget(panel)
    early.offer_scenes(scenes)
    for panel in (late, early):
        panel.show_title(on, f"{on.title}{' · changed' * changed}")
    assert late.scenes.currentText() == early.scenes.currentText()
    late.offer_scenes(scenes)
    for panel in (late, early):
        panel.show_title(scenes[1], scenes[1].title)
        panel.show_title(on, f"{on.title}{' · changed' * changed}")
    boxes = [[panel.scenes.itemText(row) for row in range(panel.scenes.count())] for panel in (late, early)]
    assert boxes[0] == boxes[1]
    assert late.scenes.currentData() == early.scenes.currentData() == name
    assert late.scenes.own == early.scenes.own
