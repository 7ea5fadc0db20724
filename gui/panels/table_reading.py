"""How a table comes in: jobs on the worker, one in place of the other, and how far they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from core.data.csv_reader import Cancelled
from core.work import Submit
from gui.frames import table_jobs as jobs
from gui.frames.table_jobs import Found, Looked, Opened, ReadingProgress, Wishes, attempt
from gui.widgets.field import tooltip
from gui.widgets.theme import Look

LOOK_EVERY = 40
"""Milliseconds between two looks at how far a job is."""
CANCELLED = "Reading was cancelled."
WENT_WRONG = "Something went wrong while reading this table. Nothing was changed. Open another file, or try again."


class TableReading(QWidget):
    """A bar and a button to cancel while a job runs.

    Parameters
    ----------
    submit
        Runs a job on the worker, as `gui.session.background.Background.submit` does.
    """

    failed = Signal(str)
    """No answer comes: what went wrong, in words, or that reading was cancelled."""

    def __init__(self, submit: Submit) -> None:
        super().__init__()
        self._submit = submit
        self.progress = ReadingProgress()
        self.bar, self.cancel = QProgressBar(), QPushButton("Cancel reading")
        self.bar.setAccessibleName("How much has been read")
        self.bar.setToolTip("How much has been read.")
        self.cancel.setToolTip(tooltip("Stop reading this table."))
        self.cancel.setAutoDefault(False)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.bar, 1)
        self._row.addWidget(self.cancel)
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(lambda: self.bar.setValue(round(100 * self.progress.done)))
        self.cancel.clicked.connect(self._cancel)
        self._rest()

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._row.setSpacing(round(look.px(8)))

    def run(
        self, job: Callable[[], Any], accept: Callable[[Any], None], progress: ReadingProgress | None = None
    ) -> None:
        """Let the worker do a job in place of the one before; ``progress`` is what is shown, else nothing is."""
        self.stop()
        self.progress = progress or ReadingProgress()
        self.bar.setValue(0)
        for part in (self.bar, self.cancel):
            part.setVisible(progress is not None)
        self._timer.start()
        answered = partial(self._answer, self.progress, accept)
        self._submit("table", partial(attempt, job), answered, partial(self._fail, self.progress))

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Let the job that runs end as soon as it can; its answer is not waited for."""
        self.progress.cancel()
        self._timer.stop()

    def _answer(self, progress: ReadingProgress, accept: Callable[[Any], None], answer: Any) -> None:
        if progress is not self.progress or progress.cancelled:
            return
        self._rest()
        if isinstance(answer, Exception):
            self.failed.emit(CANCELLED if isinstance(answer, Cancelled) else str(answer))
        else:
            accept(answer)

    def _fail(self, progress: ReadingProgress, _error: Exception) -> None:
        self._answer(progress, self.failed.emit, WENT_WRONG)

    def _rest(self) -> None:
        self._timer.stop()
        for part in (self.bar, self.cancel):
            part.hide()

    def _cancel(self) -> None:
        self.stop()
        self._rest()
        self.failed.emit(CANCELLED)


class TableSource(QObject):
    """Opens a file or pasted cells, previews them and reads them: again whenever something is to be read otherwise."""

    begun = Signal()
    opened = Signal(object)
    previewed = Signal(object)
    found = Signal(object)
    """An `Opened`, a `Preview`, a `Found`: one after the other."""

    def __init__(self, reading: TableReading, parent: QObject) -> None:
        super().__init__(parent)
        self._reading = reading
        self._wishes = Wishes()
        self._words: tuple[int, ...] = ()
        self.content: bytes | None = None
        self.text: Opened | None = None

    def take(self, source: Path | str) -> None:
        """Open a file, or cells as text; nothing is wished yet."""
        self._wishes, self._words = Wishes(), ()
        self.content = None
        self._open(source)

    def wish(self, setting: str, value: Any) -> None:
        """Read the table again with one thing as it is wished, the others as they were wished before.

        With another separator the table begins where it did: else a wrong one would pass rows off as titles.
        """
        if self.content is not None:
            begins = {"first_row": self.text.dialect.first_row} if setting == "delimiter" and self.text else {}
            self._wishes = replace(self._wishes, **{**begins, setting: value})
            self._open(self.content)

    def retake(self, found: Found, words: Sequence[int]) -> None:
        """Take the columns at these places as words, where some of their cells do not fit."""
        self._words = tuple(words)
        self._run(partial(jobs.retake, found, self._words), self.found.emit)

    def _run(
        self, job: Callable[[], Any], accept: Callable[[Any], None], progress: ReadingProgress | None = None
    ) -> None:
        self.begun.emit()
        self._reading.run(job, accept, progress or ReadingProgress())

    def _open(self, source: Path | str | bytes) -> None:
        self.text = None
        self._run(partial(jobs.look_into, source, self._wishes), self._show)

    def _show(self, looked: Looked) -> None:
        """Show what was found in a first look, as far as it is well, then read all."""
        self.content = looked.content
        for found, tell in ((looked.opened, self.opened), (looked.preview, self.previewed)):
            if isinstance(found, Exception):
                self._reading.failed.emit(str(found))
                return
            self.text = found if isinstance(found, Opened) else self.text
            tell.emit(found)
        assert self.text is not None
        progress = ReadingProgress()
        job = partial(jobs.find, self.text.text, self.text.dialect, self._words, progress)
        self._run(job, self.found.emit, progress)
