"""Making files in slices, so that the window answers meanwhile, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.hyperparameters import InvalidSetting
from core.words import as_typed
from gui.frames.share_jobs import FileContents, tried, write_files
from gui.session.background import Background
from gui.share.export import AskedExport, Export, ExportSource

LOOK_AGAIN = 4
"""Milliseconds between two slices: other things have time, too."""


def on_worker(background: Background, job: Callable[[], Any], done: float = 0.5) -> Generator[float, None, Any]:
    """Have the worker do a job with frozen values, and return its answer; ``done`` is how far that is meanwhile."""
    answers: list[Any] = []
    background.submit(f"share {id(answers)}", partial(tried, job), answers.append, answers.append)
    while not answers:
        yield done
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]


class MakingFiles(QObject):
    """Makes what is asked for and writes it; a failure leaves old files as they were."""

    progressed = Signal(float)
    """How much is done, from 0 to 1."""
    ended = Signal(object, str)
    """The paths of the files, none if it failed; and then why, in words."""

    def __init__(self, source: ExportSource, export: Export, asked: AskedExport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = asked.path
        self._slices = self._all(source, export, asked)
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def cancel(self) -> None:
        """Stop, and write nothing."""
        self._timer.stop()
        self._slices.close()

    def _all(self, source: ExportSource, export: Export, asked: AskedExport) -> Generator[float, None, FileContents]:
        files = yield from export.make(source, asked)
        yield from on_worker(source.session.background, partial(write_files, files), 1.0)
        return files

    def _go_on(self) -> None:
        try:
            self.progressed.emit(next(self._slices))
        except StopIteration as end:
            self._end([path for path, _ in end.value], "")
        except InvalidSetting as refusal:
            self._end([], str(refusal))
        except OSError as error:
            name = as_typed(self._path.name)
            self._end([], f"“{name}” cannot be written: {error.strerror or error}. Nothing was changed.")
        except Exception:
            self._end([], "Something went wrong, and nothing was written.")
            raise

    def _end(self, paths: list[Path], refusal: str) -> None:
        self._timer.stop()
        self.ended.emit(paths, refusal)
