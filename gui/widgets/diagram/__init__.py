"""The network as a diagram: the one that is edited, the one that is read, and the parts of it that stand elsewhere."""

from gui.widgets.diagram.layout import DiagramLayout, LayerColumn, arrange
from gui.widgets.diagram.names import EndNames, beside_names, names_of, overhang
from gui.widgets.diagram.network_diagram import NetworkDiagram
from gui.widgets.diagram.path import path_of
from gui.widgets.diagram.picture import InputPicture, shape_of, shown_example
from gui.widgets.diagram.presenting import StageHeaders, StageValues
from gui.widgets.diagram.tiles import chip_words
from gui.widgets.diagram.view import DiagramView

__all__ = [
    "DiagramLayout",
    "DiagramView",
    "EndNames",
    "InputPicture",
    "LayerColumn",
    "NetworkDiagram",
    "StageHeaders",
    "StageValues",
    "arrange",
    "beside_names",
    "chip_words",
    "names_of",
    "overhang",
    "path_of",
    "shape_of",
    "shown_example",
]
