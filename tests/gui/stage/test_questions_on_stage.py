"""Predict first on the stage, with the keys of a remote: asked, answered, revealed, closed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.exchange.scenes import load_scene
from core.training.optimizers import SGD, Momentum, Optimizer
from gui.shell.main_window import MainWindow
from gui.stage.questions import REVEAL
from tests.gui.conftest import MakeWindow
from tests.gui.races import race, shown, train

Key, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
pytestmark = [pytest.mark.folded("plots", "lenses"), pytest.mark.slow]


def present(window: MainWindow, qtbot: QtBot) -> MainWindow:
    qtbot.keyClick(window, Key.Key_F5)
    return window


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.player.goal is None and not window.session.busy)


@pytest.fixture
def asking(make_window: MakeWindow, qtbot: QtBot) -> MainWindow:
    """Return a window that presents, and has asked the first question that always makes sense."""
    window = present(make_window("xor-tanh", size=(1280, 720)), qtbot)
    qtbot.keyClick(window, Key.Key_Q)
    assert window.presenting.questions.sheet.isVisible()
    qtbot.keyClick(window, Key.Key_1)
    qtbot.waitUntil(lambda: window.presenting.questions.is_open)
    return window


def test_digits_count_hands_and_page_down_reveals(asking: MainWindow, qtbot: QtBot) -> None:
    window, questions, stage = asking, asking.presenting.questions, asking.presenting.stage
    before, views = window.session.iteration, stage.names
    assert len(stage.chosen) == 1
    assert stage.time.next == REVEAL
    for key in (Key.Key_1, Key.Key_2, Key.Key_2, Key.Key_3):
        qtbot.keyClick(window, key)
    qtbot.keyClick(window, Key.Key_3, SHIFT)
    qtbot.keyClick(window, Key.Key_9)
    assert questions.card.ballot.tally == (1, 2, 0)
    assert stage.names == views
    assert window.session.iteration == before
    qtbot.keyClick(window, Key.Key_PageDown)
    qtbot.waitUntil(lambda: not questions.card.ballot.counting)
    frame = window.session.frame
    assert frame is not None
    assert frame.snapshot.iteration == before + 1
    truth, first = questions.card.ballot.truth, frame.run.history.evaluated("train_loss")
    assert truth is not None
    falls, rises = first[-1] < first[0], first[-1] > first[0]
    assert truth.right == (0 if falls else 1 if rises else 2)
    mark = next(iter(frame.run.bookmarks))
    assert mark.iteration == before
    assert mark.predictions[0].tally == (1, 2, 0)
    qtbot.keyClick(window, Key.Key_PageDown)
    assert not questions.is_open
    assert window.session.iteration == before + 1
    qtbot.keyClick(window, Key.Key_PageDown)
    settle(window, qtbot)
    assert window.session.iteration == before + 2


def test_esc_closes_the_question_first_and_nothing_has_been_done(asking: MainWindow, qtbot: QtBot) -> None:
    window, stage = asking, asking.presenting.stage
    qtbot.keyClick(window, Key.Key_Escape)
    assert not window.presenting.questions.is_open
    assert stage.isVisible()
    assert len(stage.chosen) == 2
    assert window.session.iteration == 0


def test_stepping_back_takes_what_was_asked_about_away(asking: MainWindow, qtbot: QtBot) -> None:
    window = asking
    window.player.go_to(5)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: not window.presenting.questions.is_open)


def test_a_scene_asks_where_its_file_says_and_a_run_stops_there(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("two-hills", size=(1280, 720))
    at = window.session.scene.questions[0].at  # type: ignore[union-attr]
    present(window, qtbot)
    qtbot.keyClick(window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.presenting.questions.is_open, timeout=20_000)
    assert window.session.iteration == at
    qtbot.keyClick(window, Key.Key_Escape)
    qtbot.keyClick(window, Key.Key_PageUp)
    settle(window, qtbot)
    assert not window.presenting.questions.is_open


@pytest.mark.parametrize("scene", ["pigs", "course-pass-fail"])
def test_what_a_scene_asks_at_its_start_is_asked_by_f5(make_window: MakeWindow, qtbot: QtBot, scene: str) -> None:
    window = make_window(scene, size=(1280, 720))
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    present(window, qtbot)
    qtbot.waitUntil(lambda: window.presenting.questions.is_open)
    window.presenting.end()
    window.presenting.begin_with(["network", "function"])
    assert not window.presenting.questions.is_open


def test_a_scene_asks_once_its_own_picture_is_there(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = present(make_window("xor-tanh", size=(1280, 720)), qtbot)
    questions = window.presenting.questions
    with qtbot.assertNotEmitted(window.session.background.failed):
        window.stages.choose(load_scene("pigs"))
        questions.arrive()  # the network is still on show
        assert not questions.is_open
        qtbot.waitUntil(lambda: questions.is_open, timeout=20_000)


LEADER = Key.Key_5


@pytest.mark.parametrize("rival", [SGD(alpha=0.02), Momentum(alpha=0.3, beta=0.0)], ids=["slower", "the same"])
def test_who_will_lead_a_race_is_asked_and_a_tie_is_told(
    make_window: MakeWindow, qtbot: QtBot, rival: Optimizer
) -> None:
    window = present(make_window("xor-tanh", size=(1280, 720)), qtbot)
    questions, tie = window.presenting.questions, isinstance(rival, Momentum)
    train(window, qtbot, 20)
    race(window, qtbot, "optimizer", rival)
    for key in (Key.Key_Q, LEADER):
        qtbot.keyClick(window, key)
    qtbot.waitUntil(lambda: questions.is_open)
    assert [view.name for view in window.presenting.stage.chosen] == ["race"]
    qtbot.keyClick(window, Key.Key_2)
    qtbot.keyClick(window, Key.Key_PageDown)
    qtbot.waitUntil(lambda: not questions.card.ballot.counting)
    frame, truth = shown(window), questions.card.ballot.truth
    assert truth is not None
    assert frame.snapshot.iteration == truth.at == 120
    losses = [frame.evaluation.train_loss, *(each.evaluation.train_loss for each in frame.rivals)]
    assert (truth.right is None) == (losses[0] == losses[1]) == tie
    assert ("level" in questions.card.ballot.words) == tie
    assert tie or truth.right == losses.index(min(losses))
