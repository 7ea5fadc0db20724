"""One example on the stage: its cells stand apart, and say nothing where there is no room for it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.stage.example import ShownExample
from gui.stage.row import LayerCells
from gui.stage.stage import stage_look
from gui.widgets.layer_sights import LayerSight
from gui.widgets.theme import Look
from tests.gui.diagrams import frame_of, network_of
from tests.gui.stage.drawn import drawn_by


@pytest.mark.parametrize(("width", "numbers"), [(770, False), (1824, True)])
def test_cells_stand_apart_and_have_numbers_where_there_is_room(qtbot: QtBot, width: int, numbers: bool) -> None:
    frame, parent = frame_of(network_of((64,) * 10)), QWidget()
    qtbot.addWidget(parent)
    seen = tuple(LayerSight(values=np.full(n, 0.25)) for n in frame.problem.layout.sizes)
    cells = LayerCells(parent)
    cells.look = stage_look(Look(), 1080)
    cells.resize(width, 700)
    cells.show_example(frame, ShownExample("Training 1", np.zeros(2), seen, np.zeros(1), 1, ""))
    diagram = cells._layout(frame)
    boxes: list[QRectF] = [cells._cell(diagram, column, column.tiles[0]) for column in diagram.columns]
    assert all(before.right() < after.left() for before, after in itertools.pairwise(boxes))
    texts = [each.text for each in drawn_by(cells).texts]
    assert ("0.25" in texts) == numbers
    assert ("… 64" in texts) == numbers
