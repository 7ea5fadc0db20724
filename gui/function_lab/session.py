"""The function lab's own mutable object: which descent, which step of it, and what else is looked at."""

from __future__ import annotations

import math
from dataclasses import fields
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from core.exchange.scenes import Scene
from core.exchange.standing import WalkPlace
from core.functions.descent import Descent
from core.functions.walk import MAX_STEPS
from core.training.bookmarks import Bookmarks
from gui.function_lab.asking import WalkAsking
from gui.session.background import Background
from gui.session.edits import Edits
from gui.session.travel import READABLE


class FunctionSession(WalkAsking):
    """Holds the descent and the displayed frame. The worker does the computing.

    It is a `Timeline` as a network's session is one, without phases and epochs.
    """

    full_speed = 1000.0
    period = 1 / 30
    descent_changed = Signal(object)
    started_over = Signal()
    """Another descent begins: whoever runs should pause."""

    def __init__(self, background: Background, edits: Edits, parent: QObject) -> None:
        super().__init__(background, parent)
        self._edits = edits
        self._left: dict[str, tuple[Descent, int, int, Bookmarks]] = {}
        self.bookmarks: Bookmarks = ()
        """Steps of this descent that have been named, and at which something was predicted."""
        self._advanced_at = -math.inf

    def reset(self) -> None:
        """Be as before the first scene; what is still under way is stale."""
        super().reset()
        self._left.clear()
        self.bookmarks = ()

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

    @property
    def place(self) -> WalkPlace | None:
        """The walk on show, and what is looked at of it."""
        asked = self.asked
        if self._scene is None or asked is None:
            return None
        looked_at = (asked.along, asked.delta, asked.racing, asked.close)
        walked = max(asked.step, asked.walked)  # the step on its way is walked, too, once it is there
        return WalkPlace(asked.descent, asked.step, walked, *looked_at, self.bookmarks)

    def return_to(self, walk: WalkPlace) -> None:
        """Go on with a walk that was kept, in the scene on show."""
        self._apply(walk.descent, walk.step, walk.walked, walk.bookmarks)
        self._ask(along=walk.along, delta=walk.delta, racing=walk.racing, close=walk.close)

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

    def set_bookmarks(self, bookmarks: Bookmarks) -> None:
        """Let the walk have these bookmarks, as an edit that can be undone."""
        self._edits.put("bookmarks", None, self.bookmarks, bookmarks, self._put_bookmarks)

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

    def veil(self, veiled: bool) -> None:
        """Make room for the next step in what is drawn, or not while somebody is to guess where it leads."""
        if self.asked is not None and self.asked.veiled != veiled:
            self._ask(veiled=veiled)

    def race(self, racing: bool) -> None:
        """Have all optimisers walk from the same start, or this one alone."""
        self._ask(racing=racing)

    # How it is done

    def _put_bookmarks(self, bookmarks: Bookmarks) -> None:
        self.bookmarks = bookmarks
        if self.frame is not None:
            self.frame_changed.emit(self.frame)  # for the strip, which shows them

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
