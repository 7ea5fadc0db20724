"""The network as a diagram: the one that is edited, the one that is read, and what of it goes into a number."""

from gui.widgets.diagram.network_diagram import NetworkDiagram
from gui.widgets.diagram.path import path_of
from gui.widgets.diagram.view import DiagramView

__all__ = ["DiagramView", "NetworkDiagram", "path_of"]
