"""The network as a diagram: others know the one that is edited, and the one that is read."""

from gui.widgets.diagram.network_diagram import NetworkDiagram
from gui.widgets.diagram.view import DiagramView

__all__ = ["DiagramView", "NetworkDiagram"]
