"""A picture, and the probabilities that the network gives to its classes, as large as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.plots.parts.header import Header
from gui.stage.example import example_of
from gui.widgets.picture import PictureView, ink_image
from gui.widgets.probability_bars import ProbabilityBars
from gui.widgets.theme import HEAD, Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame

HELP = "The picture whose numbers are shown, and the probability that the network gives to each class."
NARROWEST = 14.0
"""Width that bars take at least beside the picture, in text heights; else they stand below it."""
LEAST, MOST = 0.25, 0.4
"""What the picture takes of the height there."""


class PictureAnswer(QWidget):
    """Shows a picture beside the probabilities of its classes."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.header = Header("Picture", HELP, self)
        self.picture, self.bars = PictureView("Picture", HELP), ProbabilityBars()
        for part in (self.picture, self.bars):
            part.setParent(self)
        self.setAccessibleName("Picture and probabilities")

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self._look = look
        for part in (self.header, self.picture, self.bars):
            part.set_look(look)
        self._arrange()

    def show_frame(self, frame: Frame) -> None:
        """Show the picture of this iteration, and the answer as far as it is known."""
        shape = frame.experiment.data.picture
        if shape is None:
            return
        shown = example_of(frame, self._look.asked)
        self.header.entitle(shown.name, HELP)
        self.header.set_text(shown.words, shown.words.split(" · ")[0])
        self.picture.show_image(ink_image(shown.inputs.reshape(shape), self._look))
        outputs = np.empty(0) if shown.outputs is None else shown.outputs
        self.bars.show_values(outputs, frame.experiment.data.class_names, shown.truth)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let both have the room of another size."""
        self._arrange()

    def _arrange(self) -> None:
        look, top = self._look, HEAD * self._look.stage
        height = self.header.sizeHint().height()
        self.header.setGeometry(QRectF(0, top, self.width(), height).toRect())
        top += height + look.px(8)
        room = QRectF(0, top, self.width(), self.height() - top)
        gap = look.px(20)
        side = min(room.height(), room.width() - NARROWEST * look.text - gap)
        if side >= room.height() / 3:
            area = QRectF(0, top, side, side)
            bars = QRectF(side + gap, top, room.width() - side - gap, room.height())
        else:  # a narrow place: one over the other
            beside_bars = room.height() - gap - self.bars.enough - 1.0
            side = min(room.width(), MOST * room.height(), max(LEAST * room.height(), beside_bars))
            area = QRectF(0, top, side, side)
            bars = QRectF(0, top + side + gap, room.width(), room.height() - side - gap)
        self.picture.setGeometry(area.toRect())
        self.bars.setGeometry(bars.toRect())
