"""Views of the stage that lessons look at: the loss of each batch, weights as pictures, wrong test pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.plots.loss_curve import LossCurve
from gui.shell.main_window import MainWindow
from gui.stage.walls import MAX_WEIGHTS, WallOnStage
from tests.gui.conftest import MakeWindow

pytestmark = [pytest.mark.folded("plots", "lenses"), pytest.mark.slow]


def presented(make_window: MakeWindow, qtbot: QtBot, scene: str, view: str) -> tuple[MainWindow, object]:
    window = make_window(scene, size=(1280, 720))
    qtbot.keyClick(window, Qt.Key.Key_F5)
    window.player.go_to(30)
    qtbot.waitUntil(
        lambda: window.session.frame is not None and window.session.frame.snapshot.iteration == 30, timeout=20_000
    )
    window.presenting.stage.choose([view])
    widget = next(widget for each, widget in window.presenting.stage.made.items() if each.name == view)
    return window, widget


@pytest.mark.parametrize(("view", "drawn"), [("loss", False), ("batches", True)])
def test_only_one_view_shows_the_loss_of_each_batch(
    make_window: MakeWindow, qtbot: QtBot, view: str, drawn: bool
) -> None:
    window, curve = presented(make_window, qtbot, "article-circles", view)
    assert isinstance(curve, LossCurve)
    assert curve.curves["batch"].isVisible() is drawn
    if drawn:
        assert window.session.frame is not None
        losses = window.session.frame.run.history.batch_loss
        low, high = curve.canvas.box.viewRange()[1]
        assert low <= np.min(losses)
        assert np.max(losses) <= high


def test_weights_of_the_first_layer_hang_as_pictures(make_window: MakeWindow, qtbot: QtBot) -> None:
    window, wall = presented(make_window, qtbot, "digits", "weights")
    assert isinstance(wall, WallOnStage)
    assert window.session.frame is not None
    neurons = window.session.frame.problem.layout.sizes[1]
    captions = [f"{n + 1}" for n in range(min(neurons, MAX_WEIGHTS))]
    shown = [each.caption for each in wall.wall.pictures]
    assert shown == captions[: len(shown)]
    assert len(shown) >= 10  # as many as there is room for


def test_the_worst_wrong_pictures_hang_first(make_window: MakeWindow, qtbot: QtBot) -> None:
    window, wall = presented(make_window, qtbot, "digits", "wrong")
    assert isinstance(wall, WallOnStage)
    frame = window.session.frame
    assert frame is not None
    losses = [frame.answers.loss[each.row] for each in wall.wall.pictures]
    assert losses == sorted(losses, reverse=True)
    all_wrong = frame.answers.loss[len(frame.problem.train) :][frame.wrong_test]
    assert losses == sorted(all_wrong.tolist(), reverse=True)[: len(losses)]
    assert len(losses) >= 10
    for each in wall.wall.pictures:
        true, said = each.caption.split(" → ")
        assert true != said
