"""Any card, lens or plot is enlarged by a double-click on it, and by Enter on its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.training.optimizers import SGD
from gui.lenses.autopsy.lens import AutopsyLens
from gui.lenses.race.lens import RaceLens
from gui.shell.main_window import MainWindow
from gui.widgets.card import Card
from gui.widgets.columns import Columns
from gui.widgets.diagram import NetworkDiagram
from gui.widgets.drawing_pad import DrawingPad
from gui.widgets.field import Field
from tests.gui.driving import run_to, wait_until_idle
from tests.gui.lab import calm, choose
from tests.gui.shared import MakeWindow

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    Field,
    DrawingPad,
    NetworkDiagram,
)
"""In which a double-click is two clicks, or marks something; a field takes them beside its control, too."""
LOW = 12
"""Pixels of a part that are too few to click in the middle of it."""


def takes_clicks(widget: QWidget | None) -> bool:
    """Return whether a widget, or what it is a part of, has a use of its own for a double-click."""
    while widget is not None and not isinstance(widget, CONTROLS):
        if isinstance(widget, QLabel) and widget.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            return True
        widget = widget.parentWidget()
    return widget is not None


def check_that_all_enlarges(window: MainWindow, columns: Columns, cards: Sequence[Card]) -> None:
    """Double-click the middle of what is to be seen of each part of some cards: the card asks to be enlarged."""
    asked: list[Card] = []
    left = []
    columns.blow_up = asked.append  # type: ignore[method-assign]  # what follows is tested below
    for card in cards:
        for part in (card, *card.findChildren(QWidget)):
            seen = part.visibleRegion().boundingRect() if isValid(part) else QRect()
            place = part.mapTo(window, seen.center()) if seen.height() > LOW else QPoint()
            under = window.childAt(place)
            if under is not None and card.isAncestorOf(under) and not takes_clicks(under):
                asked.clear()
                QTest.mouseDClick(under, Qt.MouseButton.LeftButton, pos=under.mapFrom(window, place))
                if asked != [card]:
                    left.append((card.title, type(part).__name__, type(under).__name__))
    del columns.blow_up
    assert not left


@pytest.mark.slow
@pytest.mark.parametrize("scene", ["article-circles", "digits"])
def test_a_double_click_enlarges_any_card_and_plot(qtbot: QtBot, make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene, size=(1920, 1080))
    run_to(qtbot, window, 5)
    check_that_all_enlarges(window, window.columns, (*window.editors, *window.columns.stage))
    diagram = window.network.diagram
    with qtbot.waitSignal(window.network_card.blown_up):  # beside its neurons, which a click chooses
        qtbot.mouseDClick(diagram, Qt.MouseButton.LeftButton, pos=QPoint(8, diagram.height() - 8))


@pytest.mark.slow
@pytest.mark.folded("plots")
@pytest.mark.parametrize("scene", ["article-circles", "digits", "course-grades"])
def test_a_double_click_enlarges_any_lens(qtbot: QtBot, make_window: MakeWindow, scene: str) -> None:
    window = make_window(scene, size=(1920, 1080))
    run_to(qtbot, window, 5)
    for place, lens in enumerate(window.lenses.pages):
        if window.lenses.row.isTabVisible(place):
            window.lenses.turn_to(lens)
            if isinstance(lens, RaceLens):
                check_that_all_enlarges(window, window.columns, [window.lens_card])
                lens.setup.race.click()
            wait_until_idle(qtbot, window)
            check_that_all_enlarges(window, window.columns, [window.lens_card])


@pytest.mark.slow
@pytest.mark.folded("plots")
def test_a_double_click_enlarges_the_autopsy(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("course-grades", size=(1920, 1080))
    window.session.edit(replace(window.session.experiment, optimizer=SGD(alpha=1e6)))
    run_to(qtbot, window, 50)
    assert isinstance(window.lenses.stack.currentWidget(), AutopsyLens)
    check_that_all_enlarges(window, window.columns, [window.lens_card])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["himmelblau", "fit"])
def test_a_double_click_enlarges_any_card_of_the_function_lab(qtbot: QtBot, make_window: MakeWindow, name: str) -> None:
    window = make_window("function-lab", size=(1920, 1080))
    choose(qtbot, window, name)
    stage = window.stages.function_stage
    assert stage is not None
    stage.panel.race.setChecked(name == "fit")
    calm(qtbot, window)
    check_that_all_enlarges(window, stage, (*stage.editors, *stage.stage))


@pytest.mark.folded
@pytest.mark.parametrize("scene", ["xor-tanh", "function-lab"])
def test_enter_on_a_title_enlarges_its_card_and_space_folds_it(
    qtbot: QtBot, make_window: MakeWindow, scene: str
) -> None:
    window = make_window(scene)
    wait_until_idle(qtbot, window)
    columns = window.stages.columns
    for card in (*columns.editors, *columns.stage):
        for grown in (card, None):
            qtbot.keyClick(card.fold, Qt.Key.Key_Return)
            assert columns.blown_up is grown
        assert "Enter, or a double-click on the card, enlarges it." in card.fold.toolTip()
        folded = card.is_folded
        qtbot.keyClick(card.fold, Qt.Key.Key_Space)
        assert card.is_folded is not folded
        qtbot.keyClick(card.fold, Qt.Key.Key_Space)


@pytest.mark.folded
def test_enter_on_the_tabs_of_lenses_enlarges_their_card(qtbot: QtBot, window: MainWindow) -> None:
    for blown_up in (window.lens_card, None):
        qtbot.keyClick(window.lenses.row, Qt.Key.Key_Return)
        assert window.columns.blown_up is blown_up
