"""Where the balls of a race are drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from pytestqt.qtbot import QtBot

from gui.plots.parts.canvas import Canvas
from gui.plots.parts.items import DeviceItem
from gui.plots.parts.rival_balls import Ball, RivalBalls, draw_balls, on_edge
from gui.widgets.placement import Room
from gui.widgets.theme import Look


@pytest.mark.parametrize(
    ("at", "edge"),
    [((1e60, 50.0), (200.0, 50.0)), ((100.0, -1e9), (100.0, 0.0)), ((-200.0, 200.0), (0.0, 100.0))],
)
def test_a_ball_off_the_picture_is_an_arrow_at_its_edge(at: tuple[float, float], edge: tuple[float, float]) -> None:
    area, hue = QRectF(0.0, 0.0, 200.0, 100.0), QColor("#ff0000")
    found = on_edge(QPointF(*at), area)
    assert (found.x(), found.y()) == pytest.approx(edge)
    picture = QImage(200, 100, QImage.Format.Format_RGB32)
    picture.fill(QColor("#000000"))
    painter = QPainter(picture)
    draw_balls(painter, Look(), [(Ball("far", (0.0, 0.0), hue), QPointF(*at))], Room(area))
    painter.end()
    there = [(x, y) for x in range(200) for y in range(100) if picture.pixel(x, y) == hue.rgb()]
    assert len(there) > 20
    assert min(abs(x - edge[0]) + abs(y - edge[1]) for x, y in there) < 20
    assert any(picture.pixelColor(x, y).lightness() > 180 for x in range(200) for y in range(100))  # the name's plate


class CountedLine(DeviceItem):
    """Counts how often it is asked what room it takes."""

    asked = 0

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        """Draw nothing."""

    def occupy(self, room: Room, to_pixels: QTransform) -> None:
        self.asked += 1


@pytest.mark.parametrize("balls", [(), (Ball("far", (0.0, 0.0), QColor("#ff0000")),)])
def test_the_room_that_lines_leave_is_measured_for_balls_alone(balls: tuple[Ball, ...], qtbot: QtBot) -> None:
    canvas, line, rivals = Canvas(), CountedLine(), RivalBalls()
    qtbot.addWidget(canvas)
    for item in (line, rivals):
        canvas.box.addItem(item)
    rivals.show_balls(balls)
    canvas.grab()
    assert bool(line.asked) == bool(balls)
