"""The numbers beside an axis: each tells its tick from the next, and none meets another."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from gui.plots.parts.canvas import Canvas, style_plot
from gui.widgets.theme import Look
from tests.core.numbers import value_of
from tests.gui.geometry import is_cut_name

RNG = np.random.default_rng(8)
STARTS = RNG.normal(0, 1e5, 12)
RANGES = [
    (0.0008, 0.0031),
    (3.77e-7, 7.15e-7),
    (307.8, 1688.2),
    (200_000.0, 450_000.0),
    (1e6, 1e6 + 1.0),
    (-1e9, -1e9 + 1e-3),
    (-2e-9, 2e-9),
    (0.0, 3e12),
    *zip(STARTS, STARTS + 10.0 ** RNG.uniform(-6, 6, 12), strict=True),
]


@pytest.fixture(scope="module")
def canvas(qapp: QApplication) -> Canvas:
    canvas = Canvas()
    style_plot(canvas.plot, Look(), "up", "across")
    return canvas


@pytest.mark.parametrize("size", [90.0, 210.0, 900.0])
@pytest.mark.parametrize(("low", "high"), RANGES)
@pytest.mark.parametrize("side", ["bottom", "left"])
def test_numbers_are_true_and_apart(canvas: Canvas, side: str, low: float, high: float, size: float) -> None:
    axis = canvas.plot.getAxis(side)
    apart, values = axis.tickValues(low, high, size)[0]
    texts = axis.tickStrings(values, 1.0, apart)
    assert len(set(texts)) == len(texts)
    for value, text in zip(values, texts, strict=True):
        assert value_of(text) == pytest.approx(value, rel=1e-12, abs=0.01 * apart)
    sizes = map(axis.metrics.horizontalAdvance, texts) if side == "bottom" else (axis.metrics.ascent() for _ in texts)
    longest = max(sizes, default=0.0)
    assert len(texts) > 1 or size < max(100.0, 4.0 * longest)
    assert len(texts) < 2 or longest < apart / (high - low) * size


@pytest.mark.parametrize("high", [1.0, 4.0, 11.0, 70.0, 1450.0])
@pytest.mark.parametrize("size", [90.0, 400.0])
def test_iterations_are_whole(canvas: Canvas, high: float, size: float) -> None:
    axis = canvas.plot.getAxis("bottom")
    axis.setLabel("iteration")
    assert all(value.is_integer() for value in axis.tickValues(-0.2, high, size)[0][1])
    axis.setLabel("across")


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_the_left_axis_has_room_for_its_numbers(canvas: Canvas, low: float, high: float) -> None:
    canvas.resize(500, 300)
    canvas.make_room_for_numbers(low, high, Look())
    canvas.box.setRange(xRange=(0.0, 1.0), yRange=(low, high), padding=0)
    canvas.plot.layout.activate()
    left, picture = canvas.plot.getAxis("left"), QPixmap(10, 10)
    painter = QPainter(picture)
    painter.setFont(left.style["tickFont"])
    _, _, texts = left.generateDrawSpecs(painter)
    painter.end()
    assert len(texts) >= 2, "numbers without room are not drawn"


def test_the_left_axis_has_its_width_at_once(canvas: Canvas) -> None:
    look, left = Look(), canvas.plot.getAxis("left")
    canvas.resize(500, 300)
    for _ in range(2):  # a new name takes back the width, which must not be left for later: all would be drawn twice
        style_plot(canvas.plot, look, "up", "across")
        canvas.make_room_for_numbers(-1e9, -1e9 + 1e-3, look)
        wanted = left.maximumWidth()
        canvas.plot.layout.activate()
        canvas.make_room_for_numbers(-1e9, -1e9 + 1e-3, look)
        assert left.width() == left.maximumWidth() == wanted


NAMES = [
    "x",
    "age",
    "height",
    "weight",
    "lengths",
    "sum of squares",
    "w[1]₁,₁",
    "a name of a column, longer than any plot " * 3,
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_names_of_axes_stay_inside(qapp: QApplication, name: str, scale: float) -> None:
    canvas, look = Canvas(), Look(text=scale * Look.text)
    canvas.resize(500, 300)
    style_plot(canvas.plot, look, name, name)
    for high in (None, 4.0, 150.0, 1e12):
        if high is not None:
            canvas.make_room_for_numbers(0.0, high, look, least="−1")
            canvas.box.setRange(xRange=(0.0, high), yRange=(0.0, high), padding=0)
        canvas.plot.layout.activate()
        assert not [side for side in ("left", "bottom") if is_cut_name(canvas.plot.getAxis(side))]


@pytest.mark.parametrize("high", [5e-324, 1e-322, 3e-320, 1e-310])
def test_an_axis_too_short_for_numbers_has_none(canvas: Canvas, high: float) -> None:
    assert canvas.plot.getAxis("left").tickSpacing(0.0, high, 200.0) == []
    canvas.make_room_for_numbers(0.0, high, Look())
