"""The input layer of data that are pictures: the example on show, its pixels being the inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.widgets.diagram.layout import LayerColumn
from gui.widgets.diagram.phases import example_on_show
from gui.widgets.picture import ink_image
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from core.arrays import Array
    from gui.frames.frame import Frame


def shape_of(frame: Frame) -> tuple[int, int] | None:
    """Return rows and columns of the picture that the inputs are the pixels of; None if they are none."""
    shape = frame.experiment.data.picture
    return shape if shape is not None and shape[0] * shape[1] == frame.problem.layout.sizes[0] else None


def shown_example(frame: Frame) -> tuple[str, bool, Array]:
    """Return of which example the network's numbers are: its name, whether it is followed, and its inputs (n,).

    Where phases are shown or none is followed it is one of the batch; during a run, the first training example.
    """
    if frame.trace is not None and (frame.phase is not None or frame.row is None):
        place = example_on_show(frame)
        number = int(frame.trace.columns[place])
        inputs = frame.problem.whole.x[:, number]
        return f"training {number + 1:,}", place == frame.place_in_batch, inputs
    row = frame.row or 0
    return frame.name_of(row), row == frame.row, frame.inputs_of(row)


class InputPicture:
    """Paints the example on show as the input layer of one layout, if that is a picture."""

    def __init__(self, column: LayerColumn, look: Look) -> None:
        self._area, self._look = column.picture, look

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the picture, and whose it is below."""
        shape, area, look = shape_of(frame), self._area, self._look
        if shape is None or area is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        name, followed, pixels = shown_example(frame)
        painter.drawImage(area, ink_image(pixels.reshape(shape), look))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("accent" if followed else "dim"), look.line(2.0 if followed else 1.2)))
        painter.drawRect(area)
        if look.stage:  # it is what the class looks at, whatever its number
            return
        painter.setPen(look.colour("dim"))
        painter.setFont(look.font(0.8))
        below = QRectF(area.center().x() - look.px(60), area.bottom() + look.px(2), look.px(120), look.px(18))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)
