"""Asking for files of experiments, and what has to be done before."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from core.course.own import ZIP
from core.course.reading import RECIPE
from core.exchange.scenes import SUFFIX
from gui.panels.file_menu import TABLES

KINDS = f"Experiments (*{SUFFIX})"


def ask_to_open(parent: QWidget, folder: Path) -> Path | None:
    """Return the file that is chosen to be opened; None if none is."""
    lessons = f"Lessons ({RECIPE} *{ZIP})"
    kinds = f"All of these (*{SUFFIX} {TABLES} *{ZIP});;{KINDS};;Tables ({TABLES});;{lessons};;All files (*)"
    name, _ = QFileDialog.getOpenFileName(parent, "Open an experiment, a table or a lesson", str(folder), kinds)
    return Path(name) if name else None


def ask_to_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Return the file that is chosen to be written; whoever chooses an old one has been asked whether to replace it."""
    dialog = QFileDialog(parent, "Save this experiment", str(suggestion.parent), KINDS)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(SUFFIX[1:])
    dialog.selectFile(suggestion.name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None


def suggested(title: str, folder: Path) -> Path:
    """Return a file for something of that title; only letters, digits and the like are sure to be allowed in names."""
    name = "".join(each if each.isalnum() or each in "-_" else " " for each in title)
    return folder / f"{' '.join(name.split()) or 'experiment'}{SUFFIX}"


def finish_typing() -> None:
    """Have what stands in the field with the focus count, as leaving it does."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        field.clearFocus()
        with suppress(RuntimeError):  # a field that was there for the typing only is gone
            field.setFocus()
