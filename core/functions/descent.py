"""The recipe of a descent on a plain function: which function, which optimiser, from where."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from core.functions.plain_function import OWN_RANGE, PlainFunction, Point, Range, own_function, suited_rate
from core.hyperparameters import InvalidSetting, choose, refuse_other_keys
from core.training.optimizers import OPTIMIZERS, SGD, Optimizer
from core.training.schedules import SCHEDULES, ConstantRate, Schedule
from core.values import dataclass
from core.words import number

OWN = "own"
"""Name of the function that the user has typed."""
OWN_RANGES = (OWN_RANGE, OWN_RANGE)
KEYS = ("name", "text", "ranges", "optimizer", "schedule", "start")


@lru_cache(maxsize=64)
def function_of(name: str, text: str = "", ranges: tuple[Range, ...] = ()) -> PlainFunction:
    """Return a function of the catalogue, or for the name "own" the one written in ``text``, over ``ranges``.

    Missing ranges of x and y take their defaults.

    Raises
    ------
    InvalidSetting
        For ``"function"`` if there is none of that name; an `ExpressionError` if ``text`` is not a function.
    """
    from core.functions.catalogue import FUNCTIONS  # here, for it takes long to read, and networks need none of it

    if name == OWN:
        return own_function(text, (*ranges, *OWN_RANGES[len(ranges) :]))
    if name not in FUNCTIONS:
        names = ", ".join((*FUNCTIONS, OWN))
        raise InvalidSetting("function", f"There is no function “{name}”; choose from: {names}.")
    return FUNCTIONS[name]


@dataclass(frozen=True)
class Descent:
    """A descent on a plain function; checked when it is made.

    Attributes
    ----------
    name, text
        Key of the function in `FUNCTIONS`, or "own" and its text.
    start
        Where it begins; the function's own start if empty.
    ranges
        (low, high) of each variable of an own function, for the plot; the defaults if empty.

    Raises
    ------
    InvalidSetting
        As `function_of` does; for ``"ranges"`` if the function has its own; for ``"start"`` if it
        is not one finite number per variable, or f has no value there.
    """

    name: str = "two_minima"
    text: str = ""
    optimizer: Optimizer = SGD(alpha=0.02)
    schedule: Schedule = ConstantRate()
    start: Point = ()
    ranges: tuple[Range, ...] = ()

    def __post_init__(self) -> None:
        if self.ranges and self.name != OWN:
            raise InvalidSetting("ranges", "Ranges can be chosen only for your own function.")
        if self.ranges:
            ranges = self.function.ranges  # of its variables only
            object.__setattr__(self, "ranges", () if ranges == OWN_RANGES[: len(ranges)] else ranges)
        start = tuple(float(x) for x in self.start) or self.function.start
        object.__setattr__(self, "start", start)
        if len(start) != self.function.dimensions:
            names = ", ".join(self.function.variables)
            raise InvalidSetting("start", f"The start needs one number for each variable: {names}.")
        if not all(math.isfinite(x) for x in start):
            raise InvalidSetting("start", "All numbers of the start must be finite.")
        value, slopes = self.function.value_and_gradient(np.array(start))
        if not (np.isfinite(value) and np.isfinite(slopes).all()):
            place = ", ".join(f"{v} = {number(x, 4)}" for v, x in zip(self.function.variables, start, strict=True))
            words = f"The function has no finite value and slope at {place}. Choose another start."
            raise InvalidSetting("start", words)

    @property
    def function(self) -> PlainFunction:
        """The function itself."""
        return function_of(self.name, self.text, self.ranges)

    def on(self, name: str, text: str = "", ranges: tuple[Range, ...] = ()) -> Descent:
        """Return the descent on another function, from its start and at a suitable rate.

        Raises
        ------
        InvalidSetting
            As `function_of` does.
        """
        rate = suited_rate(function_of(name, text, ranges), self.optimizer)
        return Descent(name, text, replace(self.optimizer, alpha=rate), self.schedule, ranges=ranges)

    def over(self, ranges: tuple[Range, ...]) -> Descent:
        """Return the descent on the own function over other ranges; from the default start if its start is outside.

        Raises
        ------
        InvalidSetting
            As `function_of` does.
        """
        function = function_of(self.name, self.text, ranges)
        inside = all(low <= x <= high for x, (low, high) in zip(self.start, function.ranges, strict=True))
        return replace(self, ranges=ranges, start=self.start if inside else ())


def descent_from(content: Mapping[str, Any]) -> Descent:
    """Return the descent that a table describes: its function, and what differs from that function's settings.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed.
    """
    refuse_other_keys(content, "a function", KEYS)
    name, text = (_text(content, key) for key in ("name", "text"))
    name = name or (OWN if text else "")
    ranges = _ranges(content.get("ranges", []))
    function = function_of(name, text, ranges)
    optimizer = choose(OPTIMIZERS, content.get("optimizer", {"name": "sgd", "alpha": function.alpha}), "optimizer")
    schedule = choose(SCHEDULES, content.get("schedule", "constant"), "schedule")
    return Descent(name, text, optimizer, schedule, _start(content.get("start", [])), ranges)


def descent_to(descent: Descent) -> dict[str, Any]:
    """Return the table from which `descent_from` makes the same descent."""
    table: dict[str, Any] = {"name": descent.name, **({"text": descent.text} if descent.text else {})}
    table |= {"optimizer": descent.optimizer.to_dict(), "schedule": descent.schedule.to_dict()}
    ranges = {"ranges": [list(each) for each in descent.ranges]} if descent.ranges else {}
    return {**table, **ranges, "start": list(descent.start)}


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key, "")
    if not isinstance(value, str):
        raise InvalidSetting(key, f"must be text, not {value!r}.")
    return value


def _start(value: Any) -> Point:
    if not _numbers(value):
        raise InvalidSetting("start", f"must be a list of numbers, not {value!r}.")
    return tuple(float(x) for x in value)


def _ranges(value: Any) -> tuple[Range, ...]:
    if not (isinstance(value, list) and len(value) <= 2 and all(_numbers(each) and len(each) == 2 for each in value)):
        raise InvalidSetting("ranges", f"must be a list of [from, to] for x and, if there is one, y, not {value!r}.")
    return tuple((float(low), float(high)) for low, high in value)


def _numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in value)
