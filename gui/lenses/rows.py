"""The Rows lens: the examples as a table, worst first; a click follows one of them through the network."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.analysis.scores import worst
from core.words import as_typed, counted, percent
from gui.frames.pointing import Group
from gui.frames.shown import ShownFrame
from gui.lenses.inquiry import Rhythm
from gui.lenses.lens import EARLIER, Lens
from gui.lenses.rows_model import NO_TESTS, RowsModel
from gui.plots.parts.header import LiveText
from gui.session.session import Session
from gui.widgets.field import tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.switch import SetSwitch
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox
from gui.widgets.whole_rows import WholeRows

PERIOD = 0.33
"""Seconds from one order of the rows to the next while training runs: names that jump cannot be read."""
MEASURED = 24
"""First rows, and as many others, by whose texts the width of a column is chosen."""
NARROWEST = {"loss": "0.000321", "share": "88.88 %"}
"""What has room in columns from the start."""
WIDEST = 220
"""Width of a column at most, in pixels at normal text: what is longer is cut, with a tooltip."""


class RowsLens(Lens):
    """Lists training or test examples with their answers and losses."""

    early = True
    title = "Rows"
    on_stage = "row"
    help = (
        "The examples one by one: inputs in their original units, target, prediction and loss, the worst first. Click "
        "a row to follow that example: it is marked in the plot, its numbers appear at the neurons, and inputs not "
        "shown in the plot are fixed at its values."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._frame: ShownFrame | None = None
        self.rhythm = Rhythm(PERIOD)
        self.rhythms = (self.rhythm,)
        self._row: int | None = None
        self._follows = self._filling = False
        self._measured: tuple[object, ...] = ()
        self.group = Group(train=True)
        self._make_controls()
        self._make_table()
        self._arrange()
        session.rows.asked.connect(self.show_group)

    # Construction

    def _make_controls(self) -> None:
        self.sets = SetSwitch("List")
        self.sets.turned.connect(lambda: self._set_group(Group(self.sets.train.isChecked())))
        self.wrong_only = TickBox("wrong only")
        self.wrong_only.setToolTip(tooltip("List only the misclassified examples."))
        self.wrong_only.setAccessibleName("Wrong examples only")
        self.wrong_only.toggled.connect(self._show_again)
        self.any, self.let_go = QPushButton(), QPushButton()
        self.any.setToolTip(tooltip("Only these examples are listed. Click to list all again."))
        self.any.clicked.connect(lambda: self._set_group(Group(self.group.train)))
        self.let_go.setToolTip(tooltip("This example is followed. Click to stop following it."))
        self.let_go.clicked.connect(lambda: self.session.looking.follow(None))
        for chip in (self.any, self.let_go):
            chip.hide()
        self.summary = LiveText(self)

    def _make_table(self) -> None:
        self.model, self.table = RowsModel(), QTableView()
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Examples")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = table.horizontalHeader()
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.sectionClicked.connect(self._sort)
        table.selectionModel().currentRowChanged.connect(self._choose)

    def _arrange(self) -> None:
        header = QWidget()
        self._header = FlowLayout(header)
        self._header.setContentsMargins(0, 0, 0, 0)
        self._groups = [QHBoxLayout(), QHBoxLayout()]
        for row, parts in zip(self._groups, ((self.sets, self.wrong_only), (self.any, self.let_go)), strict=True):
            group = QWidget()
            group.setLayout(row)
            row.setContentsMargins(0, 0, 0, 0)
            for part in parts:
                row.addWidget(part)
            self._header.addWidget(group)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(header)
        self._column.addWidget(self.summary)
        self.place = WholeRows(
            self.table,
            self.table.verticalHeader().defaultSectionSize,
            self._height_beside_rows,
        )
        self._column.addWidget(self.place, 1)

    def _height_beside_rows(self) -> int:
        bar = self.table.horizontalScrollBar()
        across = bar.sizeHint().height() if bar.maximum() > 0 else 0
        return self.table.horizontalHeader().height() + across + 2 * self.table.frameWidth()

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        super().set_look(look)
        for control in (self.wrong_only, self.any, self.let_go):
            control.setFont(look.font(0.87))
        for part in (self.sets, self.summary):
            part.set_look(look)
        theme, pad = look.theme, round(look.px(6))
        self.table.setFont(look.font(0.93))
        self.table.horizontalHeader().setFont(look.font(0.87))
        self.table.setStyleSheet(
            f"QTableView {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.border};"
            f" gridline-color: {theme.grid}; selection-background-color: {theme.accent};"
            f" selection-color: {theme.accent_text}; }}"
            f"QTableView:focus {{ border-color: {theme.accent}; }}"
            f"QTableView::item {{ padding: 0px {pad}px; }}"
            f"QHeaderView {{ background: {theme.card}; }}"
            f"QHeaderView::section {{ background: {theme.card}; color: {theme.dim}; border: none;"
            f" border-bottom: 1px solid {theme.border}; padding: {pad // 2}px {pad}px; }}"
        )
        for row in (self._header, *self._groups):
            row.setSpacing(round(look.px(6)))
        self._column.setSpacing(round(look.px(4)))
        self._measured = ()
        self._show_again()

    # What is shown

    def show_frame(self, frame: ShownFrame) -> None:
        """Show the rows of this iteration; while training runs those of now and then, dimmed and dated."""
        before, self._frame = self._frame, frame
        if before is not None and before.problem.train is not frame.problem.train:
            self.group, self._measured = Group(train=True), ()
            self.table.scrollToTop()
        self._follow(frame)
        key = (frame.answers, frame.trace if frame.problem.samples else None, self.group, self.wrong_only.isChecked())
        if self.rhythm.due(key, frame.calm):
            self.rhythm.begin(key)
            self._show_rows(frame)
            self.opened = frame
        stays = frame.trace is None and not frame.calm and self.opened is not None
        self.veil.cover(EARLIER.format(self.opened.snapshot.iteration) if stays and self.opened is not None else "")
        self._mark(frame)

    def _follow(self, frame: ShownFrame) -> None:
        """Turn to the set of an example that was chosen elsewhere."""
        if frame.row == self._row:
            return
        self._row, self._follows = frame.row, True
        train = frame.row is not None and frame.problem.training_number(frame.row) is not None
        if frame.row is not None and train != self.group.train:
            self.group = Group(train)

    def _show_rows(self, frame: ShownFrame) -> None:
        classes = frame.problem.classes
        (self.sets.train if self.group.train else self.sets.test).setChecked(True)
        self.wrong_only.setVisible(bool(classes))
        self.any.setVisible(self.group.label is not None or self.group.predicted is not None)
        self.any.setText(f"✕ {self._group_words(frame)}")
        self._follows = self._follows or frame.row is not None
        self._refilling(lambda: self.model.show(frame, self.group, self.wrong_only.isChecked() and bool(classes)))
        self._fit_columns(frame)
        self._say(frame)

    def _refilling(self, change: Callable[[], object]) -> None:
        """Change the rows; Qt moving the current row does not count as the user's choice."""
        self._filling = True
        change()
        self._filling = False

    def _group_words(self, frame: ShownFrame) -> str:
        names = frame.experiment.data.class_names
        words = [
            f"{what} {as_typed(names[place])}"
            for what, place in (("is", self.group.label), ("predicted", self.group.predicted))
            if place is not None
        ]
        return ", ".join(words)

    def _say(self, frame: ShownFrame) -> None:
        m = len(frame.problem.train)
        part = slice(0, m) if self.group.train else slice(m, None)
        loss, share = frame.answers.loss[part], self.model.share[part]
        beyond = np.count_nonzero(self.model.rows >= len(frame.answers.loss))
        shown, of = len(self.model.rows) - beyond, len(loss)
        words = counted(of, "example") if shown == of else f"{shown:,} of {counted(of, 'example')}"
        words += frame.problem.sample_words(test=not self.group.train)
        if frame.problem.classes:
            words += f" · {int(frame.answers.wrong[part].sum()):,} wrong"
        words += f" · and {beyond:,} more of the batch" if beyond else ""
        if not of:
            self.summary.set_text(NO_TESTS, NO_TESTS)
            return
        first = worst(loss)
        held = f"the worst {len(first)} make up {percent(float(share[first].sum()), 0)} of the data loss"
        self.summary.set_text(f"{words} · {held}", words)

    def _fit_columns(self, frame: ShownFrame) -> None:
        """Choose the widths of the columns, once for each set of data and size of text."""
        key = (frame.problem.train, frame.experiment.network.output.name, self.look, self.group.train)
        if key == self._measured or not len(self.model.rows):
            return
        self._measured = key
        height = round(QFontMetricsF(self.table.font()).height() * 1.35)
        if frame.experiment.data.picture is not None:
            height = round(self.look.px(34))
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.place.fit()
        self.model.set_look(self.look, height - 4)
        rows, numbers = self.model.rows, str(len(frame.problem.whole))
        some = np.concatenate([rows[:MEASURED], rows[:: math.ceil(len(rows) / MEASURED)]])
        cell, head = QFontMetricsF(self.table.font()), QFontMetricsF(self.table.horizontalHeader().font())
        for place, column in enumerate(self.model.columns):
            texts = [column.text(int(row)) for row in some]
            least = cell.horizontalAdvance((NARROWEST | {"no.": numbers}).get(column.name, ""))
            widest = max(
                [least, head.horizontalAdvance(column.name + " ↓"), *(cell.horizontalAdvance(t) for t in texts)]
            )
            self.table.setColumnWidth(place, round(min(widest, self.look.px(WIDEST)) + self.look.px(20)))

    def _mark(self, frame: ShownFrame) -> None:
        """Select the row of the example that is followed, if it is listed."""
        self.let_go.setVisible(frame.row is not None)
        if frame.row is not None:
            self.let_go.setText(f"✕ follows {frame.name_of(frame.row)}")
        place = None if frame.row is None else self.model.place_of(frame.row)
        if place is None:
            self._refilling(self.table.selectionModel().clear)
        elif place != self.table.currentIndex().row():
            self._refilling(lambda: self.table.setCurrentIndex(self.model.index(place, 0)))
        if place is not None and self._follows:
            self.table.scrollTo(self.model.index(place, 0))
        self._follows = False

    # What is asked for

    def show_group(self, group: Group) -> None:
        """List a group of examples and ask for this lens to be shown."""
        self.wrong_only.setChecked(False)
        self._set_group(group)
        self.called.emit()

    def _set_group(self, group: Group) -> None:
        self.group = group
        self._show_again()

    def _sort(self, place: int) -> None:
        self._refilling(lambda: self.model.sort_by(place))
        if self._frame is not None:
            self._mark(self._frame)
        self.table.scrollToTop()

    def _choose(self, current: QModelIndex, before: QModelIndex) -> None:
        if not self._filling and current.isValid():
            self._row = self.model.row_at(current.row())
            self.session.looking.follow(self._row)

    def _show_again(self) -> None:
        self.rhythm.forget()
        if self._frame is not None and self.isVisible():
            self.show_frame(self._frame)
