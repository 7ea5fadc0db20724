"""A part of a panel that is opened only when it is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.widgets.field import ROW_GAP, tooltip
from gui.widgets.row_button import RowButton
from gui.widgets.theme import Look


def column(owner: QWidget, widgets: Sequence[QWidget]) -> QVBoxLayout:
    """Put widgets one below the other, without margins."""
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


class Fold(QWidget):
    """A button that shows and hides what lies below it.

    It says "more", or the ``title`` of what it hides.
    """

    toggled = Signal(bool)

    def __init__(
        self, owner: str, names: Sequence[str], fields: Sequence[QWidget], title: str = "", icon: str = ""
    ) -> None:
        super().__init__()
        self._title = title
        self._by_hand = False
        self._name(owner, names)
        self.button = RowButton(icon=icon)
        self._body = QWidget()
        self._fields = column(self._body, fields)
        self._layout = column(self, (self.button, self._body))
        self.button.clicked.connect(self._toggle)
        self.set_open(False)

    def _name(self, owner: str, names: Sequence[str]) -> None:
        self._names = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
        self._owner = owner

    def rename(self, title: str, owner: str, names: Sequence[str]) -> None:
        """Hold other fields."""
        self._title = title
        self._name(owner, names)
        self.set_open(self.is_open)

    def follow_use(self, in_use: bool) -> None:
        """Open for what is in use, and close again after that, unless it was opened by hand."""
        if in_use or not self._by_hand:
            self.set_open(in_use)

    @property
    def is_open(self) -> bool:
        """Whether the fields are shown."""
        return not self._body.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the fields."""
        self._body.setVisible(is_open)
        self.button.setText(self._title or ("less" if is_open else "more …"))
        self.button.set_opened(is_open)
        doing = "Hide" if is_open else "Show"
        self.button.setToolTip(tooltip(f"{doing} {self._names} of {self._owner}."))
        self.button.setAccessibleName(f"{doing} {self._names} of {self._owner}")

    def _toggle(self) -> None:
        self.set_open(not self.is_open)
        self._by_hand = self.is_open
        self.toggled.emit(self.is_open)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self.button.set_look(look)
        for layout in (self._layout, self._fields):
            layout.setSpacing(round(look.px(ROW_GAP)))
