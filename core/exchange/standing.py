"""What somebody has built, and where he is: an experiment with its runs, a walk, the open page of a lesson."""

from __future__ import annotations

from core.analysis.scope import ScopeChoice
from core.analysis.sight import Cell, LitPath, Sight
from core.exchange.page_state import PageState
from core.exchange.scenes import Scene
from core.functions.descent import Descent
from core.training.bookmarks import Bookmarks
from core.training.breakpoints import Breakpoints
from core.training.saved_run import SavedRun
from core.values import dataclass


@dataclass(frozen=True)
class WalkPlace:
    """A walk down a plain function, and what is looked at of it; see `gui.frames.function_frame.Asked`."""

    descent: Descent
    step: int = 0
    walked: int = 0
    along: int = 0
    delta: float = 1.0
    racing: bool = False
    close: bool = False
    bookmarks: Bookmarks = ()


@dataclass(frozen=True)
class LessonPlace:
    """Which lesson is open at which place, and what has been done at its places.

    ``at_desk``: whether it waits, for somebody who is in the free lab.
    """

    name: str
    folder: str
    place: int
    states: tuple[tuple[int, PageState], ...] = ()
    at_desk: bool = False


@dataclass(frozen=True, eq=False)
class Standing:
    """What stands in a window.

    Attributes
    ----------
    scene
        What it began with.
    file
        The file that it belongs to; empty if it has not been saved.
    runs, active
        All runs, and the place of the active one; none for a plain function.
    iteration, phase
        The displayed iteration, and how many of its phases are shown.
    sight, pointed, delta, scope, breakpoints
        As the window's state has them.
    """

    scene: Scene
    file: str = ""
    runs: tuple[SavedRun, ...] = ()
    active: int = 0
    iteration: int = 0
    phase: int = 0
    sight: Sight = Sight()
    pointed: Cell | LitPath | None = None
    delta: float = 0.01
    scope: ScopeChoice = ScopeChoice()
    breakpoints: Breakpoints = Breakpoints()
    walk: WalkPlace | None = None
    lesson: LessonPlace | None = None
