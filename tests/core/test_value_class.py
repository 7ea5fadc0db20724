"""A value class is what ``dataclass(frozen=True)`` makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import numpy as np
import pytest

from core.value_class import value_class


def family(make: Callable[[type], type], only_itself: Callable[[type], type]) -> list[Any]:
    """Return an empty, a plain, a derived, an incomparable class, and one of a single field."""

    class Empty:
        pass

    class Plain:
        count: int
        words: str = "none"
        places: list[int] = field(default_factory=list)
        label: str = field(default="own", compare=False)
        inner: float = field(default=0.0, repr=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "count", abs(self.count))

    plain = make(Plain)

    class Derived(plain):  # type: ignore[misc,valid-type]
        count: int = 3
        more: float = 1.5

    class Lone:
        count: int = 1

    class Holder:
        array: Any

    return [make(Empty), plain, make(Derived), only_itself(Lone), make(Holder)]


OURS = family(value_class, value_class(eq=False))
THEIRS = family(dataclass(frozen=True), dataclass(frozen=True, eq=False))
PAIRS = list(zip(OURS, THEIRS, strict=True))


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=[kind.__name__ for kind in OURS])
def test_fields_and_words_are_the_same(ours: Any, theirs: Any) -> None:
    asked = {each.name: -2 for each in fields(ours) if each.name in ("count", "array")}
    assert repr(ours(**asked)) == repr(theirs(**asked))
    assert [each.name for each in fields(ours)] == [each.name for each in fields(theirs)]
    assert ours.__match_args__ == theirs.__match_args__
    with pytest.raises(TypeError, match="unexpected keyword"):
        ours(**asked, nonsense=1)


@pytest.mark.parametrize("kinds", [OURS, THEIRS], ids=["ours", "theirs"])
def test_equal_are_those_of_one_class_with_equal_fields(kinds: list[Any]) -> None:
    empty, plain, derived, lone, holder = kinds
    assert empty() == empty() != plain(1)
    assert plain(1) == plain(-1, label="another") != plain(2)
    assert hash(plain(1, places=())) == hash(plain(-1, places=(), label="another"))
    assert plain(3) != derived(3)
    assert derived() == derived(3, more=1.5) != derived(more=2.0)
    assert lone() != lone()
    assert len({lone(), lone()}) == 2
    assert plain(1).places is not plain(1).places
    same = np.zeros(3)
    assert holder(same) == holder(same), "NumPy is not asked about one and the same array"


def test_nothing_can_be_changed_but_in_a_copy() -> None:
    plain = OURS[1](-4)
    for change in (
        lambda: setattr(plain, "count", 1),
        lambda: setattr(plain, "new", 1),
        lambda: delattr(plain, "count"),
    ):
        with pytest.raises(FrozenInstanceError):
            change()
    assert replace(plain, words="some") == OURS[1](4, "some")


def test_it_does_not_mix_with_dataclasses() -> None:
    with pytest.raises(TypeError, match="cannot inherit"):
        dataclass(frozen=True)(type("Mixed", (OURS[1],), {}))
    with pytest.raises(TypeError, match="cannot inherit"):
        value_class(type("Mixed", (THEIRS[1],), {}))
