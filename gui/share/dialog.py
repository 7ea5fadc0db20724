"""*Share*: what can be taken along at the left, its few choices beside that, how it will look, and one button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.words import as_typed
from gui.share.catalogue import EXPORTS
from gui.share.export import AskedExport, Export, ExportSource, SmallPicture
from gui.share.making import InSlices, files_made
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.choice_editor import EntryFields
from gui.widgets.controls import dress
from gui.widgets.field import permit
from gui.widgets.fonts import line_height
from gui.widgets.notated import OwnLetters
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import Look

SIZE, LIST_WIDTH, FIELDS_WIDTH, PREVIEW = (760, 420), 100, 230, 280
"""In pixels at normal text: of the dialog, of the list, of the fields at least, and of a preview at most."""
SHARE_OF_SCREEN = 0.92
"""How much of the screen the dialog takes at most."""
PATIENCE = 250
"""Milliseconds after the last change before a preview is drawn."""
CHECK, CHECKS = 8, ("#8c8c8c", "#a0a0a0")
"""Pixels and colours of the squares that are seen where nothing is: light and dark letters stand out."""
NOT_YET, MADE_NOW = "How it will look is being drawn …", "One file at a time: this one is being made."
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
        self.making: InSlices | None = None
        self.previewing: InSlices | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._make_parts()
        self._arrange()
        self.list.currentRowChanged.connect(lambda _: self._show_export())
        self.ending.currentIndexChanged.connect(lambda _: self._show_things())
        self.what.currentIndexChanged.connect(lambda _: self._follow_thing())
        for fields in self.fields.values():
            fields.changed.connect(lambda _: self._change())
        self._patience.timeout.connect(self._preview)
        self.save.clicked.connect(self._save)
        self.close_button.clicked.connect(self.reject)
        self.list.setCurrentRow(0)
        dress(self, source.look)

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
        for export in EXPORTS:
            if not export.lacks(self._source):
                self.fields[export.name].set_choice(export.choices.of(export.begin(self._source)))
        self.picture = QLabel()
        self.picture.setAccessibleName("How it will look")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self.help, self.message):
            label.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How much is done")
        self.bar.hide()
        self.save, self.close_button = QPushButton("Save as …"), QPushButton("Close")
        self.save.setToolTip("Choose a place and a name, and write the file.")
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        self.close_button.setToolTip("Give up what is being made, or close. (Esc)")

    def _arrange(self) -> None:
        page, right, row, foot = QWidget(), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        choices, self._column = QVBoxLayout(page), QVBoxLayout(self)
        for part in (self.help, self.what, self.ending, *self.fields.values()):
            choices.addWidget(part)
        choices.addStretch(1)
        choices.setContentsMargins(0, 0, 0, 0)
        self.scrolling = ScrollPage(page)
        self.scrolling.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        right.addWidget(self.scrolling, 1)
        right.addWidget(self.message)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        row.addWidget(self.picture)
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
        room = self.screen().availableSize() * SHARE_OF_SCREEN
        self.resize(QSize(*(round(look.px(side)) for side in SIZE)).boundedTo(room))
        left = self.width() - look.px(LIST_WIDTH + FIELDS_WIDTH) - 4 * gap
        self.picture.setFixedSize(*2 * [round(max(min(look.px(PREVIEW), left), look.px(40)))])
        self.message.setMinimumHeight(2 * line_height(self.message.font()))  # nothing moves when words come
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
        self.picture.clear()

    def _show_things(self) -> None:
        before = self.what.currentData()
        self.what.clear()
        if ending := self.ending.currentText():
            for name, title in self.export.things(self._source, ending).items():
                self.what.addItem(title, name)
        self.what.setCurrentIndex(max(self.what.findData(before), 0))

    def _follow_thing(self) -> None:
        if self.what.count():
            self._permit_fields("")
            self._change()

    def _permit_fields(self, why_not: str) -> None:
        idle = self.export.idle(self.what.currentData())
        for name, field in self.fields[self.export.name].fields.items():
            field.permit(why_not or idle.get(name, ""))
        for part in (self.list, self.ending, self.what):
            permit(part, why_not)

    # What it will be

    def _change(self) -> None:
        self.message.setText("")
        if self.previewing is not None:
            self.previewing.give_up()
        self.message.setText(NOT_YET)
        permit(self.save, NOT_YET)
        self._patience.start()

    def _preview(self) -> None:
        if self.previewing is not None:  # which goes back to where the window stood
            self._patience.start()
        else:
            path = self._suggestion.with_suffix(self.ending.currentText())
            slices = self.export.preview(self._source, self._asked(path))
            self.previewing = InSlices(slices, self, self.export.moves)
            self.previewing.ended.connect(self._show_preview)

    def _show_preview(self, preview: SmallPicture | None, refusal: str) -> None:
        self.previewing = None
        if self._patience.isActive():
            return
        self.message.setText(preview.words if preview is not None else refusal)
        self.picture.setAccessibleDescription(self.message.text())
        self.picture.setPixmap(self._framed(preview) if preview is not None else QPixmap())
        permit(self.save, refusal)

    def _framed(self, preview: SmallPicture) -> QPixmap:
        """Return a preview with squares behind it, which are seen where the picture is clear."""
        sharp = self.picture.devicePixelRatioF()
        image = preview.image.scaled(
            self.picture.size() * sharp, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        image.setDevicePixelRatio(1.0)
        made = QPixmap(image.size())
        painter = QPainter(made)
        for x in range(0, made.width(), CHECK):
            for y in range(0, made.height(), CHECK):
                painter.fillRect(x, y, CHECK, CHECK, QColor(CHECKS[(x + y) // CHECK % 2]))
        painter.drawImage(0, 0, image)
        painter.end()
        made.setDevicePixelRatio(sharp)
        return made

    def _asked(self, path: Path) -> AskedExport:
        export = self.export
        return AskedExport(path, self.what.currentData(), export.choices.of(self.fields[export.name].values()))

    # What is made

    def _save(self) -> None:
        """Ask where, and begin to make it."""
        path = self.ask_where(self._suggestion.with_suffix(self.ending.currentText()))
        if path is None:
            return
        self.making = InSlices(files_made(self._source, self.export, self._asked(path)), self, self.export.moves)
        self.making.progressed.connect(lambda done: self.bar.setValue(round(100 * done)))
        self.making.ended.connect(self._show_end)
        permit(self.save, MADE_NOW)
        self._permit_fields(MADE_NOW)
        self.message.setText("")
        self.bar.setValue(0)
        self.bar.show()

    def _show_end(self, paths: list[Path] | None, refusal: str) -> None:
        self.making = None
        self.bar.hide()
        permit(self.save, "")
        self._permit_fields("")
        names = " and ".join(f"“{as_typed(path.name)}”" for path in paths or ())
        self.message.setText(refusal if paths is None else f"Saved: {names} in {as_typed(str(paths[0].parent))}.")

    def reject(self) -> None:
        """Give up what is being made; if nothing is, close, once the window stands where it stood."""
        if self.making is not None:
            self.making.give_up()
            return
        self._patience.stop()
        if self.previewing is not None:
            self.previewing.give_up()
            self.previewing.ended.connect(super().reject)
            return
        super().reject()
