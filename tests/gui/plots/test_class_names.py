"""The names of the classes beside large regions."""

import pytest
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from gui.plots.decision_regions import CLASSES_FROM
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("lenses")


@pytest.mark.parametrize("scene", ["article-circles", "digits"])
def test_large_regions_name_their_classes(make_window: MakeWindow, qtbot: QtBot, scene: str) -> None:
    window = make_window(size=(1366, 900))
    window.session.open_scene(load_scene(scene))
    qtbot.waitUntil(lambda: window.session.ready and window.answers.isVisible())
    names, regions = window.answers.regions.class_names, window.answers.regions
    assert (names.lines, names.sizeHint().width()) == ([], 0), "a small plot keeps the room"
    window.columns.blow_up(window.plot_cards[0])
    qtbot.waitUntil(lambda: regions.canvas.height() >= CLASSES_FROM)
    assert names.lines == list(window.session.experiment.data.class_names)
    qtbot.waitUntil(lambda: names.size() == names.sizeHint())
    assert regions.rect().contains(names.mapTo(regions, names.rect().bottomRight()))
    window.columns.blow_up(window.plot_cards[0])
    qtbot.waitUntil(lambda: names.lines == [])


def test_more_names_than_there_is_room_for_are_counted(make_window: MakeWindow) -> None:
    names = make_window().answers.regions.class_names
    names.show_names([f"a class of the number {place}" for place in range(64)], 200.0)
    assert 2 < len(names.lines) < 64
    assert names.lines[-1] == f"{64 - len(names.lines) + 1} others"
    assert names.sizeHint().height() <= 200
    names.show_names((), 200.0)
    assert names.sizeHint().isEmpty()
