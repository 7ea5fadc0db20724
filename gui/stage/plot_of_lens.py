"""A plot of a lens, without the words and choices that stand beside it at the desk."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.frames.shown import ShownFrame
from gui.lenses.lens import Lens
from gui.plots.parts.base import PlotView
from gui.widgets.card import QWIDGETSIZE_MAX
from gui.widgets.controls import dress
from gui.widgets.theme import Look


class PlotOfLens(QWidget):
    """Shows the plot alone; the lens, which is never shown, asks the worker for what is in it."""

    def __init__(self, lens: Lens, plot: PlotView) -> None:
        super().__init__()
        self.lens, self.plot = lens, plot
        lens.setParent(self)
        lens.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def set_look(self, look: Look) -> None:
        """Take the look of the stage, and all the height, whatever the lens would have done with its plot."""
        self.lens.set_look(look)
        self._column.addWidget(self.plot)
        dress(self.plot, look)  # in its place: Qt forgets colours given to a widget that then moves
        self.plot.show()
        self.plot.setMinimumHeight(0)
        self.plot.setMaximumHeight(QWIDGETSIZE_MAX)

    def show_frame(self, frame: ShownFrame) -> None:
        """Show another iteration."""
        self.lens.show_frame(frame)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let what has been asked for be asked again when it is seen again."""
        super().hideEvent(event)
        for rhythm in self.lens.rhythms:
            rhythm.forget()
