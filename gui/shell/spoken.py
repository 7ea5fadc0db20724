"""Keeps what the window says besides what it paints — tooltips, names for screen readers — in the notation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from core.training.notation import ARTICLES
from gui.widgets.notated import spell
from gui.widgets.theme import Look

QUIET = 60
"""Milliseconds that must pass without a change before it writes. A run changes something with every picture."""


class Spoken(QObject):
    """Writes it at once when the notation changes, and after anything new once there is time.

    In the articles' notation, which all is set in, there is nothing to do.
    """

    def __init__(self, window: QWidget, look: Callable[[], Look]) -> None:
        super().__init__(window)
        self._window, self._look, self._shown = window, look, ARTICLES
        self._timer = QTimer(self, singleShot=True, interval=QUIET)
        self._timer.timeout.connect(self._write)

    def renew(self) -> None:
        """Write what may be new, soon."""
        if self._look().notation is not ARTICLES:
            self._timer.start()

    def follow_look(self) -> None:
        """Write all in the notation of the look, if that is another one."""
        if self._look().notation != self._shown:
            self._shown = self._look().notation
            spell(self._window, self._shown)

    @property
    def pending(self) -> bool:
        """Whether something new is still to be written."""
        return self._timer.isActive()

    def _write(self) -> None:
        spell(self._window, self._look().notation, hidden=False)
