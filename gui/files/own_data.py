"""Data of one's own: how tables and drawn points come into the window."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication

from core.data.dataset import Dataset
from core.data.tables import OwnData as OwnTable
from core.exchange.scenes import SUFFIX
from core.hyperparameters import InvalidSetting
from core.training.experiment import Experiment
from core.words import counted
from gui.frames.table_jobs import Made, is_tabular
from gui.session.session import Message
from gui.shell.window_keys import make_shortcuts

if TYPE_CHECKING:
    from gui.panels.table_dialog import TableDialog
    from gui.shell.main_window import MainWindow

SCALES = (
    "The inputs are large or differ in size. Switch on “Standardise” in the data panel: the network will learn better."
)
ROOM_TO_DRAW = 290
"""Height in pixels, at normal text size, below which the plot is enlarged to draw in."""
MOST_OF_WINDOW = 0.92
UNFINISHED = "What you drew ({}) is not enough for a data set yet. It is kept: take the pencil again to go on."
NO_TABLE = "The clipboard holds no table. Copy at least two rows of cells in a spreadsheet, then press Ctrl+V."


class OwnData(QObject):
    """Takes tables that are opened, dropped on the window or pasted, and points that are drawn with the mouse."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.dialog: TableDialog | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._undrawn: Experiment | None = None
        self._enlarged = False
        self._told: object = None
        window.data.table_asked.connect(self.open)
        window.data.draw_asked.connect(self.draw)
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
        from gui.panels.table_dialog import TableDialog  # here, for the first picture needs none of it

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
        if not self._edit(lambda e: e.with_data(made.data, share_of(made.data, e.test_share))):
            return
        words = [*made.remarks, *([SCALES] if not session.experiment.standardise and uneven(made.data) else [])]
        if words:
            session.message.emit(Message("info", " ".join(words)))

    # Drawing

    def draw(self, on: bool) -> None:
        """Take the pencil out, or put it away."""
        window, session = self._window, self._session
        if not hasattr(window, "answers") or session.frame is None or not session.ready:
            window.data.grid.pencil.setChecked(False)
            return
        drawing = window.answers.drawing
        if not on:
            drawing.end(True)
            return
        for signal, slot in ((drawing.drawn, self._take_drawn), (drawing.ended, self._end_drawing)):
            signal.connect(slot, Qt.ConnectionType.UniqueConnection)
        self._undrawn = session.experiment
        session.stopped.emit(None)
        card = window.plot_cards[0]
        card.unfold()
        if window.columns.blown_up is None and window.answers.height() < window.look.px(ROOM_TO_DRAW):
            window.columns.blow_up(card)
            self._enlarged = True
        window.answers.begin_drawing(session.frame)

    @Slot(object)
    def _take_drawn(self, data: Dataset) -> None:
        self._edit(lambda e: e.with_data(data, share_of(data, e.test_share)))

    @Slot(bool)
    def _end_drawing(self, keep: bool) -> None:
        self._window.data.grid.pencil.setChecked(False)
        before, self._undrawn = self._undrawn, None
        if self._enlarged and self._window.columns.blown_up is self._window.plot_cards[0]:
            self._window.columns.blow_up(self._window.plot_cards[0])
        self._enlarged = False
        if not keep and before is not None:
            self._session.edit(before)
        unfinished = self._window.answers.drawing.unfinished
        if unfinished is not None and unfinished is not self._told:
            self._session.message.emit(Message("info", UNFINISHED.format(counted(len(unfinished[1]), "point"))))
        self._told = unfinished

    def put_pencil_away(self) -> bool:
        """End drawing, if the pencil is out, and keep what has been drawn; return whether it was."""
        drawing = self._window.answers.drawing if hasattr(self._window, "answers") else None
        if drawing is None or not drawing.active:
            return False
        drawing.end(True)
        return True

    def _edit(self, change: Callable[[Experiment], Experiment]) -> bool:
        """Make an edit; where it cannot be, say so. Return whether it was made."""
        try:
            self._session.edit(change(self._session.experiment))
        except InvalidSetting as refusal:
            self._session.message.emit(Message("error", str(refusal)))
            return False
        return True

    # Dropping

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files and cells that are dropped on the window."""
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
        if isinstance(source, Path) and source.suffix.lower() == SUFFIX:
            self._window.files.open_file(source)
            return
        dialog = self.show_dialog()
        dialog.take_file(source, others) if isinstance(source, Path) else dialog.take_text(source)


def share_of(data: Dataset, share: float) -> float:
    """Return a test share that leaves both sides a point: ``share``, or half of few points."""
    tests = math.ceil(data.points * share - 1e-9)
    return share if 1 <= tests <= data.points - 1 else 0.5


def uneven(data: OwnTable) -> bool:
    """Tell whether inputs are so large, or so different in size, that they should be standardised."""
    with np.errstate(over="ignore"):
        deviation = data.examples.x.std(axis=1)
    return bool(deviation.max() > 5.0 or deviation.max() > 10.0 * deviation.min())


def dropped(data: QMimeData) -> Path | str | None:
    """Return the first file, or the cells, that are being dropped; None for anything else."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    if files:
        return Path(files[0])
    return data.text() if data.hasText() and is_tabular(data.text()) else None
