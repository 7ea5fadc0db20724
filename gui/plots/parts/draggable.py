"""A plot over time: dragging along it moves the cursor of time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.plots.parts.base import PlotView


class DraggablePlot(PlotView):
    """A plot whose bottom axis is time. A mere click changes nothing.

    ``dragged`` is emitted with the step or iteration that is dragged to.
    """

    dragged = Signal(int)

    def drag_to(self, x: float) -> None:
        """Emit ``dragged`` for a place on the bottom axis, if there is anything to go to."""
        raise NotImplementedError

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the cursor of time."""
        if self._pressed is None:
            return
        at = event.position().toPoint()
        far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far and event.buttons() & Qt.MouseButton.LeftButton:
            scene = self.canvas.mapToScene(self.canvas.mapFrom(self, at))
            self.drag_to(self.canvas.box.mapSceneToView(scene).x())
