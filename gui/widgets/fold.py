"""A part of a panel that is opened only when it is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gui.widgets.field import tooltip
from gui.widgets.theme import Look


def column(owner: QWidget, widgets: Sequence[QWidget]) -> QVBoxLayout:
    """Put widgets one below the other, without margins."""
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


class Fold(QWidget):
    """A small button that shows and hides what lies below it.

    It says "more", or the ``title`` of what it hides.
    """

    toggled = Signal(bool)

    def __init__(self, owner: str, names: Sequence[str], fields: Sequence[QWidget], title: str = "") -> None:
        super().__init__()
        self._title = title
        self._by_hand = False
        self._name(owner, names)
        self.button = QPushButton()
        self.button.setProperty("quiet", True)
        self.button.setMinimumWidth(1)
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
        words = self._title or ("less" if is_open else "more")
        self.button.setText(f"{words} {'▴' if is_open else '▸'}")
        doing = "Hide" if is_open else "Show"
        self.button.setToolTip(tooltip(f"{doing} {self._names} of {self._owner}."))
        self.button.setAccessibleName(f"{doing} {self._names} of {self._owner}")

    def _toggle(self) -> None:
        self.set_open(not self.is_open)
        self._by_hand = self.is_open
        self.toggled.emit(self.is_open)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self.button.setFont(look.font(0.87))
        for layout in (self._layout, self._fields):
            layout.setSpacing(round(look.px(6)))
