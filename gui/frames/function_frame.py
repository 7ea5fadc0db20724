"""What the function lab shows: one step of a walk down a plain function, whole and frozen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.analysis.surface import SLENDER, Bounds, Surface, covering
from core.arrays import Array, frozen
from core.functions.captions import race_caption, secant_caption, start_caption, step_caption, walked_caption
from core.functions.descent import Descent
from core.functions.ending import ending
from core.functions.plain_function import NARROWEST, PlainFunction, Range
from core.functions.race import Racer, racer, walked_on
from core.functions.slices import DELTAS, FunctionSlice, Secants, secants, slice_along
from core.functions.walk import FunctionPath, descend, walk_on
from core.training.caption import Caption
from core.training.optimizers import OPTIMIZERS
from core.values import dataclass

SURFACE = 101
"""Points along each side of the surface of a function of two variables."""
AROUND = 1.0
"""How far beyond its range a function is drawn at most to follow a path, in widths of the range."""
LEAP = 0.25
"""How far beyond its range a coming step may land to be in the picture before it is made, in widths of the range."""
MARGIN = 0.05
ROWS = 5
"""Of the table of secants: from 1 to 10⁻⁴. Smaller Δ end in round-off, which the slider shows to those who ask."""


@dataclass(frozen=True)
class Asked:
    """What is to be shown: a step of a descent, the secant along a variable over Δ, and whether all optimisers race.

    ``least`` steps are computed at once, and ``walked`` of them have been shown; ``settled`` asks for the words about
    where the walk stands, too; ``close`` for no more of a surface than the walk takes. While steps are ``passing``, too
    quick to be read, the words are of all of them. ``veiled``: nothing that is drawn makes room for the next step.
    """

    descent: Descent
    least: int
    step: int = 0
    walked: int = 0
    along: int = 0
    delta: float = 1.0
    racing: bool = False
    settled: bool = False
    close: bool = False
    passing: bool = False
    veiled: bool = False

    @property
    def last_seen(self) -> int:
        """The last step that room is made for: the coming one, unless it is to be guessed."""
        return self.step if self.veiled else self.step + 1


@dataclass(frozen=True, eq=False)
class FunctionFrame:
    """A step of a descent as the views show it.

    Attributes
    ----------
    path
        As far as it has been computed; the displayed step may lie in the middle of it.
    ranges
        What is drawn of each variable: its range, and what the path needs.
    surface
        f over both variables, if there are two.
    slices
        f along each variable through the displayed point, the others held.
    secants
        Along the variable ``asked.along``: first the one over Δ, then those of a table.
    racers
        The optimisers that race; not all of them while they are being computed.
    ending
        Where the walk stands, in words; empty until it has been asked for.
    sliding
        Whether the secant was the last thing that was changed: its Δ, or the variable that it is along.
    """

    asked: Asked
    path: FunctionPath
    ranges: tuple[Range, ...]
    surface: Surface | None
    slices: tuple[FunctionSlice, ...]
    secants: Secants
    racers: tuple[Racer, ...] = ()
    ending: str = ""
    sliding: bool = False

    @property
    def function(self) -> PlainFunction:
        """The function."""
        return self.asked.descent.function

    @property
    def step(self) -> int:
        """The displayed step."""
        return self.asked.step

    @property
    def point(self) -> Array:
        """Where the walk stands (d,)."""
        point: Array = self.path.points[self.step]
        return point

    @property
    def value(self) -> float:
        """F there."""
        return float(self.path.values[self.step])

    @property
    def gradient(self) -> Array:
        """The partial derivatives there (d,)."""
        gradient: Array = self.path.gradients[self.step]
        return gradient

    @property
    def known(self) -> int:
        """The last step that has been shown; what has been computed beyond it is still to be found out."""
        return self.asked.walked

    @property
    def landing(self) -> Array | None:
        """Where the next step leads, if it leads anywhere (d,)."""
        return self.path.points[self.step + 1] if self.step < self.path.steps else None

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return self.asked.descent.optimizer.alpha * self.asked.descent.schedule.factor(self.step)

    @property
    def caption(self) -> Caption:
        """What has just happened: to the secant, in the race, or in the last step."""
        if self.sliding:
            return secant_caption(self.secants)
        if self.racers and self.race_is_complete:
            return race_caption(self.racers, self.step)
        if self.step == 0 and self.path.steps:
            return start_caption(self.function, self.path, self.slices[0])
        if self.asked.passing and self.step < self.path.steps:
            return walked_caption(self.path, self.step)
        return step_caption(self.function, self.path, self.step, self.ending)

    @property
    def race_is_complete(self) -> bool:
        """Whether nobody who should race is missing."""
        return len(self.racers) == (len(OPTIMIZERS) if self.asked.racing else 0)


def look(asked: Asked, before: FunctionFrame | None) -> FunctionFrame:
    """Return what is asked for, with as much as possible of the frame before. Runs on the worker."""
    function = asked.descent.function
    same = before is not None and before.asked.descent == asked.descent
    path = _path(asked, before.path if before is not None and same else None)
    step = min(asked.step, path.steps)
    asked = replace(asked, step=step, walked=max(asked.walked, step))
    ranges = _ranges(function, _seen(asked, path))
    point = tuple(float(x) for x in path.points[asked.step])
    along = min(asked.along, function.dimensions - 1)
    deltas = np.concatenate([[asked.delta], DELTAS[:ROWS]])
    racers = before.racers if before is not None and same and asked.racing else ()
    racers = walked_on(asked.descent, racers, asked.step)
    return FunctionFrame(
        replace(asked, along=along),
        path,
        ranges,
        _surface(asked, path, ranges, racers, before),
        tuple(slice_along(function, point, index, ranges[index]) for index in range(function.dimensions)),
        secants(function, point, along, deltas),
        racers,
        ending(function, path.until(asked.step)) if asked.settled else "",
        same and before is not None and _slides(asked, before),
    )


def _slides(asked: Asked, before: FunctionFrame) -> bool:
    """Tell whether the secant is what was changed last, since ``before`` on the same descent."""
    was = before.asked
    if (asked.step, asked.racing) != (was.step, was.racing):
        return False
    return before.sliding or (asked.along, asked.delta) != (was.along, was.delta)


def _path(asked: Asked, path: FunctionPath | None) -> FunctionPath:
    """Return the path with the displayed step and the one after it."""
    descent = asked.descent
    if path is None:
        path = descend(descent.function, descent.optimizer, descent.schedule, descent.start, asked.least)
    missing = asked.step + 1 - path.steps
    return walk_on(descent.function, descent.optimizer, descent.schedule, path, missing) if missing > 0 else path


def add_racer(frame: FunctionFrame) -> FunctionFrame:
    """Return the frame with one more optimiser in the race. Runs on the worker."""
    names = list(OPTIMIZERS)
    steps = max(frame.asked.least, frame.path.steps)
    return replace(frame, racers=(*frame.racers, racer(frame.asked.descent, names[len(frame.racers)], steps)))


def _seen(asked: Asked, path: FunctionPath) -> Array:
    """Return the path so far, and where the next step lands unless that is far out of the range (k × d)."""
    low, high = np.array(asked.descent.function.ranges).T
    landing = path.points[asked.step + 1 : asked.last_seen + 1]
    off = np.maximum(low - landing, landing - high) / (high - low)
    seen: Array = path.points[: (asked.step if np.any(off > LEAP) else asked.last_seen) + 1]
    return seen


def _ranges(function: PlainFunction, points: Array) -> tuple[Range, ...]:
    """Return the function's ranges, wider where the path so far needs it, in steps so that they seldom change."""
    ranges = []
    for (low, high), each in zip(function.ranges, points.T, strict=True):
        width = high - low
        grain, spare = width / 4.0, MARGIN * width
        left, right = max(low - AROUND * width, float(each.min())), min(high + AROUND * width, float(each.max()))
        if left < low:
            low -= grain * np.ceil((low - left + spare) / grain)
        if right > high:
            high += grain * np.ceil((right - high + spare) / grain)
        ranges.append((float(low), float(high)))
    return tuple(ranges)


def _surface(
    asked: Asked, path: FunctionPath, ranges: tuple[Range, ...], racers: tuple[Racer, ...], before: FunctionFrame | None
) -> Surface | None:
    function = asked.descent.function
    if function.dimensions != 2:
        return None
    (s_low, s_high), (t_low, t_high) = ranges
    box = s_low, s_high, t_low, t_high
    if asked.close:
        paths = [each.points[: asked.last_seen + 1] for each in (path, *(each.path for each in racers))]
        box = _close(np.concatenate(paths).T, box)
    surface = before.surface if before is not None and before.function is function else None
    return surface if surface is not None and surface.box == box else _surface_over(function, box)


def _close(points: Array, box: Bounds) -> Bounds:
    """Return what the part of a path (2 × k) takes that is in the ``box``; all of it if that is but a place."""
    low, high = np.array(box[::2])[:, None], np.array(box[1::2])[:, None]
    seen = points[:, np.all((low <= points) & (points <= high), axis=0)]
    longer = float(np.ptp(seen, axis=1).max()) if seen.size else 0.0
    is_place = longer <= NARROWEST * float(np.max(high - low))
    if is_place:
        return box
    s_low, s_high, t_low, t_high = covering(seen, SLENDER * longer)
    return max(s_low, box[0]), min(s_high, box[1]), max(t_low, box[2]), min(t_high, box[3])


def _surface_over(function: PlainFunction, box: Bounds) -> Surface:
    s, t = np.linspace(*box[:2], SURFACE), np.linspace(*box[2:], SURFACE)
    return Surface(frozen(s), frozen(t), frozen(function.value(np.stack(np.meshgrid(s, t)))))
