"""The background's place taken by the main thread: jobs run one at a time from the event loop, in order."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from gui.session.background import Background, Done, Failed, Job
from tests.gui.crossing import not_frozen, of_qt


class Inline(Background):
    """Runs each job from a zero timer; equal clicks give equal runs."""

    def __init__(self) -> None:
        super().__init__()
        super().close()
        self._closing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run_next)

    def submit(self, key: str, job: Job, done: Done, failed: Failed | None) -> None:
        assert not of_qt(job), f"a job for the worker in a module that knows Qt: {of_qt(job)}"
        assert not not_frozen(job), f"a job for the worker is given what may change: {not_frozen(job)}"
        self._waiting.pop(key, None)
        self._waiting[key] = (job, done, failed)
        self._timer.start(0)

    def forget(self) -> None:
        """Drop the jobs that wait."""
        self._waiting.clear()

    def close(self) -> None:
        self._closing = True
        self._waiting.clear()

    def _run_next(self) -> None:
        if not self._waiting:
            return
        task = self._waiting.pop(next(iter(self._waiting)))
        answer = self._answer(*task)
        if answer[0] is task[1]:
            assert not not_frozen(answer[1]), f"the worker answers with what may change: {not_frozen(answer[1])}"
        self._deliver(answer)
        if self._waiting:
            self._timer.start(0)
