"""Rows of controls that break where the width ends."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.flow_layout import FlowLayout


@pytest.mark.parametrize(
    ("width", "lefts"),
    [
        (500, [10, 200, 390]),  # all in one row
        (320, [10, 210, 210]),  # what is left over ends the rows
        (150, [10, 10, 10]),  # each alone: they begin at the left
    ],
)
def test_spare_width_goes_between_items(qtbot: QtBot, width: int, lefts: list[int]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = FlowLayout(parent)
    flow.setContentsMargins(10, 10, 10, 10)
    flow.setSpacing(10)
    items = [QWidget() for _ in lefts]
    for item in items:
        item.setFixedSize(100, 20)
        flow.addWidget(item)
    parent.resize(width, 300)
    flow.setGeometry(parent.rect())
    assert [item.x() for item in items] == lefts
