"""Small pictures side by side on the stage: the weights of the first layer, and the test pictures that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.words import as_typed
from gui.lenses.rows_model import predicted_class
from gui.plots.parts.header import Header
from gui.widgets.card import stage_margins
from gui.widgets.picture import ink_image, signed_image
from gui.widgets.picture_wall import Hung, PictureWall
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame

MAX_WEIGHTS, MAX_WRONG = 32, 40
"""Neurons of the first layer whose weights are shown, and wrong pictures: the worst ones."""
WEIGHTS_HELP = (
    "The weights of each neuron of the first layer, each at its pixel. Blue: ink there raises the neuron's z; orange: "
    "ink lowers it. The largest weight has the full colour."
)
WRONG_HELP = "Misclassified test pictures, those with the largest loss first: true class → predicted class."
MOST, LEAST, STEPS = 3.6, 1.3, 20
"""How large the pictures are at most and at least, beside text of normal size, and in how many steps they shrink."""


class WallOnStage(QWidget):
    """A wall of pictures with a line above it."""

    def __init__(self, title: str, help: str) -> None:
        super().__init__()
        self._look = Look()
        self._all: list[Hung] = []
        self.header, self.wall = Header(title, help, self), PictureWall(title, help)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.header)
        self._column.addWidget(self.wall, 1)
        self.setAccessibleName(title)

    def set_look(self, look: Look) -> None:
        """Take a theme and the stage's height."""
        self._look = look
        self._column.setContentsMargins(stage_margins(look))
        self.header.set_look(look)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the pictures as large as there is room for."""
        self._fit()

    def hang(self, pictures: list[Hung]) -> None:
        """Show other pictures."""
        anew, self._all = len(pictures) != len(self._all), pictures
        if anew:
            self._fit()
        else:
            self.wall.show_pictures(pictures[: len(self.wall.pictures)], None)

    def _fit(self) -> None:
        """Take the largest size at which all pictures are seen; where none is small enough, the first ones are."""
        around = self._column.contentsMargins()
        room = self.height() - self.header.sizeHint().height() - self._column.spacing() - around.top() - around.bottom()
        self.wall.show_pictures(self._all, None)
        for step in range(STEPS + 1):
            self.wall.set_look(self._look, MOST - (MOST - LEAST) * step / STEPS)
            if self.wall.minimumHeight() <= room:
                return
        self.wall.show_pictures(self._all[: self.wall.count_in(room)], None)


class WeightsOnStage(WallOnStage):
    """The weights of each neuron of the first layer as a picture."""

    def __init__(self) -> None:
        super().__init__("Weights of the first layer", WEIGHTS_HELP)

    def show_frame(self, frame: Frame) -> None:
        """Show the weights of this iteration."""
        shape, weights = frame.experiment.data.picture, frame.problem.layout.weights(frame.snapshot.theta, 1)
        if shape is None or weights.shape[1] != shape[0] * shape[1]:
            return
        names = tuple(map(as_typed, frame.experiment.data.class_names)) if frame.problem.layout.depth == 1 else ()
        self.hang(
            [
                Hung(number, signed_image(row.reshape(shape), self._look), names[number] if names else f"{number + 1}")
                for number, row in enumerate(weights[:MAX_WEIGHTS])
            ]
        )


class WrongOnStage(WallOnStage):
    """The test pictures that are misclassified."""

    def __init__(self) -> None:
        super().__init__("Misclassified test pictures", WRONG_HELP)

    def show_frame(self, frame: Frame) -> None:
        """Show those of this iteration, the worst first."""
        shape, problem, names = frame.experiment.data.picture, frame.problem, frame.experiment.data.class_names
        if shape is None:
            return
        rows = len(problem.train) + np.flatnonzero(frame.wrong_test)
        self.header.set_text(f"{len(rows):,} of {len(problem.test):,}")
        rows = rows[np.argsort(-frame.answers.loss[rows], kind="stable")][:MAX_WRONG]
        self.hang(
            [
                Hung(
                    row,
                    ink_image(frame.inputs_of(row).reshape(shape), self._look),
                    f"{names[problem.labels[row]]} → {names[predicted_class(frame.answers.outputs[:, row])]}",
                )
                for row in rows.tolist()
            ]
        )
