"""The dialog in which a table becomes data: how it is written, which columns are inputs, what is predicted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.data.csv_reader import Cancelled, Table
from core.data.encodings import ENCODINGS
from core.data.layout import DELIMITER_NAMES
from core.data.roles import likely_kind, likely_target
from core.data.tables import lacks_inputs
from core.training.experiment import Experiment
from core.words import counted
from core.work import Submit
from gui.frames import table_jobs as jobs
from gui.frames.table_jobs import Made, Opened, Preview, ReadingProgress
from gui.panels.table_columns import ColumnsTable, PreviewTable, style_table
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.controls import dress
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox
from gui.widgets.whats_this import ask

LOOK_EVERY = 40
"""Milliseconds between two looks at how far the reading is."""
TICK_ONE = "Tick at least one column as an input."


class TableDialog(QDialog):
    """Opens, previews and reads a table on the worker, and hands on the data that are made of it.

    Parameters
    ----------
    submit
        Runs a job on the worker, as `gui.session.background.Background.submit` does.
    experiment
        Returns the experiment that the data are for.
    """

    made = Signal(object)
    """A `Made`: the data set, and remarks."""

    def __init__(self, parent: QWidget, look: Look, submit: Submit, experiment: Callable[[], Experiment]) -> None:
        super().__init__(parent)
        self.setWindowTitle("A table of your own")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAccessibleName("A table of your own")
        self._look, self._submit, self._experiment = look, submit, experiment
        self._progress = ReadingProgress()
        self._content: bytes | None = None
        self._opened: Opened | None = None
        self.table: Table | None = None
        self.label, self._others = "table", 0
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self._show_progress)
        self._make_parts()
        self._arrange()
        self._connect()
        dress(self, look)
        self._rest()

    # Construction

    def _make_parts(self) -> None:
        self.what, self.message = QLabel(), QLabel()
        self.open_file = _button("Open file …", "Choose a CSV file: cells separated by commas, semicolons or tabs.")
        self.paste = _button("Paste", "Paste the cells copied in a spreadsheet (Ctrl+V).")
        self.encoding, self.delimiter, self.decimal = ChoiceBox(), ChoiceBox(), ChoiceBox()
        for name, words in ENCODINGS.items():
            self.encoding.addItem(words, name)
        for mark, words in DELIMITER_NAMES.items():
            self.delimiter.addItem(words, mark)
        for mark, words in ((".", "point  1.5"), (",", "comma  1,5")):
            self.decimal.addItem(words, mark)
        self.header = TickBox("first row names the columns")
        self.header.setToolTip("Whether the first row holds names, not values.")
        self.preview, self.columns = PreviewTable(), ColumnsTable()
        self.target, self.kind = ChoiceBox(), ChoiceBox()
        self.kind.addItem("as classes", "classes")
        self.kind.addItem("as a number", "number")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How much has been read")
        self.cancel = _button("Cancel reading", "Stop reading this table.")
        self.close_button = _button("Close", "Close and change nothing (Esc).")
        self.use = _button("Use this table", "Learn from these columns. Undo restores the current training.")
        self.use.setProperty("primary", True)
        self.use.setDefault(True)

    def _arrange(self) -> None:
        self._written = QWidget()
        written = FlowLayout(self._written)
        self._choices: list[tuple[QLabel, ChoiceBox]] = []
        for words, box, help in (
            ("Text", self.encoding, "The encoding: how letters are stored."),
            ("Separator", self.delimiter, "The character between two cells of a row."),
            ("Decimal", self.decimal, "The character before the decimals of a number."),
        ):
            written.addWidget(self._named(words, box, help))
        written.addWidget(self.header)
        self._goal = QWidget()
        goal = QHBoxLayout(self._goal)
        goal.addWidget(self._named("Predict", self.target, "The column to predict."))
        goal.addWidget(self._named("", self.kind, "Whether it names a class or is a quantity."))
        goal.addStretch(1)
        self._rows = (written, goal)
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.addWidget(self.preview)
        tables.addWidget(self.columns)
        self._tables = tables
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.what, 1)
        top.addWidget(self.open_file)
        top.addWidget(self.paste)
        bottom.addWidget(self.bar, 1)
        bottom.addWidget(self.cancel)
        bottom.addStretch(0)
        bottom.addWidget(self.close_button)
        bottom.addWidget(self.use)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addWidget(self._written)
        self._column.addWidget(tables, 1)
        self._column.addWidget(self._goal)
        self.message.setWordWrap(True)
        self._column.addWidget(self.message)
        self._column.addLayout(bottom)

    def _named(self, words: str, box: ChoiceBox, help: str) -> QWidget:
        """Return a choice with its name before it."""
        both, label = QWidget(), QLabel(words)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(box)
        box.setMinimumContentsLength(12)
        box.setToolTip(tooltip(help))
        box.setAccessibleName(words or "As classes or as a number")
        label.setBuddy(box)
        self._choices.append((label, box))
        return both

    def _connect(self) -> None:
        self.open_file.clicked.connect(self.ask_file)
        self.paste.clicked.connect(self.take_clipboard)
        self.encoding.activated.connect(self._choose_encoding)
        for box in (self.delimiter, self.decimal):
            box.activated.connect(self._choose_dialect)
        self.header.clicked.connect(self._choose_dialect)
        self.target.activated.connect(self._choose_target)
        self.columns.changed.connect(self._say_ready)
        self.kind.activated.connect(self._choose_kind)
        self.cancel.clicked.connect(self._cancel)
        self.close_button.clicked.connect(self.reject)
        self.use.clicked.connect(self._use)
        QShortcut(QKeySequence.StandardKey.Paste, self, self.take_clipboard)
        QShortcut(QKeySequence("Shift+F1"), self, ask)  # the window's own does not reach a dialog that blocks it
        self.finished.connect(lambda _code: self._stop())

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._look = look
        self.what.setFont(look.font(1.07, bold=True))
        for label, box in self._choices:
            label.setFont(look.font())
            set_text_colour(label, look, "dim")
            box.set_look(look)
        self.message.setFont(look.font(0.93))
        set_text_colour(self.message, look, "error")
        style_table(self.preview, look)
        self.columns.set_look(look)
        gap = round(look.px(10))
        self._column.setContentsMargins(gap, gap, gap, gap)
        for layout in (self._column, *self._rows):
            layout.setSpacing(round(look.px(8)))
        for row in self._rows:
            row.setContentsMargins(0, 0, 0, 0)

    # What can be taken in

    def ask_file(self) -> None:
        """Let a file be chosen, then open it."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Open a table", "", "Tables (*.csv *.tsv *.txt *.dat);;All files (*)"
        )
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path, others: int = 0) -> None:
        """Open a file; ``others`` that came with it are left out, which is said."""
        self._others = others
        self._take(path, path.name)

    def take_clipboard(self) -> None:
        """Open what the clipboard holds, if that looks like a table."""
        text = QGuiApplication.clipboard().text()
        if jobs.is_tabular(text):
            self.take_text(text)
        else:
            self._say("The clipboard holds no table. Copy at least two rows of cells in a spreadsheet, then paste.")

    def take_text(self, text: str) -> None:
        """Open pasted cells."""
        self._others = 0
        self._take(text, "pasted table")

    def _take(self, source: Path | str, label: str) -> None:
        self.label = label
        self._content = self._opened = self.table = None
        self._run(partial(jobs.content_of, source), self._show_content)

    # One job after another on the worker

    def _run(
        self, job: Callable[[], Any], accept: Callable[[Any], None], progress: ReadingProgress | None = None
    ) -> None:
        """Let the worker do a job in place of the one before."""
        self._stop()
        self._progress = progress or ReadingProgress()
        self._say("")
        self.what.setText(f"Reading {self.label} …")
        self.bar.setValue(0)
        for part in (self.bar, self.cancel):
            part.show()
        permit(self.use, "The table is still being read.")
        self._timer.start()
        self._submit("table", partial(jobs.attempt, job), partial(self._answer, self._progress, accept))

    def _answer(self, progress: ReadingProgress, accept: Callable[[Any], None], answer: Any) -> None:
        if progress is not self._progress or progress.cancelled:
            return
        self._rest()
        if isinstance(answer, Cancelled):
            return
        if isinstance(answer, Exception):
            self._say(str(answer))
            return
        accept(answer)

    def _show_progress(self) -> None:
        self.bar.setValue(round(100 * self._progress.done))

    def _stop(self) -> None:
        self._progress.cancel()
        self._timer.stop()

    def _rest(self) -> None:
        """Show that nothing is being read."""
        self._timer.stop()
        for part in (self.bar, self.cancel):
            part.hide()
        self.what.setText(self._summary())
        self._written.setVisible(self._content is not None)
        self._tables.setVisible(self._opened is not None)
        self._goal.setVisible(self.table is not None)
        self.columns.setVisible(self.table is not None)
        self._say_ready()

    def _cancel(self) -> None:
        self._stop()
        self._rest()
        self._say("Reading was cancelled.")

    def _summary(self) -> str:
        name = f"{self.label} (the first of {self._others + 1} files)" if self._others else self.label
        if self.table is not None:
            return f"{name}: {counted(len(self.table), 'row')}, {counted(len(self.table.columns), 'column')}"
        return name if self._opened is not None else "Open, drop or paste a table."

    # What comes back

    def _show_content(self, content: bytes) -> None:
        self._content = content
        self._run(partial(jobs.open_content, content), self._show_opened)

    def _show_opened(self, opened: Opened) -> None:
        self._opened = opened
        dialect = opened.dialect
        for box, value in (
            (self.encoding, dialect.encoding),
            (self.delimiter, dialect.delimiter),
            (self.decimal, dialect.decimal),
        ):
            box.setCurrentIndex(box.findData(value))
        self.header.setChecked(dialect.header)
        self.table = None
        self._run(partial(jobs.preview, opened.text, dialect), self._show_preview)

    def _show_preview(self, preview: Preview) -> None:
        assert self._opened is not None
        dialect = self._opened.dialect
        first = dialect.first_row + dialect.header + dialect.units
        self.preview.show_rows(preview.names, preview.rows, first)
        progress = ReadingProgress()
        job = partial(jobs.read_all, self._opened.text, self._opened.dialect, progress)
        self._run(job, self._show_table, progress)

    def _show_table(self, table: Table) -> None:
        self.table = table
        self.columns.show_table(table)
        self.target.clear()
        self.target.addItems([column.name for column in table.columns])
        self.target.setCurrentIndex(likely_target(table))
        self._rest()
        self._choose_target()
        self.use.setFocus()

    # What is chosen

    def _choose_encoding(self) -> None:
        if self._content is not None:
            self._opened = self.table = None
            self._run(partial(jobs.open_content, self._content, self.encoding.currentData()), self._show_opened)

    def _choose_dialect(self) -> None:
        if self._opened is None:
            return
        dialect = replace(
            self._opened.dialect,
            delimiter=self.delimiter.currentData(),
            decimal=self.decimal.currentData(),
            header=self.header.isChecked(),
        )
        self._show_opened(replace(self._opened, dialect=dialect))

    def _choose_target(self) -> None:
        if self.table is None:
            return
        place = self.target.currentIndex()
        self.kind.setCurrentIndex(self.kind.findData(likely_kind(self.table.columns[place])))
        self.columns.set_target(place)
        self._choose_kind()

    def _choose_kind(self) -> None:
        """Offer further columns to be predicted where numbers are."""
        self.columns.set_several(self.kind.currentData() == "number")
        self._say_ready()

    def _say_ready(self) -> None:
        if self.table is None:
            permit(self.use, "No table has been read yet.")
            return
        why = "" if self.columns.inputs else lacks_inputs(self.table, self.target.currentIndex()) or TICK_ONE
        permit(self.use, why)
        self._say(why)

    def _use(self) -> None:
        if self.table is None:
            return
        columns, kind = self.columns, self.kind.currentData()
        chosen = jobs.Chosen(tuple(columns.inputs), self.target.currentIndex(), kind, tuple(columns.also))
        self._run(partial(jobs.make, self.table, self.label, chosen, self._experiment()), self._hand_on)

    def _hand_on(self, made: Made) -> None:
        self.accept()
        self.made.emit(made)

    # Words

    def _say(self, text: str) -> None:
        self.message.setText(f"⚠ {text}" if text else "")
        self.message.setVisible(bool(text))

    @property
    def error(self) -> str:
        """What is said to be wrong; empty if nothing is."""
        return self.message.text().removeprefix("⚠ ")


def _button(text: str, help: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tooltip(help))
    button.setAutoDefault(False)
    return button
