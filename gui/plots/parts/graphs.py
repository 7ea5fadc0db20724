"""pyqtgraph, imported without what nothing here uses, which would take as long again.

It copies Qt's modules name by name, and PySide sets up a class when its name is first asked for. So pyqtgraph gets the
modules themselves, and they list no names meanwhile. Nor does it need most of its own items and widgets, with all that
they bring along, such as trees of parameters and processes: in their place it finds empty modules.
"""

from __future__ import annotations

import sys
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets

__all__ = ["pg"]

_QT = QtCore, QtGui, QtWidgets
_ITEMS = "ArrowItem BoxplotItem ColorBarItem CurvePoint DateAxisItem HistogramLUTItem PColorMeshItem ROI"
_WIDGETS = "ColorMap DataFilter DataTree DiffTree HistogramLUT ScatterPlot Table"
_UNUSED = {
    f"pyqtgraph.{name}": ModuleType(name)
    for name in (
        "imageview",
        "multiprocess",
        *(f"graphicsItems.{item}" for item in _ITEMS.split()),
        *(f"widgets.{kind}Widget" for kind in _WIDGETS.split()),
    )
}
_lists = [module.__dir__ for module in _QT]
for _module in _QT:
    sys.modules[_module.__name__.replace("PySide6", "pyqtgraph.Qt")] = _module
    vars(_module)["__dir__"] = list
sys.modules.update(_UNUSED)
try:
    import pyqtgraph as pg
finally:
    for _module, _list in zip(_QT, _lists, strict=True):
        vars(_module)["__dir__"] = _list
    for _name in _UNUSED:
        del sys.modules[_name]
