"""The function lab's own mutable object: which descent, which step of it, and what else is looked at."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.exchange.scenes import Scene
from core.functions.descent import Descent
from core.functions.walk import MAX_STEPS
from core.training.bookmarks import Bookmarks
from gui.session.background import Background
from gui.session.edits import Edits
from gui.session.travel import READABLE

if TYPE_CHECKING:
    from gui.frames.function_frame import Asked, FunctionFrame

REST = 150
"""Milliseconds without a request after which the words say where the walk is."""


class FunctionSession(QObject):
    """Holds the descent and the displayed frame. The worker does the computing.

    It is a `Timeline` as a network's session is one, without phases and epochs.
    """

    full_speed = 1000.0
    period = 1 / 30
    descent_changed = Signal(object)
    started_over = Signal()
    """Another descent begins: whoever runs should pause."""
    frame_changed = Signal(object)
    paused = Signal()
    """The walk has come to its end."""

    def __init__(self, background: Background, edits: Edits, parent: QObject) -> None:
        super().__init__(parent)
        self._background, self._edits = background, edits
        self.asked: Asked | None = None
        """What the next frame is to show."""
        self._left: dict[str, tuple[Descent, int, int, Bookmarks]] = {}
        self._scene: Scene | None = None
        self.bookmarks: Bookmarks = ()
        """Steps of this descent at which something was predicted."""
        self.frame: FunctionFrame | None = None
        self.busy = False  # while steps are made in the course of a run; whatever else is asked takes that one's place
        self._generation, self._advanced_at = 0, -math.inf
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._settle)

    def reset(self) -> None:
        """Be as before the first scene; what is still under way is stale."""
        self._rest.stop()
        self._left.clear()
        self.bookmarks = ()
        self.asked = self.frame = self._scene = None
        self.busy = False
        self._generation += 1

    @property
    def descent(self) -> Descent:
        """The descent that is looked at."""
        assert self.asked is not None
        return self.asked.descent

    @property
    def now(self) -> int:
        """The step that is displayed, or is about to be."""
        return self.asked.step if self.asked else 0

    @property
    def known(self) -> int:
        """The last step that has been shown."""
        return self.frame.known if self.frame else 0

    reached = known

    @property
    def scene_end(self) -> int:
        """The step by which the walk has shown what it is about."""
        return self.asked.least if self.asked else 0

    @property
    def end(self) -> int:
        """Beyond which step it cannot go: where the walk has stopped, if it has."""
        path = self.frame.path if self.frame else None
        return path.steps if path is not None and path.stopped else MAX_STEPS

    @property
    def settled(self) -> bool:
        """Whether nothing more is to come for the displayed step."""
        frame = self.frame
        return frame is not None and frame.asked is self.asked and bool(frame.ending) and frame.race_is_complete

    # What views ask for

    def open_scene(self, scene: Scene) -> None:
        """Begin a scene's descent, or be where it was left."""
        if scene.descent is not None:
            self._keep()
            self._scene = scene
            self._apply(*self._left.pop(scene.name, (scene.descent, 0, 0, scene.bookmarks)))

    def close(self) -> None:
        """Leave the function for a network; come back, undoing finds it as it was."""
        self._keep()
        self._scene = None
        self._rest.stop()

    def forget(self, name: str) -> None:
        """Have a scene begin with its own descent."""
        self._left.pop(name, None)

    def _keep(self) -> None:
        if self._scene is not None and self.asked is not None:
            self._left[self._scene.name] = self.asked.descent, self.asked.step, self.asked.walked, self.bookmarks

    def edit(self, descent: Descent) -> None:
        """Change the descent; it starts again at step 0. Undone, the one before stands where it stood."""
        if descent == self.descent:
            self.descent_changed.emit(descent)
        else:
            names = [field.name for field in fields(Descent)]
            changed = [name for name in names if getattr(descent, name) != getattr(self.descent, name)]
            what = "function" if "name" in changed or "text" in changed else ", ".join(changed)
            before, after = (self.descent, self.now, self.known, self.bookmarks), (descent, 0, 0, ())
            self._edits.put(what, tuple(changed), before, after, lambda at: self._apply(*at))

    def forget_future(self) -> None:
        """Forget what has been walked beyond the displayed step, as an edit that can be undone."""
        if self.now < self.known:
            self._edits.put("what was forgotten", None, self.known, self.now, lambda walked: self._ask(walked=walked))

    def start_afresh(self, descent: Descent) -> None:
        """Begin a descent, also the one on show, and forget what was walked beyond its end."""
        if descent == self.descent:
            self.frame = None
            self._apply(descent, bookmarks=self._scene.bookmarks if self._scene is not None else ())
        else:
            self.edit(descent)

    def seek(self, step: int) -> None:
        """Show a step; what has not been computed yet is."""
        self._ask(step=max(0, min(step, self.end)))

    def advance(self, steps: int, seconds: float, watching: bool = False) -> None:
        """Go on by some steps, all of them in one job, or rest at the end; nothing else would stop it on the way."""
        before, self._advanced_at = self._advanced_at, perf_counter()
        if self.now < self.end:
            passing = watching and self._advanced_at - before < READABLE
            self._ask(step=min(self.now + steps, self.end), passing=passing)
            self.busy = True
        else:
            self.paused.emit()

    def look_along(self, along: int, delta: float) -> None:
        """Show the secant along another variable or over another Δ."""
        self._ask(along=along, delta=delta)

    def look_close(self, close: bool) -> None:
        """Show no more of the function from above than the walk takes, or all of its range."""
        self._ask(close=close)

    def race(self, racing: bool) -> None:
        """Have all optimisers walk from the same start, or this one alone."""
        self._ask(racing=racing)

    # How it is done

    def _apply(self, descent: Descent, step: int = 0, walked: int = 0, bookmarks: Bookmarks = ()) -> None:
        from gui.frames.function_frame import Asked  # here, for networks need nothing of functions

        scene, racing = self._scene, self.asked.racing if self.asked else False
        same = scene is not None and scene.descent is not None and scene.descent.function is descent.function
        least = max(scene.end if scene is not None and same else 0, descent.function.steps)
        along = min(self.asked.along if self.asked else 0, descent.function.dimensions - 1)
        delta = self.asked.delta if self.asked else 1.0
        close = self.asked is not None and self.asked.close
        self.asked = Asked(descent, least, step, walked, along=along, delta=delta, racing=racing, close=close)
        self.bookmarks = bookmarks
        self.started_over.emit()
        self.descent_changed.emit(descent)
        self._submit()

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
        done = partial(self._accept, self._generation)
        self._background.submit("function", partial(look, self.asked, self.frame), done)

    def _accept(self, generation: int, frame: FunctionFrame) -> None:
        if generation != self._generation:
            return
        self.busy = False
        self.asked = frame.asked
        self.frame = frame
        self.frame_changed.emit(frame)
        if not (frame.race_is_complete and frame.ending):
            self._rest.start(0 if not frame.race_is_complete else REST)

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
            self._background.submit("race", partial(add_racer, frame), done)
