"""The part of the table dialog that says how the table is written, and lets that be set."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from core.data.csv_reader import MAX_ROWS
from core.data.encodings import ENCODINGS
from core.data.layout import DELIMITER_NAMES
from core.hyperparameters import Hyperparameter
from gui.frames.table_jobs import Opened
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.controls import NumberField
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

FIRST_ROW = Hyperparameter(
    name="first_row",
    kind=int,
    default=1,
    symbol="",
    title="Begins in line",
    help="The line of the file where the table begins: its header, if it has one. What stands above is left out.",
    low=1,
    high=2 * MAX_ROWS,
)
DECIMALS = {".": "point  1,234.5", ",": "comma  1.234,5"}
BESIDE = 220
"""Width of the number of the first line, in pixels at normal text: its label stands beside it."""
NEXT_HELP = "Read the letters in the next likely encoding."
NO_ENCODING = "The letters of this table cannot be read yet. Choose an encoding from the list."
ONE_ENCODING = "All encodings make the same letters of this table."


class InOneRow(QWidget):
    """Widgets side by side that stay together where a row ends."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self._row.addWidget(part)

    def set_look(self, look: Look) -> None:
        """Take a text size."""
        self._row.setSpacing(round(look.px(14)))


class NamedBox(QWidget):
    """A choice with its name before it."""

    def __init__(self, name: str, help: str, entries: dict[str, str]) -> None:
        super().__init__()
        self.label, self.box = QLabel(name), ChoiceBox()
        for value, words in entries.items():
            self.box.addItem(words, value)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.label)
        self.row.addWidget(self.box)
        self.box.setMinimumContentsLength(11)
        self.box.setAccessibleName(name)
        for part in (self.label, self.box):
            part.setToolTip(tooltip(help))
        self.label.setBuddy(self.box)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self.row.setSpacing(round(look.px(6)))
        self.label.setFont(look.font())
        set_text_colour(self.label, look, "dim")
        self.box.set_look(look)


class TableWritten(QWidget):
    """Encoding, separator, decimal mark, where the table begins, and whether it has a header."""

    wished = Signal(str, object)
    """Something is to be read in another way: the name of a `Wishes`, and its value."""

    def __init__(self) -> None:
        super().__init__()
        self._encodings: tuple[str, ...] = ()
        self._named = (
            NamedBox("Encoding", "How letters are stored in the file.", ENCODINGS),
            NamedBox("Separator", "The character between two cells of a row.", DELIMITER_NAMES),
            NamedBox("Decimals", "The character before decimals; the other one may part thousands.", DECIMALS),
        )
        self.encoding, self.delimiter, self.decimal = (named.box for named in self._named)
        self.encoding.setMinimumContentsLength(max(map(len, ENCODINGS.values())) // 2)  # small letters are narrower
        self.next_encoding = QPushButton("▸")
        self.next_encoding.setAccessibleName("Next likely encoding")
        self.next_encoding.setAutoDefault(False)
        self.first_row, self.header = NumberField(FIRST_ROW), TickBox("names in the first line")
        self.header.setToolTip(tooltip("Whether the first line of the table is its header: names, not values."))
        self._named[0].row.addWidget(self.next_encoding)
        self._begin = InOneRow(self.first_row, self.header)
        self._flow = FlowLayout(self, justified=False)
        for part in (*self._named, self._begin):
            self._flow.addWidget(part)
        for setting in ("encoding", "delimiter", "decimal"):
            box = getattr(self, setting)
            box.activated.connect(lambda _, setting=setting, box=box: self.wished.emit(setting, box.currentData()))
        self.next_encoding.clicked.connect(self._turn)
        self.first_row.committed.connect(lambda line: self.wished.emit("first_row", line))
        self.header.clicked.connect(lambda on: self.wished.emit("header", on))

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        for part in (*self._named, self.first_row):
            part.set_look(look)
        for control in (self.header, self.next_encoding):
            control.setFont(look.font())
        self.first_row.setFixedWidth(round(look.px(BESIDE)))
        self._begin.set_look(look)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(round(look.px(10)))

    def forget(self) -> None:
        """Forget how the table before was written: of one whose text cannot be read nothing is known."""
        self._encodings = ()
        for box in (self.encoding, self.delimiter, self.decimal):
            box.setCurrentIndex(-1)
        permit(self.next_encoding, NO_ENCODING, NEXT_HELP)

    def show_opened(self, opened: Opened) -> None:
        """Show how a table is read."""
        dialect, self._encodings = opened.dialect, opened.encodings
        for box, value in (
            (self.encoding, dialect.encoding),
            (self.delimiter, dialect.delimiter),
            (self.decimal, dialect.decimal),
        ):
            box.setCurrentIndex(box.findData(value))
        self.first_row.set_value(dialect.first_row)
        self.header.setChecked(dialect.header)
        permit(self.next_encoding, "" if len(self._encodings) > 1 else ONE_ENCODING, NEXT_HELP)

    def _turn(self) -> None:
        """Go to the next of the likely encodings."""
        now = self.encoding.currentData()
        place = self._encodings.index(now) if now in self._encodings else -1
        self.encoding.setCurrentIndex(self.encoding.findData(self._encodings[(place + 1) % len(self._encodings)]))
        self.wished.emit("encoding", self.encoding.currentData())
