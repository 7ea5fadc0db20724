"""A whole demonstration with Page Down and Page Up alone, whatever has the focus: each picture comes again exactly."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.session.strides import Stride
from gui.shell.main_window import MainWindow
from tests.gui.conftest import MakeWindow

pytestmark = [pytest.mark.folded("plots", "lenses"), pytest.mark.slow]
Focus = Callable[[MainWindow], QWidget]


def of_stage(window: MainWindow) -> QWidget:
    """Return the stage itself."""
    return window.presenting.stage


def of_network(window: MainWindow) -> QWidget:
    """Return the view of the network."""
    return next(iter(window.presenting.stage.made.values()))  # type: ignore[no-any-return]


def of_slider(window: MainWindow) -> QWidget:
    """Return the slider of the learning rate, which has arrow keys of its own."""
    window.presenting.rising.rise()
    return window.presenting.rising.alpha.slider


def of_list(window: MainWindow) -> QWidget:
    """Return the list of optimisers, in which Page Down would choose another one."""
    window.presenting.rising.rise()
    return window.presenting.rising.optimizers


def of_dialog(window: MainWindow) -> QWidget:
    """Return a field in a dialog over the stage."""
    dialog = QDialog(window)
    field = QLineEdit(dialog)
    QVBoxLayout(dialog).addWidget(field)
    dialog.open()
    return field


def settle(window: MainWindow, qtbot: QtBot) -> None:
    def at_rest() -> bool:
        player = window.player
        return player.goal is None and not player.phases.to_go and not window.session.busy and window.stages.settled

    qtbot.waitUntil(at_rest, timeout=20_000)


def picture(window: MainWindow) -> QImage:
    window.presenting.rising.hide()
    return window.presenting.stage.grab().toImage()


@pytest.mark.parametrize("focus", [of_stage, of_network, of_slider, of_list, of_dialog])
@pytest.mark.parametrize(("scene", "stride", "times"), [("xor-tanh", "phase", 9), ("xor-tanh", "iteration", 4)])
def test_every_picture_comes_again(
    make_window: MakeWindow, qtbot: QtBot, scene: str, stride: Stride, times: int, focus: Focus
) -> None:
    window = make_window(scene, size=(1280, 720))
    presenting = window.presenting
    presenting.begin()
    presenting.strides.choose(stride)
    presenting.stage.choose(["network", "regions"])
    settle(window, qtbot)
    picture(window)  # views are laid out, drawn, and laid out again for what has been drawn
    for _ in range(3):
        QApplication.processEvents()
    window.player.step()
    settle(window, qtbot)
    widget = focus(window)
    widget.setFocus()
    pictures = [picture(window)]
    for _ in range(times):
        qtbot.keyClick(widget, Qt.Key.Key_PageDown)
        settle(window, qtbot)
        pictures.append(picture(window))
    assert all(now != then for now, then in pairwise(pictures))
    for then in reversed(pictures[:-1]):
        qtbot.keyClick(widget, Qt.Key.Key_PageUp)
        settle(window, qtbot)
        assert same_views(picture(window), then)
    for dialog in window.findChildren(QDialog):
        dialog.close()
    QApplication.processEvents()


def same_views(now: QImage, then: QImage) -> bool:
    """Tell whether the views look alike; the line of time below knows of what has been reached meanwhile."""
    height = round(0.86 * now.height())
    box = (0, round(0.08 * now.height()), now.width(), height - round(0.08 * now.height()))
    return now.copy(*box) == then.copy(*box)
