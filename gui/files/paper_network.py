"""A small network on paper: circles and lines, with the numbers that are known."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintDevice, QPainter, QPen, QTextDocument

from core.exchange.handouts.sheet import DrawnNetwork, DrawnNeuron
from gui.files.paper_text import as_html, document

RADIUS, APART, TALLEST, WIDEST = 6.0, 17.0, 105.0, 150.0
"""Millimetres: of a circle, from one to the next, of the tallest picture, and of the widest."""
LABEL = 0.85
"""Size of the numbers, by that of the text."""
ABOVE = 0.72
"""How far above its line the middle of a number is, by the size of its letters."""
BETWEEN = 5.0
"""Millimetres between two matrices."""


def picture_height(network: DrawnNetwork) -> float:
    """Return the millimetres of height that the picture needs."""
    return min(max(map(len, network.layers)) * APART, TALLEST) + 4.0


def paint_network(painter: QPainter, network: DrawnNetwork, box: QRectF, size: float, solved: bool) -> None:
    """Paint it into a box; ``solved``: with the activations."""
    dots = painter.device().logicalDpiX() / 25.4
    wide = min(box.width(), WIDEST * dots)
    places = [
        [
            QPointF(
                box.center().x() - wide / 2 + wide * (column + 0.5) / len(network.layers),
                box.top() + (box.height() - 4.0 * dots) * (row + 0.5) / len(neurons),
            )
            for row in range(len(neurons))
        ]
        for column, neurons in enumerate(network.layers)
    ]
    most = max(map(len, network.layers))
    radius = RADIUS * dots * min(1.0, TALLEST / (most * APART))
    painter.setPen(_pen(painter, 0.2))
    for (before, after), weights in zip(pairwise(places), network.weights, strict=True):
        for target, row in zip(after, weights, strict=True):
            for source, weight in zip(before, row, strict=True):
                painter.drawLine(source, target)
                if not network.matrices:
                    share = 0.34 if len(before) > 1 else 0.66  # where lines are apart
                    _label(painter, source, source + (target - source) * share, weight, size * LABEL)
    for column, neurons in zip(places, network.layers, strict=True):
        for place, neuron in zip(column, neurons, strict=True):
            _circle(painter, place, neuron, radius, size * LABEL, solved)


def _pen(painter: QPainter, millimetres: float) -> QPen:
    return QPen(Qt.GlobalColor.black, millimetres * painter.device().logicalDpiX() / 25.4)


def _circle(painter: QPainter, place: QPointF, neuron: DrawnNeuron, radius: float, size: float, solved: bool) -> None:
    painter.setPen(_pen(painter, 0.3))
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawEllipse(place, radius, radius)
    shown = as_html(neuron.name)
    if neuron.known or solved:
        shown += f"<br>{neuron.answer}"
    _text(painter, place, f"<center>{shown}</center>", size)
    if neuron.bias:
        _text(painter, place + QPointF(0.0, radius * 1.35), as_html(neuron.bias), size, white=True)


def _label(painter: QPainter, source: QPointF, place: QPointF, text: str, size: float) -> None:
    """Write a weight above its line, along it: on the line, its minus sign would be lost."""
    painter.save()
    painter.translate(place)
    painter.rotate(math.degrees(math.atan2(place.y() - source.y(), place.x() - source.x())))
    _text(painter, QPointF(0.0, -ABOVE * size * painter.device().logicalDpiY() / 72.0), text, size, white=True)
    painter.restore()


def _text(painter: QPainter, centre: QPointF, text: str, size: float, white: bool = False) -> None:
    device = painter.device()
    assert isinstance(device, QPaintDevice)
    made = document(device, text, size)
    made.setTextWidth(made.idealWidth())
    room = QRectF(QPointF(0.0, 0.0), made.size())
    room.moveCenter(centre)
    if white:
        painter.fillRect(room, Qt.GlobalColor.white)
    painter.save()
    painter.translate(room.topLeft())
    made.drawContents(painter)
    painter.restore()


PlacedMatrices = list[tuple[QPointF, QTextDocument]]


def matrices_placed(device: QPaintDevice, network: DrawnNetwork, size: float) -> tuple[PlacedMatrices, float]:
    """Return W and b of each layer where they stand, side by side in rows, and the height of all."""
    gap = BETWEEN * device.logicalDpiX() / 25.4
    placed: PlacedMatrices = []
    x = y = height = 0.0
    for name, rows in network.matrices:
        words = f"<table><tr><td valign='middle'>{as_html(name)} =&nbsp;</td><td>{_table(rows)}</td></tr></table>"
        made = document(device, words, size * LABEL)
        if x > 0.0 and x + made.idealWidth() > device.width():
            x, y, height = 0.0, y + height, 0.0
        placed.append((QPointF(x, y), made))
        x, height = x + made.idealWidth() + gap, max(height, made.size().height() + gap / 2.0)
    return placed, y + height


def paint_matrices(painter: QPainter, placed: PlacedMatrices) -> None:
    """Paint the matrices."""
    for place, made in placed:
        painter.save()
        painter.translate(place)
        made.drawContents(painter)
        painter.restore()


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    """Return numbers in rows and columns between two upright lines."""
    inner = "".join(f"<tr>{''.join(f'<td align=right>&nbsp;{cell}&nbsp;</td>' for cell in row)}</tr>" for row in rows)
    rule = "<td width='0.5' style='background-color: black'></td>"
    return f"<table cellspacing='0'><tr>{rule}<td><table cellspacing='0'>{inner}</table></td>{rule}</tr></table>"
