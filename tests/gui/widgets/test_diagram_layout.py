"""Where the parts of a network diagram lie."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from gui.widgets.diagram.layout import Hit, advance, arrange, parameter_at
from gui.widgets.theme import Look
from tests.gui.diagrams import SHAPES


@pytest.mark.parametrize("sizes", SHAPES)
@pytest.mark.parametrize(("width", "height"), [(456, 260), (1380, 860)])
def test_everything_lies_inside_and_nothing_overlaps(sizes: tuple[int, ...], width: int, height: int) -> None:
    diagram = arrange((2, *sizes, 1), width, height, Look())
    assert len(diagram.columns) == len(sizes) + 2
    assert len(diagram.inserts) == len(sizes) + 1
    ground = QRectF(0, 0, width, height)
    for column in diagram.columns:
        boxes = [*column.tiles, *([column.rest] if column.rest else [])]
        assert all(ground.contains(box) for box in [*boxes, column.header])
        assert not any(a.intersects(b) for a, b in itertools.pairwise(boxes))
        assert all(tile.width() >= 12 for tile in column.tiles)
        assert len(column.tiles) <= 16
        assert (column.rest is None) == (len(column.tiles) == column.units)
    heads = [column.header for column in diagram.columns]
    assert not any(a.intersects(b) for a, b in itertools.pairwise(heads))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.93, 1.0])
def test_a_curve_is_found_again_from_its_x(share: float) -> None:
    assert advance(parameter_at(share)) == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize("t", [0.0, 0.3, 0.5, 0.8, 1.0])
def test_points_of_a_connection_are_points_of_its_path(t: float) -> None:
    diagram = arrange((2, 4, 1), 600, 400, Look())
    point, path = diagram.point(1, 4, 1, t), diagram.path(1, 4, 1)
    distances = [(path.pointAtPercent(share) - point).manhattanLength() for share in np.linspace(0, 1, 1001)]
    assert min(distances) < 1.0


@pytest.mark.parametrize("sizes", [(2, 4, 6, 1), (2, 16, 16, 16, 1)])
@pytest.mark.slow
def test_every_connection_is_hit_somewhere_on_it(sizes: tuple[int, ...]) -> None:
    diagram = arrange(sizes, 900, 600, Look())
    for before, after in diagram.pairs():
        for neuron in range(1, len(after.tiles) + 1):
            for source in range(1, len(before.tiles) + 1):
                points = [diagram.point(after.layer, neuron, source, t) for t in np.linspace(0.05, 0.95, 13)]
                hits = [diagram.hit(p.x(), p.y(), 6.0) for p in points]
                assert Hit("connection", after.layer, neuron, source) in hits
