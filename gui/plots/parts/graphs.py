"""pyqtgraph, imported without having Qt set up all its classes, which would take a third of the time.

It copies Qt's modules name by name, and PySide sets up a class when its name is first asked for. So pyqtgraph gets the
modules themselves, and they list no names meanwhile.
"""

from __future__ import annotations

import sys

from PySide6 import QtCore, QtGui, QtWidgets

__all__ = ["pg"]

_modules = QtCore, QtGui, QtWidgets
_lists = [module.__dir__ for module in _modules]
for _module in _modules:
    sys.modules[_module.__name__.replace("PySide6", "pyqtgraph.Qt")] = _module
    vars(_module)["__dir__"] = list
try:
    import pyqtgraph as pg
finally:
    for _module, _list in zip(_modules, _lists, strict=True):
        vars(_module)["__dir__"] = _list
