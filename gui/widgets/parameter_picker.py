"""Two lists to pick the parameters of a plane from; names are made only when they are looked at."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QListView

from core.nn.network import Layout
from core.training.notation import ARTICLES
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.field import tooltip
from gui.widgets.theme import Look

VISIBLE_ROWS = 16
U_HELP = "u, across: the parameter on the horizontal axis."
V_HELP = "v, up: the parameter on the vertical axis."


class ParameterNames(QAbstractListModel):
    """The names of all parameters of a network, in the order of θ."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.layout_shown = Layout((1, 1))
        self.notation = ARTICLES

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
        name = self.layout_shown.name(index.row()) if role == Qt.ItemDataRole.DisplayRole else None
        return None if name is None else self.notation.text(name)


class ParameterList(QListView):
    """The opened list. Qt's own asks for every name, which takes seconds for a hundred thousand parameters."""

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box)
        self._box = box
        self.setWindowFlag(Qt.WindowType.Popup)
        self.setUniformItemSizes(True)
        self.setAccessibleName(f"{box.accessibleName()}: all parameters")
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def open_below(self) -> None:
        """Show the list under its box, or above where there is no room."""
        box, screen = self._box, self._box.screen().availableGeometry()
        self.setModel(box.model())
        self.setFont(box.font())
        row = max(1, self.sizeHintForRow(0))
        height = min(row * min(self.model().rowCount(), VISIBLE_ROWS) + 2 * self.frameWidth(), screen.height() // 2)
        corner = box.mapToGlobal(box.rect().bottomLeft())
        if corner.y() + height > screen.bottom():
            corner = box.mapToGlobal(box.rect().topLeft()) - QPoint(0, height)
        self.setGeometry(corner.x(), corner.y(), max(box.width(), 8 * row), height)
        self.setCurrentIndex(self.model().index(box.currentIndex(), 0))
        self.scrollTo(self.currentIndex(), QListView.ScrollHint.PositionAtCenter)
        self.show()
        self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of the names, so that no change of font or style asks for them."""
        super().hideEvent(event)
        QTimer.singleShot(0, lambda: self.setModel(None))

    def _choose(self, index: QModelIndex) -> None:
        if self.isVisible():  # a double click is told twice
            self.hide()
            self._box.setCurrentIndex(index.row())
            self._box.activated.emit(index.row())


class ParameterBox(ChoiceBox):
    """A list of parameters whose size and opening do not depend on its thousands of entries."""

    def __init__(self, names: ParameterNames, name: str, help: str) -> None:
        super().__init__()
        self.setModel(names)
        unseen = self.view()  # Qt's own list, which measures every name at another font if it may
        assert isinstance(unseen, QListView)
        unseen.setUniformItemSizes(True)
        self._names = names
        self._help = help + " The loss is drawn over the two chosen parameters, all others held."
        self.setAccessibleName(name)
        self.list = ParameterList(self)

    def show_chosen(self, row: int) -> None:
        """Show the parameter at ``row``; its whole name is in the tooltip, too."""
        self.setCurrentIndex(row)
        self.setToolTip(tooltip(self._names.layout_shown.name(row), self._help))

    def showPopup(self) -> None:
        """Open the list."""
        self.list.open_below()

    def sizeHint(self) -> QSize:
        """Return room for a name of usual length."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("w[2]₁₂,₁₂") + round(2.4 * metrics.height()), self._height())

    def minimumSizeHint(self) -> QSize:
        """Return the size below which names are cut."""
        return QSize(4 * self.fontMetrics().height(), self._height())

    def _height(self) -> int:
        return round(1.5 * self.fontMetrics().height())


class ParameterPicker(QObject):
    """The two lists; `picked` tells the indices in θ of the first and the second parameter."""

    picked = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names = ParameterNames(self)
        self.u = ParameterBox(self.names, "Parameter u, across", U_HELP)
        self.v = ParameterBox(self.names, "Parameter v, up", V_HELP)
        self._shown = (0, 0)
        for box in (self.u, self.v):
            box.activated.connect(self._choose)

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        self.names.notation = look.notation
        for box in (self.u, self.v):
            box.set_look(look)
            box.setFont(look.font(0.87))

    def show_pair(self, layout: Layout, pair: tuple[int, int]) -> None:
        """Show which two parameters are picked."""
        if self.names.show_layout(layout) or pair != self._shown:
            self._shown = pair
            self.u.show_chosen(pair[0])
            self.v.show_chosen(pair[1])

    def _choose(self) -> None:
        """Tell the choice; choosing the other list's parameter swaps the two."""
        chosen = self.u.currentIndex(), self.v.currentIndex()
        if chosen[0] == chosen[1]:
            chosen = self._shown[1], self._shown[0]
        self.u.setCurrentIndex(self._shown[0])
        self.v.setCurrentIndex(self._shown[1])
        if chosen != self._shown:
            self.picked.emit(*chosen)
