"""`value_class`: a dataclass that cannot be changed, made in a quarter of the time of ``dataclass(frozen=True)``.

`dataclasses` writes and compiles six functions for every class, 0.5 ms or more: a tenth of the program's start, for it
has about 170 of them. Only ``__init__`` is written for each class here; the others are the same for all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def value_class(kind: type[T]) -> type[T]: ...


@overload
def value_class(*, eq: bool) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def value_class(kind: type[Any] | None = None, *, eq: bool = True) -> Any:
    """Make a class a frozen dataclass; ``fields`` and ``replace`` of `dataclasses` work as ever.

    A ``field`` may have ``default``, ``default_factory``, ``compare``, ``repr`` and ``metadata``.

    Parameters
    ----------
    eq : bool
        Whether two of them with equal fields are equal, and hashed so. Without, each is equal to itself only.

    Raises
    ------
    TypeError
        If it derives from a dataclass that is not made by `value_class`.
    """
    return (lambda kind: _made(kind, eq)) if kind is None else _made(kind, eq)


def _made(kind: type[T], eq: bool) -> type[T]:
    kind.__doc__ = kind.__doc__ or kind.__name__  # else `dataclass` writes down the signature, which takes its time
    dataclasses.dataclass(init=False, repr=False, eq=False)(kind)
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]
    methods: dict[str, Any] = {"__init__": _initializer(kind, fields), "__repr__": _repr}
    if eq:
        kind._compared = _getter([field.name for field in fields if field.compare])  # type: ignore[attr-defined]
        methods |= {"__eq__": _equal, "__hash__": _hash}
    for name, method in methods.items():
        if name not in vars(kind):
            setattr(kind, name, method)
    kind.__setattr__, kind.__delattr__ = _keep, _keep  # type: ignore[method-assign]
    return kind


def _initializer(kind: type, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """Write ``__init__`` with the fields in order, those with a default at the end."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_MADE": _MADE}
    asked, lines = ["self"], ["pass"]
    for field in fields:
        value, default = field.name, f"_{field.name}"
        if field.default is not dataclasses.MISSING:
            known[default] = field.default
            asked.append(f"{field.name}={default}")
        elif field.default_factory is not dataclasses.MISSING:
            known[default] = field.default_factory
            asked.append(f"{field.name}=_MADE")
            value = f"{default}() if {value} is _MADE else {value}"
        else:
            asked.append(field.name)
        lines.append(f"_set(self, {field.name!r}, {value})")
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(asked)}):\n " + "\n ".join(lines), known)
    initializer: Callable[..., None] = known["__init__"]
    initializer.__module__, initializer.__qualname__ = kind.__module__, f"{kind.__qualname__}.__init__"
    return initializer


_MADE = object()
"""Stands for a default that is made anew each time."""


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads these fields, as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    one = attrgetter(*names) if names else None
    return staticmethod(lambda value: (one(value),) if one else ())


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    compared = self._compared
    return compared(self) == compared(other)


def _hash(self: Any) -> int:
    return hash(self._compared(self))


def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _keep(self: Any, name: str, *value: Any) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")
