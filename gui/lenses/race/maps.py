"""The answers of the runs of a race over the input plane, side by side, and where two of them differ."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.analysis.regions import ClassMap, share_that_differs
from core.arrays import Array
from core.training.run import Run
from core.training.runs import MAX_RUNS
from gui.frames.image import NO_ANSWER
from gui.lenses.race.table import SAMPLE, RacerStanding, draw_sample
from gui.plots.parts.example_points import MANY_HELP, TOLD_APART, region_marks
from gui.plots.parts.items import Marker
from gui.plots.parts.lines import LineStyle
from gui.widgets.field import tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.numbers import percent
from gui.widgets.theme import Look, class_table

SIDE = 7.2
"""Side of a map, in text heights."""
STREWN = 9
"""Places along each side at which a region may carry the shape of its class."""
Classes = NDArray[np.int64]


def borders(classes: Classes) -> NDArray[np.bool_]:
    """Return the cells (r × r) whose right or upper neighbour has another class."""
    edge = np.zeros(classes.shape, bool)
    edge[:, :-1] |= classes[:, :-1] != classes[:, 1:]
    edge[:-1] |= classes[:-1] != classes[1:]
    return edge


def _picture(colours: NDArray[np.uint32]) -> QImage:
    """Return ARGB colours (r × r), row 0 lowest, as a picture."""
    upright = np.ascontiguousarray(colours[::-1])
    height, width = upright.shape
    return QImage(upright.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def picture_of(answers: ClassMap, classes: int, look: Look) -> QImage:
    """Return a map: each class in its colour, the stronger the surer, a line where the class changes."""
    levels = NO_ANSWER // classes
    table = np.array(class_table(look.theme, classes), np.uint32)
    colours = table[answers.classes * levels + np.rint(answers.certainty * (levels - 1)).astype(np.int64)]
    colours[borders(answers.classes)] = look.colour("text").rgb()
    return _picture(colours)


def picture_of_difference(one: ClassMap, other: ClassMap, look: Look) -> QImage:
    """Return a map that is bright where two runs answer differently, with the border of the first."""
    differ = one.classes != other.classes
    colours = np.where(differ, look.colour("accent").rgb(), look.colour("field").rgb()).astype(np.uint32)
    colours[borders(one.classes) & ~differ] = look.colour("dim").rgb()
    return _picture(colours)


class Tile(QAbstractButton):
    """A map with its caption; the leader's is framed, that of another run can be pressed to be compared with."""

    def __init__(self) -> None:
        super().__init__()
        self.picture: QImage | None = None
        self.marks: list[tuple[Marker, Array]] = []
        self.caption, self.run, self.leads = "", None, False
        self._line: LineStyle | None = None
        self._look = Look()

    run: Run | None

    def show_map(
        self, picture: QImage, caption: str, line: LineStyle | None, run: Run | None, help: str, look: Look
    ) -> None:
        """Show a picture, and the name of whose it is."""
        self.picture, self.caption, self._line, self.run, self._look = picture, caption, line, run, look
        self.setCheckable(run is not None)
        self.setAccessibleName(f"Map: {caption}")
        self.setToolTip(tooltip(caption, help))
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of map and caption."""
        return QSize(round(SIDE * self._look.text), round((SIDE + 1.6) * self._look.text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint map, frame and caption."""
        if self.picture is None:
            return
        painter, look = QPainter(self), self._look
        side = QRectF(0, 0, self.width(), self.width()).adjusted(2, 2, -2, -2)
        painter.drawImage(side, self.picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark, spots in self.marks:
            for x, y in spots.T.tolist():
                mark.draw(painter, QPointF(side.left() + x * side.width(), side.bottom() - y * side.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        marked = self.leads or self.hasFocus()
        painter.setPen(QPen(look.colour("accent" if marked else "edge"), look.line(2.5 if self.leads else 1.2)))
        painter.drawRect(side)
        left = 0.0
        if self._line is not None:
            draw_sample(
                painter,
                self._line,
                QPointF(look.px(2), self.width() + 0.8 * look.text),
                SAMPLE * look.text - look.px(10),
            )
            left = SAMPLE * look.text - look.px(4)
        painter.setFont(look.font(0.93))
        painter.setPen(look.colour("text"))
        caption, room = look.notation.text(self.caption), self.width() - left
        words = QFontMetricsF(painter.font()).elidedText(caption, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, self.width(), self.width() - left, 1.6 * look.text), VCENTER, words)
        painter.end()


VCENTER = Qt.AlignmentFlag.AlignVCenter


class RaceMaps(QWidget):
    """A map for each run, and one of where the active run and another one differ."""

    compared = Signal()
    """Another run was chosen to be compared with."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.tiles, self.difference = tuple(Tile() for _ in range(MAX_RUNS)), Tile()
        self.share = 0.0
        self._other: Run | None = None
        self._shown: tuple[Any, ...] = ()
        self._flow = FlowLayout(self)
        for tile in (*self.tiles, self.difference):
            self._flow.addWidget(tile)
            tile.clicked.connect(lambda _=False, tile=tile: self._compare(tile))
            tile.hide()

    def show_answers(self, rows: tuple[RacerStanding, ...], answers: tuple[ClassMap, ...], classes: int) -> None:
        """Show what the runs answer, the active one first."""
        self._shown = (rows, answers, classes)
        runs = [row.run for row in rows]
        if self._other not in runs[1:]:
            self._other = runs[1] if len(runs) > 1 else None
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(rows))
            if place < len(rows):
                self._show_tile(tile, rows[place], answers[place], classes)
        self._show_difference(rows, answers)

    def _show_tile(self, tile: Tile, row: RacerStanding, answers: ClassMap, classes: int) -> None:
        help = "The active run." if row.active else "Click to see where it differs from the active run."
        run = None if row.active else row.run
        name = f"★ {row.run.name}" if row.leads else row.run.name
        tile.leads = row.leads
        tile.marks = region_marks(self._look, answers.classes, self._look.px(9), STREWN)
        help += MANY_HELP if classes > TOLD_APART else ""
        tile.show_map(picture_of(answers, classes, self._look), name, row.line, run, help, self._look)
        tile.setChecked(run is not None and run is self._other)

    def _show_difference(self, rows: tuple[RacerStanding, ...], answers: tuple[ClassMap, ...]) -> None:
        place = next((place for place, row in enumerate(rows) if place and row.run is self._other), None)
        self.difference.setVisible(place is not None)
        if place is None:
            return
        self.share = share_that_differs(answers[0], answers[place])
        picture = picture_of_difference(answers[0], answers[place], self._look)
        help = f"Bright where “{rows[0].run.name}” and “{rows[place].run.name}” predict different classes."
        self.difference.show_map(
            picture, f"≠ {rows[place].run.name}: {percent(self.share)}", None, None, help, self._look
        )

    def _compare(self, tile: Tile) -> None:
        if tile.run is not None and self._shown:
            self._other = tile.run
            self.show_answers(*self._shown)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self._flow.setSpacing(round(look.px(8)))
        if self._shown:
            self.show_answers(*self._shown)
