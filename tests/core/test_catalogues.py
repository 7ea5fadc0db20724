"""What every catalogue entry promises."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from core.exchange.experiments import CATALOGUES
from core.hyperparameters import Choice, choose
from core.nn.activations import ACTIVATIONS
from tests.core.samples import entries, extremes, title

EVERYTHING = {**CATALOGUES, "activation": ACTIVATIONS}
ALL = entries(*EVERYTHING.values())


@pytest.mark.parametrize("choice", ALL, ids=title)
def test_an_entry_explains_itself(choice: Choice) -> None:
    assert choice.title
    assert choice.help.endswith((".", ")"))
    for declared in choice.hyperparameters():
        assert declared.help.endswith(".")
        assert declared.check(declared.default) == declared.default


@pytest.mark.parametrize("choice", ALL, ids=title)
def test_every_field_is_declared(choice: Choice) -> None:
    assert [field.name for field in fields(choice)] == [declared.name for declared in choice.hyperparameters()]


@pytest.mark.parametrize("kind", EVERYTHING)
def test_a_table_makes_the_same_entry(kind: str) -> None:
    for choice in [*entries(EVERYTHING[kind]), *extremes(EVERYTHING[kind])]:
        assert choose(EVERYTHING[kind], choice.to_dict(), kind) == choice


@pytest.mark.parametrize("choice", ALL, ids=title)
def test_an_entry_is_frozen(choice: Choice) -> None:
    with pytest.raises(FrozenInstanceError):
        choice.alpha = 1.0  # type: ignore[attr-defined]


@pytest.mark.parametrize("choice", ALL, ids=title)
def test_an_entry_equals_another_with_the_same_settings(choice: Choice) -> None:
    same = replace(choice)
    assert same == choice
    assert hash(same) == hash(choice)
    others = {*ALL, *(other for kind in EVERYTHING.values() for other in extremes(kind))} - {choice}
    assert choice not in [*others]
    assert repr(choice) not in map(repr, others)
