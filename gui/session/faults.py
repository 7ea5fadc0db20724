"""Faults of the program, wherever they happen: written down, said once, and gone on from."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler

from gui.session.messages import Message
from gui.session.report import report_of

QUIET = 30.0
"""Seconds without a fault after which the same one is worth saying again."""
WORDS = "Something went wrong in the program. What you made is still here, and you can go on."
NO_WINDOW, LOST_DISPLAY = 2, 1
"""Exit codes: no window can be opened; the display that it was on is gone."""
CANNOT_CONNECT, BROKE = "could not connect to display", "connection broke"
"""Parts of what Qt says when there is no display, and when it is no more."""
WORTH_WRITING = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


class Faults(QObject):
    """Hears of faults in slots, events, threads and destructors, and of what Qt warns of.

    Parameters
    ----------
    write
        Writes into the log.

    Attributes
    ----------
    keep
        Keeps what can be kept, when the display has gone and nothing can be shown any more.
    """

    told = Signal(object)
    """A `Message` about a fault, on the main thread."""
    _happened = Signal(object)

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__()
        self._write = write
        self._heard: dict[tuple[object, ...], float] = {}
        self._warned: list[str] = []
        self._say: Callable[[Message], None] | None = None
        self.keep: Callable[[], object] = bool
        self._happened.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """Hear of every fault from now on."""
        sys.excepthook = self._in_call
        threading.excepthook = lambda failed: self._in_call(failed.exc_type, failed.exc_value, failed.exc_traceback)
        sys.unraisablehook = lambda failed: self._in_call(failed.exc_type, failed.exc_value, failed.exc_traceback)
        qInstallMessageHandler(self._of_qt)

    def tell(self, say: Callable[[Message], None]) -> None:
        """Let a window say what happens; before there is one the terminal does."""
        self._say = say

    # Python's

    def _in_call(self, kind: type[BaseException], error: BaseException | None, place: TracebackType | None, /) -> None:
        """Take a fault that nothing has caught; PySide hands those of slots and events to Python's hook, too."""
        if error is None:
            error = kind()
        try:
            if self._say is None:
                sys.__excepthook__(kind, error, place)
            if self._is_new(kind, place):
                report = report_of(error.with_traceback(place))
                self._write(report)
                self._happened.emit(Message("error", WORDS, report=report))
        finally:
            traceback.clear_frames(place)  # Python remembers the last fault, and with it a painter that never ends

    def _is_new(self, kind: type[BaseException], place: TracebackType | None) -> bool:
        """Tell whether a fault has not happened of late: one in a paint event comes back with every picture."""
        last = traceback.extract_tb(place)[-1:] if place is not None else []
        key = (kind, *((frame.filename, frame.lineno) for frame in last))
        now, before = monotonic(), self._heard.get(key)
        self._heard[key] = now
        return before is None or now - before > QUIET

    @Slot(object)
    def _tell(self, message: Message) -> None:
        if self._say is not None:
            self._say(message)

    def note(self, error: Exception) -> None:
        """Write down a fault that another part has already shown."""
        self._write(report_of(error))

    # Qt's

    def _of_qt(self, kind: QtMsgType, _place: QMessageLogContext, text: str) -> None:
        """Write down what Qt warns of, each warning once; end in order where Qt would end the program itself."""
        if kind in WORTH_WRITING and text not in self._warned:
            self._warned.append(text)
            self._write(f"Qt: {text}")
        if BROKE in text:
            _leave(
                LOST_DISPLAY,
                "The display is gone, and with it the window. What could be kept has been kept.",
                self.keep,
            )
        elif kind == QtMsgType.QtFatalMsg and "platform plugin" in text:
            _leave(NO_WINDOW, self._no_window())

    def _no_window(self) -> str:
        """Return why no window can be opened."""
        if any(CANNOT_CONNECT in text for text in self._warned):
            display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or ""
            words = f"The display {display} cannot be opened. Is it running, and may this user use it?"
        else:
            words = f"No window can be opened. {self._warned[0]}"
        return f"{words} --screenshot FILE.png and --headless --json need no display."


def _leave(code: int, words: str, keep: Callable[[], Any] = bool) -> None:
    """End at once, for Qt would: with a plain sentence instead of a core dump."""
    try:
        keep()
    finally:
        try:
            sys.stderr.write(f"chalkgrad: {words}\n")
            sys.stderr.flush()
        finally:
            os._exit(code)
