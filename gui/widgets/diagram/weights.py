"""The weights as numbers on their connections: the largest of each layer, as far as there is room."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from core.arrays import Array
from gui.widgets.diagram.layout import DiagramLayout, LayerColumn
from gui.widgets.diagram.steps import ValueLabels, between, room_on
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame

FEW = 20
"""Networks with up to so many weights always have their numbers on them."""
MOST, MOST_IN_CROWD = 24, 6
"""Weights of a layer that are tried for room, the largest first; the second where connections are many."""
WIDEST = "−0.00"
LETTER = 9.0
"""Room around the letter of a picked weight, in pixels at normal text."""


def always_shown(sizes: tuple[int, ...]) -> bool:
    """Tell whether a network is so small that its weights always stand on its connections."""
    return sum(before * after for before, after in itertools.pairwise(sizes)) <= FEW


def short(value: float) -> str:
    """Return a weight in two decimals, or in two digits where it is large: ``−0.38``, ``12``."""
    text = f"{value:.2f}" if abs(value) < 9.995 else f"{value:.2g}"
    return text.replace("-", "−")


class WeightNumbers:
    """Writes the weights of one layout. It chooses which ones while the picture is calm, and keeps them in a run."""

    def __init__(self, diagram: DiagramLayout, look: Look) -> None:
        self._diagram, self._look, self._labels = diagram, look, ValueLabels(look)
        self.grounds: dict[tuple[int, int, int], QRectF] = {}
        """Where numbers stand, by layer, neuron and source."""

    @property
    def crowded(self) -> bool:
        """Whether tiles are so low that values of neurons stand beside them, where the numbers are."""
        return self._labels.beside(self._diagram.tile)

    def show_frame(self, frame: Frame, letters: Sequence[QPointF]) -> None:
        """Choose the weights that have a number; it covers none of the ``letters``."""
        if self.grounds and not frame.calm:
            return
        layout, theta = frame.problem.layout, frame.snapshot.theta
        reach = QPointF(1.0, 1.0) * self._look.px(LETTER)
        taken = [QRectF(middle - reach, middle + reach) for middle in letters]
        self.grounds = {}
        for before, after in self._diagram.pairs():
            weights = layout.weights(theta, after.layer)[after.shown, before.shown]
            self.grounds |= self._rooms(before, after, weights, taken)

    def _rooms(
        self, before: LayerColumn, after: LayerColumn, weights: Array, taken: list[QRectF]
    ) -> dict[tuple[int, int, int], QRectF]:
        rooms: dict[tuple[int, int, int], QRectF] = {}
        within, most = between(before, after), MOST_IN_CROWD if self._diagram.straight else MOST
        for place in np.argsort(-np.abs(weights), axis=None, kind="stable")[:most]:
            j, i = divmod(int(place), weights.shape[1])
            connection = (after.layer, after.first + j, before.first + i)
            ground = room_on(self._labels, self._diagram, connection, WIDEST, within, [*taken, *rooms.values()])
            if ground is not None:
                rooms[connection] = ground
        return rooms

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Write the numbers of this frame."""
        layout, theta = frame.problem.layout, frame.snapshot.theta
        for (layer, neuron, source), ground in self.grounds.items():
            weight = float(theta[layout.index(layer, neuron, source)])
            self._labels.paint(painter, ground, short(weight), role="positive" if weight > 0 else "negative")
