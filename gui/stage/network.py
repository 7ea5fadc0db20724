"""The network on the stage: a click chooses a weight, or a neuron's bias."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent

from gui.widgets.diagram import DiagramView


class NetworkOnStage(DiagramView):
    """The picture that is read; what is clicked in it is chosen."""

    parameter_picked = Signal(int)
    """A connection has been clicked, or a neuron, which stands for its bias: an index into θ."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick what is under the mouse."""
        hit = self.hit(event.position())
        if self._frame is not None and hit.part in ("connection", "neuron") and hit.layer > 0:
            self.parameter_picked.emit(self._frame.problem.layout.index(hit.layer, hit.neuron, hit.source))
