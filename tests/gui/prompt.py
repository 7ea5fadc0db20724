"""A qtbot that goes on at once: that of pytest-qt looks every 10 ms, and lets the window work on in the meantime."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from pytestqt.qtbot import QtBot

LOOK_AGAIN = 10
"""Milliseconds after which a condition is looked at again, even if nothing has happened in the window."""


class PromptBot(QtBot):
    """Waits no longer than it must."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int = 5000) -> None:
        """Let the window work, a turn of its event loop at a time, until ``callback()``; fail after ``timeout`` ms."""
        __tracebackhide__ = True
        deadline = perf_counter() + timeout / 1000.0
        alarm = QTimer()
        alarm.start(LOOK_AGAIN)
        while not callback():
            if perf_counter() > deadline:
                raise TimeoutError(f"after {timeout} ms it is still not so")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as a running event loop does
