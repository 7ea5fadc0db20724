"""The recipe of a walk down a plain function: which function, which optimiser, from where."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from core.analysis.functions import FUNCTIONS
from core.analysis.plain_function import PlainFunction, Point, own_function, suited_rate
from core.hyperparameters import InvalidSetting, choose
from core.training.optimizers import OPTIMIZERS, SGD, Optimizer
from core.training.schedules import SCHEDULES, ConstantRate, Schedule

OWN = "own"
"""Name of the function that the user has typed."""
KEYS = ("name", "text", "optimizer", "schedule", "start")


@lru_cache(maxsize=64)
def function_of(name: str, text: str = "") -> PlainFunction:
    """Return a function of the catalogue, or the one that ``text`` says for the name "own".

    Raises
    ------
    InvalidSetting
        For ``"function"`` if there is none of that name; an `ExpressionError` if ``text`` is no function.
    """
    if name == OWN:
        return own_function(text)
    if name not in FUNCTIONS:
        names = ", ".join((*FUNCTIONS, OWN))
        raise InvalidSetting("function", f"There is no function “{name}”; there are: {names}.")
    return FUNCTIONS[name]


@dataclass(frozen=True)
class Descent:
    """A walk down a plain function; checked when it is made.

    Attributes
    ----------
    name, text
        Key of the function in `FUNCTIONS`, or "own" and its text.
    start
        Where it begins; the function's own start if empty.

    Raises
    ------
    InvalidSetting
        For ``"start"`` if that is not as many finite numbers as the function has variables, or f has no value there.
    """

    name: str = "two_minima"
    text: str = ""
    optimizer: Optimizer = SGD(alpha=0.02)
    schedule: Schedule = ConstantRate()
    start: Point = ()

    def __post_init__(self) -> None:
        start = tuple(float(x) for x in self.start) or self.function.start
        object.__setattr__(self, "start", start)
        if len(start) != self.function.dimensions:
            names = ", ".join(self.function.variables)
            raise InvalidSetting("start", f"The start needs a number for each of: {names}.")
        if not all(math.isfinite(x) for x in start):
            raise InvalidSetting("start", "The start must be made of finite numbers.")
        value, slopes = self.function.value_and_gradient(np.array(start))
        if not (np.isfinite(value) and np.isfinite(slopes).all()):
            place = ", ".join(f"{v} = {x:.4g}" for v, x in zip(self.function.variables, start, strict=True))
            words = f"The function has no finite value with a slope at {place}. Start somewhere else."
            raise InvalidSetting("start", words.replace("-", "−"))

    @property
    def function(self) -> PlainFunction:
        """The function itself."""
        return function_of(self.name, self.text)

    def on(self, name: str, text: str = "") -> Descent:
        """Return the descent on another function: from its start, at a rate that suits it.

        Raises
        ------
        InvalidSetting
            As `function_of` does.
        """
        rate = suited_rate(function_of(name, text), self.optimizer)
        return Descent(name, text, replace(self.optimizer, alpha=rate), self.schedule)


def descent_from(content: Mapping[str, Any]) -> Descent:
    """Return the descent that a table describes: its function, and what differs from that function's own settings.

    Raises
    ------
    InvalidSetting
        If a key or value cannot be.
    """
    for key in content:
        if key not in KEYS:
            raise InvalidSetting(key, f"is not a key of a function; the keys are: {', '.join(KEYS)}.")
    name, text = (_text(content, key) for key in ("name", "text"))
    name = name or (OWN if text else "")
    function = function_of(name, text)
    optimizer = choose(OPTIMIZERS, content.get("optimizer", {"name": "sgd", "alpha": function.alpha}), "optimizer")
    schedule = choose(SCHEDULES, content.get("schedule", "constant"), "schedule")
    return Descent(name, text, optimizer, schedule, _start(content.get("start", [])))


def descent_to(descent: Descent) -> dict[str, Any]:
    """Return the table that `descent_from` makes the same descent of."""
    table: dict[str, Any] = {"name": descent.name, **({"text": descent.text} if descent.text else {})}
    table |= {"optimizer": descent.optimizer.to_dict(), "schedule": descent.schedule.to_dict()}
    return {**table, "start": list(descent.start)}


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key, "")
    if not isinstance(value, str):
        raise InvalidSetting(key, f"must be a text, not {value!r}.")
    return value


def _start(value: Any) -> Point:
    numbers = isinstance(value, list) and all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in value)
    if not numbers:
        raise InvalidSetting("start", f"must be a list of numbers, not {value!r}.")
    return tuple(float(x) for x in value)
