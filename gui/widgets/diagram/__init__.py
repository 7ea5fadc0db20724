"""The network as a diagram: others know `NetworkDiagram` alone."""

from gui.widgets.diagram.network_diagram import NetworkDiagram

__all__ = ["NetworkDiagram"]
