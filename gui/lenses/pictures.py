"""The lens for pictures: the answer to one of them, or to your own drawing; weights as pictures; the wrong ones."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.arrays import Array
from core.nn.backpropagation import predict
from core.words import as_typed
from gui.frames.frame import Frame
from gui.lenses.inquiry import Rhythm
from gui.lenses.lens import Lens
from gui.lenses.rows_model import NO_TESTS, predicted_class
from gui.session.session import Session
from gui.widgets.drawing_pad import DrawingPad
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.picture import PictureView, ink_image, signed_image
from gui.widgets.picture_wall import Hung, PictureWall
from gui.widgets.probability_bars import ProbabilityBars
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import Look

PERIOD = 0.5
"""Seconds between updates of the wrong pictures while training runs."""
MAX_HUNG = 120
"""At most so many wrong pictures are shown: the worst ones."""
WIDE_FROM = 42.0
"""Width, in text heights, from which on all stands beside each other."""
WEIGHTS_HELP = (
    "The weights of a neuron of the first layer, each at its pixel. Blue: ink there raises the neuron's z; "
    "orange: ink lowers it. The largest weight has the full colour."
)
WALL_HELP = "Wrong test pictures, the worst first: true class → predicted class. Click one to follow it."


class PicturesLens(Lens):
    """Shows how pictures are answered."""

    early = True
    title = "Pictures"
    on_stage = "pictures"
    help = (
        "The probabilities the network gives for a picture: an example, or what you draw with the mouse. Also the "
        "weights of a first-layer neuron as a picture, and all misclassified test pictures."
    )
    always_offered = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: Frame | None = None
        self._offers = False
        self.rhythm = Rhythm(PERIOD)
        self.rhythms = (self.rhythm,)
        self._row: int | None = None
        self._selected = -1
        self.drawing: Array | None = None
        self.neuron = 1
        self._make_parts()
        self._arrange()
        session.frame_changed.connect(self._offer)
        QTimer.singleShot(0, self, self._offer)

    # Construction

    def _make_parts(self) -> None:
        self.pad, self.bars, self.what = DrawingPad(), ProbabilityBars(), QLabel()
        self.clear = QPushButton("Clear")
        self.clear.setToolTip(tooltip("Clear the field, then draw with the mouse."))
        self.clear.clicked.connect(self.pad.clear)
        self.pad.drawn.connect(self._take_drawing)
        self.weights = PictureView("Weights of a neuron", WEIGHTS_HELP)
        self.before, self.which, self.next = QPushButton("◂"), QLabel(), QPushButton("▸")
        for button, step, name in ((self.before, -1, "Previous neuron"), (self.next, 1, "Next neuron")):
            button.setAutoRepeat(True)
            button.setAccessibleName(name)
            button.setToolTip(tooltip(f"{name} in the first layer; or click a neuron in the network."))
            button.clicked.connect(lambda checked=False, step=step: self._turn(step))
        self.which.setToolTip(tooltip(WEIGHTS_HELP))
        self.wall, self.wrong = PictureWall("Wrong test pictures", WALL_HELP), QLabel()
        self.wrong.setToolTip(tooltip(WALL_HELP))
        self.wall.chosen.connect(self.session.looking.follow)

    def _arrange(self) -> None:
        self.wall_area = ScrollPage(self.wall)
        heads = ((self.what, self.clear), (), (self.before, self.which, self.next), (self.wrong,))
        bodies = (self.pad, self.bars, self.weights, self.wall_area)
        self._rows: list[QHBoxLayout] = []
        self.blocks = [self._block(head, body) for head, body in zip(heads, bodies, strict=True)]
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self.scroll_through(inside)
        self._wide: bool | None = None

    def _block(self, head: tuple[QWidget, ...], body: QWidget) -> QWidget:
        block, row = QWidget(), QHBoxLayout()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        for part in head:
            row.addWidget(part, int(isinstance(part, QLabel)))
        if head:
            column.addLayout(row)
        column.addWidget(body, 1)
        self._rows.append(row)
        return block

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        for part in (self.pad, self.bars, self.weights, self.wall):
            part.set_look(look)
        for label in (self.what, self.which, self.wrong):
            label.setFont(look.font(0.87))
            set_text_colour(label, look, "text")
            label.setMinimumWidth(1)
            label.setWordWrap(True)
        for button in (self.clear, self.before, self.next):
            button.setFont(look.font(0.87))
        for picture in (self.pad, self.weights):
            picture.setMinimumHeight(round(look.px(110)))
        self.wall_area.setMinimumHeight(round(look.px(110)))
        gap = round(look.px(6))
        for row in self._rows:
            row.setSpacing(gap)
        self._grid.setHorizontalSpacing(round(look.px(14)))
        self._grid.setVerticalSpacing(round(look.px(8)))
        self._wide = None
        self.fit()
        self._show_again()

    def fit(self) -> None:
        """Put all beside each other, or in two rows where there is no room."""
        wide = self.width() >= WIDE_FROM * self.look.text
        if wide == self._wide:
            return
        self._wide = wide
        for place, block in enumerate(self.blocks):
            self._grid.addWidget(block, *((0, place) if wide else divmod(place, 2)))
        for column, stretch in enumerate((3, 3, 3, 4) if wide else (1, 1, 0, 0)):
            self._grid.setColumnStretch(column, stretch)
        self._grid.setRowStretch(0, 1)
        self._grid.setRowStretch(1, 0 if wide else 1)

    # When it is offered

    def _offer(self, frame: Frame | None = None) -> None:
        """Offer the lens, or not; a method, not a lambda, so that it is no longer told when it is gone."""
        offers = self.session.experiment.data.picture is not None
        if offers != self._offers:
            self._offers = offers
            self.offered.emit(offers)

    # What is shown

    def show_frame(self, frame: Frame) -> None:
        """Show the answers of this iteration; the wrong ones, while training runs, only sometimes."""
        shape = frame.experiment.data.picture
        self._frame = frame
        if shape is None:
            return
        self._follow(frame, shape)
        self._show_answer(frame)
        self._show_weights(frame, shape)
        key = (frame.answers, frame.row, self.look)
        if self.rhythm.due(key, frame.calm):
            self.rhythm.begin(key)
            self._show_wall(frame, shape)

    def _follow(self, frame: Frame, shape: tuple[int, int]) -> None:
        """Take up an example that has been chosen, and a neuron of the first layer that has been selected."""
        if frame.row != self._row or (self.drawing is None and self.pad.pixels is None):
            self._row, self.drawing = frame.row, None
            row = frame.row
            self.pad.show_pixels(None if row is None else frame.inputs_of(row).reshape(shape), shape)
        if frame.selected != self._selected:
            self._selected = frame.selected
            l, j, _ = frame.problem.layout.position(frame.selected)
            self.neuron = j if l == 1 else self.neuron
        self.neuron = min(self.neuron, frame.problem.layout.sizes[1])

    def answer(self, frame: Frame) -> Array:
        """Return the outputs (k,) for the drawing on the pad; empty if there is none."""
        if self.drawing is not None:
            if not self.drawing.any():
                return np.empty(0)
            problem = frame.problem
            x = problem.inputs.of(self.drawing.reshape(-1, 1))
            with np.errstate(all="ignore"):
                a = predict(problem.experiment.network, problem.layout, frame.snapshot.theta, x)
            return np.asarray(a[:, 0])
        return np.empty(0) if frame.row is None else frame.example_activations[-1]

    def _show_answer(self, frame: Frame) -> None:
        names, values = tuple(map(as_typed, frame.experiment.data.class_names)), self.answer(frame)
        row = None if self.drawing is not None else frame.row
        truth = None if row is None else frame.label_of(row)
        self.bars.show_values(values, names, truth)
        if self.drawing is not None:
            words = f"your drawing → {names[predicted_class(values)]}" if len(values) else "your drawing"
        elif row is None or truth is None:
            words = "draw a digit, or choose one"
        else:
            words = f"{frame.name_of(row)}: {names[truth]} → {names[predicted_class(values)]}"
        self.what.setText(words)

    def _show_weights(self, frame: Frame, shape: tuple[int, int]) -> None:
        layout = frame.problem.layout
        self.which.setText(f"neuron {self.neuron} of {layout.sizes[1]}")
        permit(self.before, "" if self.neuron > 1 else "This is the first neuron.")
        permit(self.next, "" if self.neuron < layout.sizes[1] else "This is the last neuron.")
        weights = layout.weights(frame.snapshot.theta, 1)[self.neuron - 1]
        fits = len(weights) == shape[0] * shape[1]
        self.weights.show_image(signed_image(weights.reshape(shape), self.look) if fits else None)

    def _show_wall(self, frame: Frame, shape: tuple[int, int]) -> None:
        problem, names, m = frame.problem, frame.experiment.data.class_names, len(frame.problem.train)
        rows = m + np.flatnonzero(frame.wrong_test)
        rows = rows[np.argsort(-frame.answers.loss[rows], kind="stable")]
        hung = [
            Hung(
                row,
                ink_image(frame.inputs_of(row).reshape(shape), self.look),
                f"{names[problem.labels[row]]} → {names[predicted_class(frame.answers.outputs[:, row])]}",
            )
            for row in rows[:MAX_HUNG].tolist()
        ]
        self.wall.show_pictures(hung, frame.row)
        more = f", the worst {MAX_HUNG} shown here" if len(rows) > MAX_HUNG else ""
        some = f"{len(rows):,} of {len(problem.test):,} test pictures are wrong{more}"
        self.wrong.setText(some if len(problem.test) else NO_TESTS)

    # What is asked for

    def _take_drawing(self, pixels: Array) -> None:
        self.drawing = pixels
        if self._frame is not None:
            self._show_answer(self._frame)

    def _turn(self, step: int) -> None:
        self.neuron += step
        self._show_again()

    def _show_again(self) -> None:
        if self._frame is not None and self.isVisible():
            self.show_frame(self._frame)
