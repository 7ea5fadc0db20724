"""Tables of one's own: how they come to be the data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from core.course.listed import is_lesson
from core.exchange.scenes import DEFAULT_SCENE, is_experiment
from core.hyperparameters import InvalidSetting
from core.training.changes import settings_in_words
from core.training.experiment import Experiment
from core.words import as_typed
from gui.panels.data import DataPanel
from gui.session.messages import Message
from gui.session.session import Session
from gui.widgets.keys import EVERYWHERE
from gui.widgets.shortcuts import make_shortcuts
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.table_jobs import Made
    from gui.panels.table_dialog import TableDialog

SUITED = "Set to suit this table: {}. Undo brings the former data and settings back."
SHARE_OF_WINDOW = 0.92
NO_TABLE = "The clipboard holds no table. Copy at least two rows of cells in a spreadsheet, then press Ctrl+V."


class OwnTables(QObject):
    """Takes tables that are opened, dropped on the window or pasted.

    Parameters
    ----------
    window
        What files are dropped on, and the dialog is over.
    panel
        Where a table is asked for.
    look
        Returns the present look.
    """

    experiment_dropped = Signal(object)
    """The file of an experiment, and no table, was dropped."""
    lesson_dropped = Signal(object)
    """A lesson's folder, or a zip of one, was dropped."""
    network_asked = Signal(str)
    """A table is for a network, and a plain function is on show: the scene of that name should be."""

    def __init__(self, window: QWidget, session: Session, panel: DataPanel, look: Callable[[], Look]) -> None:
        super().__init__(window)
        self._window, self._session, self._look = window, session, look
        self.dialog: TableDialog | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        panel.table_asked.connect(self.open)
        make_shortcuts(window, ((EVERYWHERE.lines["paste"].first, self.paste),))

    def open(self) -> None:
        """Let a file be chosen."""
        self.show_dialog().ask_file()

    def paste(self) -> None:
        """Take the cells on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if _is_tabular(text):
            self.show_dialog().take_text(text)
        else:
            self._session.say(Message("info", NO_TABLE))

    def show_dialog(self) -> TableDialog:
        """Return the dialog, on show."""
        if self.dialog is not None:
            return self.dialog
        from gui.panels.table_dialog import TableDialog  # here, for the first picture needs none of it

        session, look = self._session, self._look()
        dialog = TableDialog(self._window, look, session.background.submit, lambda: session.experiment)
        dialog.made.connect(self._use)
        dialog.finished.connect(self._forget)
        dialog.resize(QSize(round(look.px(1180)), round(look.px(860))).boundedTo(self._window.size() * SHARE_OF_WINDOW))
        self.dialog = dialog
        dialog.open()
        return dialog

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _use(self, made: Made) -> None:
        scene, edits = self._session.scene, self._session.edits
        edits.beginMacro("data")  # one edit, with the change of scenes
        if scene is not None and scene.descent is not None:
            self.network_asked.emit(DEFAULT_SCENE)
        self._session.edit(made.experiment)
        edits.endMacro()
        words = SUITED.format(settings_in_words(made.experiment))
        self._session.say(Message("info", " ".join((*map(as_typed, made.remarks), words))))

    # Dropping

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files and cells that are dropped on the window; a window that closes waits for no table."""
        if event.type() == QEvent.Type.Close and self.dialog is not None:
            self.dialog.reject()
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            source = dropped(event.mimeData())  # type: ignore[attr-defined]
            if source is not None:
                event.acceptProposedAction()  # type: ignore[attr-defined]
                if event.type() == QEvent.Type.Drop:
                    self.take(source, max(0, len(event.mimeData().urls()) - 1))  # type: ignore[attr-defined]
                return True
        return super().eventFilter(watched, event)

    def take(self, source: Path | str, others: int = 0) -> None:
        """Open a file, the first of some: an experiment at once; ask about a table, or cells as text."""
        if isinstance(source, Path) and is_lesson(source):
            self.lesson_dropped.emit(source)
            return
        if isinstance(source, Path) and is_experiment(source):
            self.experiment_dropped.emit(source)
            return
        dialog = self.show_dialog()
        dialog.take_file(source, others) if isinstance(source, Path) else dialog.take_text(source)


def edited(session: Session, change: Callable[[Experiment], Experiment]) -> bool:
    """Make an edit; where it cannot be, say so. Return whether it was made."""
    try:
        session.edit(change(session.experiment))
    except InvalidSetting as refusal:
        session.say(Message("error", refusal.words))
        return False
    return True


def dropped(data: QMimeData) -> Path | str | None:
    """Return the first file, or the cells, that are being dropped; None for anything else."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    if files:
        return Path(files[0])
    return data.text() if data.hasText() and _is_tabular(data.text()) else None


def _is_tabular(text: str) -> bool:
    from gui.frames.table_jobs import is_tabular  # here, for the first picture needs no tables

    return is_tabular(text)
