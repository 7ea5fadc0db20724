"""Work in slices, so that the window answers meanwhile, with progress and a way to give up: files, and previews."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from core.hyperparameters import InvalidSetting
from core.words import as_typed
from gui.frames.share_jobs import tried, write_files
from gui.session.background import Background
from gui.share.export import AskedExport, Export, ExportSource, SliceProgress

LOOK_AGAIN = 4
"""Milliseconds between two slices: other things have time, too."""
GIVEN_UP = "Given up. No file was written."
WRONG = "Something went wrong, and nothing was written."
Outcome = TypeVar("Outcome")
Slices = Generator[SliceProgress, None, Outcome]
"""Work on the main thread that stops where it has to wait."""


class GivenUp(Exception):
    """Thrown into work in slices when somebody gives it up."""


def on_worker(background: Background, job: Callable[[], Any], done: float = 0.5, stops: bool = True) -> Slices[Any]:
    """Have the worker do a job with frozen values, and return its answer.

    Parameters
    ----------
    done
        How much is done meanwhile.
    stops
        Whether it can be given up; else its answer is waited for.
    """
    answers: list[Any] = []
    background.submit(f"share {id(answers)}", partial(tried, job), answers.append, answers.append)
    while not answers:
        try:
            yield done
        except GivenUp:
            if stops:
                raise
    if isinstance(answers[0], (InvalidSetting, OSError)):
        raise answers[0]
    if isinstance(answers[0], Exception):  # of which the worker has told
        raise InvalidSetting("what", WRONG)
    return answers[0]


def files_made(source: ExportSource, export: Export, asked: AskedExport) -> Slices[list[Path]]:
    """Make what is asked for and write it; return the paths. A failure leaves old files as they were.

    Raises
    ------
    InvalidSetting
        If it cannot be made, or not be written, or a file that ends so cannot hold it.
    """
    export.check(source, asked)
    files = yield from export.make(source, asked)
    try:
        yield from on_worker(source.session.background, partial(write_files, files), 1.0, stops=False)
    except OSError as error:
        name, reason = as_typed(asked.path.name), error.strerror or error
        raise InvalidSetting("path", f"“{name}” cannot be written: {reason}. Nothing was changed.") from error
    return [path for path, _ in files]


class InSlices(QObject):
    """Does work in slices between which the window answers; some of it ``moves`` through time, as an animation does."""

    progressed = Signal(float)
    """How much is done, from 0 to 1."""
    told = Signal(str)
    """Something that is worth telling."""
    ended = Signal(object, str)
    """What came of it, None if it failed; and then why, in words."""

    def __init__(self, slices: Slices[Any], parent: QObject | None = None, moves: bool = False) -> None:
        super().__init__(parent)
        self._slices, self._given_up, self.moves = slices, False, moves
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    @property
    def is_busy(self) -> bool:
        """Whether there is something left to do."""
        return self._timer.isActive()

    def give_up(self) -> None:
        """Stop; it ends when all is as it was before."""
        self._given_up = True  # and not at once, for who hears of progress may do so in the midst of a slice

    def _next(self) -> SliceProgress:
        if not self._given_up:
            return next(self._slices)
        self._given_up = False
        return self._slices.throw(GivenUp())

    def _go_on(self) -> None:
        try:
            progress = self._next()
        except StopIteration as end:
            self._end(end.value, "")
        except GivenUp:
            self._end(None, GIVEN_UP)
        except InvalidSetting as refusal:
            self._end(None, str(refusal))
        except Exception:
            self._end(None, WRONG)
            raise
        else:
            self.told.emit(progress) if isinstance(progress, str) else self.progressed.emit(progress)

    def _end(self, answer: object, refusal: str) -> None:
        self._timer.stop()
        self.ended.emit(answer, refusal)
