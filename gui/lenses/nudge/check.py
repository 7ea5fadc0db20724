"""The gradient check of all parameters: a button, its progress, and a list of the worst."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.analysis.gradient_check import EPSILON, LISTED, CheckInWork, Comparison, check_all
from core.analysis.scope import Scope
from gui.frames.frame import Frame
from gui.lenses.inquiry import SECONDS, Inquiry
from gui.session.session import Session
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.notated_label import NotatedLabel
from gui.widgets.numbers import number
from gui.widgets.theme import Look

WORDS_FROM = 38.0
"""Width, in text heights, from which on there is room for the words."""
COLUMNS = (
    ("parameter", "Click a row to select its parameter in the network."),
    ("∂L/∂w", "The derivative from backpropagation, of the chosen loss."),
    ("quotient", f"The central quotient, (L(w + ε) − L(w − ε)) / 2ε with ε = {number(EPSILON)}, of the same loss."),
    ("ratio", "Their difference divided by the tolerance: up to 1 is good."),
    ("in words", "What this means."),
)
HELP = (
    f"Compares the derivative of every parameter with its central quotient (ε = {number(EPSILON)}) and lists those "
    "that differ most. Nothing is changed."
)
CHECKING, RUNNING = "The check is still running.", "Pause training to check its gradient."
FAILED = "Something went wrong during the check, so it ended early."


def summary(work: CheckInWork, comparisons: tuple[Comparison, ...]) -> str:
    """Return what came out, in a sentence or two; ``comparisons`` hold all that missed the tolerance."""
    first = f"{comparisons[0].name}: {comparisons[0].words}"
    faults = sum(not each.good for each in comparisons)
    kinks = sum(each.kink for each in comparisons)
    of = f" ({work.scope.words})"
    if faults:
        return f"⚠ {faults:,} of {work.checked:,} derivatives differ from their quotients{of}. {first}"
    if kinks:
        return f"✓ {work.checked:,} derivatives checked{of}: no error, {kinks:,} at a kink. {first}"
    return f"✓ All {work.checked:,} derivatives agree with their quotients{of}."


def _signed(comparison: Comparison) -> str:
    """Return the ratio with a sign that tells whether it is good."""
    return f"{'✓' if comparison.good else '⚠'} {number(comparison.ratio)}"


class GradientCheck(QWidget):
    """Checks all parameters of the displayed iteration, slice by slice; another iteration ends it."""

    chosen = Signal(int)
    """A parameter whose row was clicked, as an index into θ."""
    listed = Signal()
    """The worst have been listed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.inquiry = Inquiry(session.ask, "gradient-check", give_up=self._give_up)
        self._frame: Frame | None = None
        self._scope: Scope | None = None
        self._listed: tuple[Comparison, ...] = ()
        self._look = Look()
        self.button, self.words, self.table = QPushButton("Check all"), NotatedLabel(), QTableWidget(0, len(COLUMNS))
        self._arrange()
        self.button.clicked.connect(self.start)
        self.table.cellClicked.connect(lambda row, _column: self._choose(row))
        self.table.cellActivated.connect(lambda row, _column: self._choose(row))

    def _arrange(self) -> None:
        permit(self.button, "", HELP)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(1)
        self._row = QHBoxLayout()
        self._row.addWidget(self.button)
        self._row.addWidget(self.words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._row)
        column.addWidget(self.table)
        self._make_table()

    def _make_table(self) -> None:
        table = self.table
        table.setAccessibleName("Parameters whose derivative and quotient differ most")
        self._heads = [QTableWidgetItem(name) for name, _ in COLUMNS]
        for place, head in enumerate(self._heads):
            table.setHorizontalHeaderItem(place, head)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the table into another width."""
        super().resizeEvent(event)
        self._fit()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        theme, self._look = look.theme, look
        self._row.setSpacing(round(look.px(10)))
        self.button.setFont(look.font())
        self.words.setFont(look.font())
        set_text_colour(self.words, look, "text")
        self.table.setFont(look.font(0.93))
        self.table.horizontalHeader().setFont(look.font(0.93))
        pad = f"padding: {look.px(2):.0f}px {look.px(6):.0f}px;"
        self.table.setStyleSheet(
            f"QTableWidget {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.border};"
            f" gridline-color: {theme.grid}; selection-background-color: {theme.accent};"
            f" selection-color: {theme.accent_text}; }}"
            f"QTableWidget::item {{ {pad} }}"
            f"QHeaderView::section {{ background: {theme.card}; color: {theme.dim}; border: none; {pad} }}"
        )
        for head, (_, help) in zip(self._heads, COLUMNS, strict=True):
            head.setToolTip(tooltip(look.notation.text(help)))
        self._list(self._listed)

    def show_frame(self, frame: Frame, scope: Scope, standing: bool) -> None:
        """Take the iteration and the loss to check; the list of another one is taken away."""
        self._heads[1].setText(self._look.notation.text(f"∂{scope.letter}/∂w"))
        before, of = self._frame, self._scope
        self._frame, self._scope = frame, scope
        same = before is not None and (before.snapshot, before.problem) == (frame.snapshot, frame.problem)
        if not same or of is None or (of.name, of.number) != (scope.name, scope.number):
            self.stop()
            self._list(())
            self.words.clear()
        permit(self.button, CHECKING if self.inquiry.waiting else "" if standing else RUNNING)
        self._mark_selected()

    def start(self) -> None:
        """Begin the check."""
        if (frame := self._frame) is not None and not self.inquiry.waiting:
            permit(self.button, CHECKING)
            self._list(())
            job = partial(check_all, frame.problem, frame.snapshot.theta, seconds=SECONDS, scope=self._scope)
            self.inquiry.work((frame.snapshot, frame.problem, self._scope), True, job, self._show)

    def stop(self) -> None:
        """Leave a check unfinished."""
        if self.inquiry.waiting:
            self.inquiry.forget()
            self.words.clear()
            permit(self.button, "")

    def _give_up(self) -> None:
        self.words.setText(FAILED)
        permit(self.button, "")

    def _show(self, work: CheckInWork) -> bool:
        """Say how far the check has got; list the worst once it is done."""
        if (comparisons := work.result) is None:
            self.words.setText(f"{work.checked:,} of {len(work.theta):,} checked …")
            return False
        permit(self.button, "")
        self.words.setText(summary(work, comparisons))
        self._list(comparisons[:LISTED])
        self.listed.emit()
        return True

    def _list(self, comparisons: tuple[Comparison, ...]) -> None:
        self._listed = comparisons
        self.table.setRowCount(len(comparisons))
        for row, each in enumerate(comparisons):
            texts = (each.name, number(each.derivative), number(each.central), _signed(each), each.words)
            for column, text in enumerate(map(self._look.notation.text, texts)):
                item = QTableWidgetItem(text)
                item.setToolTip(tooltip(self._look.notation.text(each.words)))
                self.table.setItem(row, column, item)
        self.table.setVisible(bool(comparisons))
        self._mark_selected()
        self._fit()

    def _fit(self) -> None:
        """Make the table as high as its rows, and leave the words to tooltips where they have no room."""
        self.table.setColumnHidden(len(COLUMNS) - 1, self.width() < WORDS_FROM * self._look.text)
        self.table.resizeRowsToContents()
        rows = sum(self.table.rowHeight(row) for row in range(self.table.rowCount()))
        self.table.setFixedHeight(rows + self.table.horizontalHeader().sizeHint().height() + 2)

    def _mark_selected(self) -> None:
        with QSignalBlocker(self.table):
            self.table.clearSelection()
            for row, each in enumerate(self._listed):
                if self._frame is not None and each.index == self._frame.selected:
                    self.table.selectRow(row)

    def _choose(self, row: int) -> None:
        self.chosen.emit(self._listed[row].index)
