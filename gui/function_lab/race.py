"""The table of a race of all optimisers: where each is, how long it took, who leads."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from core.functions.race import Racer, leaders
from gui.frames.function_frame import FunctionFrame
from gui.widgets.card import HEAD, head_margins
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number
from gui.widgets.theme import Look
from gui.widgets.whole_rows import WholeRows

HEADS = ("", "optimiser", "α", "f now", "steps to\nlowest")
SYMBOLS = ("━━", "╍╍", "┅┅", "━╍", "┉┉")
NOT_KNOWN = "–"


class FunctionRace(QWidget):
    """One row for each optimiser, the leader's marked with ★."""

    def __init__(self) -> None:
        super().__init__()
        self._look = Look()
        self.title = NotatedLabel("All optimisers")
        self.title.setWordWrap(True)
        self.cells: list[list[NotatedLabel]] = []
        self._grid_owner, self.area = QWidget(), QScrollArea()
        self._grid = QGridLayout(self._grid_owner)
        self.area.setWidget(self._grid_owner)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.title)
        self.place = WholeRows(self.area, lambda: self._grid.cellRect(0, 0).height() + self._grid.verticalSpacing())
        self._column.addWidget(self.place, 1)
        self.setAccessibleName("All optimisers on this function")
        self._grid_owner.setToolTip(
            "Each optimiser at a rate that suits this function. A step count says when it first is within "
            "2 % of the range of a lowest known point; – : not yet, or no lowest point is known."
        )
        self._grid.setColumnStretch(len(HEADS) - 1, 1)
        self._add_row(HEADS)

    def _add_row(self, texts: tuple[str, ...]) -> list[NotatedLabel]:
        row = [NotatedLabel(text) for text in texts]
        for column, label in enumerate(row):
            self._grid.addWidget(label, len(self.cells), column, Qt.AlignmentFlag.AlignLeft)
        self.cells.append(row)
        return row

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        self.title.setFont(look.font(1.0, bold=True))
        self.title.setContentsMargins(0, 0, round(look.px(22)), 0)  # the card folds by a sign there
        self.title.setMinimumHeight(round(look.px(HEAD)))
        self._column.setContentsMargins(head_margins(look, below=6.0))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(round(look.px(12)))
        self._grid.setVerticalSpacing(round(look.px(2)))
        for number_of_row, row in enumerate(self.cells):
            for label in row:
                label.setFont(look.font(0.87))
                label.setStyleSheet(f"color: {look.theme.dim if number_of_row == 0 else look.theme.text};")

    def show_walk(self, frame: FunctionFrame) -> None:
        """Show where all are at a step."""
        grown = len(self.cells) < len(frame.racers) + 1
        while len(self.cells) < len(frame.racers) + 1:
            self._add_row(("",) * len(HEADS))
        if grown:
            self.set_look(self._look)
        for row in self.cells[len(frame.racers) + 1 :]:
            for label in row:
                label.setText("")
        first = leaders(frame.racers, frame.step) if frame.step else ()
        hues = self._look.theme.classes
        for place, (row, each) in enumerate(zip(self.cells[1:], frame.racers, strict=False)):
            arrived = each.arrived is not None and each.arrived <= frame.step
            stopped = " · ⚠ stopped" if each.has_stopped(frame.step) else ""
            leads = first == (each,)
            texts = (
                SYMBOLS[place % len(SYMBOLS)],
                each.optimizer.title + ("  ★ leads" if leads else ""),
                number(each.optimizer.alpha, 2),
                number(each.value_at(frame.step), 4) + stopped,
                f"{each.arrived:,}" if arrived else NOT_KNOWN,
            )
            for label, text in zip(row, texts, strict=True):
                label.setText(text)
            row[0].setStyleSheet(f"color: {hues[place % len(hues)]};")
            row[1].setFont(self._look.font(0.87, bold=leads))
        self.title.setText(f"All optimisers{_who_leads(first, frame.step if frame.racers else 0)}")


def _who_leads(first: tuple[Racer, ...], step: int) -> str:
    if not step:
        return " start together"
    if len(first) == 1:
        return f": {first[0].optimizer.title} leads after step {step:,}"
    return f": nobody leads after step {step:,}; {f'{len(first)} are equal' if first else 'all have stopped'}"
