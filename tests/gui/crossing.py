"""What may cross to the worker and back: frozen values, and functions of modules that know no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import PurePath
from threading import Event, Lock
from types import FunctionType, MethodType, NoneType
from typing import Any

import numpy as np
from PySide6.QtCore import QObject

from core.training.history import History
from core.training.run import Run
from core.training.runs import Runs
from tests.test_architecture import FILES, imports, resolved, within

CHANGING = (Run, Runs, History, QObject, type(Lock()))
PLAIN = {bool, int, float, complex, str, bytes, NoneType, np.float64, np.int64, np.bool_}
ALLOWED = (PurePath, Event)
"""What needs no look inside: an event is how the worker is told, at any time, that nobody waits any more."""


def _inside(value: Any) -> Iterator[tuple[str | int, Any]]:
    """Yield what a value is made of, by name."""
    if isinstance(value, partial):
        yield from (("func", value.func), *enumerate(value.args), *value.keywords.items())
    elif isinstance(value, MethodType):
        yield from (("self", value.__self__), ("func", value.__func__))
    elif isinstance(value, FunctionType):
        cells = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
        yield from ((name, cell.cell_contents) for name, cell in cells)
    elif isinstance(value, dict):
        yield from enumerate((*value, *value.values()))
    elif isinstance(value, (tuple, list, set, frozenset)):
        yield from enumerate(value)
    elif not isinstance(value, (type, np.generic, np.ndarray, *ALLOWED)):
        yield from getattr(value, "__dict__", {}).items()
        yield from ((name, getattr(value, name)) for name in _slots(type(value)) if hasattr(value, name))


@cache
def _slots(kind: type) -> tuple[str, ...]:
    return tuple(name for each in kind.__mro__ for name in vars(each).get("__slots__", ()))


def not_frozen(value: Any) -> list[str]:
    """Return, by where it is, what can be changed of all that can be reached from ``value``."""
    found, seen = list[str](), dict[int, Any]()
    left: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    while left:
        place, each = left.pop()
        if type(each) in PLAIN or id(each) in seen:
            continue
        seen[id(each)] = each
        if isinstance(each, CHANGING) or (isinstance(each, np.ndarray) and each.flags.writeable):
            found.append(f"{_named(place)}: {type(each).__name__}")
        else:
            left += [((place, inner), one) for inner, one in _inside(each)]
    return found


def _named(place: tuple[Any, ...]) -> str:
    return f"{_named(place[0])}.{place[1]}" if place else ""


@cache
def knows_qt(module: str) -> bool:
    """Tell whether a module of ours imports Qt, or one that does."""
    seen, left = set[str](), [module]
    while left:
        known = set(imports(name := left.pop(), FILES[name]))
        if any(within(each, "PySide6", "pyqtgraph") for each in known):
            return True
        seen.add(name)
        left += [each for each in map(resolved, known) if each and each not in seen]
    return False


def functions_in(job: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Yield the functions of ours that a job runs: its own, and those among what it is given."""
    left: list[Any] = [job]
    while left:
        each = left.pop()
        if isinstance(each, partial):
            left += [each.func, *each.args, *each.keywords.values()]
        elif isinstance(each, (MethodType, FunctionType)) and within(each.__module__, "core", "gui"):
            yield each


def of_qt(job: Callable[..., Any]) -> list[str]:
    """Return the functions that a job runs and that stand in modules that know Qt."""
    return [f"{each.__module__}.{each.__qualname__}" for each in functions_in(job) if knows_qt(each.__module__)]
