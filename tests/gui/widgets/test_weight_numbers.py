"""The weights stand on their connections as numbers: always on small networks, on others by a switch."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gui.panels.network import ALWAYS_NUMBERED, NUMBERED, NetworkPanel
from gui.widgets.diagram.weights import WeightNumbers, always_shown, short
from gui.widgets.glossary_text import plain
from gui.widgets.theme import Look
from tests.gui.diagrams import frame_of, network_of, show


def numbers_of(panel: NetworkPanel) -> WeightNumbers:
    assert panel.diagram._painting is not None
    return panel.diagram._painting._weights


def picture(panel: NetworkPanel) -> QImage:
    return panel.diagram.grab().toImage()


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(QSize(680, 480))
    panel.show()
    return panel


def test_a_small_network_always_has_them_and_its_switch_says_so(panel: NetworkPanel) -> None:
    show(panel, frame_of(network_of((2,))))
    assert len(numbers_of(panel).grounds) == 6
    assert not panel.numbers.isEnabled()
    assert ALWAYS_NUMBERED in plain(panel.numbers.toolTip())


def test_the_switch_claims_no_more_numbers_than_there_are(panel: NetworkPanel) -> None:
    panel.resize(QSize(300, 200))
    show(panel, frame_of(network_of((4, 2))))
    assert 0 < len(numbers_of(panel).grounds) < 18
    assert "as far as there is room" in plain(panel.numbers.toolTip())


def test_a_larger_one_has_them_by_the_switch(panel: NetworkPanel) -> None:
    show(panel, frame_of(network_of((4, 6, 4))))
    assert not numbers_of(panel).grounds
    before = picture(panel)
    panel.numbers.click()
    assert NUMBERED in plain(panel.numbers.toolTip())
    assert len(numbers_of(panel).grounds) > 20
    assert picture(panel) != before
    panel.numbers.click()
    assert picture(panel) == before


@pytest.mark.parametrize("hidden", [(2,), (4, 2), (4, 6, 6, 4)])
def test_they_cover_neither_each_other_nor_neurons_nor_letters(panel: NetworkPanel, hidden: tuple[int, ...]) -> None:
    frame = frame_of(network_of(hidden))
    show(panel, frame)
    panel.diagram.show_numbers(True)
    grounds, diagram = numbers_of(panel).grounds, panel.diagram.arrangement
    assert diagram is not None
    for one, other in itertools.combinations(grounds.values(), 2):
        assert not one.intersects(other)
    tiles = [tile for column in diagram.columns for tile in column.tiles]
    assert not any(ground.intersects(tile) for ground in grounds.values() for tile in tiles)
    assert panel.diagram._painting is not None
    for letter in panel.diagram._painting._marks.letters(frame):
        reach = QPointF(6.0, 6.0)
        assert not any(ground.intersects(QRectF(letter - reach, letter + reach)) for ground in grounds.values())
    for (layer, neuron, source), ground in grounds.items():
        points = [diagram.point(layer, neuron, source, t / 100) for t in range(101)]
        assert any(ground.contains(point) for point in points)


def test_the_largest_of_a_layer_come_first(panel: NetworkPanel) -> None:
    frame = frame_of(network_of((4, 6, 6, 4)))
    show(panel, frame)
    panel.diagram.show_numbers(True)
    layout, theta = frame.problem.layout, frame.snapshot.theta
    shown = {place: abs(theta[layout.index(*place)]) for place in numbers_of(panel).grounds if place[0] == 3}
    assert max(shown.values()) == abs(layout.weights(theta, 3)).max()


def test_while_it_runs_they_stay_where_they_are(panel: NetworkPanel) -> None:
    frame = frame_of(network_of((4, 2)))
    show(panel, frame)
    before = dict(numbers_of(panel).grounds)
    moved = SimpleNamespace(theta=-frame.snapshot.theta[::-1])
    panel.show_frame(SimpleNamespace(**vars(frame) | {"snapshot": moved, "calm": False}))
    assert numbers_of(panel).grounds == before
    panel.show_frame(SimpleNamespace(**vars(frame) | {"snapshot": moved}))
    assert numbers_of(panel).grounds != before


def test_which_networks_are_small() -> None:
    assert always_shown((2, 4, 2, 1))
    assert always_shown((4, 1))
    assert not always_shown((2, 4, 6, 6, 4, 1))


@pytest.mark.parametrize(
    ("value", "text"), [(0.384, "0.38"), (-0.384, "−0.38"), (12.3, "12"), (-9.994, "−9.99"), (9.996, "10")]
)
def test_short_numbers(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize("hidden", [(2,), (8, 8), (4, 6, 6, 4), (64, 3)])
@pytest.mark.parametrize("text", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("picked", [(0, 1), (2, 3)])
def test_numbers_of_an_example_cover_nothing(
    panel: NetworkPanel, hidden: tuple[int, ...], text: float, picked: tuple[int, int]
) -> None:
    frame = frame_of(network_of(hidden))
    frame.row, frame.picked, frame.name_of = 0, picked, "training {}".format
    frame.example_activations = tuple(np.full(n, -0.3333) for n in frame.problem.layout.sizes)
    panel.set_look(Look(text=text * Look.text))
    panel.resize(QSize(680, 360))
    show(panel, frame)
    painting = panel.diagram._painting
    assert painting is not None
    letters = painting._marks.badges(frame)
    grounds = [ground for ground, _ in painting._phases.answers(frame, panel.diagram.width(), letters)]
    assert grounds
    assert not any(a.intersects(b) for a, b in itertools.combinations([*letters, *grounds], 2))
    tiles = [tile for column in painting._diagram.columns for tile in column.tiles]
    assert all(sum(map(ground.intersects, tiles)) <= 1 for ground in grounds)
