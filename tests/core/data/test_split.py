"""How examples are parted: with and without a test set, and each class by its share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.datasets import Circles
from core.data.drawn import Draft
from core.data.examples import of_classes, of_numbers
from core.data.own import OwnData, own_data
from core.data.split import FEW, USUAL_SHARE, split, suited_share, test_count, tests_per_class
from core.exchange.own_data import own_data_from, own_data_to
from core.hyperparameters import InvalidSetting

test_count.__test__ = False  # type: ignore[attr-defined]
tests_per_class.__test__ = False  # type: ignore[attr-defined]


def classes_of(counts: list[int], seed: int = 1, stratified: bool = True) -> OwnData:
    """Return a table with so many rows of each class."""
    labels = np.repeat(np.arange(len(counts)), counts)
    names = tuple(f"k{place}" for place in range(len(counts)))
    data = own_data("table", ("x",), "kind", names, of_classes(np.arange(len(labels), dtype=float)[None], labels))
    return replace(data, seed=seed, stratified=stratified)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=12), st.floats(0.01, 0.9), st.integers(0, 50))
def test_each_class_keeps_its_share_as_nearly_as_whole_numbers_allow(
    counts: list[int], share: float, seed: int
) -> None:
    points = sum(counts)
    try:
        tests = test_count(points, share)
    except InvalidSetting:
        return
    parts = split(classes_of(counts, seed), share)
    tested = np.bincount(parts.test.labels, minlength=len(counts))
    assert (len(parts.train), len(parts.test)) == (points - tests, tests)
    assert sorted([*parts.train.x[0], *parts.test.x[0]]) == list(range(points))
    if points - tests >= len(counts):
        assert set(parts.train.labels) == set(range(len(counts)))
    wanted = tests * np.array(counts) / points
    if all(count - np.ceil(want) >= 1 for count, want in zip(counts, wanted, strict=True)):
        assert np.all(np.abs(tested - wanted) < 1.0)


def test_the_split_is_decided_by_the_seed_and_mixes_the_rows() -> None:
    first, again, other = (split(classes_of([30, 20], seed), 0.2) for seed in (1, 1, 2))
    assert np.array_equal(first.test.x, again.test.x)
    assert not np.array_equal(first.test.x, other.test.x)
    assert len(set(np.diff(first.train.x[0]))) > 5


def test_rare_classes_go_to_the_training_set() -> None:
    assert tests_per_class(np.array([1, 1, 1, 17]), 3).tolist() == [0, 0, 0, 3]
    assert tests_per_class(np.array([1, 2, 2]), 3).tolist() == [1, 1, 1]


def test_only_tables_are_stratified() -> None:
    plain, table = classes_of([30, 12], stratified=False), classes_of([30, 12])
    order = np.random.default_rng((plain.seed, 3)).permutation(42)
    parts = split(plain, 0.5)
    assert np.array_equal(parts.test.x[0], order[:21])
    assert np.array_equal(parts.train.x[0], order[21:])
    assert not np.array_equal(split(table, 0.5).test.x, parts.test.x)
    drawn = Draft(np.arange(20.0).reshape(2, 10), np.arange(10) % 2, False).data()
    assert not drawn.stratified
    assert not Circles().stratified


def test_a_saved_table_is_parted_as_it_was() -> None:
    for data in (classes_of([9, 4], 7), classes_of([9, 4], 7, stratified=False)):
        again = own_data_from(own_data_to(data))
        assert again == data
        assert np.array_equal(split(again, 0.3).test.x, split(data, 0.3).test.x)


def test_no_test_set_at_all() -> None:
    parts = split(classes_of([2, 2]), 0.0)
    assert (len(parts.train), len(parts.test)) == (4, 0)


@pytest.mark.parametrize(("points", "share", "suited"), [(FEW - 1, 0.1, 0.0), (FEW, 0.1, 0.1), (500, 0.3, 0.3)])
def test_a_small_table_has_no_test_set(points: int, share: float, suited: float) -> None:
    assert suited_share(classes_of([points - 2, 2]), share) == suited


@pytest.mark.parametrize("left", [0.0, 0.999])
def test_a_share_left_from_other_data_is_not_kept_where_it_does_not_fit(left: float) -> None:
    assert suited_share(classes_of([20, 20]), left) == USUAL_SHARE


def test_numbers_are_parted_by_their_order_alone() -> None:
    values = np.arange(25.0)[None]
    data = own_data("table", ("x",), "y", (), of_numbers(values, values))
    plain, table = (split(replace(data, stratified=each), 0.2) for each in (False, True))
    assert np.array_equal(plain.test.x, table.test.x)
