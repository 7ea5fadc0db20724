"""The status line says what has just happened, and nothing moves for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.exchange.notations import load_notation, notation_names
from core.training.breakpoints import AtIteration, Breakpoints
from core.training.caption import LONGEST, Caption
from core.training.factors import FACTORS
from core.training.optimizers import SGD, Adam
from gui.session.messages import Message
from gui.shell.main_window import MainWindow
from tests.gui.driving import press, run_to, wait_until_idle
from tests.gui.lab import calm, stage_of
from tests.gui.letters import foreign
from tests.gui.shared import MakeWindow

TALL = 1600, 1000
pytestmark = [pytest.mark.slow, pytest.mark.folded("plots")]


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """Return a window that is high enough for the line."""
    return make_window(size=TALL)


def said(window: MainWindow) -> str:
    return window.stages.status.words


def stepped(qtbot: QtBot, window: MainWindow, key: Qt.Key, times: int, phases: bool = False) -> list[str]:
    """Press a key some times; return what was said after each."""
    texts = []
    for _ in range(times):
        modifier = Qt.KeyboardModifier.ShiftModifier if phases else Qt.KeyboardModifier.NoModifier
        qtbot.keyClick(window, key, modifier)
        qtbot.waitUntil(
            lambda: not window.player.phases.to_go and window.player.goal is None and not window.session.busy,
            timeout=20_000,
        )
        texts.append(said(window))
    return texts


def test_steps_are_told_and_told_again_on_the_way_back(qtbot: QtBot, window: MainWindow) -> None:
    start = said(window)
    assert start.startswith("No step has been made yet")
    on = stepped(qtbot, window, Qt.Key.Key_PageDown, 6)
    assert len(set(on)) > 2
    assert all("loss" in text for text in on)
    back = stepped(qtbot, window, Qt.Key.Key_PageUp, 6)
    assert back == [*on[-2::-1], start]
    assert stepped(qtbot, window, Qt.Key.Key_PageDown, 6) == on


def test_phases_are_told_both_ways(qtbot: QtBot, window: MainWindow) -> None:
    count = 2 * window.session.frame.problem.layout.depth + 3
    on = stepped(qtbot, window, Qt.Key.Key_PageDown, count, phases=True)
    assert on[0].startswith("Batch 1 of ")
    assert on[1].startswith("Layer 1 computes z = W·a + b")
    assert "moves" in on[-1]
    assert len(set(on)) == count
    assert stepped(qtbot, window, Qt.Key.Key_PageUp, count - 1, phases=True) == on[-2::-1]


def test_a_run_is_told_from_its_start(qtbot: QtBot, window: MainWindow) -> None:
    run_to(qtbot, window, 43)
    assert said(window).startswith("Since the start the loss has ")
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    assert said(window).startswith("Since the start the loss has ")


def test_steps_are_not_told_while_pictures_pass(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.session.travel.READABLE", 1e9)  # however slow the machine is
    travel, session = window.session.travel, window.session
    for watching in (False, False, True, True):
        travel.advance(1, 1.0, watching)
        wait_until_idle(qtbot, window)
        assert (session.frame.made is None) == watching
    assert said(window).startswith("Since the start the loss has ")


@pytest.mark.parametrize("size", [TALL, (1100, 700), (1024, 768)])
def test_it_has_room_of_its_own_and_moves_nothing(qtbot: QtBot, make_window: MakeWindow, size: tuple[int, int]) -> None:
    window = make_window(size=size)
    status, stages = window.stages.status, window.stages
    assert status.isVisible()

    def place(part: QWidget) -> QRect:
        return QRect(part.mapTo(window, QPoint(0, 0)), part.size())

    def places() -> list[QRect]:
        return [place(part) for part in (window.timeline, window.columns, window.lens_card, status)]

    before = places()
    beside = [window.timeline, *(card for card in window.stage if card.isVisible())]
    assert not [card for card in beside if place(status).intersects(place(card))]
    assert QFontMetricsF(window.look.font()).height() <= status.height()
    assert status.room_for("M" + "o" * (LONGEST - 1)) <= status.width()
    run_to(qtbot, window, 3)
    assert places() == before
    window.session.say(Message("info", "Something."))
    assert window.banner.geometry().intersects(status.geometry().translated(stages.pos()))
    assert places() == before


def test_while_the_stage_is_shown_nothing_is_written_or_computed(qtbot: QtBot, window: MainWindow) -> None:
    before = said(window)
    window.presenting.begin()
    qtbot.waitUntil(window.presenting.stage.isVisible)
    run_to(qtbot, window, 3)
    assert said(window) == before
    window.presenting.end()
    qtbot.waitUntil(window.stages.status.isVisible)
    assert said(window) == window.session.frame.caption.text() != before


def test_a_divergence_is_told_until_an_edit_lets_it_go_on(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("course-grades", size=TALL)
    session = window.session
    press(qtbot, window, Qt.Key.Key_PageDown)
    session.edit(replace(session.experiment, optimizer=SGD(alpha=50.0)))
    wait_until_idle(qtbot, window)
    assert said(window) == "From here on: SGD."
    run_to(qtbot, window, 500)
    assert 0 <= session.iteration < 500
    assert said(window).startswith("Training stops here: ")
    good = session.iteration
    if good:
        press(qtbot, window, Qt.Key.Key_PageUp)
        assert not said(window).startswith("Training stops")
        press(qtbot, window, Qt.Key.Key_PageDown)
        assert said(window).startswith("Training stops here: ")
    session.edit(replace(session.experiment, optimizer=SGD(alpha=1e-3)))
    wait_until_idle(qtbot, window)
    assert session.iteration == good
    assert not said(window).startswith("Training stops")


def test_a_breakpoint_is_told_where_it_stands(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_breakpoints(Breakpoints((AtIteration(iteration=4),)))
    run_to(qtbot, window, 20)
    assert window.session.iteration == 4
    assert said(window) == "A breakpoint stops the run: iteration 4."
    press(qtbot, window, Qt.Key.Key_PageDown)
    assert not said(window).startswith("A breakpoint")
    press(qtbot, window, Qt.Key.Key_PageUp)
    assert said(window) == "A breakpoint stops the run: iteration 4."


def test_a_race_is_told(qtbot: QtBot, window: MainWindow) -> None:
    window.session.racing.start(FACTORS["optimizer"], [Adam(alpha=0.01)], 0)
    wait_until_idle(qtbot, window)
    assert said(window).startswith("No run leads")
    run_to(qtbot, window, 10)
    assert " leads “" in said(window) or " has taken the lead from “" in said(window)


def test_a_walk_is_told_its_secant_and_its_race(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("function-lab", size=TALL)
    calm(qtbot, window)
    function = window.stages.function
    assert said(window).startswith("At x = ")
    press(qtbot, window, Qt.Key.Key_PageDown)
    calm(qtbot, window)
    assert said(window).startswith(("Step 1", "This step"))
    function.look_along(0, 0.25)
    calm(qtbot, window)
    assert said(window).startswith("The secant over Δ = 0.250 ")
    press(qtbot, window, Qt.Key.Key_PageUp)
    calm(qtbot, window)
    assert said(window).startswith("At x = ")
    function.race(True)
    calm(qtbot, window)
    assert "optimisers stand equally low" in said(window)
    assert stage_of(window).isVisible()


@pytest.mark.parametrize("name", [each for each in notation_names() if each != "articles"])
def test_no_letter_of_another_book(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.set_look(replace(window.look, notation=load_notation(name)))
    letters = foreign(window.look.notation)
    for phase in range(2 * window.session.frame.problem.layout.depth + 4):
        window.session.travel.go_to_phase(phase)
        wait_until_idle(qtbot, window)
        assert not letters.search(said(window)), said(window)
        assert said(window) == window.session.frame.caption.text(window.look.notation)


def test_the_stage_says_the_same(qtbot: QtBot, window: MainWindow) -> None:
    window.presenting.begin()
    qtbot.waitUntil(window.presenting.stage.isVisible)
    press(qtbot, window, Qt.Key.Key_PageDown)
    caption: Caption = window.session.frame.caption
    assert window.presenting.stage.caption.words == caption.text(window.look.notation)
    window.presenting.end()


def test_steps_of_a_walk_are_not_told_while_they_pass(
    qtbot: QtBot, make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.function_lab.session.READABLE", 1e9)  # however slow the machine is
    window = make_window("function-lab")
    walk, words = window.stages.function, []
    for watching in (False, False, True, True):
        walk.advance(1, 1.0, watching)
        qtbot.waitUntil(lambda: not walk.busy)
        words.append(said(window).split(":")[0].split(" f ")[0])
    assert words[-2:] == ["Since the start"] * 2
    assert words[0].startswith("Step 1")
    qtbot.waitUntil(window.is_calm)
    assert said(window).startswith("Step 4")
