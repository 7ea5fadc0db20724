"""What is asked of the worker about a walk down a plain function, and what it has answered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.exchange.scenes import Scene
from gui.session.background import Background

if TYPE_CHECKING:
    from gui.frames.function_frame import Asked, FunctionFrame

REST = 150
"""Milliseconds without a request after which the words say where the walk is."""


class WalkAsking(QObject):
    """Asks the worker for one frame at a time: a newer wish takes the place of one that waits."""

    frame_changed = Signal(object)
    paused = Signal()
    """The walk has come to its end, or cannot go on."""

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self.asked: Asked | None = None
        """What the next frame is to show."""
        self.frame: FunctionFrame | None = None
        self.busy = False  # while steps are made in the course of a run; whatever else is asked takes that one's place
        self._scene: Scene | None = None
        """Whose walk it is; None while a network is on show."""
        self._generation = 0
        self._given_up: Asked | None = None  # what stands there where nothing more could be had
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._settle)

    def reset(self) -> None:
        """Be as before the first scene; what is still under way is stale."""
        self._rest.stop()
        self.asked = self.frame = self._scene = None
        self.busy = False
        self._generation += 1

    @property
    def answered(self) -> bool:
        """Whether what is to be shown is on show."""
        return self.frame is not None and self.frame.asked is self.asked

    @property
    def settled(self) -> bool:
        """Whether nothing more is to come for the displayed step."""
        frame = self.frame
        if self.asked is not None and self.asked is self._given_up:
            return True
        return self.answered and frame is not None and bool(frame.ending) and frame.race_is_complete

    def _ask(self, settled: bool = False, passing: bool = False, **changes: Any) -> None:
        if self.asked is not None:
            self.asked = replace(self.asked, settled=settled, passing=passing, **changes)
            self._submit()

    def _submit(self) -> None:
        from gui.frames.function_frame import look

        assert self.asked is not None
        self._generation += 1
        self._rest.stop()
        self.busy = False
        done, failed = partial(self._accept, self._generation), partial(self._fail, self._generation)
        self._background.submit("function", partial(look, self.asked, self.frame), done, failed)

    def _accept(self, generation: int, frame: FunctionFrame) -> None:
        if generation != self._generation:
            return
        self.busy = False
        self.asked = frame.asked
        self.frame = frame
        self.frame_changed.emit(frame)
        if not (frame.race_is_complete and frame.ending):
            self._rest.start(0 if not frame.race_is_complete else REST)

    def _fail(self, generation: int, _error: Exception) -> None:
        """Leave on show what is there, where nothing else can be, and rest."""
        if generation == self._generation:
            self.busy = False
            self.asked = self._given_up = self.asked if self.frame is None else self.frame.asked
            self.paused.emit()

    def _settle(self) -> None:
        """Add the next racer; when all are there, say where the walk stands."""
        from gui.frames.function_frame import add_racer

        frame = self.frame
        if frame is None or frame.asked is not self.asked or self._scene is None:
            return
        if frame.race_is_complete:
            self._ask(settled=True)
        else:
            self._generation += 1
            done = partial(self._accept, self._generation)
            failed = partial(self._give_up_racing, self._generation)
            self._background.submit("race", partial(add_racer, frame), done, failed)

    def _give_up_racing(self, generation: int, _error: Exception) -> None:
        if generation == self._generation:
            self._ask(racing=False)
