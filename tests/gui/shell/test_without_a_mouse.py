"""The desk with the keyboard alone: from region to region, through all controls as one reads, a whole experiment."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.nn.activations import ReLU, Tanh
from gui.lenses.maths.sum import SumOfProducts
from gui.lenses.race.lens import RaceLens
from gui.panels.activation_menu import ActivationMenu
from gui.session.messages import Message
from gui.shell.main_window import MainWindow
from gui.widgets.matrix_view import MatrixView
from gui.widgets.thumbnail import Thumbnail
from tests.gui.driving import wait_until_idle
from tests.gui.typing import Keyboard, focused

MOST_PRESSES = 80
"""For the whole experiment; it took 299."""
pytestmark = pytest.mark.slow


@pytest.fixture
def keyboard(qtbot: QtBot, active: MainWindow) -> Keyboard:
    """Return the keyboard of a window that is the active one."""

    def at_rest() -> bool:
        return active.player.goal is None and not active.player.playing and not active.session.busy

    return Keyboard(lambda: qtbot.waitUntil(at_rest, timeout=20_000))


def lens_title(window: MainWindow) -> str:
    """Return what the chosen tab says."""
    return window.lenses.row.tabText(window.lenses.row.currentIndex())


def named(start: str) -> bool:
    """Tell whether what has the keyboard has a name that begins so."""
    return focused().accessibleName().lstrip("\u2068").startswith(start)


def test_a_small_experiment(active: MainWindow, keyboard: Keyboard) -> None:
    """Another scene, learning rate, neuron and activation; run to 40, go back, fork, look at a sum, and race."""
    window, press = active, keyboard.press
    session = window.session
    press("Shift+F6 Shift+F6 Space")
    keyboard.go_to(lambda: named("Two spirals"), "Down")
    press("Return")
    assert session.scene is not None
    assert session.scene.name == "spiral"
    press("F6")
    keyboard.go_to(lambda: named("Learning rate"))
    keyboard.type("0.05")
    press("Return F6 +")
    units = session.experiment.network.hidden[0].units
    keyboard.type("a")
    keyboard.type("re")
    press("Return")
    assert isinstance(session.experiment.network.hidden[0].activation, ReLU)
    press("Shift+F6 Shift+F6")
    keyboard.go_to(lambda: focused() is window.transport.until)
    press("Space")
    keyboard.type("40")
    press("Return")
    assert session.iteration == 40
    press("F6 F6 F6 F6 F6")
    assert focused() is window.timeline
    press("Left Left")
    assert session.iteration == 38
    press("F6 F6")
    keyboard.go_to(lambda: named("Learning rate"))
    keyboard.type("0.5")
    press("Return F6 PgDown")
    assert len(session.runs.all) == 2
    assert session.iteration == 39
    press("F6 F6")
    assert focused() is window.lenses.row
    keyboard.go_to(lambda: isinstance(focused(), MatrixView))
    press("Return")
    sums = [each for each in window.lenses.findChildren(SumOfProducts) if each.isVisible()]
    assert sums[0].text.startswith("z[1]₁,₁")
    press("Shift+F6 F6")
    keyboard.go_to(lambda: lens_title(window) == "Race", "Right")
    race = window.lenses.stack.currentWidget()
    assert isinstance(race, RaceLens)
    keyboard.go_to(lambda: focused() is race.setup.race)
    press("Space")
    assert len(session.racing.others) > 0
    assert (session.experiment.network.hidden[0].units, session.experiment.optimizer.alpha) == (units, 0.5)
    assert keyboard.pressed <= MOST_PRESSES


def test_f6_goes_round_and_the_focus_is_seen_everywhere(active: MainWindow, keyboard: Keyboard) -> None:
    """Scenes, editors, network, plots, lens, time; and back again."""
    window = active

    def regions(key: str) -> list[QWidget]:
        met = []
        for _ in range(6):
            keyboard.press(key)
            met.append(focused())
            with_focus = window.grab().toImage()
            focused().clearFocus()
            assert window.grab().toImage() != with_focus, met[-1]
            met[-1].setFocus(Qt.FocusReason.TabFocusReason)
        return met

    window.network.setFocus()
    onwards = regions("F6")
    assert [onwards.index(each) for each in (window.lenses.row, window.timeline, window.transport.scenes)] == [1, 2, 3]
    assert window.columns.side.isAncestorOf(onwards[4])
    assert onwards[5] is window.network.diagram
    back = regions("Shift+F6")
    assert back == [*reversed(onwards[:5]), onwards[5]]


def region_of(window: MainWindow, widget: QWidget) -> int:
    """Return where a control is, as one reads: transport, editors, network, plots, lens, time."""
    answers, path, loss = window.plot_cards
    parts: list[tuple[QWidget, ...]] = [
        (window.transport,),
        (window.columns.side,),
        (window.upper_row.tabs, window.network_card),
        (path, answers, loss),
        (window.lens_card,),
        (window.timeline,),
    ]
    return next(k for k, part in enumerate(parts) if any(p is widget or p.isAncestorOf(widget) for p in part))


@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768)])
def test_tab_goes_as_one_reads_and_comes_round(active: MainWindow, keyboard: Keyboard, size: tuple[int, int]) -> None:
    window = active
    window.resize(*size)
    QApplication.processEvents()
    window.transport.home.setFocus()
    met: list[QWidget] = []
    while focused() not in met:
        met.append(focused())
        keyboard.press("Tab")
        assert len(met) < 150
    assert focused() is window.transport.home
    regions = [region_of(window, each) for each in met]
    assert regions == sorted(regions)
    assert set(regions) == set(range(6))
    by_tab = [each for each in window.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    seen = {each for each in by_tab if each.isVisible() and each.isEnabled() and each.window() is window}
    left_out = seen - set(met)
    assert all(isinstance(each, Thumbnail) for each in left_out)  # to which arrows lead from the chosen one
    assert len(met) > 40
    for before in reversed(met):
        keyboard.press("Shift+Tab")
        assert focused() is before
    for card in (*window.editors, window.network_card, window.lens_card):
        inside = [each for each in met if card.isAncestorOf(each)]
        assert inside[-1] is card.fold
    window.close()


def test_controls_in_a_row_come_from_left_to_right(active: MainWindow, keyboard: Keyboard) -> None:
    bar = active.transport
    bar.scenes.setFocus()
    met = [focused()]
    for _ in range(4):
        keyboard.press("Tab")
        met.append(focused())
    assert met == [bar.scenes, bar.phase, bar.step, bar.epoch, bar.run]  # those that go back are grey


@pytest.mark.parametrize(("key", "there"), [("Tab", "phase"), ("Shift+Tab", "scenes")])
def test_a_control_that_turns_grey_keeps_its_place(
    qtbot: QtBot, active: MainWindow, keyboard: Keyboard, key: str, there: str
) -> None:
    bar = active.transport
    bar.step.click()
    qtbot.waitUntil(lambda: bar.back.isEnabled() and active.is_calm())
    bar.back.setFocus()
    keyboard.press("Space")
    qtbot.waitUntil(lambda: not bar.back.isEnabled() and active.is_calm())
    keyboard.press("Space")  # of no other control
    assert active.session.iteration == 0
    bar.step.click()
    qtbot.waitUntil(bar.back.isEnabled)
    assert focused() is bar.back  # given back
    keyboard.press("Space")
    qtbot.waitUntil(lambda: not bar.back.isEnabled() and active.is_calm())
    keyboard.press(key)
    assert focused() is getattr(bar, there)
    bar.step.click()
    qtbot.waitUntil(bar.back.isEnabled)
    assert focused() is getattr(bar, there)  # nobody waits for it any more


def test_the_popup_of_until_has_the_keyboard_and_enter_runs(active: MainWindow, keyboard: Keyboard) -> None:
    bar = active.transport
    bar.until.setFocus()
    keyboard.press("Space")
    assert focused() is bar.until_iteration.edit
    keyboard.type("12")
    keyboard.press("Return")
    assert not bar.popup.isVisible()
    assert active.session.iteration == 12
    keyboard.press("Space")
    keyboard.type("x")
    keyboard.press("Return")
    assert bar.popup.isVisible()
    assert bar.until_iteration.error
    bar.popup.hide()


def test_the_first_control_of_a_lens_is_one_tab_away(qtbot: QtBot, active: MainWindow, keyboard: Keyboard) -> None:
    row = active.lenses.row
    row.setFocus()
    for _ in range(sum(row.isTabVisible(place) for place in range(row.count())) - 1):
        keyboard.press("Right")
        qtbot.waitUntil(active.is_calm)  # what it shows may turn controls grey
        keyboard.press("Tab")
        assert active.lenses.stack.currentWidget().isAncestorOf(focused()), lens_title(active)
        keyboard.go_to(row.hasFocus, "Shift+Tab", most=3)


def test_a_race_keeps_the_keyboard_in_its_lens(qtbot: QtBot, active: MainWindow, keyboard: Keyboard) -> None:
    race = next(each for each in active.lenses.pages if isinstance(each, RaceLens))
    active.lenses.turn_to(race)
    race.setup.race.setFocus()
    keyboard.press("Space")
    wait_until_idle(qtbot, active)
    assert focused() is race.stop
    race.clear.setFocus()
    keyboard.press("Space")
    wait_until_idle(qtbot, active)
    assert focused() is race.setup.race


def test_the_menu_of_activations_begins_at_the_present_one_and_finds_what_is_typed(
    active: MainWindow, keyboard: Keyboard
) -> None:
    active.network.setFocus(Qt.FocusReason.ShortcutFocusReason)
    keyboard.type("a")
    menu = focused()
    assert isinstance(menu, ActivationMenu)
    assert isinstance(active.session.experiment.network.hidden[0].activation, Tanh)
    assert menu.activeAction().text() == "tanh"
    for letters, found in (("s", "s"), ("i", "si"), ("r", "r")):
        keyboard.type(letters)
        assert menu.activeAction().text().lower().startswith(found)
    keyboard.press("Esc")
    assert focused() is active.network.diagram


def test_a_value_goes_with_the_focus(active: MainWindow, keyboard: Keyboard) -> None:
    diagram = active.network.diagram
    active.network.setFocus(Qt.FocusReason.ShortcutFocusReason)
    keyboard.press("Right Right Down Shift+Down")
    assert diagram.value_text(diagram._pointing.hover)
    keyboard.press("F6")
    assert not diagram.value_text(diagram._pointing.hover)


def test_what_follows_a_control_that_goes_is_in_the_same_card(active: MainWindow) -> None:
    field = active.training.editors["optimizer"].fields["alpha"].edit
    field.setFocus()
    field.parentWidget().hide()
    assert active.training.isAncestorOf(focused())


def test_a_message_is_reached_and_the_way_back_to_a_lesson(
    qtbot: QtBot, active: MainWindow, keyboard: Keyboard
) -> None:
    active.session.say(Message("error", "Something cannot be."))
    keyboard.go_to(lambda: active.banner.isAncestorOf(focused()), most=150)
    active.banner.put_away()
    active.lessons.open("01-pigs", 0)
    qtbot.waitUntil(lambda: active.lessons.player.lesson is not None)
    active.lessons.show_lab()
    qtbot.waitUntil(lambda: active.lessons.way_back.isVisible())
    active.transport.home.setFocus()
    keyboard.press("Shift+Tab")
    assert active.lessons.way_back.isAncestorOf(focused())
