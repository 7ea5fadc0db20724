"""What may cross to the worker and back: frozen values, and functions of modules that know no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from pathlib import PurePath
from threading import Event
from types import BuiltinFunctionType, FunctionType, MethodType, NoneType
from typing import Any

import numpy as np

from core.course.acted import Acted
from core.course.lesson import Closing, Lesson, Page
from core.course.pictures.catalogue import SketchInWork
from core.course.seen import SceneSeen
from core.training.notation import Notation
from core.training.run import RunId
from gui.frames.table_jobs import ReadingProgress
from tests.test_architecture import FILES, imports, resolved, within

SCALARS = (bool, int, float, complex, str, bytes, range, NoneType, date, np.generic, np.dtype, np.ufunc, Enum, PurePath)
NAMES = (type, BuiltinFunctionType, RunId, Notation, Event, ReadingProgress)
"""What needs no look inside: a notation is read, never changed. By the last two the threads tell each other something
while a job is under way."""
OF_LESSONS = (Lesson, Page, Closing, Acted, SceneSeen, SketchInWork)
"""Lessons are read, never changed. What is acted out is the worker's, and what is seen has copies of its own."""
CALLED = (partial, MethodType, FunctionType)
PROVEN: dict[int, Any] = {}
"""Values that are frozen all the way down, by identity: they stay so, and come again with the next picture.

Functions are left out: the variables that one encloses can change.
"""
MOST_PROVEN = 20_000
"""As many are kept at once."""


def _inside(value: Any) -> Iterator[tuple[str | int, Any]]:
    """Yield what a value is made of, by name."""
    if isinstance(value, partial):
        yield from (("func", value.func), *enumerate(value.args), *value.keywords.items())
    elif isinstance(value, MethodType):
        yield from (("self", value.__self__), ("func", value.__func__))
    elif isinstance(value, FunctionType):
        cells = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
        yield from ((name, cell.cell_contents) for name, cell in cells)
        yield from enumerate(value.__defaults__ or ())
        yield from (value.__kwdefaults__ or {}).items()
    elif isinstance(value, Exception):
        yield from enumerate(value.args)
    elif isinstance(value, (tuple, frozenset)):
        yield from enumerate(value)
    elif isinstance(value, np.ndarray):
        yield from [("base", value.base)] * isinstance(value.base, np.ndarray)
    elif _is_frozen(type(value)):
        yield from getattr(value, "__dict__", {}).items()
        yield from ((name, getattr(value, name)) for name in _slots(type(value)) if hasattr(value, name))


@cache
def _slots(kind: type) -> tuple[str, ...]:
    return tuple(name for each in kind.__mro__ for name in vars(each).get("__slots__", ()))


def _is_frozen(kind: type) -> bool:
    """Tell whether values of a class are those of a frozen dataclass."""
    return is_dataclass(kind) and kind.__setattr__ is not object.__setattr__


@cache
def _is_plain(kind: type) -> bool:
    """Tell whether a class is one that needs no look inside."""
    return issubclass(kind, (*SCALARS, *NAMES, *OF_LESSONS))


@cache
def _may_cross(kind: type) -> bool:
    """Tell whether values of a class never change themselves, whatever they are made of."""
    return issubclass(kind, (*CALLED, Exception, tuple, frozenset)) or _is_frozen(kind)


def _can_change(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.flags.writeable or not isinstance(value.base, (np.ndarray, bytes, NoneType))
    return not _may_cross(type(value))


def not_frozen(value: Any) -> list[str]:
    """Return, by where it is, what can be changed of all that can be reached from ``value``."""
    found, seen = list[str](), dict[int, Any]()
    left: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    while left:
        place, each = left.pop()
        if _is_plain(type(each)) or id(each) in seen or id(each) in PROVEN:
            continue
        seen[id(each)] = each
        if _can_change(each):
            found.append(f"{_named(place)}: {type(each).__name__}")
        else:
            left += [((place, inner), one) for inner, one in _inside(each)]
    if not found:
        if len(PROVEN) > MOST_PROVEN:
            PROVEN.clear()
        PROVEN.update((key, each) for key, each in seen.items() if not isinstance(each, CALLED))
    return found


def _named(place: tuple[Any, ...]) -> str:
    return f"{_named(place[0])}.{place[1]}" if place else ""


@cache
def _imported(module: str) -> frozenset[str]:
    return frozenset(imports(module, FILES[module]))


@cache
def knows_qt(module: str) -> bool:
    """Tell whether a module of ours imports Qt, or one that does."""
    seen, left = set[str](), [module]
    while left:
        known = _imported(name := left.pop())
        if any(within(each, "PySide6", "pyqtgraph") for each in known):
            return True
        seen.add(name)
        left += [each for each in map(resolved, known) if each and each not in seen]
    return False


def functions_in(job: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Yield the functions of ours that a job runs: its own, and those in what it is given or has enclosed."""
    left, seen = [job], dict[int, Any]()
    while left:
        each = left.pop()
        if _is_plain(type(each)) or isinstance(each, np.ndarray) or id(each) in seen:
            continue
        seen[id(each)] = each
        if isinstance(each, (MethodType, FunctionType)) and within(each.__module__, "core", "gui"):
            yield each
        left += [one for _, one in _inside(each)]


def of_qt(job: Callable[..., Any]) -> list[str]:
    """Return the functions that a job runs and that stand in modules that know Qt."""
    return [f"{each.__module__}.{each.__qualname__}" for each in functions_in(job) if knows_qt(each.__module__)]
