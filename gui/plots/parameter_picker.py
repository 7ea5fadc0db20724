"""Two lists to pick the parameters of a plane from; names are made only when they are looked at."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from core.nn.network import Layout


class ParameterNames(QAbstractListModel):
    """The names of all parameters of a network, in the order of θ."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.layout_shown = Layout((1, 1))

    def show_layout(self, layout: Layout) -> bool:
        """Show another network's parameters; return whether it is another one."""
        if layout == self.layout_shown:
            return False
        self.beginResetModel()
        self.layout_shown = layout
        self.endResetModel()
        return True

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of parameters."""
        return 0 if parent.isValid() else self.layout_shown.parameters

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return a parameter's name."""
        return self.layout_shown.name(index.row()) if role == Qt.ItemDataRole.DisplayRole else None


class ParameterPicker(QObject):
    """The two lists; `picked` tells the indices in θ of the first and the second parameter."""

    picked = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._home = parent
        self.names = ParameterNames(self)
        self.u = self._list("u", "Parameter on the horizontal axis.")
        self.v = self._list("v", "Parameter on the vertical axis.")
        self._shown = (0, 0)

    def _list(self, name: str, help: str) -> QComboBox:
        box = QComboBox(self._home)
        view = QListView(box)
        view.setUniformItemSizes(True)
        box.setView(view)
        box.setModel(self.names)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(5)
        box.setToolTip(help + " The loss is drawn over the two chosen parameters, all others held.")
        box.setAccessibleName(f"parameter {name}")
        box.activated.connect(self._choose)
        return box

    def show_pair(self, layout: Layout, pair: tuple[int, int]) -> None:
        """Show which two parameters are picked."""
        if self.names.show_layout(layout) or pair != self._shown:
            self._shown = pair
            self.u.setCurrentIndex(pair[0])
            self.v.setCurrentIndex(pair[1])

    def _choose(self) -> None:
        """Tell the choice; choosing the other list's parameter swaps the two."""
        chosen = self.u.currentIndex(), self.v.currentIndex()
        if chosen[0] == chosen[1]:
            chosen = self._shown[1], self._shown[0]
        self.u.setCurrentIndex(self._shown[0])
        self.v.setCurrentIndex(self._shown[1])
        if chosen != self._shown:
            self.picked.emit(*chosen)
