"""The dialog in which a table becomes data: how it is written, which columns are inputs, what is predicted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from core.data.csv_reader import Table
from core.data.tables import lacks_inputs
from core.training.experiment import Experiment
from core.words import counted
from core.work import Submit
from gui.frames import table_jobs as jobs
from gui.frames.table_jobs import Chosen, Found, Made
from gui.panels.file_menu import TABLES
from gui.panels.table_columns import ColumnsTable, PreviewTable, style_table
from gui.panels.table_goal import TableGoal
from gui.panels.table_questions import OddCells, TableQuestion, why_asked
from gui.panels.table_reading import TableReading, TableSource
from gui.panels.table_written import TableWritten
from gui.widgets.controls import dress
from gui.widgets.field import permit, set_text_colour, tooltip
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Look
from gui.widgets.whats_this import ask

TICK_ONE = "Tick at least one column as an input."
NO_CELLS = "The clipboard holds no table. Copy at least two rows of cells in a spreadsheet, then paste."


class TableDialog(OwnLetters, QDialog):
    """Opens, previews and reads a table on the worker, and hands on the data that are made of it.

    Parameters
    ----------
    submit
        Runs a job on the worker, as `gui.session.background.Background.submit` does.
    experiment
        Returns the experiment that the data are for.
    """

    made = Signal(object)
    """A `Made`: the data set, what suits it, and remarks."""

    def __init__(self, parent: QWidget, look: Look, submit: Submit, experiment: Callable[[], Experiment]) -> None:
        super().__init__(parent)
        self.setWindowTitle("A table of your own")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAccessibleName("A table of your own")
        self._experiment = experiment
        self._found: Found | None = None
        self._plan: Made | None = None
        self._making: Chosen | None = None
        self._takes = False
        self.label, self._others = "table", 0
        self._make_parts(submit)
        self._arrange()
        self._connect()
        dress(self, look)
        self._show_state("")

    # Construction

    def _make_parts(self, submit: Submit) -> None:
        self.what, self.message = QLabel(), QLabel()
        self.open_file = _button("Open file …", "Choose a CSV file: cells separated by commas, semicolons or tabs.")
        self.paste = _button("Paste", "Paste the cells copied in a spreadsheet (Ctrl+V).")
        self.written, self.question = TableWritten(), TableQuestion()
        self.encoding, self.delimiter, self.decimal = (
            self.written.encoding,
            self.written.delimiter,
            self.written.decimal,
        )
        self.header, self.first_row = self.written.header, self.written.first_row
        self.preview, self.columns, self.odd_cells = PreviewTable(), ColumnsTable(), OddCells()
        self.goal = TableGoal()
        self.target, self.kind = self.goal.target, self.goal.kind
        self.reading = TableReading(submit)
        self.source = TableSource(self.reading, self)
        self.bar, self.cancel = self.reading.bar, self.reading.cancel
        self.close_button = _button("Close", "Close and change nothing (Esc).")
        self.use = _button("Use this table", "Learn from these columns. Undo restores the current training.")
        self.use.setProperty("primary", True)
        self.use.setDefault(True)

    def _arrange(self) -> None:
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.addWidget(self.preview)
        tables.addWidget(self.columns)
        self._tables = tables
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.what, 1)
        top.addWidget(self.open_file)
        top.addWidget(self.paste)
        bottom.addWidget(self.reading, 1)
        bottom.addWidget(self.close_button)
        bottom.addWidget(self.use)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addWidget(self.written)
        self._column.addWidget(self.question)
        self._column.addWidget(tables, 1)
        for part in (self.odd_cells, self.goal, self.message):
            self._column.addWidget(part)
        self._column.addLayout(bottom)
        for words in (self.what, self.message):
            words.setWordWrap(True)

    def _connect(self) -> None:
        self.open_file.clicked.connect(self.ask_file)
        self.paste.clicked.connect(self.take_clipboard)
        for asking in (self.written.wished, self.question.answered):
            asking.connect(self.source.wish)
        self.source.begun.connect(self._show_begun)
        self.source.opened.connect(self.written.show_opened)
        self.source.previewed.connect(self.preview.show_preview)
        self.source.found.connect(self._show_found)
        self.odd_cells.changed.connect(self._retake)
        self.columns.changed.connect(self._make_plan)
        self.goal.target_chosen.connect(self._show_roles)
        self.goal.kind_chosen.connect(self._show_roles)
        self.goal.scaling_chosen.connect(self._make_plan)
        self.reading.failed.connect(self._show_state)
        self.close_button.clicked.connect(self.reject)
        self.use.clicked.connect(self._use)
        QShortcut(QKeySequence.StandardKey.Paste, self, self.take_clipboard)
        QShortcut(QKeySequence("Shift+F1"), self, ask)  # the window's own does not reach a dialog that blocks it
        self.finished.connect(self.reading.stop)

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self.what.setFont(look.font(1.07, bold=True))
        self.message.setFont(look.font(0.93))
        set_text_colour(self.message, look, "error")
        style_table(self.preview, look)
        for part in (self.written, self.question, self.columns, self.odd_cells, self.goal, self.reading):
            part.set_look(look)
        gap = round(look.px(10))
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(round(look.px(8)))

    # What can be taken in

    def ask_file(self) -> None:
        """Let a file be chosen, then open it."""
        name, _ = QFileDialog.getOpenFileName(self, "Open a table", "", f"Tables ({TABLES});;All files (*)")
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path, others: int = 0) -> None:
        """Open a file; ``others`` that came with it are left out, which is said."""
        self._take(path, path.name, others)

    def take_clipboard(self) -> None:
        """Open what the clipboard holds, if that looks like a table."""
        text = QGuiApplication.clipboard().text()
        if jobs.is_tabular(text):
            self.take_text(text)
        else:
            self._say(NO_CELLS)

    def take_text(self, text: str) -> None:
        """Open pasted cells."""
        self._take(text, "pasted table", 0)

    def _take(self, source: Path | str, label: str, others: int) -> None:
        self.label, self._others = label, others
        for part in (self.written, self.odd_cells, self.columns, self.goal):
            part.forget()
        self.source.take(source)

    # What comes back

    def _show_begun(self) -> None:
        """Show that something is being read in place of what was found before."""
        self._found = self._plan = self._making = None
        self._takes = False
        self.what.setText(f"Reading {self.label} …")
        self._say("")
        permit(self.use, "The table is still being read.")

    def _show_found(self, found: Found) -> None:
        self._found = found
        self.columns.show_table(found.table, found.listed)
        self.odd_cells.show_columns(found.listed)
        self.goal.show_table(found.table)
        self._show_roles()
        (self.use if self.use.isEnabled() else self.question.buttons[0]).setFocus()

    def _show_roles(self) -> None:
        """Show which columns may have which role, the target being chosen."""
        self.columns.set_several(self.goal.chosen_kind == "number")
        self.columns.set_target(self.target.currentIndex())

    # What is chosen

    def _retake(self) -> None:
        if self._found is not None:
            self.source.retake(self._found, tuple(self.odd_cells.as_words))

    @property
    def table(self) -> Table | None:
        """The table that has been read; None while there is none."""
        return self._found.table if self._found is not None else None

    @property
    def _chosen(self) -> Chosen:
        columns, goal = self.columns, self.goal
        scaling = goal.standardise, goal.standardise_target
        return Chosen(
            tuple(columns.inputs), self.target.currentIndex(), goal.chosen_kind, tuple(columns.also), *scaling
        )

    def _make_plan(self) -> None:
        """Have the data made of what is chosen, to say how they will be learned."""
        self._plan, self._making, self._takes = None, None, False
        self._show_state("")
        if self._found is not None and self.use.isEnabled():
            self._making = chosen = self._chosen
            job = partial(jobs.make, self._found.table, self.label, chosen, self._experiment())
            self.reading.run(job, self._show_plan)

    def _show_plan(self, made: Made) -> None:
        self._plan = made
        self.goal.show_plan(made.experiment)
        self._show_state("")
        if self._takes:
            self._use()

    def _use(self) -> None:
        """Hand on what has been made of what is chosen now, as soon as it has been."""
        if not self.use.isEnabled():
            return
        if self._making != self._chosen:
            self._make_plan()
        self._takes = True
        if self._plan is not None:
            self.accept()
            self.made.emit(self._plan)

    # Words

    def _show_state(self, wrong: str) -> None:
        """Show what there is, now that nothing is read, and say what is ``wrong``, if anything is."""
        self.what.setText(self._summary())
        self.written.setVisible(self.source.content is not None)
        self._tables.setVisible(self.source.text is not None)
        there = self._found is not None
        for part in (self.columns, self.goal):
            part.setVisible(there)
        self.odd_cells.setVisible(there and self.odd_cells.has_any)
        self.question.ask(self._found.question if self._found is not None else None)
        why = wrong if there and wrong else self._why_not()
        if why:
            self.goal.show_plan(None)
        permit(self.use, why)
        asked = self._found is not None and self._found.question is not None
        self._say(wrong or (why if there and not asked else ""))

    def _why_not(self) -> str:
        """Return why the table cannot be used as it is; empty if it can."""
        if self._found is None:
            return "No table has been read yet."
        if self._found.question is not None:
            return f"First answer the question: {why_asked(self._found.question)}"
        return "" if self.columns.inputs else lacks_inputs(self._found.table, self.target.currentIndex()) or TICK_ONE

    def _summary(self) -> str:
        name = f"{self.label} (the first of {self._others + 1} files)" if self._others else self.label
        if self.table is not None:
            size = f"{name}: {counted(len(self.table), 'row')}, {counted(len(self.table.columns), 'column')}"
            doubt = self.source.text.doubt if self.source.text is not None else ""
            another = f"{doubt} For another, press ▸ beside it." if doubt else ""
            return ". ".join(filter(None, (size, self.table.left_out.rstrip(".") if self.table.notes else "", another)))
        return name if self.source.text is not None else "Open, drop or paste a table."

    def _say(self, text: str) -> None:
        self.message.setText(f"⚠ {text}" if text else "")

    @property
    def error(self) -> str:
        """What is said to be wrong; empty if nothing is."""
        return self.message.text().removeprefix("⚠ ")


def _button(text: str, help: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tooltip(help))
    button.setAutoDefault(False)
    return button
