"""Tooltips, read-outs and value cards lie beside what they speak of, and go when it moves."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gui.plots.parts.canvas import Readout
from gui.shell.main_window import MainWindow
from gui.widgets.diagram.layout import DiagramLayout
from gui.widgets.diagram.marks import DiagramMarks
from gui.widgets.diagram.network_diagram import NetworkDiagram
from gui.widgets.tips import beside

SCREEN = QRect(0, 0, 800, 600)


def painted(window: MainWindow) -> tuple[DiagramMarks, DiagramLayout, QRectF]:
    """Return what paints the marks of the network picture, how that is laid out, and where it is."""
    view = window.findChild(NetworkDiagram)
    assert view._painting is not None
    return view._painting._marks, view._painting._diagram, QRectF(view.rect())


@pytest.mark.parametrize(
    "about", [QRect(20, 20, 60, 20), QRect(20, 570, 60, 20), QRect(100, 10, 80, 580), QRect(700, 0, 100, 600)]
)
def test_a_tooltip_lies_beside_what_it_speaks_of(about: QRect) -> None:
    size = QSize(300, 120)
    box = QRect(beside(size, about, SCREEN), size)
    assert SCREEN.contains(box)
    assert not box.intersects(about)


@pytest.mark.parametrize("place", [(10, 10), (390, 10), (10, 190), (390, 190), (200, 100), (200, 3)])
def test_a_readout_does_not_cover_its_place(qtbot: QtBot, window: MainWindow, place: tuple[int, int]) -> None:
    readout = Readout(window.loss_curve.canvas)
    readout.set_look(window.look)
    readout.show_at("iteration 800 = epoch 28, batch 17 of 29\ntrain 0.216, test 0.269", QPoint(*place))
    assert not readout.geometry().contains(QPoint(*place))
    assert window.loss_curve.canvas.rect().contains(readout.geometry())
    readout.deleteLater()


def test_a_readout_keeps_off_the_curve_that_it_reads(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.loss_curve.canvas
    readout, area = Readout(canvas), canvas.rect()
    readout.set_look(window.look)
    for off, low in ((-20, True), (20, False)):
        points = np.array([np.arange(area.width()), np.full(area.width(), area.center().y() + off)])
        readout.show_at("train 0.216, test 0.269", area.center(), [points])
        assert (readout.y() > area.center().y()) == low
    readout.deleteLater()
    assert canvas.curves()
    assert all(points.shape[0] == 2 for points in canvas.curves())


@pytest.mark.slow
def test_what_was_said_of_a_plot_goes_when_it_shrinks(qtbot: QtBot, window: MainWindow) -> None:
    loss = window.loss_curve
    loss.canvas.pointed.emit(QPointF(0.0, 0.5))
    assert loss.readout.isVisible()
    title = loss.header
    QApplication.sendEvent(title, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(5, 5), title.mapToGlobal(QPoint(5, 5))))
    assert QToolTip.isVisible()
    window.resize(window.width() - 120, window.height() - 60)
    QApplication.processEvents()
    assert not loss.readout.isVisible()
    qtbot.waitUntil(lambda: not QToolTip.isVisible(), timeout=5_000)  # Qt lets it stand for a moment


def test_a_value_card_covers_no_neuron_it_does_not_speak_of(window: MainWindow) -> None:
    marks, diagram, area = painted(window)
    tiles = [tile for column in diagram.columns for tile in column.tiles]
    for tile in tiles:
        card = marks._card((150.0, 34.0), tile.center(), area)
        assert area.contains(card)
        assert not card.intersects(tile.adjusted(2.0, 2.0, -2.0, -2.0))


def test_badges_cover_no_other_neuron(window: MainWindow) -> None:
    marks, diagram, _ = painted(window)
    frame = window.session.frame
    assert frame is not None
    for index in range(len(frame.snapshot.theta)):
        layer, neuron, source = frame.problem.layout.position(index)
        at, radius = marks._free_point(marks._letter_points(layer, neuron, source), [], (layer, neuron, source)), 1.0
        box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        others = [
            tile
            for c in diagram.columns
            for n, tile in zip(c.numbers, c.tiles, strict=True)
            if (c.layer, n) != (layer, neuron)
        ]
        assert not any(map(box.intersects, others))
