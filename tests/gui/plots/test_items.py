"""What is drawn in pixels on a plot: also where there is no room, or a fault."""

from __future__ import annotations

import math
import sys

import pytest
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem
from pytestqt.qtbot import QtBot

from gui.plots.parts.canvas import Canvas
from gui.plots.parts.descent_arrows import Arrow
from gui.plots.parts.items import CachedItem, DeviceItem


class Faulty(DeviceItem):
    """Fails whenever it is drawn."""

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        raise ZeroDivisionError(f"{to_pixels.m22()}")


class FaultyPicture(CachedItem):
    """Fails whenever its picture is drawn."""

    def draw(self, painter: QPainter, to_pixels: QTransform) -> None:
        raise ZeroDivisionError(f"{to_pixels.m22()}")


@pytest.mark.parametrize("item", [Faulty, FaultyPicture])
def test_a_fault_of_an_item_is_told_and_the_rest_is_drawn(
    item: type[DeviceItem], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception that left it would end the program: PySide cannot take it."""
    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind))
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.addItem(item())
    canvas.resize(300, 200)
    canvas.show()
    assert not canvas.grab().isNull()
    assert set(told) == {ZeroDivisionError}


@pytest.mark.parametrize("scale", [(0.0, 1.0), (1.0, 0.0), (0.0, 0.0)])
@pytest.mark.parametrize("item", [Faulty, FaultyPicture])
def test_nothing_is_drawn_in_a_plot_without_room(
    item: type[DeviceItem], scale: tuple[float, float], qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *fault: told.append(fault))
    image = QImage(20, 20, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painter.setWorldTransform(QTransform.fromScale(*scale))
    item().paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    assert not told


@pytest.mark.parametrize("per_unit", [(0.0, 1.0), (1.0, 0.0), (0.0, 0.0)])
def test_an_arrow_has_no_tip_there(per_unit: tuple[float, float], qapp: object) -> None:
    arrow = Arrow()
    arrow.slope = (1.0, -2.0)
    assert all(map(math.isnan, arrow.tip(per_unit, 100.0)))
