"""All optimisers from the same start on the same function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import is_

import numpy as np

from core.functions.descent import Descent
from core.functions.ending import REACHED
from core.functions.plain_function import PlainFunction, suited_rate
from core.functions.walk import FunctionPath, descend, walk_on
from core.training.optimizers import OPTIMIZERS, Optimizer
from core.values import dataclass


@dataclass(frozen=True, eq=False)
class Racer:
    """An optimiser, its path, and after how many steps it first reaches a lowest point (or None)."""

    optimizer: Optimizer
    path: FunctionPath
    arrived: int | None

    def value_at(self, step: int) -> float:
        """Return f after ``step`` steps, or at the end of a shorter path."""
        return float(self.path.values[min(step, self.path.steps)])

    def has_stopped(self, step: int) -> bool:
        """Tell whether its path has ended by ``step``: the next step had no finite value."""
        return bool(self.path.stopped) and step >= self.path.steps


def racer(descent: Descent, name: str, steps: int) -> Racer:
    """Return the racer of that name in `OPTIMIZERS`, at a suitable rate, after ``steps`` steps."""
    entry = OPTIMIZERS[name]()
    optimizer = replace(entry, alpha=suited_rate(descent.function, entry))
    path = descend(descent.function, optimizer, descent.schedule, descent.start, steps)
    return Racer(optimizer, path, steps_to_lowest(descent.function, path))


def walked_on(descent: Descent, racers: tuple[Racer, ...], steps: int) -> tuple[Racer, ...]:
    """Return the racers after at least ``steps`` steps, as far as they get."""
    further = tuple(each if each.path.steps >= steps else _further(descent, each, steps) for each in racers)
    return racers if all(map(is_, further, racers)) else further


def _further(descent: Descent, each: Racer, steps: int) -> Racer:
    missing = steps - each.path.steps
    path = walk_on(descent.function, each.optimizer, descent.schedule, each.path, missing)
    if path is each.path:
        return each
    arrived = steps_to_lowest(descent.function, path) if each.arrived is None else each.arrived
    return Racer(each.optimizer, path, arrived)


def steps_to_lowest(function: PlainFunction, path: FunctionPath) -> int | None:
    """Return after how many steps a path first reaches a lowest known point, by the rule of `ending`."""
    if not function.minima:
        return None
    values = function.value(np.array(function.minima).T)
    lowest = np.array(function.minima)[values <= values[0] + 1e-9 * max(1.0, abs(float(values[0])))]
    widths = np.array([high - low for low, high in function.ranges])
    off = np.abs(path.points[:, None, :] - lowest[None, :, :]) <= REACHED * widths
    arrived = np.flatnonzero(off.all(axis=2).any(axis=1))
    return int(arrived[0]) if len(arrived) else None


def leaders(racers: Sequence[Racer], step: int) -> tuple[Racer, ...]:
    """Return the lowest racers after ``step`` steps: one leads; if several are equal, none does.

    A racer that has stopped without a finite value does not lead, like a network that has diverged.
    """
    going = [each for each in racers if not each.has_stopped(step)]
    lowest = min((each.value_at(step) for each in going), default=None)
    return tuple(each for each in going if each.value_at(step) == lowest)
