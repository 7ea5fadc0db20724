"""The foot of a lesson's stage, in any width."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.course.foot import LessonFoot
from gui.widgets.theme import Look
from tests.gui.geometry import overlaps


@pytest.mark.parametrize("text", [15.0, 20.0, 26.0])
def test_nothing_in_the_foot_lies_over_anything_else(qtbot: QtBot, text: float) -> None:
    page, foot = QWidget(), LessonFoot()
    qtbot.addWidget(page)
    page.resize(1500, 80)
    foot.setParent(page)
    foot.set_look(Look(text=text))
    page.show()
    for width in (*range(1400, 200 * round(text / 15), -37), 1400):
        foot.setGeometry(0, 0, width, 70)
        assert not overlaps(page), width
        assert foot.step.isVisible()
        assert foot.run.isVisible()
    assert foot.where.isVisible()
    assert foot.lab.isVisible()
