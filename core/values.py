"""Frozen dataclasses that are made quickly.

`dataclasses` compiles six methods for each of them, which takes half a millisecond: for those of the window, an eighth
of the time to its first picture. Here `__init__` alone is compiled, and that when a first object is made; the other
methods are the same for all classes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T", bound=type)


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _is_equal(self: Any, other: Any) -> bool:
    return self._compared(self) == other._compared(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash((type(self), self._hashed(self)))


def _text(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _getter(fields: Sequence[dataclasses.Field[Any]]) -> Callable[[Any], Any]:
    """Return what takes the values of some fields out of an object."""
    return attrgetter(*(each.name for each in fields)) if fields else type


def _init_when_needed(cls: type) -> Callable[..., None]:
    """Return an `__init__` that puts the true one into its place: most classes have no object at the first picture."""

    def __init__(self: object, *arguments: object, **named: object) -> None:
        made = _init(cls)
        cls.__init__ = made  # type: ignore[misc]
        made(self, *arguments, **named)

    return __init__


def _init(cls: type) -> Callable[..., None]:
    """Return the `__init__` that `dataclasses` gives a frozen class."""
    known: dict[str, Any] = {"set_field": object.__setattr__, "MISSING": dataclasses.MISSING}
    arguments, lines = ["self"], []
    for each in sorted(dataclasses.fields(cls), key=lambda each: bool(each.kw_only)):
        name = value = each.name
        if each.kw_only and "*" not in arguments:
            arguments.append("*")
        if each.default is not dataclasses.MISSING:
            known[f"default_{name}"] = each.default
            arguments.append(f"{name}=default_{name}")
        elif each.default_factory is not dataclasses.MISSING:
            known[f"make_{name}"] = each.default_factory
            arguments.append(f"{name}=MISSING")
            value = f"make_{name}() if {name} is MISSING else {name}"
        else:
            arguments.append(name)
        lines.append(f" set_field(self, '{name}', {value})\n")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()\n")
    made: dict[str, Callable[..., None]] = {}
    exec(f"def __init__({', '.join(arguments)}):\n{''.join(lines) or ' pass'}", known, made)
    return made["__init__"]


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool, eq: bool = True, kw_only: bool = False) -> Callable[[T], T]:
        """Make of a class what `dataclasses.dataclass` makes of it, ``frozen`` being true; and as that does, leave what
        the class defines itself.
        """
        assert frozen, "one that may change is made by `dataclasses`"

        def made(cls: T) -> T:
            dataclasses.dataclass(init=False, eq=False, repr=False, kw_only=kw_only)(cls)
            fields = dataclasses.fields(cls)
            methods = {"__init__": _init_when_needed(cls), "__repr__": _text}
            methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
            if eq:
                cls._compared = _getter([each for each in fields if each.compare])
                cls._hashed = _getter([each for each in fields if (each.compare if each.hash is None else each.hash)])
                methods |= {"__eq__": _is_equal, "__hash__": _hash}
            for name, method in methods.items():
                if vars(cls).get(name) is None:  # of `__hash__` Python makes None where a class has its own `__eq__`
                    setattr(cls, name, method)
            return cls

        return made
