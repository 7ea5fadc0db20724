"""Asking for files of experiments, and what has to be done before."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from core.course.listed import RECIPE, ZIP
from core.exchange.endings import SUFFIX, WITH_RUNS
from core.exchange.scenes import is_experiment
from gui.panels.file_menu import TABLES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

KINDS = f"Experiments (*{WITH_RUNS} *{SUFFIX})"
TO_SAVE = {
    f"Experiment with its runs (*{WITH_RUNS})": WITH_RUNS,
    f"Experiment alone, from iteration 0 (*{SUFFIX})": SUFFIX,
}
"""What can be written, and how the names of such files end."""


def ask_to_open(parent: QWidget, folder: Path) -> Path | None:
    """Return the file that is chosen to be opened; None if none is."""
    from PySide6.QtWidgets import QFileDialog  # here, as below: nobody asks before the first picture

    lessons = f"Lessons ({RECIPE} *{ZIP})"
    kinds = (
        f"All of these (*{WITH_RUNS} *{SUFFIX} {TABLES} *{ZIP});;{KINDS};;Tables ({TABLES});;{lessons};;All files (*)"
    )
    name, _ = QFileDialog.getOpenFileName(parent, "Open an experiment, a table or a lesson", str(folder), kinds)
    return Path(name) if name else None


def ask_to_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Return the file that is chosen to be written; whoever chooses an old one has been asked whether to replace it."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, "Save this experiment", str(suggestion.parent), ";;".join(TO_SAVE))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.filterSelected.connect(partial(_end_as_chosen, dialog))
    chosen = next((kind for kind, suffix in TO_SAVE.items() if suffix == suggestion.suffix), next(iter(TO_SAVE)))
    dialog.selectNameFilter(chosen)
    dialog.setDefaultSuffix(TO_SAVE[chosen][1:])
    dialog.selectFile(suggestion.name)
    files = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(files[0]) if files else None


def ask_where(parent: QWidget, suggestion: Path) -> Path | None:
    """Return the file, ending as the suggestion does, that something is to be written into; see `ask_to_save`."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(parent, "Save as", str(suggestion.parent), f"*{suggestion.suffix}")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggestion.suffix[1:])
    dialog.selectFile(suggestion.name)
    files = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(files[0]) if files else None


def _end_as_chosen(dialog: QFileDialog, kind: str) -> None:
    """Let the name that stands in a dialog end as files of the chosen kind do."""
    suffix = TO_SAVE[kind]
    dialog.setDefaultSuffix(suffix[1:])
    for name in dialog.selectedFiles()[:1]:
        if is_experiment(path := Path(name)):
            dialog.selectFile(path.with_suffix(suffix).name)


def suggested(title: str, folder: Path) -> Path:
    """Return a file for something of that title; only letters, digits and the like are sure to be allowed in names."""
    name = "".join(each if each.isalnum() or each in "-_" else " " for each in title)
    return folder / f"{' '.join(name.split()) or 'experiment'}{WITH_RUNS}"


def finish_typing() -> None:
    """Have what stands in the field with the focus count, as leaving it does."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        field.clearFocus()
        with suppress(RuntimeError):  # a field that was there for the typing only is gone
            field.setFocus()
