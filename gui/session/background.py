"""One worker thread, bounded jobs, nothing stale.

A job is a function without arguments that returns a frozen value. It should take about 15 ms; what takes longer is cut
into several jobs by whoever submits it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Condition, Thread
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

PATIENCE = 0.8
"""Seconds that closing waits for the running job."""
Job = Callable[[], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]
Order = tuple[Job, Done, Failed | None]


class Background(QObject):
    """Runs jobs on a worker thread and hands their results to the main thread.

    A newer job under the same key replaces one that still waits. An exception in a job is emitted as ``failed``; the
    worker lives on.
    """

    failed = Signal(object)
    delivered = Signal()
    """A job's answer has been taken, and whoever asked may show something else now."""
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Order] = {}
        self._changed = Condition()
        self._closing = False
        self._answered.connect(self._deliver)
        self._thread = Thread(target=self._work, name="training", daemon=True)
        self._thread.start()

    def submit(self, key: str, job: Job, done: Done, failed: Failed | None) -> None:
        """Run ``job`` on the worker, then ``done(result)`` on the main thread; ``failed(error)`` if it throws.

        Whoever waits for the answer says in ``failed`` how it goes on without; None is for a job that nobody waits for,
        or that returns its own faults.
        """
        with self._changed:
            self._waiting.pop(key, None)
            self._waiting[key] = (job, done, failed)
            self._changed.notify()

    def close(self) -> None:
        """Drop what waits and end the thread; a job that takes too long dies with the program."""
        with self._changed:
            self._closing = True
            self._waiting.clear()
            self._changed.notify()
        self._thread.join(timeout=PATIENCE)

    def _work(self) -> None:
        np.seterr(all="ignore")  # of this thread only: a diverging run is looked at like any other
        while (task := self._next()) is not None:
            answer = self._answer(*task)
            if self._closing:
                return
            self._answered.emit(answer)

    def _answer(self, job: Job, done: Done, failed: Failed | None) -> tuple[Done, Any, Failed | None]:
        """Run a job; return who is to be given what: whatever it throws becomes a message, never a dead window."""
        try:
            return done, job(), failed
        except Exception as error:
            return partial(self._fail, failed), error, None

    def _fail(self, failed: Failed | None, error: Exception) -> None:
        if failed is not None:
            failed(error)
        self.failed.emit(error)

    def _next(self) -> Order | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            if self._closing:
                return None
            return self._waiting.pop(next(iter(self._waiting)))

    @Slot(object)
    def _deliver(self, answer: tuple[Done, Any, Failed | None]) -> None:
        done, result, failed = answer
        if self._closing:
            return
        try:
            done(result)
        except Exception as error:  # the answer is none that can be taken: nobody is to wait for another
            if failed is not None:
                failed(error)
            raise
        self.delivered.emit()
