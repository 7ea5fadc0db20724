"""From where to where an own function is looked at, for each of its variables."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.functions.plain_function import Range
from core.hyperparameters import Hyperparameter
from gui.widgets.controls import NumberField
from gui.widgets.theme import Look

FARTHEST = 1e6
NAMES = ("x", "y")


class FunctionRanges(QWidget):
    """Two fields for each variable; `changed` tells all ranges whenever one of their ends is another."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.fields = [tuple(_field(name, end) for end in ("from", "to")) for name in NAMES]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._rows = [QHBoxLayout() for _ in self.fields]
        for row, pair in zip(self._rows, self.fields, strict=True):
            self._column.addLayout(row)
            for field in pair:
                row.addWidget(field, 1)
        for place, (low, high) in enumerate(self.fields):
            low.committed.connect(partial(self._commit, place, high))
            high.committed.connect(partial(self._commit, place, low))
        self._shown: tuple[Range, ...] = self.ranges
        self.setAccessibleName("Range of your function")

    @property
    def ranges(self) -> tuple[Range, ...]:
        """What stands in the fields, (low, high) for x and y."""
        return tuple((low.value, high.value) for low, high in self.fields)

    def _commit(self, place: int, other: NumberField, value: float) -> None:
        """Tell of the new ranges. An end that would pass the other one takes that along."""
        low, high = self.ranges[place]
        if low >= high:
            before = self._shown[place]
            width = (before[1] - before[0]) * (1.0 if other is self.fields[place][1] else -1.0)
            other.set_value(max(-FARTHEST, min(value + width, FARTHEST)))
        self._shown = self.ranges
        self.changed.emit(self._shown)

    def show_ranges(self, ranges: tuple[Range, ...]) -> None:
        """Show the ranges of as many variables as there are, without telling anybody."""
        for place, pair in enumerate(self.fields):
            for end, field in enumerate(pair):
                field.setVisible(place < len(ranges))
                if place < len(ranges):
                    field.set_value(ranges[place][end])
        self._shown = self.ranges

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        for row, pair in zip(self._rows, self.fields, strict=True):
            row.setSpacing(round(look.px(6)))
            for field in pair:
                field.set_look(look)
        self._column.setSpacing(round(look.px(4)))


def _field(name: str, end: str) -> NumberField:
    where = "begins" if end == "from" else "ends"
    help = f"Where the range of {name} {where}: the plots show this part of the function."
    default = -3.0 if end == "from" else 3.0
    declared = Hyperparameter(
        f"{name}_{end}", float, default, "", help, low=-FARTHEST, high=FARTHEST, title=f"{name} {end}"
    )
    return NumberField(declared)
