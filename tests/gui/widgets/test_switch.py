"""Small controls that many views have, and parts that stand beside each other or below."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.side_by_side import SideBySide
from gui.widgets.switch import ExampleStepper, ScopeSwitch, SetSwitch
from gui.widgets.theme import Look

LEFT = Qt.MouseButton.LeftButton


def test_one_of_three_is_pressed_and_what_cannot_be_says_why(qtbot: QtBot) -> None:
    switch, asked = ScopeSwitch(), list[str]()
    qtbot.addWidget(switch)
    switch.chosen.connect(asked.append)
    switch.show_scope("batch", {"set": "It is too large."})
    assert [button.isChecked() for button in switch.buttons] == [False, True, False]
    for button in switch.buttons:
        qtbot.mouseClick(button, LEFT)
    assert asked == ["example", "batch"]
    assert "It is too large." in switch.set.toolTip()
    assert [button.text() for button in switch.buttons] == ["this example", "this batch", "whole set"]


def test_sets_are_named_for_who_does_not_see_them(qtbot: QtBot) -> None:
    sets = SetSwitch("List")
    qtbot.addWidget(sets)
    assert [button.accessibleName() for button in (sets.train, sets.test)] == [
        "List the training examples",
        "List the test examples",
    ]


def test_a_stepper_goes_no_further_than_the_ends(qtbot: QtBot) -> None:
    stepper, steps = ExampleStepper(), list[int]()
    qtbot.addWidget(stepper)
    stepper.stepped.connect(steps.append)
    stepper.show_which("1 of 2", first=True, last=False)
    for button in (stepper.before, stepper.next):
        qtbot.mouseClick(button, LEFT)
    stepper.show_which("2 of 2", first=False, last=True)
    for button in (stepper.before, stepper.next):
        qtbot.mouseClick(button, LEFT)
    assert steps == [1, -1]
    assert "last example" in stepper.next.toolTip()
    stepper.show_all("all 2 examples")
    assert "choose “this example” first" in stepper.before.toolTip()
    assert [button.accessibleName() for button in (stepper.before, stepper.next)] == [
        "Previous example",
        "Next example",
    ]


@pytest.mark.parametrize("row", [QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.RightToLeft])
def test_where_it_is_narrow_the_first_part_is_above(qtbot: QtBot, row: QBoxLayout.Direction) -> None:
    page, first, second, look = QWidget(), QLabel("1"), QLabel("2"), Look()
    qtbot.addWidget(page)
    parts = SideBySide(20.0, page, row)
    for label in (first, second):
        parts.addWidget(label)
    assert parts.fit(round(20.0 * look.text) + 1, look)
    assert parts.direction() == row
    assert not parts.fit(round(20.0 * look.text) - 1, look)
    parts.activate()
    assert first.y() < second.y()
