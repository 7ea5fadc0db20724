"""The stage in a real window: how it comes and goes, and the keys that drive it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from core.data.examples import of_classes
from core.data.own import own_data
from core.exchange.scenes import load_scene, scene_names
from core.exchange.stage_views import FUNCTION_VIEWS, NETWORK_VIEWS
from core.nn.activations import Tanh
from core.nn.network import Network
from gui.function_lab.curve import FunctionCurve
from gui.shell.main_window import MainWindow
from gui.shell.presenting import LEAVE_AGAIN, OWN_DIALOGS
from gui.shell.settings import Settings
from gui.stage.rising import notch_of
from gui.stage.sheet import key_of
from gui.stage.stage import FULL, TEXT_IS_LARGE
from gui.stage.views import VIEWS, VIEWS_OF_FUNCTIONS
from gui.widgets.keys import STAGE, VIEW_KEYS, press_of
from gui.widgets.numbers import number
from tests.gui.conftest import MakeWindow

Key, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
NOTHING_HELD = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
pytestmark = [pytest.mark.folded("plots", "lenses"), pytest.mark.slow]


@pytest.fixture
def stage_window(make_window: MakeWindow, qtbot: QtBot) -> MainWindow:
    """Return a window that presents a network."""
    window = make_window("xor-tanh", size=(1280, 720))
    qtbot.keyClick(window, Key.Key_F5)
    return window


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.player.goal is None and not window.session.busy and not window.player.phases.to_go)


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(window, key)
    settle(window, qtbot)


def is_selected(window: MainWindow, index: int) -> bool:
    return window.session.frame is not None and window.session.frame.selected == index


def names(window: MainWindow) -> list[str]:
    return [view.name for view in window.presenting.stage.chosen]


def test_f5_shows_the_stage_and_esc_pressed_twice_the_desk(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, stage = stage_window, stage_window.presenting.stage
    assert stage.isVisible()
    assert not window.transport.isVisible()
    qtbot.keyClick(window, Key.Key_F5)
    assert stage.isVisible()
    qtbot.keyClick(window, Key.Key_Escape)
    assert stage.time.next == LEAVE_AGAIN
    assert stage.isVisible()
    qtbot.keyClick(window, Key.Key_Escape)
    assert not stage.isVisible()
    assert window.transport.isVisible()


def test_a_late_second_esc_only_says_so_again(
    stage_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.shell.presenting.LEAVE_WITHIN", 1)
    stage = stage_window.presenting.stage
    qtbot.keyClick(stage_window, Key.Key_Escape)
    qtbot.waitUntil(lambda: stage.time.next != LEAVE_AGAIN)
    qtbot.keyClick(stage_window, Key.Key_Escape)
    assert stage.isVisible()


@pytest.mark.parametrize("key", [Key.Key_Period, Key.Key_B, Key.Key_W])
def test_a_blank_screen_pauses_and_any_key_brings_the_same_picture_back(
    stage_window: MainWindow, qtbot: QtBot, key: Qt.Key
) -> None:
    window, stage = stage_window, stage_window.presenting.stage
    window.player.toggle()
    qtbot.keyClick(window, key)
    assert not window.player.playing
    qtbot.waitUntil(window.is_calm)
    blank, iteration = stage.grab().toImage(), window.session.iteration
    assert blank.pixel(5, 5) == blank.pixel(640, 360) == (0xFFFFFFFF if key == Key.Key_W else 0xFF000000)
    qtbot.keyClick(window, Key.Key_PageDown)
    settle(window, qtbot)
    assert window.session.iteration == iteration
    before = stage.grab().toImage()
    assert before != blank
    for _ in range(2):
        qtbot.keyClick(window, key)
    assert stage.grab().toImage() == before


def test_nothing_lies_over_a_blank_screen(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, stage, blank = stage_window, stage_window.presenting.stage, stage_window.presenting.blank
    for opened in (None, QDialog(window), QMenu(window)):
        if opened is not None:
            opened.move(window.mapToGlobal(QPoint(100, 100)))
            opened.show()
            qtbot.waitExposed(opened)
        qtbot.keyClick(opened or window, Key.Key_B)
        place = QPointF(300, stage.height() - 10)
        move = QMouseEvent(QEvent.Type.MouseMove, place, stage.mapToGlobal(place), *NOTHING_HELD[:1], *NOTHING_HELD)
        QApplication.sendEvent(stage, move)
        assert blank.isVisible()
        assert blank.isWindow() == (opened is not None)
        assert QRect(blank.mapToGlobal(QPoint()), blank.size()) == QRect(stage.mapToGlobal(QPoint()), stage.size())
        assert not window.presenting.rising.isVisible()
        qtbot.keyClick(opened or window, Key.Key_B)
        assert not blank.isVisible()
        if opened is not None:
            assert opened.isVisible()
            opened.close()
            opened.deleteLater()


@pytest.mark.parametrize(
    "presses", [("phase",) * 4, ("iteration",) * 3, ("epoch", "ten", "phase", "phase", "iteration")]
)
def test_page_up_takes_each_stride_back_exactly(
    stage_window: MainWindow, qtbot: QtBot, presses: tuple[str, ...]
) -> None:
    window, strides = stage_window, stage_window.presenting.strides
    press(window, qtbot, Key.Key_PageDown)
    been = []
    for stride in presses:
        frame = window.session.frame
        assert frame is not None
        been.append((frame.snapshot.iteration, frame.step_into, frame.snapshot.theta.tobytes()))
        while strides.stride != stride:
            qtbot.keyClick(window, Key.Key_N)
        press(window, qtbot, Key.Key_PageDown)
    for stride, place in zip(reversed(presses), reversed(been), strict=True):
        while strides.stride != stride:
            qtbot.keyClick(window, Key.Key_N)
        press(window, qtbot, Key.Key_PageUp)
        frame = window.session.frame
        assert frame is not None
        assert (frame.snapshot.iteration, frame.step_into, frame.snapshot.theta.tobytes()) == place


def test_hammering_loses_nothing(stage_window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(50):
        qtbot.keyClick(stage_window, Key.Key_PageDown)
    settle(stage_window, qtbot)
    assert stage_window.session.iteration == 50


def test_digits_put_views_on_and_off(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, offered = stage_window, [view.name for view in stage_window.presenting.stage.offered]
    first = names(window)
    place = next(k for k, name in enumerate(offered) if name not in first)
    digit = Key(Key.Key_1.value + place)
    qtbot.keyClick(window, digit)
    assert names(window) == [*first, offered[place]]
    qtbot.keyClick(window, digit)
    assert names(window) == first
    qtbot.keyClick(window, digit, SHIFT)
    assert names(window) == [offered[place]]
    qtbot.keyClick(window, digit)
    assert names(window) == [offered[place]]  # something stays on the stage
    qtbot.keyClick(window, Key.Key_1)
    both = names(window)
    qtbot.keyClick(window, Key.Key_Right, SHIFT)
    assert names(window) == both[::-1]


def test_plus_and_minus_change_the_learning_rate(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, units = stage_window, stage_window.session.experiment.network
    alpha = window.session.experiment.optimizer.alpha
    for _ in range(4):
        press(window, qtbot, Key.Key_Plus)
    assert window.session.experiment.optimizer.alpha == pytest.approx(10 * alpha, rel=0.01)
    assert window.session.experiment.network == units
    for _ in range(4):
        press(window, qtbot, Key.Key_Minus)
    assert window.session.experiment.optimizer.alpha == pytest.approx(alpha, rel=0.01)


def test_the_sheet_shows_all_views_and_closes_first(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, sheet, stage = stage_window, stage_window.presenting.sheet, stage_window.presenting.stage
    qtbot.keyClick(window, Key.Key_V)
    assert sheet.isVisible()
    assert [row.words for row in sheet.rows if not row.lack] == [view.title for view in stage.offered]
    told = [row.told for row in sheet.rows if row.lack]
    assert "Curve: a curve needs data of one input" in told
    assert len(set(told)) == len(told)  # each says which view it is
    first, place = names(window), len(names(window))
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.place_of(place).center().toPoint())
    assert names(window) == [*first, stage.offered[place].name]
    qtbot.keyClick(window, Key.Key_Escape)
    assert not sheet.isVisible()
    assert stage.time.next != LEAVE_AGAIN


def test_what_may_be_changed_rises_and_goes_by_itself(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, rising = stage_window, stage_window.presenting.rising
    assert not rising.isVisible()
    press(window, qtbot, Key.Key_Plus)
    assert rising.isVisible()
    rising._going.start(30)
    qtbot.waitUntil(lambda: not rising.isVisible())
    stage = window.presenting.stage
    place = QPointF(300, stage.height() - 10)
    move = QMouseEvent(QEvent.Type.MouseMove, place, stage.mapToGlobal(place), Qt.MouseButton.NoButton, *NOTHING_HELD)
    QApplication.sendEvent(stage, move)
    assert rising.isVisible()
    other = next(k for k in range(rising.optimizers.count()) if k != rising.optimizers.currentIndex())
    before = window.session.experiment
    rising.optimizers.activated.emit(other)
    settle(window, qtbot)
    assert window.session.experiment.optimizer.title == rising.optimizers.itemText(other)
    layer = rising.which.written
    rising.activations.activated.emit(0)
    settle(window, qtbot)
    assert window.session.experiment.network != before.network
    assert layer == f"layer {window.presenting.adjusting.now().layer}"


def test_what_would_lead_back_is_grey_at_the_start(stage_window: MainWindow, qtbot: QtBot) -> None:
    rising = stage_window.presenting.rising
    for key, enabled in ((Key.Key_Home, False), (Key.Key_PageDown, True), (Key.Key_PageUp, False)):
        press(stage_window, qtbot, key)
        settle(stage_window, qtbot)
        assert [rising.back.isEnabled(), rising.restart.isEnabled()] == [enabled, enabled], key


def test_a_layer_that_goes_away_may_be_the_chosen_one(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, session = stage_window, stage_window.session
    session.looking.pick_next(session.experiment.layout.parameters - 1)
    settle(window, qtbot)
    layer, fewer = window.presenting.adjusting.now().layer, Network((), session.experiment.network.output)
    session.edit(replace(session.experiment, network=fewer))
    assert window.presenting.adjusting.now().layer == layer  # until the other network is on show
    window.presenting.adjusting.set_activation(layer, Tanh())
    settle(window, qtbot)
    assert window.presenting.adjusting.now().layer == 1
    assert session.experiment.network == fewer


def test_chosen_views_are_remembered_for_each_scene(stage_window: MainWindow, qtbot: QtBot, settings: Settings) -> None:
    window, presenting = stage_window, stage_window.presenting
    presenting._settings = settings
    qtbot.keyClick(window, Key.Key_3, SHIFT)
    chosen, scene = names(window), window.session.scene
    assert scene is not None
    window.stages.choose(load_scene("three-arms"))
    settle(window, qtbot)
    assert names(window) != chosen
    window.stages.choose(scene)
    settle(window, qtbot)
    assert names(window) == chosen
    presenting._settings = None


def test_text_of_the_stage_grows_and_the_desk_keeps_its_own(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, stage = stage_window, stage_window.presenting.stage
    desk, first = window.look.text, stage.look.text
    for _ in range(9):
        qtbot.keyClick(window, Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert stage.look.text == pytest.approx(1.5 * first)
    qtbot.keyClick(window, Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert stage.look.text == first
    assert window.look.text == desk


@pytest.mark.parametrize(("title", "view"), [("Network", "network"), ("Loss", "loss"), ("Descent path", "path")])
def test_any_card_can_be_presented(make_window: MakeWindow, title: str, view: str) -> None:
    window = make_window("xor-tanh", size=(1280, 720), fresh=True)
    card = next(card for card in window.stage if card.title == title)
    place = card.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, card.mapToGlobal(place))
    QApplication.sendEvent(card, asked)
    menu = card.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Present this").trigger()
    menu.close()
    assert window.presenting.stage.isVisible()
    assert names(window) == [view]


def test_a_click_on_a_weight_or_neuron_chooses_it(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, stage = stage_window, stage_window.presenting.stage
    stage.choose(["network", "regions"])
    diagram = next(widget for view, widget in stage.made.items() if view.name == "network")
    layout, arrangement = window.session.frame.problem.layout, diagram.arrangement  # type: ignore[union-attr]
    for layer, neuron, source, place in (
        (1, 2, 1, arrangement.point(1, 2, 1, 0.4)),
        (2, 1, 0, arrangement.place(2, 1).center()),
    ):
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=place.toPoint())
        index = layout.index(layer, neuron, source)
        qtbot.waitUntil(partial(is_selected, window, index))


def test_a_view_that_the_data_do_not_have_says_so(stage_window: MainWindow) -> None:
    stage = stage_window.presenting.stage
    stage.choose(["curve", "loss"])
    assert names(stage_window) == ["loss"]
    assert stage.time.next == "A curve needs data of one input."
    stage.choose(["curve"])
    assert names(stage_window) == ["network", "regions"]
    assert stage.time.next == "A curve needs data of one input."


def test_up_and_down_follow_other_examples(stage_window: MainWindow, qtbot: QtBot) -> None:
    window = stage_window
    followed = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up):
        press(window, qtbot, key)
        qtbot.waitUntil(window.is_calm)
        assert window.session.frame is not None
        followed.append(window.session.frame.row)
    assert followed[0] == followed[2] != followed[1]


@pytest.mark.parametrize(
    ("scene", "view", "curve"),
    [("pigs", "function", lambda view: view), ("article-descent", "slices", lambda view: view.plots[0])],
)
def test_a_walk_starts_where_its_function_is_clicked(
    make_window: MakeWindow, qtbot: QtBot, scene: str, view: str, curve: Callable[[Any], FunctionCurve]
) -> None:
    window = make_window(scene, size=(1280, 720))
    qtbot.keyClick(window, Key.Key_F5)
    stage, function = window.presenting.stage, window.stages.function
    qtbot.waitUntil(lambda: function.frame is not None and bool(stage.made))
    window.presenting.questions.close()
    before = function.descent.start
    for each in stage.offered:
        stage.choose([each.name])
    curve(next(widget for each, widget in stage.made.items() if each.name == view)).start_asked.emit(0, 2.5)
    qtbot.waitUntil(lambda: function.descent.start == (2.5, *before[1:]))
    assert before[0] != 2.5
    assert window.session.edits.canUndo()


def test_a_view_has_a_name_that_files_know() -> None:
    assert {view.name for view in VIEWS} <= set(NETWORK_VIEWS)
    assert {view.name for view in VIEWS_OF_FUNCTIONS} <= set(FUNCTION_VIEWS)


def test_page_up_after_a_run_goes_back_by_one_and_not_to_before_the_run(stage_window: MainWindow, qtbot: QtBot) -> None:
    window = stage_window
    press(window, qtbot, Key.Key_PageDown)
    window.player.run_to(20)
    settle(window, qtbot)
    press(window, qtbot, Key.Key_PageUp)
    assert window.session.iteration == 19


def test_plus_and_minus_are_exactly_their_opposites(stage_window: MainWindow, qtbot: QtBot) -> None:
    window = stage_window

    def rates_after(key: Qt.Key) -> list[float]:
        rates = []
        for _ in range(8):
            press(window, qtbot, key)
            rates.append(window.session.experiment.optimizer.alpha)
        return rates

    alpha = window.session.experiment.optimizer.alpha
    up = [alpha, *rates_after(Key.Key_Plus)]
    assert up[4:] == pytest.approx([10 * rate for rate in up[:5]], rel=1e-12)
    assert [up[-1], *rates_after(Key.Key_Minus)] == up[::-1]


def test_what_lies_over_the_views_stays_above_one_made_later_and_follows_the_size(
    stage_window: MainWindow, qtbot: QtBot
) -> None:
    presenting = stage_window.presenting
    stage, sheet, blank = presenting.stage, presenting.sheet, presenting.blank
    qtbot.keyClick(stage_window, Key.Key_V)
    made = len(stage.made)
    stage.choose([next(view.name for view in stage.offered if view not in stage.made)])
    assert len(stage.made) == made + 1
    assert stage.childAt(sheet.geometry().center()) is sheet
    qtbot.keyClick(stage_window, Key.Key_Escape)
    qtbot.keyClick(stage_window, Key.Key_B)
    presenting.questions.sheet.open(stage.look)
    stage.resize(900, 500)
    assert blank.geometry() == stage.rect()
    assert stage.rect().contains(presenting.questions.sheet.geometry())
    assert stage.rect().contains(presenting.questions.card.geometry())


def test_esc_closes_what_is_uppermost_first(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, presenting = stage_window, stage_window.presenting
    questions = presenting.questions
    qtbot.keyClick(window, Key.Key_Q)
    qtbot.keyClick(window, Key.Key_1)
    qtbot.waitUntil(lambda: questions.is_open)
    for key, sheet in ((Key.Key_V, presenting.sheet), (Key.Key_Q, questions.sheet)):
        qtbot.keyClick(window, key)
        assert sheet.isVisible()
    assert not presenting.sheet.isVisible()
    qtbot.keyClick(window, Key.Key_Escape)
    assert not questions.sheet.isVisible()
    assert questions.is_open
    qtbot.keyClick(window, Key.Key_Escape)
    assert not questions.is_open
    assert presenting.stage.time.next != LEAVE_AGAIN


def test_a_dialog_over_the_stage_has_all_keys_but_a_remotes(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, stage = stage_window, stage_window.presenting.stage
    dialog = QDialog(window)
    dialog.open()
    qtbot.keyClick(dialog, Key.Key_Space)
    assert not window.player.playing
    press(window, qtbot, Key.Key_PageDown)
    assert window.session.iteration == 1
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert stage.time.next != LEAVE_AGAIN


def test_dialogs_for_files_are_no_system_s_own_meanwhile(stage_window: MainWindow) -> None:
    assert QApplication.testAttribute(OWN_DIALOGS)
    stage_window.presenting.end()
    assert not QApplication.testAttribute(OWN_DIALOGS)


def test_a_remark_goes_and_what_stood_there_comes_back(stage_window: MainWindow, qtbot: QtBot) -> None:
    stage = stage_window.presenting.stage
    stage.say("next: reveal")
    for view in stage.offered[:5]:
        if view not in stage.chosen:
            stage.toggle(view)
    assert stage.time.next == FULL.format(most="4 views", why="")
    stage._passing.start(1)
    qtbot.waitUntil(lambda: stage.time.next == "next: reveal")


def test_what_is_held_with_a_key_leaves_a_blank_screen_to_that_key(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, before = stage_window, names(stage_window)
    qtbot.keyClick(window, Key.Key_B)
    qtbot.keyPress(window, Key.Key_Shift)
    assert window.presenting.blank.isVisible()
    qtbot.keyClick(window, Key.Key_Right, SHIFT)
    assert not window.presenting.blank.isVisible()
    assert names(window) == before


def test_a_stage_on_another_screen_goes_with_the_window(make_window: MakeWindow) -> None:
    window = make_window("xor-tanh", fresh=True)
    stage = window.presenting.stage
    window.presenting.begin()
    window.presenting.screens._onto(window.screen())
    assert stage.isWindow()
    assert stage.isVisible()
    window.close()
    assert not stage.isVisible()


def test_each_view_has_a_key_that_the_sheet_shows(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("xor-tanh", fresh=True)  # for all views are made in it
    qtbot.keyClick(window, Key.Key_F5)
    stage = window.presenting.stage
    assert len(VIEWS) <= len(VIEW_KEYS)
    others = {
        press_of(key)
        for name, line in STAGE.lines.items()
        for key in line.keys.split()
        if name not in ("view", "alone")
    }
    assert not others & {(key, held) for key in VIEW_KEYS for held in ("", "shift")}
    qtbot.keyClick(window, Key.Key_V)
    sheet = window.presenting.sheet
    for place, view in enumerate(stage.offered):
        assert f"{key_of(place)} {view.title}" in sheet.accessibleDescription()
        qtbot.keyClick(window, VIEW_KEYS[place], SHIFT)
        assert names(window) == [view.name]
    settle(window, qtbot)


def test_delta_of_the_nudge_follows_its_key_and_its_slider(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, stage, rising = stage_window, stage_window.presenting.stage, stage_window.presenting.rising
    qtbot.keyClick(window, Key.Key_D)
    assert rising.delta.isHidden()
    qtbot.waitUntil(window.is_calm)
    stage.choose(["nudge"])
    nudge = next(widget for view, widget in stage.made.items() if view.name == "nudge")

    def says(delta: float) -> bool:
        return f"Δ = {number(delta)}:" in nudge.page.accessibleName()

    qtbot.waitUntil(partial(says, 0.01))
    for key, held, delta in ((Key.Key_D, NOTHING_HELD[1], 0.001), (Key.Key_D, SHIFT, 0.01)):
        qtbot.keyClick(window, key, held)
        qtbot.waitUntil(partial(says, delta))
    assert not rising.delta.isHidden()  # the bar may have gone down again meanwhile
    rising.delta.slider.setValue(notch_of(0.1))
    qtbot.waitUntil(partial(says, 0.1))


def test_delta_of_the_secant_follows_its_key(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("pigs", size=(1280, 720))
    window.presenting.begin(asks=False)
    function = window.stages.function
    window.presenting.stage.choose(["secants"])
    for key, held, delta in ((Key.Key_D, NOTHING_HELD[1], 0.1), (Key.Key_D, SHIFT, 1.0), (Key.Key_D, SHIFT, 1.0)):
        qtbot.keyClick(window, key, held)
        qtbot.waitUntil(lambda delta=delta: function.frame.asked.delta == pytest.approx(delta))  # type: ignore[union-attr]
    assert not window.presenting.rising.delta.isHidden()


def test_where_text_is_large_fewer_views_stand_and_it_is_said(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, stage = stage_window, stage_window.presenting.stage
    four = [view.name for view in stage.offered[:4]]
    stage.choose(four)
    seen = []
    for _ in range(5):
        qtbot.keyClick(window, Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        seen.append(len(stage.chosen))
    assert seen == [3, 2, 2, 2, 2]
    stage.toggle(stage.offered[2])
    assert stage.time.next == FULL.format(most="2 views", why=" with text this large")
    qtbot.keyClick(window, Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert names(window) == four
    stage.set_text(1.5)
    assert stage.time.next == TEXT_IS_LARGE.format(most="2 views")


def test_data_of_ones_own_are_called_so(stage_window: MainWindow, qtbot: QtBot) -> None:
    window, line = stage_window, stage_window.presenting.stage.top_line
    assert window.session.scene is not None
    assert line.title == window.session.scene.title
    x = np.random.default_rng(0).uniform(-1.0, 1.0, (2, 40))
    examples = of_classes(x, (x[0] * x[1] > 0).astype(int))
    data = own_data("exam.csv", ("hours slept", "homework"), "passed", ("no", "yes"), examples)
    window.session.edit(window.session.experiment.with_data(data, 0.1))
    settle(window, qtbot)
    assert line.title == "exam.csv"
    stage = window.presenting.stage
    press(window, qtbot, Key.Key_PageDown)
    assert (stage.time.moment.now, stage.time.moment.end) == (1, 1)  # and not where the scene ends that stood here
    assert window.session.scene_end == 0
    window.session.edits.undo()
    settle(window, qtbot)
    assert line.title == window.session.scene.title


@pytest.mark.parametrize("scene", scene_names())
def test_each_scene_has_the_views_that_it_names(scene: str, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(scene, size=(1280, 720))
    qtbot.waitUntil(window.is_calm)
    window.presenting.begin(asks=False)
    qtbot.waitUntil(window.is_calm)
    assert tuple(names(window)) == load_scene(scene).views
