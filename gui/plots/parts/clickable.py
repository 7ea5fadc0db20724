"""A plot in which a click does something, and a double-click nothing but enlarge it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from gui.plots.parts.base import PlotView

CLICK = 4
"""Pixels that the pointer may move while a button is down for a click."""


class ClickablePlot(PlotView):
    """A plot that tells where it was clicked, as a `QPointF` in data units, or None beside its axes.

    ``clicked`` is emitted at once, for what a double-click takes back: see `unclick`. ``meant`` is emitted when no
    second click can make it a double-click any more, for what changes something.
    """

    clicked = Signal(object)
    meant = Signal(object)

    def __init__(self, title: str, help: str, names: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(title, help, names, parent)
        self._place: QPointF | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(lambda: self.meant.emit(self._place))

    def unclick(self) -> None:
        """Take back what the click did at once that turns out to begin a double-click."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell where the plot was clicked."""
        at, pressed, self._pressed = event.position().toPoint(), self._pressed, None
        still = pressed is not None and (at - pressed).manhattanLength() <= CLICK
        if still and event.button() == Qt.MouseButton.LeftButton and self.canvas.isVisible():
            scene, box = self.canvas.mapToScene(self.canvas.mapFrom(self, at)), self.canvas.box
            self._place = box.mapSceneToView(scene) if box.sceneBoundingRect().contains(scene) else None
            self.clicked.emit(self._place)
            self._patience.start(QApplication.doubleClickInterval())
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge, and forget the click before."""
        self._patience.stop()
        self.unclick()
        super().mouseDoubleClickEvent(event)
