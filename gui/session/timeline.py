"""What a `Player` drives: a network's training, or a walk down a plain function."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance


class Timeline(Protocol):
    """Steps that have been made, and those to come.

    Attributes
    ----------
    now
        The step that is displayed, or is about to be.
    known
        The last step that has been made.
    reached
        The last step that is found again without making new ones: before ``known`` where not all that race have been
        there.
    scene_end
        The step by which the scene has shown what it is about.
    busy
        Whether steps are under way that have to be waited for.
    full_speed
        Steps per second of "as fast as possible"; ∞ if only the jobs bound them.
    period
        Seconds from one picture to the next that a run as fast as possible aims at.
    frame_changed, started_over
        A frame has come; it starts again.
    paused
        It rests: it was asked to, or can go no further.
    """

    @property
    def now(self) -> int: ...
    @property
    def known(self) -> int: ...
    @property
    def reached(self) -> int: ...
    @property
    def scene_end(self) -> int: ...
    @property
    def busy(self) -> bool: ...
    @property
    def full_speed(self) -> float: ...
    @property
    def period(self) -> float: ...
    @property
    def frame_changed(self) -> SignalInstance: ...
    @property
    def started_over(self) -> SignalInstance: ...
    @property
    def paused(self) -> SignalInstance: ...

    def forget_future(self) -> None:
        """Forget what comes after the displayed step, as an edit that can be undone."""

    def seek(self, step: int, /) -> None:
        """Show a step that has been reached."""

    def advance(self, steps: int, seconds: float, watching: bool = False, /) -> None:
        """Go on by up to ``steps`` or ``seconds``, whichever is less; if ``watching``, to a breakpoint."""


def rests_at(timeline: Timeline) -> int | None:
    """Return where a run that begins now rests by itself: at the scene's end, unless that has been passed already."""
    end = timeline.scene_end
    return end if timeline.now < end and timeline.known <= end else None


class Training(Protocol):
    """What the iterations of a network have beyond those of a plain function: phases, epochs and breakpoints."""

    @property
    def breakpoint_met(self) -> SignalInstance: ...

    def epoch_end(self, iteration: int, direction: int, /) -> int:
        """Return the next end of an epoch after ``iteration``; for a ``direction`` below 0, the last one before it."""
        ...

    def phase_forward(self) -> None:
        """Show the next phase."""

    def phase_back(self) -> None:
        """Undo a phase."""


class PhaseWishes:
    """Phases that have been asked for and not been shown yet: ``to_go`` forward, or back if negative."""

    def __init__(self) -> None:
        self.to_go = 0

    def add(self, direction: int) -> None:
        """Wish for one more (1), or to undo one (-1)."""
        self.to_go += direction

    def clear(self) -> None:
        """Wish for none."""
        self.to_go = 0

    def grant(self, training: Training) -> None:
        """Have one of them shown, or undone."""
        if self.to_go > 0:
            self.to_go -= 1
            training.phase_forward()
        else:
            self.to_go += 1
            training.phase_back()
