"""The list of breakpoints: what stops a run, each with a tick, and a row to add one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.hyperparameters import InvalidSetting
from core.training.breakpoints import BREAKPOINTS, Breakpoint, Breakpoints, Records
from gui.widgets.choice_editor import ChoiceEditor
from gui.widgets.controls import NumberField
from gui.widgets.field import set_text_colour, tooltip
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

HELP = (
    "Run and Epoch pause as soon as one of these holds; the training and the test loss are looked at only where they "
    "are evaluated. Run then goes on from there."
)
MAX_ROWS = 4
"""Rows of the list that are shown at once; more scroll."""


class BreakpointRow(QWidget):
    """One breakpoint: a tick whether it is on, and a button that removes it."""

    switched = Signal(object, bool)
    removed = Signal(object)

    def __init__(self, breakpoint: Breakpoint, on: bool, look: Look) -> None:
        super().__init__()
        self._words = breakpoint.words
        self.tick = TickBox(self._words)
        self.tick.setMinimumWidth(1)
        self.tick.setChecked(on)
        off = "Unticked, it is kept but stops no run."
        self.tick.setToolTip(tooltip(f"{self._words}. {breakpoint.help}", off))
        self.tick.setAccessibleName(f"Stop: {breakpoint.words}")
        self.remove = QPushButton("✕")
        self.remove.setToolTip("Remove this breakpoint.")
        self.remove.setAccessibleName(f"Remove: {breakpoint.words}")
        self.remove.setFixedWidth(round(look.px(30)))
        self.tick.toggled.connect(lambda on: self.switched.emit(breakpoint, on))
        self.remove.clicked.connect(lambda: self.removed.emit(breakpoint))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick, 1)
        row.addWidget(self.remove)
        for control in (self.tick, self.remove):
            control.setFont(look.font())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words to the room that there is; the tooltip has them whole."""
        super().resizeEvent(event)
        metrics = self.tick.fontMetrics()
        box = self.tick.sizeHint().width() - metrics.horizontalAdvance(self.tick.text())
        self.tick.setText(metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, self.tick.width() - box))


class BreakpointsPanel(QWidget):
    """Shows the breakpoints and asks for others; refuses those that can never hold beside their fields."""

    changed = Signal(object)
    """The `Breakpoints` that should be."""
    resized = Signal()
    """More or less room is needed."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self._breakpoints = Breakpoints()
        self._iteration = 0
        self._records: Records | None = None
        self.title = QLabel("Breakpoints")
        self.title.setToolTip(tooltip(HELP))
        self.rows: list[BreakpointRow] = []
        self.editor = ChoiceEditor("Stop", BREAKPOINTS, HELP)
        self.editor.changed.connect(lambda _choice: self.resized.emit())
        self.add = QPushButton("Add breakpoint")
        self.add.setToolTip(tooltip(HELP))
        self.add.clicked.connect(self._add)
        self._make_list()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self._scroll, self.editor, self.add):
            self._column.addWidget(widget)
        self._show_rows()

    def _make_list(self) -> None:
        body = QWidget()
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._scroll = ScrollPage(body)
        self._scroll.setStyleSheet("background: transparent;")
        body.setObjectName("list")

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.title.setFont(look.font(1.0, bold=True))
        set_text_colour(self.title, look, "text")
        self.add.setFont(look.font())
        self._column.setSpacing(round(look.px(6)))
        self.editor.set_look(look)
        self._show_rows()

    def show_place(self, records: Records, iteration: int) -> None:
        """Know where the run is, and what it has recorded: what lies behind it cannot stop it."""
        self._records, self._iteration = records, iteration

    def show_breakpoints(self, breakpoints: Breakpoints) -> None:
        """Show which there are."""
        self._breakpoints = breakpoints
        self._show_rows()

    def _show_rows(self) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        chosen = self._breakpoints
        self.rows = [BreakpointRow(each, each in chosen.active, self._look) for each in chosen.listed]
        for row in self.rows:
            row.switched.connect(self._switch)
            row.removed.connect(self._remove)
            self._list.addWidget(row)
        self._fit()

    def _fit(self) -> None:
        """Give the list the height of its rows, up to a few."""
        gap = round(self._look.px(4))
        self._list.setSpacing(gap)
        heights = [row.sizeHint().height() + gap for row in self.rows[:MAX_ROWS]]
        self._scroll.setFixedHeight(sum(heights))
        self._scroll.setVisible(bool(self.rows))
        self.resized.emit()

    def _add(self) -> None:
        """Ask for the breakpoint that has been put together, if its fields hold what they can."""
        fields = [field for field in self.editor.fields.values() if isinstance(field, NumberField)]
        for field in fields:
            field.commit()
        if any(field.error for field in fields):
            self.resized.emit()
            return
        wanted = self.editor.choice
        assert isinstance(wanted, Breakpoint)
        try:
            self.changed.emit(self._breakpoints.added(wanted, self._iteration, self._records))
        except InvalidSetting as refusal:
            self.editor.show_error(refusal.setting, refusal.words)
        else:
            self._say_if_held(wanted)
        self.resized.emit()

    def _say_if_held(self, breakpoint: Breakpoint) -> None:
        """Say beside the field if it holds already, so that a run does not stop at once."""
        note = breakpoint.already(self._records, self._iteration) if self._records is not None else ""
        if note:
            self.editor.fields[breakpoint.hyperparameters()[0].name].set_error(note)

    def _switch(self, breakpoint: Breakpoint, on: bool) -> None:
        self.changed.emit(self._breakpoints.switched(breakpoint, on))

    def _remove(self, breakpoint: Breakpoint) -> None:
        self.changed.emit(self._breakpoints.without(breakpoint))
