"""Ending in order when the terminal, the system or the end of a session asks for it by a signal."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot
from PySide6.QtWidgets import QApplication

ASKED_BY = "SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"
"""Ctrl+C, the end of the session, a terminal that is closed; the last one is of Windows."""
BY_SIGNAL = 128
"""What a shell adds to the number of the signal that ended a program."""


def _once(number: int, _frame: FrameType | None) -> None:
    """Leave a signal to the event loop, which is told of it; the second one ends the program at once."""
    signal.signal(number, signal.SIG_DFL)


class Ending(QObject):
    """Closes all windows, as a click would, once a signal asks for that. Signals wait until `listen`.

    A signal that is ignored, as in a program started by ``nohup``, stays so.

    Attributes
    ----------
    code
        The exit code that tells by which signal it ended; 0 if by none.
    """

    unasked = Signal()
    """It ends, and whoever sits before the window has not asked for it, as Ctrl+C does."""

    def __init__(self) -> None:
        super().__init__()
        self.code = 0
        self._ear, self._mouth = socket.socketpair()  # not a pipe: Windows can watch sockets alone
        for end in (self._ear, self._mouth):
            end.setblocking(False)
        signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        for number in (getattr(signal, name, None) for name in ASKED_BY):
            if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, _once)

    def listen(self) -> None:
        """End from now on, by a signal that has come meanwhile, too."""
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._end)

    def hear_no_more(self) -> None:
        """Leave signals to Python again: the sockets go with this object."""
        signal.set_wakeup_fd(-1)

    @Slot()
    def _end(self) -> None:
        self._notifier.setEnabled(False)
        number = self._ear.recv(1)[0]
        self.code = BY_SIGNAL + number
        if number != signal.SIGINT:
            self.unasked.emit()
        QApplication.closeAllWindows()
        QApplication.exit(self.code)
