"""Drawing points with the mouse in the plot of answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from core.arrays import Array
from core.data.dataset import COORDINATES, Dataset
from core.data.drawn import MAX_POINTS, Draft, begun_on, can_be_drawn, draft_of
from core.data.examples import Labels
from core.words import shortened
from gui.plots.parts.example_points import drawn_marker
from gui.plots.parts.items import Points, PointsItem
from gui.plots.parts.prediction_plot import PredictionPlot
from gui.widgets.field import permit
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.frame import Frame

MIN_CLASSES = 3
APART = 9.0
"""Pixels between two points that a stroke of the brush sets, and how near a point must be to be taken hold of."""
WIDEST = 60
"""Pixels that the brush reaches at most."""
EMPTY_RANGE = 1.2
TAKE = "Begin with the points of the data: move them, erase some, add others."


class DrawingTools(QWidget):
    """The tools: a class to draw, or a point's height; erase, move; how wide the brush is; done and cancel."""

    done, cancelled = Signal(), Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.tool: int | str = 0
        self._group = QButtonGroup(self)
        self.buttons: dict[int | str, QPushButton] = {}
        self.room = QLabel()
        self.room.setAccessibleName("Number of points")
        self.room.setToolTip(f"A drawing holds {MAX_POINTS:,} points. Erase some to draw more.")
        self.radius = QSlider(Qt.Orientation.Horizontal)
        self.radius.setRange(0, WIDEST)
        self.radius.setValue(18)
        self.radius.setToolTip("How far a stroke spreads its points, and how wide the eraser is.")
        self.radius.setAccessibleName("Width of the brush")
        self.finish, self.cancel, self.clear = QPushButton("Done"), QPushButton("Cancel"), QPushButton("clear")
        self.clear.setToolTip("Remove all points. Cancel brings the earlier data back.")
        self.take = QPushButton("take the data")
        self.take.setToolTip(TAKE)
        self.finish.setToolTip("Finish drawing. Each stroke can be undone.")
        self.cancel.setToolTip("Stop drawing and restore the earlier data.")
        self.finish.clicked.connect(self.done)
        self.cancel.clicked.connect(self.cancelled)
        self._flow = FlowLayout(self)
        self.hide()

    def offer(self, classes: int, names: Sequence[str] = ()) -> None:
        """Offer a tool for each class, or one (``classes`` 0) for points whose height is the number.

        A class without a name of its own is called by its number.
        """
        while self._flow.takeAt(0) is not None:
            pass
        for button in self.buttons.values():
            self._group.removeButton(button)
            button.deleteLater()
        self.buttons = {}
        for label in range(max(1, classes)):
            name = names[label] if label < len(names) else f"class {label}"
            what = f"points of {name}" if classes else "points; their height is the number to predict"
            words = shortened(name) if classes else "add"
            self._add(label, words, f"Draw {what}: click for one, drag for a stroke.", marked=bool(classes))
        self._add("erase", "erase", "Remove points: click or drag over them.")
        self._add("move", "move", "Drag a point to another place.")
        for control in (
            *self.buttons.values(),
            self.clear,
            self.take,
            self.radius,
            self.room,
            self.finish,
            self.cancel,
        ):
            self._flow.addWidget(control)
            control.setVisible(control is not self.room or bool(self.room.text()))
        self.choose(0)
        self.set_look(self._look)

    def _add(self, tool: int | str, words: str, help: str, marked: bool = False) -> None:
        button = QPushButton(words)
        button.setProperty("marked", marked)
        button.setCheckable(True)
        button.setToolTip(help)
        button.setAccessibleName(f"Draw {words}" if marked else words)
        button.clicked.connect(partial(self.choose, tool))
        self._group.addButton(button)
        self.buttons[tool] = button

    def show_room(self, draft: Draft, points: int) -> None:
        """Say that no more points can be drawn, and how many of the data's ``points`` are in the drawing."""
        of = f" of {points:,}" if points > len(draft) else ""
        self.room.setText(f"{len(draft):,}{of} points: drawing is full" if draft.full else "")
        self.room.setVisible(draft.full)

    def choose(self, tool: int | str) -> None:
        """Take another tool."""
        self.tool = tool
        self.buttons[tool].setChecked(True)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(round(look.px(4)))
        side = round(look.px(13))
        for tool, button in self.buttons.items():
            button.setFont(look.font(0.87))
            if isinstance(tool, int) and button.property("marked"):
                button.setIcon(QIcon(drawn_marker(look, tool).stamp(self.devicePixelRatioF())))
                button.setIconSize(QSize(side, side))
        self.radius.setFixedWidth(round(look.px(80)))
        self.setMaximumWidth(round(look.px(540)))
        for control in (self.finish, self.cancel, self.clear, self.take, self.room):
            control.setFont(look.font(0.87))


class Drawing(QObject):
    """Turns what the mouse does in a plot into a draft; the data change when the mouse is released.

    Signals
    -------
    drawn : OwnData
        What the points have become after a stroke.
    ended : bool
        The pencil was put away; whether the points are to be kept.
    """

    drawn = Signal(object)
    ended = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tools = DrawingTools()
        self.tools.setParent(parent)
        self.draft: Draft | None = None
        self._plot: PredictionPlot | None = None
        self._items: list[PointsItem] = []
        self._look = Look()
        self._frame: Frame | None = None
        self._data: Dataset | None = None
        self._pressed = self._touched = self._locked = False
        self._held = -1
        self._before: Draft | None = None
        self.unfinished: tuple[Dataset, Draft] | None = None
        """Data, and what had been drawn from them when the pencil was put away, not enough to be data itself."""
        self._last = QPointF()
        self._range: tuple[tuple[float, float], tuple[float, float]] | None = None
        self.tools.done.connect(partial(self.end, True))
        self.tools.cancelled.connect(partial(self.end, False))
        self.tools.clear.clicked.connect(self._clear)
        self.tools.take.clicked.connect(self._take)

    @property
    def active(self) -> bool:
        """Whether the pencil is out."""
        return self.draft is not None

    # Coming and going

    def begin(self, plot: PredictionPlot, frame: Frame) -> None:
        """Take the pencil out over a plot, with the points of the frame's data where that can be."""
        data = frame.experiment.data
        resumed = self.unfinished is not None and self.unfinished[0] == data
        self.draft = self.unfinished[1] if self.unfinished and resumed else begun_on(data)
        self._plot, self._frame, self._data, self._touched = plot, frame, data, bool(resumed)
        classes = 0 if self.draft.numbers else max(MIN_CLASSES, data.classes if can_be_drawn(data) else 0)
        column = plot.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.tools)
        self.tools.offer(classes, data.class_names if can_be_drawn(data) else ())
        self.tools.show()
        for part in (plot.header.controls, *plot.beside):  # they are about points that are hidden now
            part.hide()
        if not can_be_drawn(data):
            plot.rename_axes(COORDINATES[::-1] if classes else plot.names)
            plot.canvas.box.setAspectLocked(bool(classes))
        self._locked = bool(plot.canvas.box.state["aspectLocked"])
        self._items = [PointsItem() for _ in range(max(1, classes))]
        for item in self._items:
            plot.canvas.box.addItem(item, ignoreBounds=True)
        self._range = self._range_of(frame)
        plot.canvas.viewport().installEventFilter(self)
        plot.canvas.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._fade()
        self._show()

    def _range_of(self, frame: Frame) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return what the plot shows, so that it stays while points are drawn."""
        assert self._plot is not None
        if not can_be_drawn(frame.experiment.data):
            return (-EMPTY_RANGE, EMPTY_RANGE), (-EMPTY_RANGE, EMPTY_RANGE)
        if frame.regions is not None:
            x_low, x_high, y_low, y_high = frame.regions.bounds
            return (x_low, x_high), (y_low, y_high)
        view = self._plot.canvas.box.viewRect()
        return (view.left(), view.right()), (view.top(), view.bottom())

    def end(self, keep: bool) -> None:
        """Put the pencil away."""
        if self._plot is None:
            return
        self._keep_unfinished()
        plot, self._plot, self.draft = self._plot, None, None
        plot.canvas.viewport().removeEventFilter(self)
        plot.canvas.viewport().unsetCursor()
        for item in self._items:
            plot.canvas.box.removeItem(item)
        for item in (*plot.points, *plot.answer):
            item.setOpacity(1.0)
        self.tools.hide()
        for part in (plot.header.controls, *plot.beside):
            part.show()
        plot.set_notice("")
        plot.restyle()
        if self._frame is not None and self._frame.regions is not None:
            x_low, x_high, y_low, y_high = self._frame.regions.bounds
            plot.canvas.box.setRange(xRange=(x_low, x_high), yRange=(y_low, y_high), padding=0)
        self.ended.emit(keep)

    def _keep_unfinished(self) -> None:
        """Keep what has been drawn but is no data yet, for when the pencil is taken out again."""
        if self.draft is not None and self._data is not None and self._touched and self.draft.lacks:
            self.unfinished = self._data, self.draft

    def show_frame(self, plot: PredictionPlot, frame: Frame) -> None:
        """Follow the data: after a stroke they are the draft's own; after an undo the draft is theirs."""
        if self.draft is None:
            return
        data, self._frame = frame.experiment.data, frame
        if data != self._data:
            if plot is not self._plot or not can_be_drawn(data):
                self.end(True)
                return
            self._keep_unfinished()
            self._data, self.draft, self._touched = data, begun_on(data), False
        self._fade()
        self._show()

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.tools.set_look(look)
        self._show()

    # What is shown

    def _fade(self) -> None:
        """Hide the plot's own points under the draft's, and answers to other data."""
        if self._plot is None or self._data is None:
            return
        for item in self._plot.points:
            item.setOpacity(0.0)
        for item in self._plot.answer:
            item.setOpacity(1.0 if can_be_drawn(self._data) else 0.0)

    def _show(self) -> None:
        """Draw the draft, and say what it lacks."""
        if self._plot is None or self.draft is None or self._range is None:
            return
        self._plot.canvas.plot.setVisible(True)  # also where there is no map to draw the answers over
        self._plot.canvas.box.setAspectLocked(self._locked)
        self._plot.canvas.box.setRange(xRange=self._range[0], yRange=self._range[1], padding=0)
        for label, item in enumerate(self._items):
            marker = drawn_marker(self._look, label)
            item.show_points([Points(marker, self.draft.places[:, self.draft.labels == label])])
        self._plot.set_notice(self.draft.lacks)
        self.tools.show_room(self.draft, 0 if self._touched or self._data is None else self._data.points)
        for tool, button in self.tools.buttons.items():  # one class after the other, so that none is left out
            early = isinstance(tool, int) and tool > self.draft.classes
            permit(button, f"First draw a point of class {self.draft.classes}." if early else "")
        permit(self.tools.clear, "" if len(self.draft) else "There is no point to remove.")
        permit(self.tools.take, self._reason_not_to_take(), TAKE)

    def _reason_not_to_take(self) -> str:
        """Say why the points of the data cannot be taken; empty if they can."""
        if self._data is None or not can_be_drawn(self._data):
            return "The points of these data cannot be drawn: that takes two inputs and classes, or one input."
        return "First remove what is drawn." if self.draft is not None and len(self.draft) else ""

    # What the mouse does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw with the left button; other moves stay the plot's."""
        if self.draft is None or not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position())
            return True
        if event.type() == QEvent.Type.MouseMove and self._pressed:
            self._drag(event.position())
            return True
        if event.type() == QEvent.Type.MouseButtonRelease and self._pressed:
            self._release()
            return True
        return False

    def _press(self, at: QPointF) -> None:
        assert self.draft is not None
        self._pressed, self._before, self._last = True, self.draft, at
        tool = self.tools.tool
        if isinstance(tool, int):
            self._add(self._place(at)[:, None], tool)
        elif tool == "erase":
            self._erase(at)
        else:
            near = self._near(at, APART)
            self._held = int(near[0]) if len(near) else -1

    def _drag(self, at: QPointF) -> None:
        assert self.draft is not None
        tool = self.tools.tool
        if tool == "erase":
            self._erase(at)
        elif tool == "move":
            if self._held >= 0:
                x, y = self._place(at)
                self._change(self.draft.moved(self._held, float(x), float(y)))
        elif (at - self._last).manhattanLength() >= APART and isinstance(tool, int):
            self._last = at
            self._add(self._place(at + self._spread())[:, None], tool)

    def _release(self) -> None:
        assert self.draft is not None
        self._pressed, self._held = False, -1
        if self.draft is not self._before and not self.draft.lacks:
            self._data, self._touched, self.unfinished = self.draft.data(), False, None
            self.drawn.emit(self._data)

    def _spread(self) -> QPointF:
        """Return how far the next point of a stroke strays, in pixels: anywhere on the brush's disc, by its number."""
        assert self.draft is not None
        rng = np.random.default_rng((len(self.draft), 7))
        far, angle = self.tools.radius.value() * np.sqrt(rng.random()), 2.0 * np.pi * rng.random()
        return QPointF(float(far * np.cos(angle)), float(far * np.sin(angle)))

    def _add(self, places: Array, label: int) -> None:
        assert self.draft is not None
        if not self.draft.full:
            self._change(self.draft.added(places, label))

    def _erase(self, at: QPointF) -> None:
        assert self.draft is not None
        near = self._near(at, max(APART, self.tools.radius.value()))
        if len(near):
            self._change(self.draft.without(near))

    def _clear(self) -> None:
        assert self.draft is not None
        self._change(self.draft.without(np.arange(len(self.draft))))

    def _take(self) -> None:
        assert self._data is not None
        self.draft, self._touched = draft_of(self._data), False
        self._show()

    def _change(self, draft: Draft) -> None:
        self.draft, self._touched = draft, True
        self._show()

    def _place(self, at: QPointF) -> Array:
        """Return a pixel of the plot in data units (2,)."""
        assert self._plot is not None
        canvas = self._plot.canvas
        place = canvas.box.mapSceneToView(canvas.mapToScene(at.toPoint()))
        return np.array([place.x(), place.y()])

    def _near(self, at: QPointF, reach: float) -> Labels:
        """Return which points lie within so many pixels, the nearest first."""
        assert self._plot is not None
        assert self.draft is not None
        scale = np.array(self._plot.canvas.pixels_per_unit())
        far = np.hypot(*((self.draft.places - self._place(at)[:, None]) * scale[:, None]))
        order = np.argsort(far, kind="stable")
        near: Labels = order[far[order] <= reach]
        return near
