"""Our frozen dataclasses beside those of the standard library."""

import copy
import dataclasses
from collections.abc import Callable
from inspect import signature
from typing import Any, ClassVar

import pytest

from core.values import dataclass


def named(make: Callable[..., Any]) -> dict[str, Any]:
    """Return classes of every kind that the program has, made by ``make``."""

    @make(frozen=True)
    class Fieldless:
        pass

    @make(frozen=True)
    class Ancestor:
        first: int
        second: float = 2.0
        among: ClassVar[int] = 5

    @make(frozen=True)
    class Derived(Ancestor):
        own: list[int] = dataclasses.field(default_factory=list, hash=False)
        hidden: int = dataclasses.field(default=3, compare=False, repr=False)

    @make(frozen=True, kw_only=True)
    class Named(Ancestor):
        third: int
        fourth: int = 4

    @make(frozen=True, eq=False)
    class Itself:
        first: int = 1

    @make(frozen=True)
    class OwnEquality:
        first: int = 1

        def __post_init__(self) -> None:
            object.__setattr__(self, "first", abs(self.first))

        def __eq__(self, other: object) -> bool:
            return isinstance(other, OwnEquality)

        def __repr__(self) -> str:
            return "written"

    return {each.__name__: each for each in (Fieldless, Ancestor, Derived, Named, Itself, OwnEquality)}


OURS, THEIRS = named(dataclass), named(dataclasses.dataclass)
CALLS: list[tuple[str, tuple[int, ...], dict[str, Any]]] = [
    ("Fieldless", (), {}),
    ("Ancestor", (1,), {}),
    ("Ancestor", (2,), {"second": 1.0}),
    ("Derived", (1,), {"own": [3]}),
    ("Derived", (1,), {"hidden": 7}),
    ("Named", (1,), {"third": 3}),
    ("Itself", (), {}),
    ("OwnEquality", (-7,), {}),
]


@pytest.mark.parametrize("name", OURS)
def test_a_class_has_the_fields_and_is_called_as_that_of_the_library(name: str) -> None:
    ours, theirs = OURS[name], THEIRS[name]
    for mine, other in zip(dataclasses.fields(ours), dataclasses.fields(theirs), strict=True):
        assert (mine.name, mine.type, mine.kw_only, mine.compare) == (
            other.name,
            other.type,
            other.kw_only,
            other.compare,
        )
    assert ours.__match_args__ == theirs.__match_args__
    with pytest.raises(TypeError):
        ours(*range(9))
    assert [*signature(ours).parameters] == [*signature(theirs).parameters]  # compiled by that first call


@pytest.mark.parametrize(("name", "values", "named"), CALLS)
def test_a_value_is_as_that_of_the_library(name: str, values: tuple[int, ...], named: dict[str, Any]) -> None:
    ours, theirs = OURS[name](*values, **named), THEIRS[name](*values, **named)
    assert vars(ours) == vars(theirs)
    assert repr(ours) == repr(theirs)
    assert (ours == copy.copy(ours)) == (theirs == copy.copy(theirs))
    assert (hash(ours) == hash(copy.copy(ours))) == (hash(theirs) == hash(copy.copy(theirs)))
    assert ours != theirs or name == "Fieldless"
    for change in ("first", "a_new_name"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(ours, change, 1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(ours, change)


def test_values_are_equal_as_those_of_the_library_are() -> None:
    made = [[kinds[name](*values, **named) for name, values, named in CALLS] for kinds in (OURS, THEIRS)]
    ours, theirs = ([[one == other for other in each] for one in each] for each in made)
    assert ours == theirs


def test_a_value_can_be_changed_into_another_and_copied() -> None:
    value = OURS["Derived"](1, own=[4])
    assert vars(dataclasses.replace(value, second=9.0)) == {"first": 1, "second": 9.0, "own": [4], "hidden": 3}
    assert copy.deepcopy(value) == value
    assert OURS["Derived"](1).own is not OURS["Derived"](1).own, "a new list for each"


def test_what_is_not_frozen_is_not_made_here() -> None:
    with pytest.raises(AssertionError, match="dataclasses"):
        dataclass(frozen=False)
