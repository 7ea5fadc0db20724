"""All that can be measured, by name: a function of what is seen, with arguments of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.course.measures import alongside, functions, network, pictures, shapes, singly, slopes
from core.course.seen import SceneSeen

Measure = Callable[..., Any]


def _of(module: Any) -> dict[str, Measure]:
    """Return the public functions of a module that measure."""
    found = vars(module).items()
    return {name: each for name, each in found if getattr(each, "__module__", "") == module.__name__ and name[0] != "_"}


MEASURES: dict[str, Measure] = (
    _of(network) | _of(slopes) | _of(alongside) | _of(pictures) | _of(shapes) | _of(singly) | _of(functions)
)


def rival(seen: SceneSeen, place: int) -> SceneSeen:
    """Return what is seen of another run of the race, counted from 1."""
    return seen.rivals[int(place) - 1]
