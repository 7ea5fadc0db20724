"""The moments in which a player does nothing: until the next steps are due, and until nobody wishes anything."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

LONG = 0.15
"""Seconds of waiting from which on there is time to make the picture better."""


class Waiting:
    """Lets time pass, and calls ``over`` then; ``parent`` owns the timer."""

    def __init__(self, parent: QObject, over: Callable[[], None]) -> None:
        self._wished_at = 0.0
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(over)

    def note_wish(self) -> None:
        """Note that something has just been wished for."""
        self._wished_at = perf_counter()

    def stop(self) -> None:
        """Wait no more."""
        self._timer.stop()

    def forget(self) -> None:
        """Take nothing to have been wished for of late."""
        self._wished_at = 0.0

    def pause(self, seconds: float) -> bool:
        """Wait until the next steps are due; return whether there is time meanwhile to make the picture better."""
        self._timer.start(math.ceil(1000 * seconds))
        return seconds > LONG

    def rest(self, seconds: float) -> bool:
        """Return whether nothing has been wished for in so many seconds; if it has, wait."""
        left = self._wished_at + seconds - perf_counter()
        if left > 0.0:
            self._timer.start(math.ceil(1000 * left))
        return left <= 0.0
