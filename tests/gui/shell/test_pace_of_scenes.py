"""How fast a scene runs, where it rests, and what the window says about both."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.exchange.pace import RATES
from core.exchange.scenes import load_scene, load_scenes
from gui.frames.shown import ShownFrame
from gui.panels.transport import GO_ON, PAUSE, RUN
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.gui.conftest import close_window
from tests.gui.driving import click, run_to, wait_until_idle
from tests.gui.inline import Inline
from tests.gui.lab import calm, choose, choose_scene
from tests.gui.shared import MakeWindow

Open = Callable[[str], MainWindow]


@pytest.fixture
def opened(settings: Settings, qtbot: QtBot) -> Iterator[Open]:
    """Return a function that opens a window on a scene as the program does, with what was remembered."""
    windows: list[MainWindow] = []

    def open_scene(name: str) -> MainWindow:
        windows.append(MainWindow(load_scene(name), settings, Inline()))
        qtbot.waitUntil(lambda: windows[-1].session.ready, timeout=10_000)
        return windows[-1]

    yield open_scene
    for window in windows:
        close_window(window)


@pytest.mark.slow
@pytest.mark.folded
def test_a_run_rests_at_the_scenes_end_and_goes_on_from_there(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("features")
    transport, end = window.transport, load_scene("features").end
    assert (transport.run.text(), "600" in transport.run.toolTip()) == (RUN, True)
    click(qtbot, window, transport.run)
    assert window.session.iteration == end
    assert (transport.run.text(), transport.run.accessibleName()) == (GO_ON, GO_ON)
    assert "until you pause" in transport.run.toolTip()
    transport.run.click()
    qtbot.waitUntil(lambda: window.session.iteration > end + 50, timeout=20_000)
    assert transport.run.text() == PAUSE
    click(qtbot, window, transport.run)
    assert transport.run.text() == GO_ON
    click(qtbot, window, transport.restart)
    assert transport.run.text() == RUN
    assert "until you pause" in transport.run.toolTip()


@pytest.mark.slow
@pytest.mark.folded
def test_what_was_seen_to_the_end_stops_there_again(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("features")
    run_to(qtbot, window, 590)
    for _ in range(2):
        click(qtbot, window, window.transport.run)
        assert window.session.iteration == 600
        run_to(qtbot, window, 570)


@pytest.mark.slow
@pytest.mark.folded
def test_a_walk_rests_where_its_function_has_been_seen(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("pigs")
    calm(qtbot, window)
    window.transport.run.click()
    calm(qtbot, window)
    assert window.stages.function.now == load_scene("pigs").end
    assert window.transport.run.text() == GO_ON
    choose(qtbot, window, "himmelblau")
    assert window.transport.run.text() == RUN
    least = window.stages.function.scene_end
    assert f"{least:,}" in window.transport.run.toolTip()
    window.transport.run.click()
    calm(qtbot, window)
    assert window.stages.function.now == least


@pytest.mark.parametrize("name", ["xor-tanh", "pigs"])
def test_a_scene_is_first_watched_at_its_own_pace(opened: Open, name: str) -> None:
    window, pace = opened(name), load_scene(name).pace
    assert window.player.pace.rate == pace
    assert window.transport.speed.words.text() == f"{pace:g}/s"
    assert window.transport.speed.rate == pace


@pytest.mark.slow
def test_a_speed_chosen_by_hand_is_kept_for_its_scene_alone(opened: Open, qtbot: QtBot) -> None:
    window = opened("xor-tanh")
    window.transport.offer_scenes(load_scenes()[0])
    window.transport.speed.slider.setValue(RATES.index(2.0))
    assert window.player.pace.rate == 2.0
    choose_scene(qtbot, window, "pigs")
    assert window.player.pace.rate == load_scene("pigs").pace
    window.transport.speed.slider.setValue(len(RATES) - 1)
    assert window.transport.speed.words.text() == "full speed"
    window.session.edits.undo()
    wait_until_idle(qtbot, window)
    assert (window.session.scene and window.session.scene.name, window.player.pace.rate) == ("xor-tanh", 2.0)
    assert opened("xor-tanh").transport.speed.rate == 2.0
    assert opened("pigs").player.pace.rate == math.inf
    assert opened("features").transport.speed.rate == load_scene("features").pace


@pytest.mark.parametrize("stored", ["fast", "3", "nan", ""])
def test_a_speed_that_makes_no_sense_is_not_taken(settings: Settings, stored: str) -> None:
    settings.keep_pace("a/b", 5.0)
    assert settings.pace_of("a/b") == 5.0
    settings._store.setValue("pace/a%2Fb", stored)
    assert settings.pace_of("a/b") is None


@pytest.mark.parametrize("at_least", [0.0, math.inf])
def test_a_step_is_opened_up_where_it_can_be_followed(
    at_least: float, qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.session.travel.FOLLOWED", at_least)
    frames = list[ShownFrame]()
    window.session.frame_changed.connect(frames.append)
    window.session.advance(1, math.inf, True)
    qtbot.waitUntil(lambda: bool(frames))
    window.session.frame_changed.disconnect(frames.append)
    assert (frames[0].snapshot.iteration, frames[0].trace is None) == (1, at_least > 0.0)
