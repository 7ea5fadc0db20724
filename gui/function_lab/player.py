"""The clock of the function lab: moves the cursor along the path, and beyond what is known of it."""

from __future__ import annotations

import math
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.functions.walk import MAX_STEPS
from gui.function_lab.session import FunctionSession

PICTURES_PER_SECOND = 30.0
FULL_SPEED = 1000.0
"""Steps per second of "as fast as possible"."""


class FunctionPlayer(QObject):
    """Does what `Player` does, for a walk down a plain function. It has neither phases nor epochs."""

    playing_changed = Signal(bool)
    started = Signal()

    def __init__(self, session: FunctionSession) -> None:
        super().__init__(session)
        self.session = session
        self.playing = False
        self.goal: int | None = None
        self._rate = FULL_SPEED
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._go_on)
        session.frame_changed.connect(lambda _frame: self._timer.start(0) if self.playing else None)
        session.started_over.connect(self.pause)

    def step(self) -> None:
        """Do one step."""
        self.go_to(self.session.step + 1)

    def back(self) -> None:
        """Undo one step."""
        self.go_to(self.session.step - 1)

    def restart(self) -> None:
        """Go back to the start; do not run."""
        self.go_to(0)

    def toggle(self) -> None:
        """Run, or pause."""
        if self.playing:
            self.pause()
        else:
            self.run_to(MAX_STEPS)

    def go_to(self, step: int) -> None:
        """Show another step; do not run."""
        self.pause()
        self.started.emit()
        self.session.seek(min(step, MAX_STEPS))

    def move(self, steps: int) -> None:
        """Go on by some steps, or back, within what is known of the path."""
        known = self.session.frame.known if self.session.frame else 0
        self.go_to(min(self.session.step + steps, known))

    def to_end(self) -> None:
        """Go to the last step that is known."""
        self.move(MAX_STEPS)

    def run_to(self, step: int) -> None:
        """Run to a step at the chosen speed; back to it, if it is past."""
        if step <= self.session.step:
            self.go_to(step)
            return
        self.started.emit()
        self.goal, self._due = min(step, MAX_STEPS), perf_counter()
        self._set_playing(True)
        self._go_on()

    def set_rate(self, rate: float) -> None:
        """Choose the steps per second of a run."""
        self._rate = FULL_SPEED if math.isinf(rate) else rate

    def pause(self) -> None:
        """Stop where we are."""
        self.goal = None
        self._timer.stop()
        self._set_playing(False)

    def phase_forward(self) -> None:
        """Do nothing: a step of a plain function has no phases."""

    def phase_back(self) -> None:
        """Do nothing."""

    def epoch(self) -> None:
        """Do nothing: there are no examples to go through."""

    def move_epochs(self, direction: int) -> None:
        """Do nothing."""

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    def _go_on(self) -> None:
        if not self.playing or self.session.busy or self.session.frame is None:
            return
        last = min(self.goal or 0, self.session.end)
        if self.session.step >= last:
            self.pause()
            return
        wait = self._due - perf_counter()
        if wait > 0.001:
            self._timer.start(math.ceil(1000 * wait))
            return
        steps = max(1, round(self._rate / PICTURES_PER_SECOND))
        self._due = max(self._due, perf_counter() - 0.1) + steps / self._rate
        self.session.seek(min(self.session.step + steps, last))
