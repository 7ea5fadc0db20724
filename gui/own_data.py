"""Data of one's own: how tables and drawn points come into the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize
from PySide6.QtGui import QGuiApplication

from core.data.tables import OwnData as OwnTable
from core.hyperparameters import InvalidSetting
from gui.keys import make_shortcuts
from gui.panels.table_dialog import TableDialog
from gui.panels.table_jobs import Made, is_tabular
from gui.session import Message

if TYPE_CHECKING:
    from gui.main_window import MainWindow

SCALES = "The inputs are large, or of different sizes: with “Standardise” on, in the data panel, it will learn better."
MOST_OF_WINDOW = 0.92
NO_TABLE = "The clipboard holds no table. Copy two rows of cells at least in a spreadsheet, then press Ctrl+V."


class OwnData(QObject):
    """Takes tables that are opened, dropped on the window or pasted, and asks about them in a dialog."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.dialog: TableDialog | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        window.data.table_asked.connect(self.open)
        make_shortcuts(window, (("Ctrl+V", self.paste),))

    def open(self) -> None:
        """Let a file be chosen."""
        self.show_dialog().ask_file()

    def paste(self) -> None:
        """Take the cells on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if is_tabular(text):
            self.show_dialog().take_text(text)
        else:
            self._session.message.emit(Message("info", NO_TABLE))

    def show_dialog(self) -> TableDialog:
        """Return the dialog, on show."""
        if self.dialog is not None:
            return self.dialog
        session = self._session
        dialog = TableDialog(self._window, self._window.look, session.background.submit, lambda: session.experiment)
        dialog.made.connect(self._use)
        dialog.finished.connect(self._forget)
        px = self._window.look.px
        dialog.resize(QSize(round(px(980)), round(px(760))).boundedTo(self._window.size() * MOST_OF_WINDOW))
        self.dialog = dialog
        dialog.open()
        return dialog

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _use(self, made: Made) -> None:
        session = self._session
        try:
            session.edit(session.experiment.with_data(made.data, session.experiment.test_share))
        except InvalidSetting as refusal:
            session.message.emit(Message("error", str(refusal)))
            return
        words = [*made.remarks, *([SCALES] if not session.experiment.standardise and uneven(made.data) else [])]
        if words:
            session.message.emit(Message("info", " ".join(words)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files and cells that are dropped on the window."""
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            source = dropped(event.mimeData())  # type: ignore[attr-defined]
            if source is not None:
                event.acceptProposedAction()  # type: ignore[attr-defined]
                if event.type() == QEvent.Type.Drop:
                    self.take(source)
                return True
        return super().eventFilter(watched, event)

    def take(self, source: Path | str) -> None:
        """Ask about a file, or about cells as text."""
        dialog = self.show_dialog()
        dialog.take_file(source) if isinstance(source, Path) else dialog.take_text(source)


def uneven(data: OwnTable) -> bool:
    """Tell whether inputs are so large, or so different in size, that they should be standardised."""
    deviation = data.examples.x.std(axis=1)
    return bool(deviation.max() > 5.0 or deviation.max() > 10.0 * deviation.min())


def dropped(data: QMimeData) -> Path | str | None:
    """Return the first file, or the cells, that are being dropped; None for anything else."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    if files:
        return Path(files[0])
    return data.text() if data.hasText() and is_tabular(data.text()) else None
