"""*Share*: what can be taken along at the left, its few choices at the right, and one button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from core.words import as_typed
from gui.share.catalogue import EXPORTS
from gui.share.export import AskedExport, Export, ExportSource
from gui.share.making import MakingFiles
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.choice_editor import EntryFields
from gui.widgets.controls import dress
from gui.widgets.field import permit
from gui.widgets.notated import OwnLetters
from gui.widgets.theme import Look

SIZE, LIST_WIDTH = (640, 420), 150
"""In pixels at normal text."""
SCRIPT_NOTE = "The script starts at iteration 0 with the present settings; changes on the way are not in it."


class ShareDialog(OwnLetters, QDialog):
    """Asks what is to be taken along, and makes it.

    Parameters
    ----------
    ask_where
        Asks for a file to write, given a suggestion; returns None if none was chosen.
    changed_on_the_way
        Whether the run has not had its present settings from the start.
    """

    def __init__(
        self, source: ExportSource, suggestion: Path, ask_where: Callable[[Path], Path | None], changed_on_the_way: bool
    ) -> None:
        super().__init__(source.desk)
        self.setWindowTitle("Share")
        self.setAccessibleName("Share")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._source, self._suggestion, self.ask_where = source, suggestion, ask_where
        self._changed = changed_on_the_way
        self.making: MakingFiles | None = None
        self._make_parts()
        self._arrange()
        self.list.currentRowChanged.connect(lambda _: self._show_export())
        self.ending.currentIndexChanged.connect(lambda _: self._show_things())
        self.save.clicked.connect(self._save)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(lambda _: self._stop())
        self.list.setCurrentRow(0)
        dress(self, source.look)
        self.resize(*(round(source.look.px(side)) for side in SIZE))

    def _make_parts(self) -> None:
        self.list, self.help, self.message = QListWidget(), QLabel(), QLabel()
        self.list.setAccessibleName("What to take along")
        self.list.setToolTip("What can be taken along.")
        for export in EXPORTS:
            item = QListWidgetItem(export.title, self.list)
            lacks = export.lacks(self._source)
            item.setToolTip(lacks or export.help)
            if lacks:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.ending, self.what = ChoiceBox(), ChoiceBox()
        for box, name, help in (
            (self.ending, "Kind of file", "How the name of the file ends."),
            (self.what, "What", "What is in the file."),
        ):
            box.setAccessibleName(name)
            box.setToolTip(help)
        self.fields = {export.name: EntryFields(export.choices, foldable=False) for export in EXPORTS}
        for label in (self.help, self.message):
            label.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How much is done")
        self.bar.hide()
        self.save, self.close_button = QPushButton("Save as …"), QPushButton("Close")
        self.save.setToolTip("Choose a place and a name, and write the file.")
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        self.close_button.setToolTip("Close; what is being made is given up. (Esc)")

    def _arrange(self) -> None:
        right, row, foot, self._column = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        right.addWidget(self.help)
        right.addWidget(self.what)
        right.addWidget(self.ending)
        for fields in self.fields.values():
            right.addWidget(fields)
        right.addStretch(1)
        right.addWidget(self.message)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        foot.addWidget(self.bar, 1)
        foot.addStretch()
        foot.addWidget(self.close_button)
        foot.addWidget(self.save)
        self._column.addLayout(row, 1)
        self._column.addLayout(foot)

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        theme, gap = look.theme, round(look.px(12))
        self.setFont(look.font())
        self.list.setFixedWidth(round(look.px(LIST_WIDTH)))
        self.list.setStyleSheet(
            f"QListWidget {{ background: {theme.field}; color: {theme.text}; border: 1px solid {theme.border}; }}"
            f"QListWidget::item {{ padding: {look.px(6):.0f}px; }}"
            f"QListWidget::item:selected {{ background: {theme.accent}; color: {theme.accent_text}; }}"
            f"QListWidget::item:disabled {{ color: {theme.dim}; }}"
        )
        for box in (self.ending, self.what):
            box.set_look(look)
        for fields in self.fields.values():
            fields.set_look(look)
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(gap)

    @property
    def export(self) -> Export:
        """What is chosen."""
        return EXPORTS[max(self.list.currentRow(), 0)]

    def _show_export(self) -> None:
        export = self.export
        note = SCRIPT_NOTE if export.name == "script" and self._changed else ""
        self.help.setText(" ".join(filter(None, [export.help, note])))
        self.ending.clear()
        self.ending.addItems(export.endings)
        for name, fields in self.fields.items():
            fields.setVisible(name == export.name and bool(fields.fields))
        self.message.setText("")

    def _show_things(self) -> None:
        before = self.what.currentData()
        self.what.clear()
        if ending := self.ending.currentText():
            for name, title in self.export.things(self._source, ending).items():
                self.what.addItem(title, name)
        self.what.setCurrentIndex(max(self.what.findData(before), 0))

    def _save(self) -> None:
        """Ask where, and begin to make it."""
        export, ending = self.export, self.ending.currentText()
        choices = export.choices.of(self.fields[export.name].values())
        path = self.ask_where(self._suggestion.with_suffix(ending))
        if path is None:
            return
        asked = AskedExport(path, self.what.currentData(), choices)
        self.making = MakingFiles(self._source, export, asked, self)
        self.making.progressed.connect(lambda done: self.bar.setValue(round(100 * done)))
        self.making.ended.connect(self._show_end)
        permit(self.save, "One file at a time: this one is being made.")
        self.message.setText("")
        self.bar.setValue(0)
        self.bar.show()

    def _show_end(self, paths: list[Path], refusal: str) -> None:
        self.making = None
        self.bar.hide()
        permit(self.save, "")
        names = " and ".join(f"“{as_typed(path.name)}”" for path in paths)
        self.message.setText(refusal or f"Saved: {names} in {as_typed(str(paths[0].parent))}.")

    def _stop(self) -> None:
        if self.making is not None:
            self.making.cancel()
